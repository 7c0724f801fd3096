/** What goes back: the envelope of every answer, and the payment as PortOne shows it (§1.1, §3, §6). */
import type { Instant } from '../../core/time.ts'
import { METHOD_ON_WIRE, SITUATIONS, type Situation } from './codes.ts'
import { toMajor } from './money.ts'
import { balanceOf, type Cancel, cancelAmountOf, type Facts, type Payment, seenCancels, statusOf } from './payment.ts'
import type { World } from './world.ts'

export interface Answer {
  readonly status: number
  readonly body: {
    readonly code: number
    readonly message: string | null
    readonly response: object | null
  }
}

export const ok = (response: object, status = 200): Answer => ({ status, body: { code: 0, message: null, response } })

/** `detail` follows the text: which field, or what the gateway said. */
export function refusal(world: World, situation: Situation, detail = ''): Answer {
  const { status, code, message } = { ...SITUATIONS[situation], ...defined(world.switches().codes[situation]) }
  return { status, body: { code, message: `${message}${detail}`, response: null } }
}

const defined = (override: object = {}): object =>
  Object.fromEntries(Object.entries(override).filter(([, value]) => value !== undefined))

/** How an answer looks at the payments: a fault may make it lag behind, or take them for tests. */
export interface Look {
  readonly when: 'now' | 'before'
  readonly channel: 'own' | 'test'
}

/** Null when the look does not find it: it did not exist before its first change. */
export function factsOf(payment: Payment, look: Look): Facts | null {
  const facts = look.when === 'now' ? payment.facts : payment.before
  return facts !== null && look.channel === 'test' ? { ...facts, sandbox: true } : facts
}

const NOW: Look = { when: 'now', channel: 'own' }

/** Times are unix seconds, 0 where there is none (§1). */
export const seconds = (at: Instant | null): number => (at === null ? 0 : Math.floor(at / 1000))

export function shown(world: World, payment: Payment, facts: Facts = payment.facts): object {
  const { currency } = payment
  const last = seenCancels(facts).at(-1)
  return {
    imp_uid: payment.impUid,
    merchant_uid: payment.merchantUid,
    pay_method: payment.payMethod ?? METHOD_ON_WIRE[facts.method].method,
    channel: payment.channel,
    pg_provider: payment.pgProvider,
    emb_pg_provider: METHOD_ON_WIRE[facts.method].wallet,
    pg_tid: payment.pgTid,
    pg_id: 'maedeup00m',
    sandbox: facts.sandbox,
    escrow: false,
    ...methodFields(payment, facts),
    name: payment.name,
    amount: toMajor(facts.amount, currency),
    cancel_amount: toMajor(cancelAmountOf(facts), currency),
    currency,
    buyer_name: payment.buyer.name,
    buyer_email: payment.buyer.email,
    buyer_tel: payment.buyer.tel,
    buyer_addr: payment.buyer.addr,
    buyer_postcode: payment.buyer.postcode,
    custom_data: payment.customData,
    user_agent: payment.channel === 'api' ? null : 'Maedeup sandbox',
    status: statusOf(facts),
    started_at: seconds(facts.startedAt),
    paid_at: seconds(facts.paidAt),
    failed_at: seconds(facts.failedAt),
    cancelled_at: seconds(facts.cancelledAt),
    fail_reason: facts.failReason,
    cancel_reason: last?.reason ?? null,
    receipt_url: facts.paidAt === null ? null : receiptUrl(world, payment.impUid),
    cancel_history: seenCancels(facts).map((cancel) => cancelView(world, payment, cancel)),
    cancel_receipt_urls: seenCancels(facts).map(({ id }) => receiptUrl(world, id)),
    cash_receipt_issued: false,
    customer_uid: null,
    customer_uid_usage: null,
    ...(world.switches().unknownFields ? { maedeup_future: { balance: balanceOf(facts) }, version: 'v9' } : {}),
  }
}

const cancelView = (world: World, { currency }: Payment, cancel: Cancel) => ({
  pg_tid: cancel.pgTid,
  amount: toMajor(cancel.amount, currency),
  cancelled_at: seconds(cancel.at),
  reason: cancel.reason,
  cancellation_id: cancel.id,
  receipt_url: receiptUrl(world, cancel.id),
})

/** An address that looks like one; the sandbox prints no receipts. */
const receiptUrl = (world: World, id: string): string => `${world.host.origins()[0]}/receipts/${id}`

function methodFields({ applyNum }: Payment, { method, account, state }: Facts) {
  const isCard = method === 'card'
  return {
    apply_num: isCard && state === 'paid' ? applyNum : null,
    bank_code: method === 'transfer' ? '088' : null,
    bank_name: method === 'transfer' ? '신한은행' : null,
    card_code: isCard ? '366' : null,
    card_name: isCard ? '신한카드' : null,
    card_issuer_code: null,
    card_issuer_name: null,
    card_publisher_code: null,
    card_publisher_name: null,
    card_quota: 0,
    card_number: isCard ? '123412******1234' : null,
    card_type: isCard ? 0 : null,
    vbank_code: account?.bank.code ?? null,
    vbank_name: account?.bank.name ?? null,
    vbank_num: account?.number ?? null,
    vbank_holder: account?.holder ?? null,
    vbank_date: seconds(account?.expiresAt ?? null),
    vbank_issued_at: seconds(account?.issuedAt ?? null),
  }
}

/** The payment after a call that changed it. */
export const okPayment = (world: World, payment: Payment): Answer =>
  ok(shown(world, payment, factsOf(payment, NOW) ?? payment.facts))
