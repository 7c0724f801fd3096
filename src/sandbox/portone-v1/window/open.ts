/** What `IMP.request_pay` sends to open the window, checked field by field (§3, §9). */
import { type Amount, type Currency, isCurrency } from '../../../core/money.ts'
import { fromKstStamp, type Instant } from '../../../core/time.ts'
import { METHODS, type Method } from '../../simulator.ts'
import { WINDOW_SITUATIONS, type WindowSituation } from '../codes.ts'
import { PORTONE_V1_CREDENTIALS } from '../credentials.ts'
import { type Fields, isRecord, numberOf, textOf, textsOf } from '../fields.ts'
import { toMinor } from '../money.ts'
import { buyerOf, customDataOf } from '../vbanks.ts'
import type { NewPayment, World } from '../world.ts'

export interface WindowRequest {
  readonly order: NewPayment
  readonly methods: readonly Method[]
  readonly confirmUrl: string | null
  /** Where a phone's browser goes at the end. */
  readonly redirectUrl: string | null
  /** The end of an account that the window issues. */
  readonly accountDueAt: Instant | null
}

export interface Finding {
  readonly code: string
  readonly field: string
  readonly situation: WindowSituation
}

export type Opened = { readonly request: WindowRequest } | { readonly problems: readonly Finding[] }

/** `pay_method` → what the buyer can choose; a wallet of any name is the easy pay that we have. */
const CHOICES: Readonly<Record<string, readonly Method[]>> = {
  card: ['card', 'easy_pay'],
  trans: ['transfer'],
  vbank: ['virtual_account'],
  phone: ['mobile'],
}

/** Characters (§3). */
const MAX_LENGTHS = { merchant_uid: 40, name: 40, buyer_name: 16, buyer_email: 64, buyer_tel: 16 } as const

export function openRequest(world: World, userCode: string, paramsText: string): Opened {
  const params = parsed(paramsText)
  const currency = currencyOf(params)
  const amount = toMinor(numberOf(params, 'amount') ?? Number.NaN, currency ?? 'KRW')
  const found = findings(params, { userCode, currency, amount })
  const { pgProvider } = world.switches()
  const dueText = textOf(params, 'vbank_due')
  const accountDueAt = dueText === '' ? null : dueOf(dueText, pgProvider)
  if (dueText !== '' && accountDueAt === null) found.push(['fieldMalformed', 'vbank_due'])
  if (dueText === '' && NEEDS_DUE.includes(pgProvider) && textOf(params, 'pay_method') === 'vbank')
    found.push(['fieldMissing', 'vbank_due'])
  if (found.length > 0 || amount === null || currency === null) return { problems: found.map(asProblem) }
  return {
    request: {
      order: orderOf(world, params, { currency, amount }),
      methods: choicesOf(params),
      confirmUrl: textOf(params, 'confirm_url') || null,
      redirectUrl: webAddress(textOf(params, 'm_redirect_url')),
      accountDueAt,
    },
  }
}

function parsed(text: string): Fields {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : {}
  } catch {
    return {}
  }
}

function currencyOf(params: Fields): Currency | null {
  const named = textOf(params, 'currency') || 'KRW'
  return isCurrency(named) ? named : null
}

interface Priced {
  readonly currency: Currency | null
  readonly amount: Amount | null
}

type Found = [WindowSituation, string][]

function findings(params: Fields, { userCode, currency, amount }: Priced & { readonly userCode: string }): Found {
  if (userCode !== PORTONE_V1_CREDENTIALS.userCode) return [['badUserCode', 'IMP.init']]
  const missing = ['merchant_uid', 'amount'].filter((name) => textOf(params, name) === '')
  if (missing.length > 0) return missing.map((name) => ['fieldMissing', name])
  const malformed = Object.entries(MAX_LENGTHS).filter(([name, length]) => textOf(params, name).length > length)
  const found: Found = malformed.map(([name]) => ['fieldMalformed', name])
  if (currency === null) found.push(['fieldMalformed', 'currency'])
  if (amount === null || amount === 0) found.push(['fieldMalformed', 'amount'])
  if (channelOf(params) === 'unknown') found.push(['badChannel', 'channelKey'])
  const redirect = textOf(params, 'm_redirect_url')
  if (redirect !== '' && webAddress(redirect) === null) found.push(['fieldMalformed', 'm_redirect_url'])
  return found
}

const asProblem = ([situation, field]: Found[number]): Finding => ({
  situation,
  field,
  code: WINDOW_SITUATIONS[situation].code,
})

/** Without `channelKey` the store's default channel takes it, whatever `pg` says. */
function channelOf(params: Fields): 'live' | 'test' | 'unknown' {
  const key = textOf(params, 'channelKey')
  if (key === PORTONE_V1_CREDENTIALS.testChannelKey) return 'test'
  return key === '' || key === PORTONE_V1_CREDENTIALS.channelKey ? 'live' : 'unknown'
}

function orderOf(world: World, params: Fields, price: { currency: Currency; amount: Amount }): NewPayment {
  return {
    ...price,
    merchantUid: textOf(params, 'merchant_uid'),
    channel: 'pc',
    method: choicesOf(params)[0] ?? 'card',
    sandbox: world.switches().testChannel || channelOf(params) === 'test',
    name: textOf(params, 'name') || textOf(params, 'merchant_uid'),
    buyer: buyerOf(params),
    customData: customDataOf(params),
    noticeUrls: textsOf(params, 'notice_url'),
  }
}

function choicesOf(params: Fields): readonly Method[] {
  const method = textOf(params, 'pay_method')
  return method === '' ? METHODS : (CHOICES[method] ?? ['easy_pay'])
}

/** A gateway that opens no window for an account without its end (cancel-policies §8). */
const NEEDS_DUE: readonly string[] = ['nice_v2']

/** A gateway that takes a date alone. */
const DATE_ONLY: readonly string[] = ['smartro_v2']

/** With or without signs between (cancel-policies §8); to the minute, or a date alone: its last second. */
function dueOf(text: string, pgProvider: string): Instant | null {
  if (DATE_ONLY.includes(pgProvider)) return /^\d{8}$/.test(text) ? fromKstStamp(`${text}235959`) : null
  const digits = text.replaceAll(/\D/g, '')
  if (digits.length === 8) return fromKstStamp(`${digits}235959`)
  return digits.length === 12 ? fromKstStamp(`${digits}59`) : fromKstStamp(digits.length === 14 ? digits : '')
}

export const webAddress = (text: string): string | null =>
  /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text).href : null
