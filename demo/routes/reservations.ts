/** A visitor's bookings: the list, one booking, refunding some of it, and calling it off. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { close } from '../close.ts'
import { type Shop, seeOther, sendPage } from '../context.ts'
import { type Line, listPage } from '../pages/list.ts'
import { missingPage } from '../pages/notice.ts'
import { reservationPage, reservationPiece } from '../pages/reservation.ts'
import type { Receipt } from '../receipts.ts'
import type { Reservation } from '../reservations.ts'
import { untie } from '../untie.ts'
import { type Visit, visitOf } from '../visit.ts'
import { askRefund, viewOf } from './refunds.ts'

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
  app.post('/reservations/:ref/close', (request: OneBooking, reply) =>
    withOwn(shop, { request, reply }, async (_visit, own) => {
      const reservation = shop.reservations.move(own.ref, 'closing')
      if (reservation?.state === 'closing') await close(reservation, { ...shop, now: shop.clock.now })
      return seeOther(reply, `/reservations/${own.ref}`)
    }),
  )
  app.post('/reservations/:ref/refunds', (request: OneBooking, reply) =>
    withOwn(shop, { request, reply }, (visit, own) => {
      const fields = request.body instanceof URLSearchParams ? request.body : new URLSearchParams()
      return askRefund(shop, { fields, reply, visit, own })
    }),
  )
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
