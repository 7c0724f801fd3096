/** What we did not understand is unknown and asked about; what provably never left is not. */
import { describe, expect, it } from 'vitest'
import { notSent, unknownOutcome } from './outcome.ts'

describe('an outcome', () => {
  it('that is unknown is asked about', () => {
    expect(unknownOutcome('read time-out')).toEqual({
      kind: 'unknown',
      answer: { code: null, message: 'read time-out' },
      next: 'inquire',
    })
    expect(unknownOutcome('unlisted', '9999').answer.code).toBe('9999')
  })

  it('that was not sent needs nothing', () => {
    expect(notSent('ECONNREFUSED')).toEqual({
      kind: 'not_sent',
      answer: { code: null, message: 'ECONNREFUSED' },
      next: 'none',
    })
  })
})
