/** The frame of every page: head, navigation, language toggle, footer. */
import { art } from '../art.ts'
import { type Html, html, NOTHING } from '../html.ts'
import type { Visit } from '../visit.ts'
import { say, type WordKey } from '../words.ts'

export interface Page {
  readonly title: string
  readonly body: Html
  /** Where the visitor is, in the menu. */
  readonly here?: 'rooms' | 'reservations' | 'how'
  /** The page follows something that is going on; without JavaScript it is loaded anew every two seconds. */
  readonly isLive?: boolean
}

const MENU = [
  { id: 'rooms', href: '/', word: 'nav.rooms' },
  { id: 'reservations', href: '/reservations', word: 'nav.reservations' },
  { id: 'how', href: '/how', word: 'nav.how' },
] as const satisfies readonly { id: Page['here']; href: string; word: WordKey }[]

export function layout(visit: Visit, page: Page): Html {
  const { lang } = visit
  const links = MENU.map(({ id, href, word }) =>
    id === page.here
      ? html`<a href="${href}" aria-current="page">${say(lang, word)}</a>`
      : html`<a href="${href}">${say(lang, word)}</a>`,
  )
  return html`<!doctype html>
<html lang="${lang}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light">
    <title>${page.title} · ${say(lang, 'shop')}</title>
    <link rel="icon" href="/assets/mark.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/fonts/pretendardvariable-dynamic-subset.css">
    <link rel="stylesheet" href="/assets/shop.css">
    ${page.isLive ? html`<noscript><meta http-equiv="refresh" content="2"></noscript>` : NOTHING}
    ${page.isLive ? html`<script type="module" src="/assets/live.mjs"></script>` : NOTHING}
    <script type="module" src="/assets/copy.mjs"></script>
  </head>
  <body>
    <a class="skip" href="#content">${say(lang, 'skip')}</a>
    <p class="ribbon">${say(lang, 'ribbon')}</p>
    <header class="top">
      <a class="brand" href="/">${art.mark}<span>${say(lang, 'shop')}</span></a>
      <nav aria-label="${say(lang, 'nav.label')}">${links}</nav>
      ${toggle(visit)}
    </header>
    <main id="content" tabindex="-1">${page.body}</main>
    <footer class="foot">
      <p>${art.mark}<span>${say(lang, 'footer')}</span></p>
      <p>${say(lang, 'footer.note')}</p>
    </footer>
  </body>
</html>
`
}

function toggle({ lang, path }: Visit): Html {
  const other = lang === 'ko' ? 'en' : 'ko'
  const href = `${path}${path.includes('?') ? '&' : '?'}lang=${other}`
  return html`<a class="lang" href="${href}" lang="${other}" hreflang="${other}">${say(lang, 'lang.other')}</a>`
}

/** A text of the dictionary whose lines are kept. */
export function lines(text: string): Html {
  return html`${text.split('\n').map((line, index) => (index === 0 ? html`${line}` : html`<br>${line}`))}`
}
