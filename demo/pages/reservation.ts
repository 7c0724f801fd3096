/** The page of one booking: confirmed, still being checked, not made, or called off. */
import { stayDates, won } from '../format.ts'
import { type Html, html, NOTHING } from '../html.ts'
import type { Reservation } from '../reservations.ts'
import { roomOf } from '../rooms.ts'
import type { Visit } from '../visit.ts'
import { type Lang, say, type WordKey } from '../words.ts'
import { accountBox, depositHelper } from './account.ts'
import { layout } from './layout.ts'
import { hasOpenRefund, type RefundView, refundCard, stateOf } from './refund.ts'

export function reservationPage(visit: Visit, view: RefundView): Html {
  const { lang } = visit
  return layout(visit, {
    title: say(lang, `reserved.${plotOf(view)}`),
    here: 'reservations',
    isLive: isMoving(view),
    body: reservationPiece(lang, view),
  })
}

/** The script asks for it anew while Maedeup's answer is outstanding. */
export function reservationPiece(lang: Lang, view: RefundView): Html {
  const { reservation } = view
  const { ref, state, amount, guestName, paymentId } = reservation
  const plot = plotOf(view)
  const words = saidOf(lang, view)
  const live = isMoving(view)
    ? html` data-live="/reservations/${ref}/live" data-over="no" data-say="${words}"`
    : html` data-over="yes" data-say="${words}"`
  const room = roomOf(reservation.roomId)
  return html`<div class="ticket-page"${live}>
    <section class="card ticket ${state}" data-part="ticket" data-key="${keyOf(view)}" aria-labelledby="ticket-title">
      ${stamp(state)}
      <h1 id="ticket-title">${say(lang, `reserved.${plot}`)}</h1>
      <p class="lead">${say(lang, leadOf(view))}</p>
      ${remark(lang, view)}
      ${state === 'awaiting' && view.payment !== null ? accountBox(lang, view.payment) : NOTHING}
      ${isPromised(state) ? bookingNumber(lang, ref) : NOTHING}
      <dl>
        ${fact(say(lang, 'reserved.room'), room?.name[lang] ?? reservation.roomId)}
        ${fact(say(lang, 'reserved.dates'), stayDates(lang, reservation))}
        ${fact(say(lang, 'reserved.guest'), guestName)}
        ${isUnpaid(view) ? NOTHING : fact(say(lang, 'reserved.amount'), won(lang, amount))}
      </dl>
      <div class="actions">${actions(lang, view)}</div>
    </section>
    ${helper(lang, view)}
    ${refundCard(lang, view)}
    ${state === 'confirmed' || state === 'pending' || state === 'awaiting' ? paymentLink(lang, paymentId) : NOTHING}
    <p class="visually-hidden" role="status" data-status></p>
  </div>`
}

const MOVING: ReadonlySet<Reservation['state']> = new Set(['pending', 'awaiting', 'closing', 'cancelling'])

const isMoving = ({ reservation: { state }, refunds }: RefundView): boolean =>
  MOVING.has(state) || hasOpenRefund(refunds)

/** A pending booking whose account is still being issued is told apart: nobody has paid yet. */
function plotOf({ reservation: { state }, payment }: RefundView): Reservation['state'] | 'issuing' {
  return state === 'pending' && payment?.state === 'approving' && payment.virtualAccount !== null ? 'issuing' : state
}

function leadOf(view: RefundView): WordKey {
  const plot = plotOf(view)
  const { payment } = view
  const account = payment?.paidAmount === 0 ? payment.virtualAccount : null
  if (plot === 'dropped' && account !== null) {
    return account.number === null ? 'reserved.dropped.lead.unissued' : 'reserved.dropped.lead.unpaid'
  }
  if (plot === 'pending' && (payment === null || payment.paidAmount === 0)) {
    return account === null ? 'reserved.pending.lead.unknown' : 'reserved.pending.lead.unpaid'
  }
  if (plot === 'confirmed') return leadOfConfirmed(view)
  return `reserved.${plot}.lead`
}

function leadOfConfirmed({ refunds, payment }: RefundView): WordKey {
  const [newest] = refunds
  if (newest !== undefined && stateOf(newest, payment) === 'bounced') return 'reserved.confirmed.lead.bounced'
  return isAllRefunded(payment) ? 'reserved.confirmed.lead.refunded' : 'reserved.confirmed.lead'
}

const isAllRefunded = (payment: RefundView['payment']): boolean =>
  payment !== null && payment.paidAmount > 0 && payment.cancelledAmount === payment.paidAmount

/** A guest who called it off and sees it go on must read why. */
const remark = (lang: Lang, { reservation: { state, remark } }: RefundView): Html =>
  remark === 'deposit_first' && (state === 'confirmed' || state === 'pending')
    ? html`<p class="alert" role="status">${say(lang, 'reserved.depositFirst')}</p>`
    : NOTHING

/** The ticket is drawn anew when one of these changes, and stands still otherwise. */
const keyOf = (view: RefundView): string => `${leadOf(view)} ${view.payment?.virtualAccount?.number ?? ''}`

/** Always there, so that the script can put in what changed. */
function helper(lang: Lang, { reservation, payment, looked }: RefundView): Html {
  if (reservation.state !== 'awaiting' || payment === null || looked === null)
    return html`<div data-part="helper"></div>`
  return html`<div data-part="helper">${depositHelper(lang, payment, looked)}</div>`
}

/** Read out when it changes: how the newest refund stands, or the booking where there is none. */
function saidOf(lang: Lang, view: RefundView): string {
  const [newest] = view.refunds
  const booking = say(lang, `reserved.${plotOf(view)}`)
  return newest === undefined ? booking : `${booking}. ${say(lang, `refund.state.${stateOf(newest, view.payment)}`)}`
}

/** A number in the guest's hands is a promise: there is none before Maedeup said yes. */
const isPromised = (state: Reservation['state']): boolean => !UNPROMISED.has(state)
/** Nothing was paid, so there is no amount of it to show. */
const isUnpaid = ({ reservation: { state }, payment }: RefundView): boolean =>
  payment === null ? UNPAID.has(state) : payment.paidAmount === 0

const UNPAID: ReadonlySet<Reservation['state']> = new Set(['awaiting', 'closing', 'closed'])
const UNPROMISED: ReadonlySet<Reservation['state']> = new Set(['pending', 'awaiting', 'closing', 'closed', 'dropped'])

const bookingNumber = (lang: Lang, ref: string): Html =>
  html`<p class="number"><span>${say(lang, 'reserved.number')}</span><b class="ref">${ref}</b></p>`

const paymentLink = (lang: Lang, paymentId: string): Html =>
  html`<p class="aside"><a href="/payments/${paymentId}">${say(lang, 'reserved.seePayment')}</a></p>`

const fact = (name: string, value: string): Html => html`<div><dt>${name}</dt><dd>${value}</dd></div>`

const DRAWN: Readonly<Record<Reservation['state'], Html>> = {
  confirmed: html`<path d="m40 62 14 14 28-32"/>`,
  pending: html`<path class="spin" d="M60 32a28 28 0 1 1-28 28"/>`,
  awaiting: html`<path d="M60 38v22l14 10"/>`,
  closing: html`<path class="spin" d="M60 32a28 28 0 1 1-28 28"/>`,
  closed: html`<path d="M40 60h40"/>`,
  cancelling: html`<path class="spin" d="M60 32a28 28 0 1 1-28 28"/>`,
  dropped: html`<path d="m44 44 32 32M76 44 44 76"/>`,
  cancelled: html`<path d="M40 60h40"/>`,
}

const SIGNS = {
  confirmed: 'good',
  pending: 'turning',
  awaiting: 'turning',
  closing: 'turning',
  closed: 'quiet',
  cancelling: 'turning',
  dropped: 'quiet',
  cancelled: 'quiet',
} as const satisfies Record<Reservation['state'], string>

const stamp = (state: Reservation['state']): Html =>
  html`<div class="sign ${SIGNS[state]}"><svg viewBox="0 0 120 120" aria-hidden="true" focusable="false">
    <circle class="disc" cx="60" cy="60" r="52"/>${DRAWN[state]}</svg></div>`

function actions(lang: Lang, view: RefundView): Html {
  const { state, ref, paymentId } = view.reservation
  switch (state) {
    case 'awaiting':
      return html`<form method="post" action="/reservations/${ref}/close">
        <button class="button quiet danger" type="submit">${say(lang, 'reserved.close')}</button></form>
        <p class="note">${say(lang, 'reserved.closeNote')}</p>`
    case 'confirmed':
      return html`<form method="post" action="/reservations/${ref}/cancel">
        <button class="button quiet danger" type="submit">${say(lang, 'reserved.cancel')}</button></form>
        <p class="note">${say(lang, cancelNote(view))}</p>`
    case 'closed':
      return html`<a class="button quiet" href="/payments/${paymentId}">${say(lang, 'reserved.seePayment')}</a>`
    case 'cancelling':
    case 'cancelled':
    case 'dropped': {
      const words = say(lang, isUnpaid(view) ? 'reserved.seePayment' : 'reserved.seeRefund')
      const again =
        state === 'dropped' ? html`<a class="button" href="/#rooms">${say(lang, 'failed.rooms')}</a>` : NOTHING
      return html`${again}<a class="button quiet" href="/payments/${paymentId}">${words}</a>`
    }
    case 'pending':
    case 'closing':
      return NOTHING
  }
}

function cancelNote({ quote, payment }: RefundView): WordKey {
  if (isAllRefunded(payment)) return 'reserved.cancelNote.refunded'
  return quote?.needs.includes('refund_account') === true ? 'reserved.cancelNote.account' : 'reserved.cancelNote'
}
