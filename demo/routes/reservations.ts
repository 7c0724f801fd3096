/** A visitor's bookings: the list, one booking, refunding some of it, and calling it off. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Shop, seeOther, sendPage } from '../context.ts'
import { won } from '../format.ts'
import { isRefundId, newRefundId } from '../ids.ts'
import { type Line, listPage } from '../pages/list.ts'
import { missingPage } from '../pages/notice.ts'
import type { RefundView } from '../pages/refund.ts'
import { reservationPage, reservationPiece } from '../pages/reservation.ts'
import type { Receipt } from '../receipts.ts'
import { refund } from '../refund.ts'
import type { Reservation } from '../reservations.ts'
import { untie } from '../untie.ts'
import { type Visit, visitOf } from '../visit.ts'
import { say } from '../words.ts'

/** One page of the list; each line asks Maedeup once. */
const MAX_LINES = 20

type OneBooking = FastifyRequest<{ Params: { ref: string } }>

export function addReservationRoutes(app: FastifyInstance, shop: Shop): void {
  app.get('/reservations', async (request, reply) => {
    const visit = visitOf(request, reply, shop.random)
    const receipts = shop.receipts.ofVisitor(visit.visitor, MAX_LINES)
    return sendPage(reply, listPage(visit, await Promise.all(receipts.map((receipt) => lineOf(shop, receipt)))))
  })
  app.get('/reservations/:ref', (request: OneBooking, reply) =>
    withOwn(shop, { request, reply }, async (visit, own) =>
      sendPage(reply, reservationPage(visit, await viewOf(shop, own))),
    ),
  )
  app.get('/reservations/:ref/live', (request: OneBooking, reply) =>
    withOwn(shop, { request, reply }, async ({ lang }, own) =>
      sendPage(reply, reservationPiece(lang, await viewOf(shop, own))),
    ),
  )
  app.post('/reservations/:ref/cancel', (request: OneBooking, reply) =>
    withOwn(shop, { request, reply }, async (_visit, own) => {
      // Clicked twice, or from two tabs: only a confirmed booking can be called off, and only once.
      const reservation = shop.reservations.move(own.ref, 'cancelling')
      if (reservation?.state === 'cancelling') await untie(reservation, { ...shop, now: shop.clock.now })
      return seeOther(
        reply,
        reservation?.state === own.state ? `/reservations/${own.ref}` : `/payments/${own.paymentId}`,
      )
    }),
  )
  app.post('/reservations/:ref/refunds', (request: OneBooking, reply) =>
    withOwn(shop, { request, reply }, (visit, own) => askRefund(shop, { request, reply, visit, own })),
  )
}

/** The page shows what Maedeup says can be refunded; without its answer it offers nothing. */
async function viewOf(shop: Shop, reservation: Reservation, trouble: string | null = null): Promise<RefundView> {
  const answer = await shop.maedeup.payment(reservation.paymentId)
  return {
    reservation,
    refunds: shop.refunds.ofReservation(reservation.ref),
    refundable: answer.kind === 'ok' ? answer.value.refundable : null,
    nextId: newRefundId(shop.random),
    trouble,
  }
}

interface Asking {
  readonly request: OneBooking
  readonly reply: FastifyReply
  readonly visit: Visit
  readonly own: Reservation
}

/** Written down first, under the number that the form carries: sent twice, it is one record, one key, one refund. */
async function askRefund(shop: Shop, { request, reply, visit, own }: Asking): Promise<FastifyReply> {
  const fields = request.body instanceof URLSearchParams ? request.body : new URLSearchParams()
  const id = fields.get('refund') ?? ''
  const back = () => seeOther(reply, `/reservations/${own.ref}`)
  if (!isRefundId(id) || shop.refunds.get(id) !== undefined || own.state !== 'confirmed') return back()
  const balance = readWon(fields.get('balance'))
  const amount = readWon(fields.get('quick') ?? fields.get('amount'))
  if (amount === null || balance === null || amount > balance) {
    const most = won(visit.lang, balance ?? own.amount)
    const view = await viewOf(shop, own, say(visit.lang, 'refund.wrong', { amount: most }))
    return sendPage(reply, reservationPage(visit, view), 422)
  }
  const written = shop.refunds.add({
    id,
    ref: own.ref,
    paymentId: own.paymentId,
    amount,
    expectedBalance: balance,
    reason: '일부 환불',
    at: shop.clock.now(),
    state: 'asked',
    code: null,
    tries: 0,
    nextTryAt: 0,
  })
  await refund(written, { ...shop, now: shop.clock.now })
  return back()
}

/** Whole won as people write them, with or without commas; null where it is anything else. */
function readWon(text: string | null): number | null {
  const digits = (text ?? '').replaceAll(/[\s,원₩]/g, '')
  return /^[1-9]\d{0,9}$/.test(digits) ? Number(digits) : null
}

/** Somebody else's booking looks like one that does not exist. */
async function withOwn(
  shop: Shop,
  { request, reply }: { request: OneBooking; reply: FastifyReply },
  use: (visit: Visit, own: Reservation) => FastifyReply | Promise<FastifyReply>,
): Promise<FastifyReply> {
  const visit = visitOf(request, reply, shop.random)
  const own = shop.reservations.get(request.params.ref)
  if (own === undefined || own.visitor !== visit.visitor) return sendPage(reply, missingPage(visit), 404)
  return use(visit, own)
}

async function lineOf(shop: Shop, { paymentId, roomId, at }: Receipt): Promise<Line> {
  const answer = await shop.maedeup.payment(paymentId)
  return {
    paymentId,
    roomId,
    at,
    payment: answer.kind === 'ok' ? answer.value : null,
    reservation: shop.reservations.ofPayment(paymentId) ?? null,
  }
}
