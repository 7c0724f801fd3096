/** Short pages that say one thing: what is missing, refused or out of reach, and what to do about it. */
import { art } from '../art.ts'
import { type Html, html } from '../html.ts'
import type { Visit } from '../visit.ts'
import { say, type WordKey } from '../words.ts'
import { layout } from './layout.ts'

interface Notice {
  readonly title: WordKey
  readonly lead: WordKey
  readonly action: { readonly word: WordKey; readonly href: string }
}

function noticePage(visit: Visit, { title, lead, action }: Notice): Html {
  const { lang } = visit
  return layout(visit, {
    title: say(lang, title),
    body: html`<section class="notice">
      ${art.mark}
      <h1>${say(lang, title)}</h1>
      <p>${say(lang, lead)}</p>
      <a class="button" href="${action.href}">${say(lang, action.word)}</a>
    </section>`,
  })
}

const HOME = { word: 'missing.home', href: '/' } as const

export const missingPage = (visit: Visit): Html =>
  noticePage(visit, { title: 'missing.title', lead: 'missing.lead', action: HOME })

export const forbiddenPage = (visit: Visit): Html =>
  noticePage(visit, { title: 'forbidden.title', lead: 'forbidden.lead', action: HOME })

export const brokenPage = (visit: Visit): Html =>
  noticePage(visit, { title: 'broken.title', lead: 'broken.lead', action: HOME })

/** Maedeup does not answer. The same address again is always safe to try. */
export const troublePage = (visit: Visit): Html =>
  noticePage(visit, {
    title: 'trouble.title',
    lead: 'trouble.lead',
    action: { word: 'trouble.retry', href: visit.path },
  })
