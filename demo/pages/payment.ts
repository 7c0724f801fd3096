/** The page of one payment: after a lost session, after a cancelled booking, or just to look. */
import { type Html, html } from '../html.ts'
import type { Visit } from '../visit.ts'
import { say } from '../words.ts'
import { layout } from './layout.ts'
import { type LiveView, livePiece, plotOf } from './live.ts'

export function paymentPage(visit: Visit, view: LiveView): Html {
  const { lang } = visit
  return layout(visit, {
    title: say(lang, `${plotOf(view)}.title`),
    here: 'reservations',
    isLive: true,
    body: html`<div class="rescue">
      ${livePiece(lang, view)}
      <noscript><p class="note">${say(lang, 'live.noscript')}</p></noscript>
    </div>`,
  })
}
