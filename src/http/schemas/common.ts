/** The small pieces that every schema of the API is made of, and the components that OpenAPI names. */
import { z } from 'zod'
import { ERRORS, type ErrorCode } from '../../core/errors.ts'
import { MAX_AMOUNT } from '../../core/money.ts'
import { fromIso } from '../../core/time.ts'

/** Names for OpenAPI's components. A registry of our own, so that other users of zod in the process do not show up. */
export const components = z.registry<{ id?: string; [key: string]: unknown }>()

/** Pages of lists: what a screen shows, and what one answer should never exceed. */
export const PAGE = { usual: 50, most: 200 } as const
export const FEED_PAGE = { usual: 100, most: 1_000 } as const

/** One line that PostgreSQL and the timeline can keep as it is: whole Unicode, no control characters. */
export const text = (most: number) => kept(most, /\p{Cc}/u)
/** The same with line breaks and tabs: what people write. */
export const prose = (most: number) => kept(most, /[^\P{Cc}\n\r\t]/u)

const kept = (most: number, forbidden: RegExp) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine((value) => value.isWellFormed() && !forbidden.test(value), { error: 'has characters that cannot be kept' })

/** Minor units (KRW has none: 1 = 1 won). */
export const money = z.int().min(1).max(MAX_AMOUNT)
export const moneyOrZero = z.int().min(0).max(MAX_AMOUNT)

/** RFC 3339 in UTC. */
export const time = z.iso.datetime()

/** RFC 3339 with an offset. A `+` that arrived unescaped in a query is a blank. */
export const askedTime = z.string().refine((value) => readTime(value) !== null, {
  error: 'must be a time with offset, such as 2026-11-20T06:24:59Z',
})
export const readTime = (value: string) => fromIso(value.replace(' ', '+'))

/** What `Number` reads and nobody means as a count or a sum of money (`0x10`, `1e3`, `+5`) is no number. */
const plain = (value: unknown): unknown => (typeof value === 'string' && !/^\d{1,16}$/.test(value) ? Number.NaN : value)

/** A whole number in a query string: decimal digits and nothing else. */
export const whole = (least: number, most: number) => z.preprocess(plain, z.coerce.number().int().min(least).max(most))

const fieldProblem = z.object({ field: z.string(), problem: z.string() })

const problem = z
  .object({
    type: z.string().describe('Where the error is explained.'),
    title: z.string(),
    titleKo: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]),
    detail: z.string(),
    retry: z
      .enum(['never', 'later', 'same'])
      .describe(
        'never: change the request first. later: the same request may work. same: ask again, nothing was done.',
      ),
    requestId: z.string(),
    cancellation: z.looseObject({}).optional().describe('The cancellation that will not happen.'),
    errors: z.array(fieldProblem).optional().describe('The fields that have to change.'),
  })
  .register(components, { id: 'Problem', description: 'Every error (RFC 9457).' })

/** Errors that every call behind an API key can meet. */
const ALWAYS = ['MD_UNAUTHORIZED', 'MD_UNAVAILABLE', 'MD_INTERNAL'] as const satisfies ErrorCode[]
/** And every call that takes a body. */
export const BODY_ERRORS = [
  'MD_BAD_JSON',
  'MD_INVALID_REQUEST',
  'MD_BODY_TOO_LARGE',
  'MD_MEDIA_TYPE',
] as const satisfies ErrorCode[]

/** Problem answers for OpenAPI: one per status, telling which codes come with it. */
export function problems(codes: readonly ErrorCode[]): Record<number, object> {
  const all = [...new Set<ErrorCode>([...codes, ...ALWAYS])]
  const byStatus = Map.groupBy(all, (code) => ERRORS[code].status)
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      status,
      {
        description: group.map((code) => `${code}: ${ERRORS[code].title}.`).join('\n'),
        content: { 'application/problem+json': { schema: problem } },
      },
    ]),
  )
}
