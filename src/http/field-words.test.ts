/** What callers read about a wrong field: no type names of a library, and texts of our own as they are. */
import { expect, test } from 'vitest'
import { z } from 'zod'
import { fieldWords } from './field-words.ts'

const schema = z.strictObject({
  text: z.string().min(1).max(3),
  won: z.int().min(1).max(10),
  kind: z.enum(['x', 'y']),
  only: z.literal('a'),
  flag: z.boolean(),
  rows: z.array(z.string()).max(1),
  named: z.record(z.string().max(1), z.string()),
  own: z.string().refine(() => false, { error: 'must be of our own' }),
})

const GOOD = { text: 'a', won: 1, kind: 'x', only: 'a', flag: true, rows: [], named: {} }
const wordsFor = (change: object): readonly string[] => {
  const { error } = schema.safeParse({ ...GOOD, ...change })
  return (error?.issues ?? []).map(
    (issue) => `${issue.path.join('.')} ${fieldWords({ message: issue.message, params: issue })}`,
  )
}

test.each([
  [{ text: undefined }, 'text is required'],
  [{ text: 1 }, 'text must be a text'],
  [{ text: '' }, 'text must not be empty'],
  [{ text: 'abcd' }, 'text must have at most 3 characters'],
  [{ won: undefined }, 'won is required'],
  [{ won: Number.NaN }, 'won must be a whole number'],
  [{ won: 1.5 }, 'won must be a whole number'],
  [{ won: '1' }, 'won must be a whole number'],
  [{ won: -1 }, 'won must be at least 1'],
  [{ won: 11 }, 'won must be at most 10'],
  [{ kind: 'z' }, 'kind must be one of x, y'],
  [{ only: 'b' }, 'only must be a'],
  [{ flag: 'yes' }, 'flag must be true or false'],
  [{ rows: 1 }, 'rows must be a list'],
  [{ rows: ['a', 'b'] }, 'rows must have at most 1 entries'],
  [{ named: null }, 'named must be an object'],
  [{ named: { ab: 'c' } }, 'named.ab has a name that must have at most 1 characters'],
] as const)('%o: %s', (change, words) => {
  expect(wordsFor({ own: 'x', ...change })).toContain(words)
})

test('texts of our own stay', () => {
  expect(wordsFor({ own: 'x' })).toEqual(['own must be of our own'])
  expect(fieldWords({})).toBe('is not valid')
})

test('a number of a query that is none says so', () => {
  const [issue] = z.coerce.number().int().safeParse('abc').error?.issues ?? []
  expect(fieldWords({ message: issue?.message, params: issue })).toBe('must be a whole number')
})
