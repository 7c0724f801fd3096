/** Every error has a status, a title in both languages, advice, and help that fits a page. */
import { describe, expect, it } from 'vitest'
import { ERRORS, type ErrorCode, refuse } from './errors.ts'

const entries = Object.entries(ERRORS)

describe.each(entries)('%s', (code, { status, title, titleKo, retry, help }) => {
  it('is complete', () => {
    expect(code).toMatch(/^MD_[A-Z]+(_[A-Z]+)*$/)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(600)
    expect(title).toMatch(/^[A-Z].*[^.]$/)
    expect(titleKo).toMatch(/[가-힣].*[^.]$/)
    expect(['never', 'later', 'same']).toContain(retry)
    expect(help).toMatch(/[.`)]$/)
    expect(help.length).toBeGreaterThan(10)
  })

  it('advises what its status means', () => {
    // A client error that would go away by asking again is not the request's fault.
    if (status === 400 || status === 401 || status === 404 || status === 413 || status === 415 || status === 422) {
      expect(retry).toBe('never')
    }
    if (status >= 500) expect(retry).not.toBe('never')
  })
})

describe('the catalogue', () => {
  it('says nothing twice', () => {
    for (const pick of ['title', 'titleKo', 'help'] as const) {
      expect(new Set(entries.map(([, one]) => one[pick])).size).toBe(entries.length)
    }
  })

  it('is what a refusal names', () => {
    const code: ErrorCode = 'MD_NOT_PAID_YET'
    expect(refuse(code, 'The payment is ready.')).toEqual({ code, detail: 'The payment is ready.' })
  })
})
