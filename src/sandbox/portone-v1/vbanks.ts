/** Virtual accounts by server: issue, change, revoke (§8). */
import type { Amount } from '../../core/money.ts'
import { type Instant, instant, SECOND_MS } from '../../core/time.ts'
import { type Answer, okPayment, refusal } from './answer.ts'
import { type Bank, issuingBankAt } from './banks.ts'
import type { Situation } from './codes.ts'
import { PORTONE_V1_CREDENTIALS } from './credentials.ts'
import { type Fields, isRecord, numberOf, textOf, textsOf } from './fields.ts'
import { toMinor } from './money.ts'
import { change, type Payment } from './payment.ts'
import type { Process } from './request.ts'
import { notifyMerchant } from './webhook.ts'
import type { World } from './world.ts'

/** Old lengths of the fields, in characters (§8.1). */
const MAX_LENGTHS = {
  merchant_uid: 40,
  vbank_holder: 16,
  vbank_key: 13,
  name: 40,
  buyer_name: 16,
  buyer_email: 64,
  buyer_tel: 16,
  business_registration_number: 10,
} as const

const REQUIRED = ['channel_key', 'merchant_uid', 'amount', 'vbank_code', 'vbank_due'] as const

/** What single gateways need besides (§8.1); `vbank_num` is for fixed accounts alone, which are agreed on apart. */
const REQUIRED_AT: Readonly<Record<string, readonly string[]>> = {
  html5_inicis: ['vbank_holder', 'buyer_name', 'buyer_email'],
  nice: ['vbank_holder'],
  settle: ['vbank_holder'],
  smartro_v2: ['vbank_holder', 'buyer_name', 'buyer_email', 'buyer_tel'],
  tosspayments: ['buyer_name'],
  ksnet: ['buyer_name', 'product_type'],
  welcome: ['buyer_name'],
}

/** The account is named after the shop, whoever was asked for; one gateway names nobody (§3, §8.1). */
const HOLDER_AT: Readonly<Record<string, string | null>> = { tosspayments: null, ksnet: '매듭', welcome: '매듭' }

interface Order {
  readonly channelKey: string
  readonly merchantUid: string
  readonly amount: Amount
  readonly bank: Bank
  readonly dueAt: Instant
}

export const issueAccount: Process = (world, { body, query, arrivedAt }) => {
  const { pgProvider } = world.switches()
  const required = [...REQUIRED, ...(REQUIRED_AT[pgProvider] ?? [])]
  const missing = required.find((name) => textOf(body, name) === '')
  if (missing !== undefined) return refusal(world, 'fieldMissing', `: ${missing}`)
  const order = orderOf(body, pgProvider, arrivedAt)
  if (typeof order === 'string') return refusal(world, 'badField', `: ${order}`)
  const why = reasonNotToIssue(world, order, textOf(query, 'pg_api_key'))
  return why === null ? issue(world, order, body) : refusal(world, why)
}

/** The order, or the name of the field that is not right. */
function orderOf(body: Fields, pgProvider: string, now: Instant): Order | string {
  const tooLong = Object.entries(MAX_LENGTHS).find(([name, length]) => textOf(body, name).length > length)
  if (tooLong !== undefined) return tooLong[0]
  const amount = toMinor(numberOf(body, 'amount') ?? Number.NaN, 'KRW')
  const due = numberOf(body, 'vbank_due')
  const bank = issuingBankAt(pgProvider, textOf(body, 'vbank_code'))
  const merchantUid = textOf(body, 'merchant_uid')
  if (pgProvider === 'smartro_v2' && !/^[0-9A-Za-z]+$/.test(merchantUid)) return 'merchant_uid'
  if (amount === null || amount === 0) return 'amount'
  if (bank === null) return 'vbank_code'
  const dueAt = dueAtOf(due, now)
  if (dueAt === null) return 'vbank_due'
  return { channelKey: textOf(body, 'channel_key'), merchantUid, amount, bank, dueAt }
}

/** The latest unix second that still is a time for us. */
const MAX_UNIX_SECONDS = 253_402_300_799

function dueAtOf(due: number | null, now: Instant): Instant | null {
  if (due === null || !Number.isSafeInteger(due) || due > MAX_UNIX_SECONDS) return null
  return due * SECOND_MS > now ? instant(due * SECOND_MS) : null
}

function reasonNotToIssue(world: World, order: Order, pgApiKey: string): Situation | null {
  const { channelKey, testChannelKey } = PORTONE_V1_CREDENTIALS
  if (order.channelKey !== channelKey && order.channelKey !== testChannelKey) return 'badChannel'
  if (world.attempts(order.merchantUid).some(({ facts }) => facts.state === 'paid')) return 'alreadyPaid'
  return world.switches().pgProvider === 'html5_inicis' && pgApiKey === '' ? 'badHash' : null
}

function issue(world: World, order: Order, body: Fields): Answer {
  const { pgProvider, testChannel } = world.switches()
  const now = world.now()
  const payment = world.open({
    merchantUid: order.merchantUid,
    amount: order.amount,
    currency: 'KRW',
    channel: 'api',
    method: 'virtual_account',
    sandbox: testChannel || order.channelKey === PORTONE_V1_CREDENTIALS.testChannelKey,
    name: textOf(body, 'name'),
    buyer: buyerOf(body),
    customData: customDataOf(body),
    noticeUrls: textsOf(body, 'notice_url'),
  })
  const given = textOf(body, 'vbank_holder') || textOf(body, 'buyer_name') || null
  const holder = Object.hasOwn(HOLDER_AT, pgProvider) ? (HOLDER_AT[pgProvider] ?? null) : given
  const number = textOf(body, 'vbank_num') || world.host.random().digits(14)
  const account = { number, bank: order.bank, holder, issuedAt: now, expiresAt: order.dueAt }
  change(payment, now, { state: 'issued', account })
  // There was no account before: an inquiry that lags behind does not find it.
  payment.before = null
  void notifyMerchant(world, payment)
  return okPayment(world, payment)
}

export const buyerOf = (fields: Fields): Payment['buyer'] => ({
  name: textOf(fields, 'buyer_name') || null,
  email: textOf(fields, 'buyer_email') || null,
  tel: textOf(fields, 'buyer_tel') || null,
  addr: textOf(fields, 'buyer_addr') || null,
  postcode: textOf(fields, 'buyer_postcode') || null,
})

/** Objects are kept as JSON text, and come back as such (§16 trap 15). */
export function customDataOf(fields: Fields): string | null {
  const given = fields.custom_data
  if (isRecord(given) || Array.isArray(given)) return JSON.stringify(given)
  return textOf(fields, 'custom_data') || null
}

/** `DELETE /vbanks/{imp_uid}`: only while no money has come; then it has lost the race (§8.3, §15). */
export const revokeAccount: Process = (world, { params, query }) => {
  const payment = world.find(params.imp_uid ?? '')
  if (payment === null) return refusal(world, 'noPayment')
  const why = reasonNotToTouch(payment)
  if (why !== null) return refusal(world, why)
  if (payment.pgProvider === 'html5_inicis' && textOf(query, 'pg_api_key') === '') return refusal(world, 'badHash')
  if (payment.facts.paid > 0) return refusal(world, 'gatewayDeposited')
  const now = world.now()
  change(payment, now, { state: 'closed', failedAt: now, failReason: '가상계좌 말소' })
  return okPayment(world, payment)
}

/** `PUT /vbanks/{imp_uid}`: one gateway can change an account that waits (§8.2). */
export const changeAccount: Process = (world, { params, body, arrivedAt }) => {
  const payment = world.find(params.imp_uid ?? '')
  if (payment === null) return refusal(world, 'noPayment')
  const why = reasonNotToTouch(payment)
  if (why !== null) return refusal(world, why)
  if (payment.pgProvider !== 'settle') return refusal(world, 'unsupportedPg')
  const { facts } = payment
  const amount = toMinor(numberOf(body, 'amount') ?? facts.amount, 'KRW')
  const due = numberOf(body, 'vbank_due')
  const expiresAt = due === null ? facts.account?.expiresAt : dueAtOf(due, arrivedAt)
  if (amount === null || amount === 0) return refusal(world, 'badField', ': amount')
  if (expiresAt === null || expiresAt === undefined) return refusal(world, 'badField', ': vbank_due')
  if (facts.account === null) throw new Error(`${payment.impUid} waits for money without an account`)
  change(payment, world.now(), { amount, account: { ...facts.account, expiresAt } })
  return okPayment(world, payment)
}

function reasonNotToTouch({ facts }: Payment): Situation | null {
  if (facts.method !== 'virtual_account' || facts.account === null) return 'notAnAccount'
  return facts.state === 'issued' ? null : 'notWaiting'
}
