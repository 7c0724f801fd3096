/** What the SDK's stand-in submits to open the window, checked field by field (§3). */
import { type Amount, amount, isAmount, ZERO } from '../../../core/money.ts'
import type { Instant } from '../../../core/time.ts'
import type { Method } from '../../simulator.ts'
import { endOf } from '../accounts.ts'
import type { ErrorCode } from '../codes.ts'
import { CLIENT_KEYS } from '../credentials.ts'
import type { AccountEnd } from '../payment.ts'
import { ORDER_ID } from '../requests.ts'
import type { NewPayment } from '../world.ts'
import type { WindowProblem } from './texts.ts'

/** What the merchant asked the window for. */
export interface WindowRequest {
  readonly session: NewPayment
  readonly methods: readonly Method[]
  readonly successUrl: string
  readonly failUrl: string
}

interface Problem {
  readonly code: ErrorCode
  readonly field: string
  readonly why: WindowProblem
}

type Read = { readonly request: WindowRequest } | { readonly problems: readonly Problem[] }

/** What the buyer can choose: v2 says CARD, v1 says 카드 or `card`; a wallet is offered beside the card. */
const CHOICES: Readonly<Record<string, readonly Method[]>> = {
  CARD: ['card', 'easy_pay'],
  카드: ['card', 'easy_pay'],
  VIRTUAL_ACCOUNT: ['virtual_account'],
  가상계좌: ['virtual_account'],
  TRANSFER: ['transfer'],
  계좌이체: ['transfer'],
  MOBILE_PHONE: ['mobile'],
  휴대폰: ['mobile'],
  간편결제: ['easy_pay'],
}

const MAX_URL_LENGTH = 2_000

export function openSessionForm(fields: URLSearchParams, now: Instant): Read {
  const text = (name: string): string => fields.get(name) ?? ''
  const won = wonOf(text('amount'))
  const taxFree = wonOf(text('taxFreeAmount') || '0')
  const accountEnd = endOf({
    validHours: text('validHours') === '' ? null : Number(text('validHours')),
    dueDate: text('dueDate') || null,
    now,
  })
  const [successUrl, failUrl] = [webAddress(text('successUrl')), webAddress(text('failUrl'))]
  const methods = CHOICES[text('method').toUpperCase()] ?? []
  const [method] = methods
  const problems = findings(fields, { won, taxFree, methods, successUrl, failUrl, accountEnd })
  if (problems.length > 0 || won === null || taxFree === null || accountEnd === null) return { problems }
  if (successUrl === null || failUrl === null || method === undefined) return { problems }
  const session: NewPayment = {
    method,
    type: 'NORMAL',
    orderId: text('orderId'),
    orderName: text('orderName'),
    customerKey: text('customerKey') || null,
    customerName: text('customerName'),
    customerMobilePhone: text('customerMobilePhone'),
    amount: won,
    taxFree,
    taxExemption: ZERO,
    accountEnd,
  }
  return { request: { session, methods, successUrl, failUrl } }
}

interface Values {
  readonly won: Amount | null
  readonly taxFree: Amount | null
  readonly methods: readonly Method[]
  readonly successUrl: string | null
  readonly failUrl: string | null
  readonly accountEnd: AccountEnd | null
}

/** What an account of the window may be asked for (§4.4). */
const RECEIPTS = ['', '소득공제', '지출증빙', '미발행']

function findings(fields: URLSearchParams, values: Values): readonly Problem[] {
  const orderName = fields.get('orderName') ?? ''
  const { won, taxFree, methods, successUrl, failUrl, accountEnd } = values
  const checks: readonly (readonly [boolean, string, WindowProblem])[] = [
    [CLIENT_KEYS.includes(fields.get('clientKey') ?? ''), 'clientKey', 'unknownKey'],
    [won !== null && won > 0, 'amount', 'malformed'],
    [ORDER_ID.test(fields.get('orderId') ?? ''), 'orderId', 'orderId'],
    [orderName.length >= 1 && orderName.length <= 100, 'orderName', 'malformed'],
    [methods.length > 0, 'method', 'malformed'],
    [taxFree !== null && taxFree <= (won ?? 0), 'taxFreeAmount', 'malformed'],
    [accountEnd !== null, 'dueDate', 'malformed'],
    [RECEIPTS.includes(fields.get('cashReceiptType') ?? ''), 'cashReceipt.type', 'malformed'],
    [successUrl !== null, 'successUrl', 'address'],
    [failUrl !== null, 'failUrl', 'address'],
  ]
  return checks
    .filter(([holds]) => !holds)
    .map(([, field, why]) => ({ code: why === 'unknownKey' ? 'INVALID_API_KEY' : 'INVALID_REQUEST', field, why }))
}

/** The page that holds the window, where the script said which; only a real origin may be posted to. */
export const openerOf = (fields: URLSearchParams): string | null => {
  const address = webAddress(fields.get('SandboxOpener') ?? '')
  return address === null ? null : new URL(address).origin
}

function wonOf(text: string): Amount | null {
  const value = /^\d{1,12}$/.test(text) ? Number.parseInt(text, 10) : Number.NaN
  return isAmount(value) ? amount(value) : null
}

const webAddress = (text: string): string | null =>
  text.length <= MAX_URL_LENGTH && /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text).href : null
