/** After a window that was closed or refused: what happened to the money (nothing), and another try. */
import { stayDates, won } from '../format.ts'
import { type Html, html, NOTHING } from '../html.ts'
import type { Payment } from '../maedeup.ts'
import { roomOf } from '../rooms.ts'
import type { Checkout } from '../sessions.ts'
import type { Visit } from '../visit.ts'
import { say, type WordKey } from '../words.ts'
import { layout } from './layout.ts'

export interface FailedPage {
  readonly payment: Payment
  /** What was being booked; null where the session is gone. */
  readonly checkout: Checkout | null
  readonly why: 'ready' | 'ended' | 'amount'
}

const LEADS = { ready: 'failed.ready', ended: 'failed.ended', amount: 'failed.amount' } as const satisfies Record<
  FailedPage['why'],
  WordKey
>

export function failedPage(visit: Visit, { payment, checkout, why }: FailedPage): Html {
  const { lang } = visit
  const room = checkout === null ? undefined : roomOf(checkout.roomId)
  const again = payment.state === 'ready' ? (checkout?.checkoutUrl ?? null) : null
  return layout(visit, {
    title: say(lang, 'failed.title'),
    body: html`<div class="ticket-page"><section class="card ticket" aria-labelledby="ticket-title">
      <div class="sign quiet"><svg viewBox="0 0 120 120" aria-hidden="true" focusable="false">
        <circle class="disc" cx="60" cy="60" r="52"/><path d="M60 34v32M60 80v2"/></svg></div>
      <h1 id="ticket-title">${say(lang, 'failed.title')}</h1>
      <p class="lead">${say(lang, LEADS[why])}</p>
      <dl>
        ${
          room === undefined || checkout === null
            ? fact(say(lang, 'reserved.room'), payment.orderName)
            : html`${fact(say(lang, 'reserved.room'), room.name[lang])}
            ${fact(say(lang, 'reserved.dates'), stayDates(lang, checkout))}`
        }
        ${fact(say(lang, 'reserved.amount'), won(lang, payment.amount))}
        ${fact(say(lang, 'failed.order'), payment.orderId)}
      </dl>
      <div class="actions">
        ${again === null ? NOTHING : html`<a class="button" href="${again}">${say(lang, 'failed.again')}</a>`}
        <a class="button quiet" href="${checkout === null ? '/' : `/rooms/${checkout.roomId}`}">
          ${say(lang, 'failed.rooms')}</a>
      </div>
    </section></div>`,
  })
}

const fact = (name: string, value: string): Html => html`<div><dt>${name}</dt><dd>${value}</dd></div>`
