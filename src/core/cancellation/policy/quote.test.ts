/** The policy answers also where little is known, and as the channel’s contract says. */
import { describe, expect, it } from 'vitest'
import type { Method } from '../../evidence.ts'
import { type BusinessDate, startOfDate } from '../../time.ts'
import { type Verdict, windowEnd } from './quote.ts'
import { factsOf, full, lastDay, part, termsOf, why } from './testing.ts'

describe('an unknown method', () => {
  it('is the provider’s to decide, and its window the shortest of all', () => {
    expect(part({ method: null })).toMatchObject({
      allowed: 'provider_decides',
      partial: 'depends',
      until: null,
      rules: [],
    })
    expect(windowEnd(factsOf({ method: null }), termsOf({}))).toBe(startOfDate('2026-02-01' as BusinessDate) - 1)
  })
})

describe('the end of the window', () => {
  it.each([
    ['card', '2027-01-14'],
    ['transfer', '2026-04-15'],
    ['virtual_account', null],
    ['mobile', '2026-01-31'],
    ['easy_pay', '2027-01-14'],
  ] as [Method, string | null][])('of %s is %s', (method, last) => {
    expect(lastDay({ until: windowEnd(factsOf({ method }), termsOf({})) } as Verdict)).toBe(last)
  })
})

describe('a contract', () => {
  it('that makes a hard rule soft lets the provider decide', () => {
    const changes = { 'card-07': { hard: false } }
    expect(part({ told: { card: 'overseas' }, terms: { changes } })).toMatchObject({
      allowed: 'provider_decides',
      because: null,
      warnings: [{ rule: 'card-07', code: 'partial_unsupported' }],
    })
  })

  it('that shortens a window and makes it hard is a no', () => {
    const changes = { 'card-01': { window: 'P6M', hard: true } } as const
    expect(why(full({ terms: { changes } }, '2026-07-15'))).toEqual(['no', 'card-01', 'window_over'])
  })
})
