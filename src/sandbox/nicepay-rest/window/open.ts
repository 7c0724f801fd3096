/** What `AUTHNICE.requestPay` is given to open the window, checked field by field (manual: payment window). */
import { type Amount, amount, MAX_AMOUNT, ZERO } from '../../../core/money.ts'
import { HOUR_MS } from '../../../core/time.ts'
import type { Method } from '../../simulator.ts'
import { ACCOUNT_LIFE_MS } from '../approve.ts'
import type { WindowEnd } from '../authenticate.ts'
import type { PayMethod } from '../codes.ts'
import { type Fields, textOf } from '../request.ts'
import { codeOf } from '../switches.ts'
import type { World } from '../world.ts'
import type { WindowProblem } from './texts.ts'

/** Bytes in UTF-8. */
const REQUIRED = { clientId: 50, method: 20, orderId: 64, amount: 12, goodsName: 40, returnUrl: 500 } as const
const OPTIONAL = {
  mallReserved: 500,
  mallUserId: 20,
  buyerName: 30,
  buyerTel: 40,
  buyerEmail: 60,
  currency: 3,
  returnCharSet: 10,
  taxFreeAmt: 12,
  vbankHolder: 40,
  vbankValidHours: 4,
  language: 2,
} as const

interface Choices {
  readonly methods: readonly Method[]
  readonly wallet: PayMethod
}

const easy = (wallet: PayMethod): Choices => ({ methods: ['easy_pay'], wallet })
const only = (...methods: readonly Method[]): Choices => ({ methods, wallet: 'kakaopay' })

/** What the buyer can choose when the merchant asked for a method. */
const CHOICES: Readonly<Record<string, Choices>> = {
  card: only('card'),
  directCard: only('card'),
  cardAndEasyPay: only('card', 'easy_pay'),
  bank: only('transfer'),
  vbank: only('virtual_account'),
  cellphone: only('mobile'),
  kakaopay: easy('kakaopay'),
  kakaopayCard: easy('kakaopay'),
  kakaopayMoney: easy('kakaopay'),
  naverpayCard: easy('naverpay'),
  samsungpayCard: easy('samsungpay'),
  payco: easy('payco'),
  ssgpay: easy('ssgpay'),
}

export interface WindowRequest extends Omit<WindowEnd, 'action' | 'method'> {
  readonly methods: readonly Method[]
  readonly returnUrl: string
  /** The encoding of the form that is posted to returnUrl. */
  readonly charset: 'euc-kr' | 'utf-8'
}

export interface Finding {
  readonly code: string
  readonly field: string
  readonly situation: WindowProblem
}

export type Opened = { readonly request: WindowRequest } | { readonly findings: readonly Finding[] }

export function openRequest(world: World, fields: Fields): Opened {
  const wrong = problemsOf(world, fields)
  const won = wonOf(textOf(fields, 'amount'))
  const choices = CHOICES[textOf(fields, 'method')]
  const returnUrl = webAddress(textOf(fields, 'returnUrl'))
  if (wrong.length > 0 || won === null || choices === undefined || returnUrl === null)
    return {
      findings: wrong.map(([situation, field]) => ({ code: codeOf(situation, world.switches()), field, situation })),
    }
  const hours = Number(textOf(fields, 'vbankValidHours'))
  return {
    request: {
      ...choices,
      amount: won,
      taxFree: wonOf(textOf(fields, 'taxFreeAmt')) ?? ZERO,
      orderId: textOf(fields, 'orderId'),
      // The window does so itself with these two characters.
      goodsName: textOf(fields, 'goodsName').replaceAll(/["|]/g, '-'),
      reserved: textOf(fields, 'mallReserved'),
      accountHolder: textOf(fields, 'vbankHolder'),
      accountLifeMs: hours > 0 ? hours * HOUR_MS : ACCOUNT_LIFE_MS,
      buyer: {
        name: textOf(fields, 'buyerName'),
        tel: textOf(fields, 'buyerTel'),
        email: textOf(fields, 'buyerEmail'),
      },
      returnUrl,
      charset: textOf(fields, 'returnCharSet').toLowerCase() === 'euc-kr' ? 'euc-kr' : 'utf-8',
    },
  }
}

type Problem = readonly [WindowProblem, string]

function problemsOf(world: World, fields: Fields): readonly Problem[] {
  const missing = Object.keys(REQUIRED).filter((name) => textOf(fields, name) === '')
  if (textOf(fields, 'method') === 'vbank' && textOf(fields, 'vbankHolder') === '') missing.push('vbankHolder')
  if (missing.length > 0) return missing.map((name) => ['fieldMissing', name])
  const limits = Object.entries({ ...REQUIRED, ...OPTIONAL })
  const tooLong = limits.filter(([name, bytes]) => Buffer.byteLength(textOf(fields, name)) > bytes)
  if (tooLong.length > 0) return tooLong.map(([name]) => ['fieldTooLong', name])
  if (textOf(fields, 'clientId') !== world.clientKey) return [['unknownClient', 'clientId']]
  return [...malformed(fields), ...ofMoney(world, fields)]
}

function malformed(fields: Fields): readonly Problem[] {
  const currency = textOf(fields, 'currency')
  const checks = [
    ['returnUrl', webAddress(textOf(fields, 'returnUrl')) !== null],
    ['method', CHOICES[textOf(fields, 'method')] !== undefined],
    ['mallReserved', !textOf(fields, 'mallReserved').includes('"')],
    ['vbankValidHours', /^\d*$/.test(textOf(fields, 'vbankValidHours'))],
    ['currency', currency === '' || currency === 'KRW'],
  ] as const
  return checks.filter(([, isFine]) => !isFine).map(([name]) => ['fieldMalformed', name])
}

function ofMoney(world: World, fields: Fields): readonly Problem[] {
  const won = wonOf(textOf(fields, 'amount'))
  const taxFree = wonOf(textOf(fields, 'taxFreeAmt') || '0')
  if (won === null || won === ZERO) return [['fieldMalformed', 'amount']]
  if (taxFree === null) return [['fieldMalformed', 'taxFreeAmt']]
  if (taxFree > won) return [['taxFreeAboveAmount', 'taxFreeAmt']]
  const before = world.findOrder(textOf(fields, 'orderId')).filter(({ facts }) => facts.state !== 'failed')
  return before.length > 0 && world.switches().orderIdReuse === 'refuse' ? [['orderIdPaid', 'orderId']] : []
}

function wonOf(text: string): Amount | null {
  if (!/^\d{1,12}$/.test(text)) return null
  const value = Number(text)
  return value <= MAX_AMOUNT ? amount(value) : null
}

const webAddress = (text: string): string | null =>
  /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text).href : null

/** The page that holds the window, where the script said which; only a real origin may be posted to. */
export const openerOf = (fields: Fields): string | null => {
  const address = webAddress(textOf(fields, 'SandboxOpener'))
  return address === null ? null : new URL(address).origin
}
