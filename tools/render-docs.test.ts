/** The pages that are rendered from code say what the code says. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { LADDERS } from '../src/core/payment/deadlines.ts'
import { TIMELINE_TYPES } from '../src/core/payment/events.ts'
import { PAYMENT_MOVES } from '../src/core/payment/states.ts'
import { renderAttention } from './render/attention.ts'
import { renderEvents } from './render/events.ts'
import { PAGES } from './render/pages.ts'
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
})
