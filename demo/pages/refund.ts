/** The card of refunds on a booking's page: how each one stands, and a form for the next. */
import { clockTime, won } from '../format.ts'
import { type Html, html, NOTHING } from '../html.ts'
import type { Refund } from '../refunds.ts'
import type { Reservation } from '../reservations.ts'
import { roomOf } from '../rooms.ts'
import { type Lang, say, sayIfKnown } from '../words.ts'

export interface RefundView {
  readonly reservation: Reservation
  /** Newest first. */
  readonly refunds: readonly Refund[]
  /** Won; null while Maedeup does not answer. */
  readonly refundable: number | null
  /** The number of the next refund: sent twice, the form still makes one. */
  readonly nextId: string
  /** What was wrong with the amount, in words. */
  readonly trouble: string | null
}

export const hasOpenRefund = (refunds: readonly Refund[]): boolean => refunds.some(({ state }) => state === 'asked')

export function refundCard(lang: Lang, view: RefundView): Html {
  const { reservation, refunds } = view
  const mayRefund = reservation.state === 'confirmed'
  if (!mayRefund && refunds.length === 0) return NOTHING
  return html`<section class="card refunds" data-part="refunds" aria-labelledby="refunds-title">
    <h2 id="refunds-title">${say(lang, 'refund.title')}</h2>
    ${mayRefund ? html`<p class="lead">${say(lang, 'refund.lead')}</p>` : NOTHING}
    ${refunds.length === 0 ? NOTHING : history(lang, refunds)}
    ${mayRefund && !hasOpenRefund(refunds) ? next(lang, view) : NOTHING}
  </section>`
}

const history = (lang: Lang, refunds: readonly Refund[]): Html =>
  html`<ul class="refund-list" aria-label="${say(lang, 'refund.history')}">
    ${refunds.map((one) => line(lang, one))}</ul>`

function line(lang: Lang, { state, amount, at, code }: Refund): Html {
  return html`<li class="${state}">
    <p><span class="badge ${state}">${say(lang, `refund.state.${state}`)}</span>
      <span class="sum">${won(lang, amount)}</span>
      <time datetime="${new Date(at).toISOString()}">${clockTime(at)}</time></p>
    ${state === 'done' ? NOTHING : html`<p class="note">${why(lang, state, code)}</p>`}
  </li>`
}

function why(lang: Lang, state: 'asked' | 'refused', code: string | null): string {
  if (state === 'asked') return say(lang, 'refund.note.asked')
  return sayIfKnown(lang, `refund.note.${code}`) ?? say(lang, 'refund.note.refused', { code: code ?? '' })
}

function next(lang: Lang, view: RefundView): Html {
  const { refundable } = view
  if (refundable === null) return html`<p class="alert" role="alert">${say(lang, 'refund.silent')}</p>`
  if (refundable === 0) return html`<p class="note">${say(lang, 'refund.none')}</p>`
  return form(lang, view, refundable)
}

function form(lang: Lang, { reservation, nextId, trouble }: RefundView, refundable: number): Html {
  const night = roomOf(reservation.roomId)?.pricePerNight ?? refundable
  const first = Math.min(night, refundable)
  return html`<form class="refund" method="post" action="/reservations/${reservation.ref}/refunds" novalidate>
    <input type="hidden" name="refund" value="${nextId}">
    <input type="hidden" name="balance" value="${refundable}">
    ${trouble === null ? NOTHING : html`<p class="alert" role="alert">${trouble}</p>`}
    <div class="field"><label for="amount">${say(lang, 'refund.amount')}</label>
      <div class="with-button">
        <input id="amount" name="amount" inputmode="numeric" autocomplete="off" required maxlength="12" value="${first}"
          aria-describedby="refund-most">
        <button class="button" type="submit">${say(lang, 'refund.ask')}</button>
      </div>
      <p class="note" id="refund-most">${say(lang, 'refund.most', { amount: won(lang, refundable) })}</p></div>
    <div class="quick">
      ${night < refundable ? quick(say(lang, 'refund.oneNight', { amount: won(lang, night) }), night) : NOTHING}
      ${quick(say(lang, 'refund.all', { amount: won(lang, refundable) }), refundable)}
    </div>
  </form>`
}

/** A button that sends its own amount; what stands in the field is then not read. */
const quick = (words: string, amount: number): Html =>
  html`<button class="button quiet" type="submit" name="quick" value="${amount}">${words}</button>`
