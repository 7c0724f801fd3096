/** From the booking form to the payment window and back: this is where a shop meets Maedeup. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type Booking, type BookingForm, formOf, readBooking } from '../booking.ts'
import { originOf, type Shop, seeOther, sendPage } from '../context.ts'
import { koreanDate } from '../format.ts'
import { newBookingNumber, newOrderId } from '../ids.ts'
import { failedPage } from '../pages/failed.ts'
import { missingPage, troublePage } from '../pages/notice.ts'
import { chosenOf } from '../pages/pay-by.ts'
import { type RoomPage, roomPage } from '../pages/room.ts'
import { registrationOf, wrongFieldsOf } from '../registration.ts'
import { type Room, roomOf } from '../rooms.ts'
import type { Checkout } from '../sessions.ts'
import { tie } from '../tie.ts'
import { rememberChoices, type Visit, visitOf } from '../visit.ts'
import { say, sayIfKnown } from '../words.ts'

export function addPayRoutes(app: FastifyInstance, shop: Shop): void {
  app.post<{ Params: { id: string }; Body: unknown }>('/rooms/:id/pay', (request, reply) => {
    const visit = visitOf(request, reply, shop.random)
    const room = roomOf(request.params.id)
    if (room === undefined) return sendPage(reply, missingPage(visit), 404)
    const fields = request.body instanceof URLSearchParams ? request.body : new URLSearchParams()
    return pay(shop, { request, reply, visit, room, form: formOf(fields) })
  })
  app.get('/success', (request, reply) => comeBack(shop, request, reply))
  app.get('/fail', (request, reply) => comeBackUnpaid(shop, request, reply))
}

interface Paying {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly visit: Visit
  readonly room: Room
  readonly form: BookingForm
}

/** Registers the payment *before* anything is paid, then sends the buyer to Maedeup's page that opens the window. */
async function pay(shop: Shop, { request, reply, visit, room, form }: Paying): Promise<FastifyReply> {
  const today = koreanDate(shop.clock.now())
  const again = (status: number, wrong: Pick<RoomPage, 'wrong' | 'trouble'>) =>
    sendPage(reply, roomPage(visit, { room, channels: shop.channels, today, form, ...wrong }), status)
  const channel = chosenOf(shop.channels, form.channel)
  rememberChoices(reply, { loseSession: form.loseSession, channel })
  const read = readBooking(form, { roomId: room.id, today })
  if (!read.ok) return again(422, { wrong: read.wrong, trouble: null })
  const { booking } = read
  // A fresh number each time: if the answer is lost, the payment behind the old one just expires, because no window
  // opened for it, and nobody heard the number of its account.
  const orderId = newOrderId(shop)
  const origin = originOf(request, shop)
  const { lang } = visit
  const registration = registrationOf({ channel, orderId, booking, room, lang, origin, now: shop.clock.now() })
  const answer = await shop.maedeup.register(registration)
  switch (answer.kind) {
    case 'ok': {
      const { id: paymentId, checkoutUrl } = answer.value
      remember(shop, visit, { booking, orderId, paymentId, checkoutUrl })
      // An account that was issued at once has no window to come back from.
      return seeOther(reply, checkoutUrl ?? `/success?paymentId=${paymentId}&orderId=${orderId}`)
    }
    case 'refused': {
      const wrong = wrongFieldsOf(answer)
      if (wrong.length > 0) return again(422, { wrong, trouble: null })
      shop.log.error({ orderId, code: answer.code, status: answer.status }, 'Maedeup refused to register a payment')
      const { code } = answer
      const words = sayIfKnown(lang, `trouble.${code}`) ?? say(lang, 'trouble.refused', { code })
      return again(code === 'MD_ISSUE_REFUSED' ? 409 : 502, { wrong: [], trouble: words })
    }
    case 'unknown':
      shop.log.warn({ orderId, why: answer.why }, 'Maedeup did not answer a registration')
      return again(503, { wrong: [], trouble: say(lang, 'trouble.form') })
  }
}

interface Begun {
  readonly booking: Booking
  readonly orderId: string
  readonly paymentId: string
  readonly checkoutUrl: string | null
}

function remember(shop: Shop, { visitor }: Visit, { booking, ...begun }: Begun): void {
  const { phone: _phone, account: _account, ...kept } = booking
  shop.sessions.remember(visitor, { ...kept, ...begun })
  shop.receipts.add({ visitor, paymentId: begun.paymentId, roomId: booking.roomId, at: shop.clock.now() })
}

/** Anybody can type these; they only say which of our own records is meant. */
const returnQuery = z.object({
  paymentId: z.string().regex(/^pay_[\w-]{1,60}$/),
  orderId: z.string().regex(/^MS\d{8}[0-9A-Z]{10}$/),
})

/** The buyer has paid, or has an account to pay into. If we still know what for, a reservation is tied; see tie.ts. */
async function comeBack(shop: Shop, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const visit = visitOf(request, reply, shop.random)
  const read = returnQuery.safeParse(request.query)
  if (!read.success) return sendPage(reply, missingPage(visit), 404)
  const { paymentId, orderId } = read.data
  const made = shop.reservations.ofOrder(orderId)
  if (made?.visitor === visit.visitor) return seeOther(reply, `/reservations/${made.ref}`)
  // The demo's switch really forgets the session here; all that follows is what the shop would do on any bad day.
  if (visit.losesSession) shop.sessions.lose(visit.visitor)
  const checkout = shop.sessions.find(visit.visitor, orderId)
  // The true story: paid, but no session, so nobody knows what to reserve. Maedeup's net takes it from here.
  if (checkout === undefined || checkout.paymentId !== paymentId) return seeOther(reply, `/payments/${paymentId}`)
  const reservation = reserve(shop, visit, checkout)
  await tie(reservation, { ...shop, now: shop.clock.now })
  return seeOther(reply, `/reservations/${reservation.ref}`)
}

/** As `pending`: written down before Maedeup is told, promised only after it said yes. */
function reserve(shop: Shop, { visitor }: Visit, { checkoutUrl: _url, ...checkout }: Checkout) {
  const ref = newBookingNumber(shop.random)
  return shop.reservations.add({ ...checkout, ref, visitor, state: 'pending', remark: null, tries: 0, nextTryAt: 0 })
}

/** The window was closed or refused. The payment stays `ready`, so the same checkout page opens the window again. */
async function comeBackUnpaid(shop: Shop, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const visit = visitOf(request, reply, shop.random)
  const read = returnQuery.safeParse(request.query)
  if (!read.success) return sendPage(reply, missingPage(visit), 404)
  const { paymentId, orderId } = read.data
  const [answer, timeline] = await Promise.all([shop.maedeup.payment(paymentId), shop.maedeup.timeline(paymentId)])
  if (answer.kind === 'unknown') return sendPage(reply, troublePage(visit), 503)
  if (answer.kind === 'refused' || answer.value.orderId !== orderId) return sendPage(reply, missingPage(visit), 404)
  const payment = answer.value
  // What the address says is a hint; what Maedeup says counts.
  if (payment.state !== 'ready' && payment.state !== 'failed' && payment.state !== 'expired') {
    return seeOther(reply, `/payments/${paymentId}`)
  }
  const last = timeline.kind === 'ok' ? timeline.value.at(-1) : undefined
  const amountDiffered = last?.data.code === 'MD_RETURN_AMOUNT'
  const why = payment.state !== 'ready' ? 'ended' : amountDiffered ? 'amount' : 'ready'
  const found = shop.sessions.find(visit.visitor, orderId)
  const checkout = found?.paymentId === paymentId ? found : null
  return sendPage(reply, failedPage(visit, { payment, checkout, why }))
}
