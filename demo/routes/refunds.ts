/** Refunding some of a booking: what the form says is written down, asked for, and shown. */
import type { FastifyReply } from 'fastify'
import { type Shop, seeOther, sendPage } from '../context.ts'
import { won } from '../format.ts'
import { isRefundId, newRefundId } from '../ids.ts'
import type { Payment, Quote, RefundAccount } from '../maedeup.ts'
import type { RefundView, Slip } from '../pages/refund.ts'
import { reservationPage } from '../pages/reservation.ts'
import { refund } from '../refund.ts'
import type { Reservation } from '../reservations.ts'
import { tie } from '../tie.ts'
import type { Visit } from '../visit.ts'
import { say } from '../words.ts'

/** The page shows what Maedeup says can be refunded, and what that needs; without its answer it offers nothing. */
export async function viewOf(shop: Shop, own: Reservation, slip: Slip | null = null): Promise<RefundView> {
  const answer = await shop.maedeup.payment(own.paymentId)
  const payment = answer.kind === 'ok' ? answer.value : null
  const reservation = await caughtUp(shop, own, payment)
  return {
    reservation,
    refunds: shop.refunds.ofReservation(own.ref),
    payment,
    quote: reservation.state === 'confirmed' ? await quoteOf(shop, payment) : null,
    nextId: newRefundId(shop.random),
    slip,
    looked: payment?.state === 'awaiting_deposit' ? ((await shop.books?.find(payment)) ?? null) : null,
  }
}

/** Whoever looks at a booking that waits for its deposit need not wait for the next round of asking. */
async function caughtUp(shop: Shop, own: Reservation, payment: Payment | null): Promise<Reservation> {
  const isBehind = payment !== null && STILL_WAITING[own.state]?.has(payment.state) === false
  if (!isBehind) return own
  return (await tie(own, { ...shop, now: shop.clock.now })) ?? own
}

/** While the payment is in one of these, there is nothing new to hear. */
const STILL_WAITING: Readonly<Partial<Record<Reservation['state'], ReadonlySet<string>>>> = {
  awaiting: new Set(['awaiting_deposit']),
  pending: new Set(['ready', 'approving', 'paid', 'partially_cancelled']),
}

async function quoteOf({ maedeup }: Shop, payment: Payment | null): Promise<Quote | null> {
  if (payment === null || payment.refundable === 0) return null
  const answer = await maedeup.quote(payment.id)
  return answer.kind === 'ok' ? answer.value : null
}

interface Asking {
  readonly fields: URLSearchParams
  readonly reply: FastifyReply
  readonly visit: Visit
  readonly own: Reservation
}

/** Written down first, under the number that the form carries: sent twice, it is one record, one key, one refund. */
export async function askRefund(shop: Shop, { fields, reply, visit, own }: Asking): Promise<FastifyReply> {
  const id = fields.get('refund') ?? ''
  const back = () => seeOther(reply, `/reservations/${own.ref}`)
  if (!isRefundId(id) || shop.refunds.get(id) !== undefined || own.state !== 'confirmed') return back()
  const again = async (slip: Pick<Slip, 'words' | 'wrong'>) =>
    sendPage(reply, reservationPage(visit, await viewOf(shop, own, { ...slip, typed: typedOf(fields) })), 422)
  const balance = readWon(fields.get('balance'))
  const amount = readWon(fields.get('quick') ?? fields.get('amount'))
  if (amount === null || balance === null || amount > balance) {
    const most = won(visit.lang, balance ?? own.amount)
    return again({ words: say(visit.lang, 'refund.wrong', { amount: most }), wrong: [] })
  }
  const account = accountOf(fields)
  const quoted = account === null ? null : await shop.maedeup.quote(own.paymentId)
  // Looked at again, for the same form may have come twice in the meantime; from here to the record nothing waits.
  if (shop.refunds.get(id) !== undefined) return back()
  const written = shop.refunds.add({
    id,
    ref: own.ref,
    paymentId: own.paymentId,
    amount,
    expectedBalance: balance,
    reason: '일부 환불',
    account,
    buyerSees: quoted?.kind === 'ok' ? quoted.value.buyerSees : null,
    cancellationId: null,
    at: shop.clock.now(),
    state: 'asked',
    code: null,
    wrong: [],
    shown: null,
    tries: 0,
    nextTryAt: 0,
  })
  const settled = await refund(written, { ...shop, now: shop.clock.now })
  const { wrong = [] } = settled ?? {}
  if (wrong.length === 0) return back()
  // A slip of the pen, and the guest is still here: nothing was done, so the record goes and the form comes back.
  shop.refunds.withdraw(id)
  return again({ words: say(visit.lang, 'refund.fix'), wrong })
}

/** Whole won as people write them, with or without commas; null where it is anything else. */
function readWon(text: string | null): number | null {
  const digits = (text ?? '').replaceAll(/[\s,원₩]/g, '')
  return /^[1-9]\d{0,9}$/.test(digits) ? Number(digits) : null
}

/** As it was typed: what is right about it, Maedeup knows. Null where the form did not ask. */
function accountOf(fields: URLSearchParams): RefundAccount | null {
  if (!fields.has('bank')) return null
  const { bank, number, holder, phone } = typedOf(fields)
  return { bank, number, holder, ...(phone !== '' && { phone }) }
}

function typedOf(fields: URLSearchParams): Slip['typed'] {
  const field = (name: string) => (fields.get(name) ?? '').trim().slice(0, 60)
  return {
    bank: field('bank'),
    number: field('number'),
    holder: field('holder'),
    phone: field('phone'),
    amount: field('amount'),
  }
}
