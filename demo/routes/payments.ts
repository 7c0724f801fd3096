/** The page of a payment, and the piece of it that the live view asks for every second. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { SHOP_MARK, type Shop, seeOther, sendPage } from '../context.ts'
import type { Html } from '../html.ts'
import { type LiveView, livePiece } from '../pages/live.ts'
import { missingPage, troublePage } from '../pages/notice.ts'
import { paymentPage } from '../pages/payment.ts'
import { type Visit, visitOf } from '../visit.ts'

/**
 * The page shows what happened to money, not whose it was, and the id in its address cannot be guessed: so it needs no
 * session. It must not, for it is shown when the session is gone.
 */
export function addPaymentRoutes(app: FastifyInstance, shop: Shop): void {
  app.get<{ Params: { id: string } }>('/payments/:id', (request, reply) => {
    const visit = visitOf(request, reply, shop.random)
    return answer(reply, visit, {
      seen: look(shop, request.params.id),
      show: (view) => paymentPage(visit, view),
    })
  })
  app.get<{ Params: { id: string } }>('/payments/:id/live', (request, reply) => {
    const visit = visitOf(request, reply, shop.random)
    return answer(reply, visit, {
      seen: look(shop, request.params.id),
      show: (view) => livePiece(visit.lang, view),
    })
  })
  app.post<{ Params: { id: string } }>('/payments/:id/deposit', (request, reply) => deposit(shop, { request, reply }))
}

/** The sandbox's button: the buyer goes to the bank. What comes of it, Maedeup will tell. */
async function deposit(
  shop: Shop,
  { request, reply }: { request: FastifyRequest<{ Params: { id: string } }>; reply: FastifyReply },
): Promise<FastifyReply> {
  const visit = visitOf(request, reply, shop.random)
  const { id } = request.params
  const view = await look(shop, id)
  if (view === 'missing' || shop.books === null) return sendPage(reply, missingPage(visit), 404)
  if (view === 'unreachable') return sendPage(reply, troublePage(visit), 503)
  const taken = view.payment.state === 'awaiting_deposit' && (await shop.books.deposit(view.payment))
  if (!taken) shop.log.warn({ paymentId: id, state: view.payment.state }, 'the sandbox took no deposit')
  const own = shop.reservations.ofPayment(id)
  return seeOther(reply, own?.visitor === visit.visitor ? `/reservations/${own.ref}` : `/payments/${id}`)
}

type Seen = LiveView | 'missing' | 'unreachable'

async function answer(
  reply: FastifyReply,
  visit: Visit,
  { seen, show }: { seen: Promise<Seen>; show: (view: LiveView) => Html },
): Promise<FastifyReply> {
  const view = await seen
  if (view === 'missing') return sendPage(reply, missingPage(visit), 404)
  if (view === 'unreachable') return sendPage(reply, troublePage(visit), 503)
  return sendPage(reply, show(view))
}

async function look(shop: Shop, id: string): Promise<Seen> {
  if (!/^pay_[\w-]{1,60}$/.test(id)) return 'missing'
  const answered = await shop.maedeup.payment(id)
  if (answered.kind !== 'ok') return answered.kind === 'refused' ? 'missing' : 'unreachable'
  const payment = answered.value
  if (payment.metadata.shop !== SHOP_MARK.shop) return 'missing'
  // Asked after the payment, so that they are never behind it: the page stops asking once the payment has ended, and
  // the last step must be on the timeline by then.
  const [timeline, looked] = await Promise.all([shop.maedeup.timeline(id), shop.books?.find(payment) ?? null])
  if (timeline.kind !== 'ok') return timeline.kind === 'refused' ? 'missing' : 'unreachable'
  const own = shop.reservations.ofPayment(id)
  const state = own?.state
  const refunds = own === undefined ? [] : shop.refunds.ofReservation(own.ref)
  return {
    payment,
    timeline: timeline.value,
    looked,
    now: shop.clock.now(),
    orderWithin: shop.orderWithin,
    calledOff: state === 'cancelling' || state === 'cancelled',
    isBooked: own !== undefined,
    buyerSees: refunds.find((one) => one.state === 'done')?.buyerSees ?? null,
  }
}
