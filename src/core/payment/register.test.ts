/** A payment is born ready, its amount frozen, with the first line of its timeline and one look ahead of it. */
import { describe, expect, it } from 'vitest'
import { NOON, REGISTRATION, TOTAL } from '../../../test/core.ts'
import { booksHold, nothingIsForgotten } from '../../../test/core-rules.ts'
import { MINUTE_MS } from '../time.ts'
import { attentionOf } from './attention.ts'
import { register } from './register.ts'

describe('a registration', () => {
  const { file, timeline, effects } = register(REGISTRATION, NOON)

  it('holds no money and asks for nothing', () => {
    booksHold(file)
    nothingIsForgotten(file, false)
    expect(file.payment).toMatchObject({ state: 'ready', version: 1, amounts: { total: TOTAL, paid: 0 }, order: null })
    expect(timeline.map(({ type }) => type)).toEqual(['payment.registered'])
    expect(effects).toEqual([])
  })

  it('waits for its return until its time is over', () => {
    expect(attentionOf(file)).toEqual({ dueAt: NOON + 60 * MINUTE_MS, reason: 'return_missing' })
  })
})
