/** Reads bodies and queries: JSON or form with PHP brackets, one shape for the code that follows (§1). */

export type Fields = Readonly<Record<string, unknown>>

/** `extra[requester]` is one level deep; what is deeper than this is no call of this protocol. */
const MAX_DEPTH = 4

/** Null when the body cannot be read as what it says it is. */
export function decodeBody(body: Buffer, contentType: string): Fields | null {
  if (body.length === 0) return {}
  if (!contentType.toLowerCase().includes('json')) return decodeForm(body.toString('utf8'))
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'))
    return isRecord(parsed) ? parsed : null
  } catch {
    return null
  }
}

/** `a[]=1&a[]=2&extra[requester]=customer` → `{a: ['1', '2'], extra: {requester: 'customer'}}`. */
export function decodeForm(text: string): Fields {
  const fields: Record<string, unknown> = {}
  for (const [name, value] of new URLSearchParams(text)) {
    const path = [...name.matchAll(/^[^[\]]+|\[([^[\]]*)\]/g)].map(([whole, inner]) => inner ?? whole)
    if (path.length === 0 || path.length > MAX_DEPTH || path.includes('__proto__')) continue
    put(fields, path, value)
  }
  return fields
}

function put(into: Record<string, unknown>, path: readonly string[], value: string): void {
  const [name = '', next, ...rest] = path
  if (next === undefined) {
    into[name] = value
    return
  }
  const inner = into[name]
  if (next === '') into[name] = [...(Array.isArray(inner) ? inner : []), value]
  else {
    const record: Record<string, unknown> = isRecord(inner) ? { ...inner } : {}
    put(record, [next, ...rest], value)
    into[name] = record
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The text of a scalar; empty when it is missing, null, or no scalar. */
export function textOf(fields: Fields, name: string): string {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

/** A list, however it was written: an array, brackets, or one value. */
export function textsOf(fields: Fields, name: string): readonly string[] {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (Array.isArray(value)) return value.filter((item) => item !== null && item !== '').map(String)
  const text = textOf(fields, name)
  return text === '' ? [] : [text]
}

/** Null when it is missing; NaN when it is no decimal number of a sensible length. */
export function numberOf(fields: Fields, name: string): number | null {
  const text = textOf(fields, name).trim()
  if (text === '') return null
  return /^-?\d{1,13}(\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN
}

export const isYes = (fields: Fields, name: string): boolean => ['true', '1'].includes(textOf(fields, name))

/** What the call log shows. */
export const flat = (fields: Fields): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? ''),
    ]),
  )
