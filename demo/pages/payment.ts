/** The page of one payment: after a lost session, after a cancelled booking, or just to look. */
import { won } from '../format.ts'
import { type Html, html, NOTHING } from '../html.ts'
import type { Reservation } from '../reservations.ts'
import type { Visit } from '../visit.ts'
import { say } from '../words.ts'
import { layout } from './layout.ts'
import { type LiveView, livePiece } from './live.ts'

export interface PaymentPage {
  readonly view: LiveView
  /** The reservation that this payment belongs to in our own records, if any. */
  readonly reservation: Reservation | null
}

export function paymentPage(visit: Visit, { view, reservation }: PaymentPage): Html {
  const { lang } = visit
  const { payment } = view
  const plot = plotOf(view, reservation)
  return layout(visit, {
    title: say(lang, `${plot}.title`),
    here: 'reservations',
    isLive: true,
    body: html`<div class="rescue">
      <header class="${plot}">
        ${plot === 'lost' || plot === 'unbooked' ? html`<p class="kicker">${say(lang, 'lost.kicker')}</p>` : NOTHING}
        <h1>${say(lang, `${plot}.title`)}</h1>
        <p>${say(lang, `${plot}.lead`)}</p>
        <p class="what"><span>${payment.orderName}</span><span class="sum">${won(lang, payment.amount)}</span>
          <span class="code">${payment.orderId}</span></p>
      </header>
      ${livePiece(lang, view)}
      <noscript><p class="note">${say(lang, 'live.noscript')}</p></noscript>
    </div>`,
  })
}

/** Money came in, or may come, and we know of no booking for it: the buyer's session was lost on the way. */
function plotOf({ payment, calledOff }: LiveView, reservation: Reservation | null): Plot {
  if (calledOff) return 'cancelled'
  if (reservation !== null || payment.order !== null) return 'payment'
  if (payment.state === 'awaiting_deposit') return 'unbooked'
  return payment.paidAmount > 0 ? 'lost' : 'payment'
}

type Plot = 'lost' | 'unbooked' | 'cancelled' | 'payment'
