/** The pages that are rendered from code say what the code says. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { LADDERS } from '../src/core/payment/deadlines.ts'
import { TIMELINE_TYPES } from '../src/core/payment/events.ts'
import { PROVIDER_IDS } from '../src/core/payment/payment.ts'
import { PAYMENT_MOVES } from '../src/core/payment/states.ts'
import { renderAttention } from './render/attention.ts'
import { renderEvents } from './render/events.ts'
import { PAGES } from './render/pages.ts'
import { PROVIDER_PAGES, renderProvider } from './render/providers.ts'
import { renderStates } from './render/states.ts'

describe('rendered pages', () => {
  test.each(PAGES)('$path is as `node tools/render-docs.ts` writes it', ({ path, render }) => {
    expect(readFileSync(join(import.meta.dirname, '..', path), 'utf8')).toBe(render())
  })

  test('every type of event has a row', () => {
    const page = renderEvents()
    for (const type of Object.keys(TIMELINE_TYPES)) expect(page).toContain(`| \`${type}\` |`)
  })

  test('every move of a payment is an arrow and a row', () => {
    const page = renderStates()
    for (const [cause, { from, to }] of Object.entries(PAYMENT_MOVES)) {
      expect(page).toContain(`| \`${cause}\` |`)
      for (const state of from) expect(page).toMatch(new RegExp(`${state} --> ${to}: .*${cause}`))
    }
  })

  test('every ladder is shown', () => {
    const page = renderAttention()
    for (const name of Object.keys(LADDERS)) expect(page).toContain(`| \`${name}\` | `)
  })

  test('every provider has a page, on which every line of codes is complete', () => {
    expect(PROVIDER_PAGES.map(({ path }) => path)).toEqual(PROVIDER_IDS.map((id) => `docs/providers/${id}.md`))
    for (const id of PROVIDER_IDS) {
      const lines = renderProvider(id).match(/^\| .*`(done|accepted|refused|unknown)` .*$/gm) ?? []
      expect(lines.length, id).toBeGreaterThan(5)
      for (const line of lines.filter((one) => one.split(' | ').length > 2)) {
        expect(line.split(/(?<!\\)\|/), line).toHaveLength(8)
      }
    }
  })
})
