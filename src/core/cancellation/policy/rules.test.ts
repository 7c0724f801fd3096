/** The table has every row of the sheet, each with a source, a date and words in both languages. */
import { describe, expect, it } from 'vitest'
import { windowOf } from './calendar.ts'
import { VERIFIED_ON } from './rule.ts'
import { RULES } from './rules.ts'

/** The ids of the sheet's §3, by what they are about. */
const SHEET = {
  card: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17],
  tr: [1, 2, 3, 4, 5],
  va: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13],
  mo: [1, 2, 3, 4, 5, 6, 7],
  kp: [1, 2, 3, 4],
  np: [1, 2],
  pp: [1, 2],
  tp: [1, 2],
  pc: [1, 2],
  ep: [1],
  gc: [1, 2, 3, 4, 5],
  pw: [1, 2],
  wc: [1],
  ta: [1],
  cv: [1],
  ex: [1],
  es: [1, 2, 3, 4, 5, 6, 7, 8],
} as const

/** Y in the column `hard` of the sheet. */
const HARD = [
  ['card', [3, 6, 7, 10, 12, 14, 15, 16, 17]],
  ['tr', [5]],
  ['va', [0, 3, 8, 12]],
  ['mo', [1, 2, 3, 4, 5, 7]],
  ['np', [1]],
  ['gc', [2, 3, 4]],
  ['cv', [1]],
  ['es', [1, 3, 5]],
] as const

const named = (rows: readonly (readonly [string, readonly number[]])[]): string[] =>
  rows.flatMap(([kind, numbers]) => numbers.map((number) => `${kind}-${String(number).padStart(2, '0')}`))

describe('the table', () => {
  it('has the rows of the sheet, each once', () => {
    expect(RULES.map(({ id }) => id).toSorted()).toEqual(named(Object.entries(SHEET)).toSorted())
  })

  it('is hard where the sheet is', () => {
    const hard = RULES.filter((rule) => rule.hard).map(({ id }) => id)
    expect(hard.toSorted()).toEqual(named(HARD).toSorted())
  })

  it.each(RULES.map((rule) => [rule.id, rule] as const))('%s can be read, traced and dated', (id, rule) => {
    expect(rule.ko).toMatch(/[가-힣].*[.]$/)
    expect(rule.en).toMatch(/^[A-Z].*[.]$/)
    expect(rule.verifiedOn).toBe(VERIFIED_ON)
    // Only ep-01 has no source: it is a safe assumption of the sheet itself.
    expect(rule.sources.length > 0 || (id === 'ep-01' && rule.conf === 'U')).toBe(true)
    for (const window of [rule.window, rule.partialWindow]) {
      if (window !== undefined) expect(windowOf(window)).toBe(window)
    }
  })

  it('names what it is about, or rests on a fact that nobody tells', () => {
    for (const { id, when, unseen } of RULES) {
      expect(Object.keys(when).length > 0 || unseen !== undefined, id).toBe(true)
    }
  })
})
