/** What is thrown becomes a refusal of the catalogue: expected ones as they are, trouble with advice, bugs silently. */
import { describe, expect, test } from 'vitest'
import { judge } from './errors.ts'
import { Refused } from './problem.ts'

const withCode = (code: string) => Object.assign(new Error('x'), { code })

describe('judge', () => {
  test('keeps a refusal', () => {
    const error = new Refused('MD_ON_HOLD', 'why', [{ field: 'a', problem: 'b' }])
    expect(judge(error)).toEqual({ kind: 'refused', error })
  })

  test.each([
    ...['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', '57P01', '57P03', '53300', '08006', '3D000', '25006'].map(
      withCode,
    ),
    new Error('Connection terminated unexpectedly'),
    new Error('timeout exceeded when trying to connect'),
    new Error('outer', { cause: withCode('57P01') }),
    new AggregateError([withCode('ECONNREFUSED')]),
  ])('%s means that the database cannot be reached', (thrown) => {
    expect(judge(thrown)).toMatchObject({ kind: 'trouble', error: { code: 'MD_UNAVAILABLE' } })
  })

  test.each([new Error('secret'), withCode('23505'), withCode('22P05'), 'text', null, undefined])(
    '%s is a bug and tells nothing',
    (thrown) => {
      const { kind, error } = judge(thrown)
      expect([kind, error.code]).toEqual(['bug', 'MD_INTERNAL'])
      expect(error.message).not.toContain('secret')
    },
  )
})
