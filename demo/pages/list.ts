/** This browser's bookings and payments, each with its own state: usually they tell the same story. */
import { momentOf, stayInShort, won } from '../format.ts'
import { type Html, html, NOTHING } from '../html.ts'
import type { Payment } from '../maedeup.ts'
import type { Reservation } from '../reservations.ts'
import { type Room, roomOf } from '../rooms.ts'
import type { Visit } from '../visit.ts'
import { type Lang, say } from '../words.ts'
import { layout } from './layout.ts'
import { badge, shownState } from './live.ts'

/** A payment that the shop asked for, with what is known of it. */
export interface Line {
  readonly paymentId: string
  readonly roomId: string
  readonly at: number
  /** Null when Maedeup did not answer. */
  readonly payment: Payment | null
  readonly reservation: Reservation | null
}

export function listPage(visit: Visit, listed: readonly Line[]): Html {
  const { lang } = visit
  const silent = listed.some(({ payment }) => payment === null)
  return layout(visit, {
    title: say(lang, 'list.title'),
    here: 'reservations',
    body: html`<section class="list">
      <h1>${say(lang, 'list.title')}</h1>
      <p class="lead">${say(lang, 'list.lead')}</p>
      ${silent ? html`<p class="alert" role="alert">${say(lang, 'list.silent')}</p>` : NOTHING}
      ${listed.length === 0 ? empty(lang) : html`<ul>${listed.map((line) => row(lang, line))}</ul>`}
    </section>`,
  })
}

const empty = (lang: Lang): Html => html`<div class="card empty"><p>${say(lang, 'list.empty')}</p>
  <a class="button" href="/#rooms">${say(lang, 'home.see')}</a></div>`

function row(lang: Lang, { paymentId, roomId, at, payment, reservation }: Line): Html {
  const room: Room | undefined = roomOf(roomId)
  const href = reservation === null ? `/payments/${paymentId}` : `/reservations/${reservation.ref}`
  return html`<li class="card line">
    <span class="line-art">${room?.picture ?? NOTHING}</span>
    <div class="line-text">
      <p class="badges">${reservationBadge(lang, reservation)}
        ${paymentBadge(lang, payment, reservation)}</p>
      <h2><a href="${href}">${room?.name[lang] ?? roomId}</a></h2>
      <p>${reservation === null ? momentOf(lang, at) : stayInShort(lang, reservation)}</p>
      ${reservation === null ? NOTHING : html`<p class="code">${reservation.ref}</p>`}
    </div>
    <p class="line-sum">${payment === null ? NOTHING : won(lang, payment.amount)}
      <i class="arrow" aria-hidden="true">→</i></p>
  </li>`
}

/** Said once where both tell the same: a booking that waits for its deposit is a payment that does. */
function paymentBadge(lang: Lang, payment: Payment | null, reservation: Reservation | null): Html {
  if (payment === null) return html`<span class="badge">${say(lang, 'list.unknown')}</span>`
  const isSame = reservation?.state === 'awaiting' && payment.state === 'awaiting_deposit'
  return isSame ? NOTHING : badge(lang, shownState(payment))
}

function reservationBadge(lang: Lang, reservation: Reservation | null): Html {
  if (reservation === null) return html`<span class="badge none">${say(lang, 'list.noReservation')}</span>`
  const { state } = reservation
  return html`<span class="badge ${state}">${say(lang, `reservation.${state}`)}</span>`
}
