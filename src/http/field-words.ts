/** Says what is wrong with a field as a person would, where the schema library speaks of its own types. */

/** One issue of zod, as Fastify hands it on; `params` are its details. */
export interface FieldIssue {
  readonly message?: string | undefined
  readonly params?: unknown
}

interface Details {
  readonly expected?: string
  readonly values?: readonly unknown[]
  readonly origin?: string
  readonly minimum?: number | bigint
  readonly maximum?: number | bigint
  readonly issues?: readonly { readonly message?: string }[]
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'must be a text',
  number: 'must be a whole number',
  int: 'must be a whole number',
  boolean: 'must be true or false',
  object: 'must be an object',
  record: 'must be an object',
  array: 'must be a list',
}

/** Texts of our own schemas are left as they are; only those that zod wrote itself are said anew. */
export function fieldWords({ message = '', params }: FieldIssue): string {
  const { expected, values, issues } = (params ?? {}) as Details
  if (/^Invalid input: expected \w+, received undefined$/.test(message)) return 'is required'
  if (message.startsWith('Invalid input: expected') && expected !== undefined) return TYPES[expected] ?? message
  if (/^Invalid (?:option|input): expected/.test(message) && values !== undefined) {
    return `must be ${values.length > 1 ? 'one of ' : ''}${values.join(', ')}`
  }
  if (/^Too (?:small|big): /.test(message)) return sizeWords(params as Details) ?? message
  if (message === 'Invalid key in record') return `has a name that ${fieldWords(keyIssue(issues))}`
  if (message === 'Invalid ISO datetime') return 'must be a time in UTC, such as 2026-11-20T06:24:59Z'
  return message === '' ? 'is not valid' : message
}

const keyIssue = (issues: Details['issues']): FieldIssue => ({ message: issues?.[0]?.message, params: issues?.[0] })

function sizeWords({ origin, minimum, maximum }: Details): string | null {
  const most = maximum === undefined ? null : `at most ${maximum}`
  const bound = minimum === undefined ? most : `at least ${minimum}`
  if (bound === null) return null
  switch (origin) {
    case 'string':
      return minimum === 1 ? 'must not be empty' : `must have ${bound} characters`
    case 'number':
    case 'int':
      return `must be ${bound}`
    case 'array':
      return `must have ${bound} entries`
    default:
      return null
  }
}
