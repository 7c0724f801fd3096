/** What happens in this demo, in five lines. */
import { durationWords } from '../format.ts'
import { type Html, html } from '../html.ts'
import { ROOMS } from '../rooms.ts'
import type { Visit } from '../visit.ts'
import { type Lang, say } from '../words.ts'
import { layout, lines } from './layout.ts'

const LINES = ['how.1', 'how.2', 'how.3', 'how.4', 'how.5'] as const

export function howPage(visit: Visit, { orderWithin }: { orderWithin: string }): Html {
  const { lang } = visit
  const body = fiveLines(lang, { orderWithin, heading: 'h1' })
  return layout(visit, { title: say(lang, 'nav.how'), here: 'how', body })
}

export function fiveLines(lang: Lang, { orderWithin, heading }: { orderWithin: string; heading: 'h1' | 'h2' }): Html {
  const title = lines(say(lang, 'how.title'))
  return html`<section class="how">
    <div class="how-head">
      ${heading === 'h1' ? html`<h1>${title}</h1>` : html`<h2>${title}</h2>`}
      <p>${say(lang, 'how.lead')}</p>
      <div class="how-try">
        <p><strong>${say(lang, 'how.try')}</strong><br>${say(lang, 'how.try.note')}
        ${say(lang, 'how.time', { time: durationWords(lang, orderWithin) })}</p>
        <a class="button quiet" href="/rooms/${ROOMS[0]?.id ?? ''}">${say(lang, 'room.view')}</a>
      </div>
    </div>
    <ol>${LINES.map((line) => html`<li>${say(lang, line)}</li>`)}</ol>
  </section>`
}
