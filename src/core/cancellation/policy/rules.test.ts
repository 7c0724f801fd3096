/** Every row of the table has a source, a date and words in both languages; what it says: `sheet.test.ts`. */
import { describe, expect, it } from 'vitest'
import { windowOf } from './calendar.ts'
import { VERIFIED_ON } from './rule.ts'
import { RULES } from './rules.ts'

describe('the table', () => {
  it('has each row once', () => {
    const ids = RULES.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
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
