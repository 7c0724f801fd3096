/** Turns whatever was thrown while a request was handled into a refusal of the catalogue; bugs tell nothing. */
import type { FastifyError } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import type { ErrorCode, FieldProblem } from '../core/errors.ts'
import { fieldWords } from './field-words.ts'
import { Refused } from './problem.ts'

/** What Fastify and its plugins throw, by HTTP status. */
const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'MD_BAD_JSON',
  413: 'MD_BODY_TOO_LARGE',
  415: 'MD_MEDIA_TYPE',
  429: 'MD_RATE_LIMITED',
}

/**
 * Connections that cannot be had or were cut: system errors, and what PostgreSQL says then (SQLSTATE: 08 connection, 28
 * password, 3D no such database, 53 resources, 57 operator; 25006 is a stand-by that was not promoted yet).
 */
const UNAVAILABLE_CODE =
  /^(?:E(?:CONN(?:REFUSED|RESET|ABORTED)|PIPE|TIMEDOUT|NOENT|NOTFOUND|AI_AGAIN)|(?:08|28|3D|53|57)[0-9A-Z]{3}|25006)$/
/** The same, where the driver gives no code. */
const UNAVAILABLE_TEXT = [
  /connection terminated/i,
  /timeout exceeded when trying to connect/i,
  /client has encountered a connection error/i,
  /cannot use a pool after calling end/i,
  /driver has already been destroyed/i,
] as const

export type Judged =
  | { readonly kind: 'refused'; readonly error: Refused }
  /** Ours: it must be logged. */
  | { readonly kind: 'trouble' | 'bug'; readonly error: Refused }

export function judge(thrown: unknown): Judged {
  if (thrown instanceof Refused) return { kind: 'refused', error: thrown }
  if (hasZodFastifySchemaValidationErrors(thrown)) return { kind: 'refused', error: invalid(thrown) }
  const code = BY_STATUS[(thrown as FastifyError | undefined)?.statusCode ?? 0]
  if (code !== undefined) return { kind: 'refused', error: new Refused(code, (thrown as FastifyError).message) }
  if (isUnavailable(thrown)) {
    return { kind: 'trouble', error: new Refused('MD_UNAVAILABLE', 'The database cannot be reached. Try again soon.') }
  }
  return { kind: 'bug', error: new Refused('MD_INTERNAL', 'The log of the service has the details.') }
}

/** An engine answer can also wrap the trouble: the cause counts as much as the error itself. */
function isUnavailable(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false
  const { code } = thrown as NodeJS.ErrnoException
  if (typeof code === 'string' && UNAVAILABLE_CODE.test(code)) return true
  if (UNAVAILABLE_TEXT.some((pattern) => pattern.test(thrown.message))) return true
  if (thrown instanceof AggregateError && thrown.errors.some(isUnavailable)) return true
  return thrown.cause !== undefined && isUnavailable(thrown.cause)
}

interface Issues {
  readonly validation: readonly {
    readonly instancePath: string
    readonly message?: string | undefined
    readonly params?: unknown
  }[]
  readonly validationContext?: string | undefined
}

/** More would not help anybody and could be made as long as the body. */
const MAX_PROBLEMS = 20

function invalid({ validation, validationContext }: Issues): Refused {
  const errors = validation.flatMap((issue) => fieldProblems(issue, validationContext ?? 'body')).slice(0, MAX_PROBLEMS)
  const named = errors.map(({ field, problem }) => `${field}: ${problem}`).join('; ')
  return new Refused('MD_INVALID_REQUEST', named, errors)
}

/** zod names the object that holds an unknown key; the caller must see the key itself. */
function fieldProblems(issue: Issues['validation'][number], where: string): FieldProblem[] {
  const path = issue.instancePath.split('/').filter((part) => part !== '')
  const { keys } = (issue.params ?? {}) as { keys?: unknown }
  if (Array.isArray(keys)) {
    return keys.map((key) => ({ field: [...path, `${key}`].join('.'), problem: 'no such field' }))
  }
  return [{ field: path.join('.') || where, problem: fieldWords(issue) }]
}
