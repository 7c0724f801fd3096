/** The page of one booking: confirmed, still being checked, not made, or called off. */
import { stayDates, won } from '../format.ts'
import { type Html, html, NOTHING } from '../html.ts'
import type { Reservation } from '../reservations.ts'
import { roomOf } from '../rooms.ts'
import type { Visit } from '../visit.ts'
import { type Lang, say } from '../words.ts'
import { layout } from './layout.ts'
import { hasOpenRefund, type RefundView, refundCard } from './refund.ts'

export function reservationPage(visit: Visit, view: RefundView): Html {
  const { lang } = visit
  const { state } = view.reservation
  return layout(visit, {
    title: say(lang, `reserved.${state}`),
    here: 'reservations',
    isLive: isMoving(view),
    body: reservationPiece(lang, view),
  })
}

/** The script asks for it anew while Maedeup's answer is outstanding. */
export function reservationPiece(lang: Lang, view: RefundView): Html {
  const { reservation } = view
  const { ref, state, amount, guestName, paymentId } = reservation
  const words = saidOf(lang, view)
  const live = isMoving(view)
    ? html` data-live="/reservations/${ref}/live" data-over="no" data-say="${words}"`
    : html` data-over="yes" data-say="${words}"`
  const room = roomOf(reservation.roomId)
  return html`<div class="ticket-page"${live}>
    <section class="card ticket ${state}" data-part="ticket" aria-labelledby="ticket-title">
      ${stamp(state)}
      <h1 id="ticket-title">${say(lang, `reserved.${state}`)}</h1>
      <p class="lead">${say(lang, `reserved.${state}.lead`)}</p>
      ${isPromised(state) ? bookingNumber(lang, ref) : NOTHING}
      <dl>
        ${fact(say(lang, 'reserved.room'), room?.name[lang] ?? reservation.roomId)}
        ${fact(say(lang, 'reserved.dates'), stayDates(lang, reservation))}
        ${fact(say(lang, 'reserved.guest'), guestName)}
        ${fact(say(lang, 'reserved.amount'), won(lang, amount))}
      </dl>
      <div class="actions">${actions(lang, reservation)}</div>
    </section>
    ${refundCard(lang, view)}
    ${state === 'confirmed' || state === 'pending' ? paymentLink(lang, paymentId) : NOTHING}
    <p class="visually-hidden" role="status" data-status></p>
  </div>`
}

const isMoving = ({ reservation: { state }, refunds }: RefundView): boolean =>
  state === 'pending' || state === 'cancelling' || hasOpenRefund(refunds)

/** Read out when it changes: how the newest refund stands, or the booking where there is none. */
function saidOf(lang: Lang, { reservation, refunds: [newest] }: RefundView): string {
  const booking = say(lang, `reserved.${reservation.state}`)
  return newest === undefined ? booking : `${booking}. ${say(lang, `refund.state.${newest.state}`)}`
}

/** A number in the guest's hands is a promise: there is none before Maedeup said yes. */
const isPromised = (state: Reservation['state']): boolean => state !== 'pending' && state !== 'dropped'

const bookingNumber = (lang: Lang, ref: string): Html =>
  html`<p class="number"><span>${say(lang, 'reserved.number')}</span><b class="ref">${ref}</b></p>`

const paymentLink = (lang: Lang, paymentId: string): Html =>
  html`<p class="aside"><a href="/payments/${paymentId}">${say(lang, 'reserved.seePayment')}</a></p>`

const fact = (name: string, value: string): Html => html`<div><dt>${name}</dt><dd>${value}</dd></div>`

const DRAWN: Readonly<Record<Reservation['state'], Html>> = {
  confirmed: html`<path d="m40 62 14 14 28-32"/>`,
  pending: html`<path class="spin" d="M60 32a28 28 0 1 1-28 28"/>`,
  cancelling: html`<path class="spin" d="M60 32a28 28 0 1 1-28 28"/>`,
  dropped: html`<path d="m44 44 32 32M76 44 44 76"/>`,
  cancelled: html`<path d="M40 60h40"/>`,
}

const SIGNS = {
  confirmed: 'good',
  pending: 'turning',
  cancelling: 'turning',
  dropped: 'quiet',
  cancelled: 'quiet',
} as const satisfies Record<Reservation['state'], string>

const stamp = (state: Reservation['state']): Html =>
  html`<div class="sign ${SIGNS[state]}"><svg viewBox="0 0 120 120" aria-hidden="true" focusable="false">
    <circle class="disc" cx="60" cy="60" r="52"/>${DRAWN[state]}</svg></div>`

function actions(lang: Lang, { state, ref, paymentId }: Reservation): Html {
  switch (state) {
    case 'confirmed':
      return html`<form method="post" action="/reservations/${ref}/cancel">
        <button class="button quiet danger" type="submit">${say(lang, 'reserved.cancel')}</button></form>
        <p class="note">${say(lang, 'reserved.cancelNote')}</p>`
    case 'cancelling':
    case 'cancelled':
    case 'dropped':
      return html`<a class="button quiet" href="/payments/${paymentId}">${say(lang, 'reserved.seeRefund')}</a>`
    case 'pending':
      return NOTHING
  }
}
