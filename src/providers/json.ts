/** Makes one JSON exchange with a provider, and records it once with allow-listed fields only. */
import type { Outcome } from '../core/outcome.ts'
import type { CallContext, Operation } from '../ports/provider.ts'
import { observed, unanswered } from './outcome.ts'
import { safeText, washer } from './scrub.ts'
import type { TransportRequest, TransportResult } from './transport.ts'
import { exchange } from './transport.ts'

/**
 * What may be recorded of a body: dotted paths (`payment.status`; a path through an array collects from all its
 * elements), and for each whether it is a plain value or free text in which a number could hide.
 */
export type Kept = Readonly<Record<string, 'value' | 'text'>>

/** One call of a JSON protocol. */
export interface JsonRequest {
  readonly operation: Operation
  readonly method: TransportRequest['method']
  readonly url: string
  /** Beside `Accept` and `Content-Type`, which are set here. Never recorded. */
  readonly headers: Readonly<Record<string, string>>
  /** Null: no body. The text sent is `JSON.stringify` of it, so equal objects are byte-identical bodies. */
  readonly body: Readonly<Record<string, unknown>> | null
  readonly connectTimeoutMs: number
  readonly readTimeoutMs: number
  readonly maxAnswerBytes?: number
  /** Cut out of everything that comes back, before anybody reads it: an answer may quote what it was asked. */
  readonly secrets: readonly string[]
  /** `headers`: answer headers that are recorded as `(name)`, such as the provider's trace id. Lower case. */
  readonly keep: { readonly request: Kept; readonly response: Kept; readonly headers?: readonly string[] }
}

/** A whole answer, of whatever status; `json` is undefined where the body is none. */
export interface JsonAnswer {
  readonly kind: 'answer'
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly json: unknown
}

/** An answer, or what is known without one. */
export type JsonReply = JsonAnswer | { readonly kind: 'nothing'; readonly outcome: Outcome<never> }

/** `call.record` is called exactly once. Never throws for what networks and peers do. */
export async function exchangeJson(request: JsonRequest, call: CallContext): Promise<JsonReply> {
  const { operation, method, url, body, keep } = request
  const result = await exchange({
    url,
    method,
    headers: {
      ...request.headers,
      Accept: 'application/json',
      ...(body === null ? {} : { 'Content-Type': 'application/json' }),
    },
    body: body === null ? null : Buffer.from(JSON.stringify(body), 'utf8'),
    connectTimeoutMs: request.connectTimeoutMs,
    readTimeoutMs: request.readTimeoutMs,
    ...(request.maxAnswerBytes === undefined ? {} : { maxAnswerBytes: request.maxAnswerBytes }),
    mayStillSend: call.mayStillSend,
    monotonicMs: call.monotonicMs,
  })
  const json = result.kind === 'answer' ? parse(result.body, washer(request.secrets)) : undefined
  call.record({
    operation,
    endpoint: `${method} ${url.split(/[?#]/, 1)[0]}`,
    request: pick(body, keep.request),
    ...observed(result),
    response: { ...pick(json, keep.response), ...remarks(result, json, keep.headers ?? []) },
    tookMs: result.tookMs,
  })
  if (result.kind !== 'answer') return unanswered(result)
  return { kind: 'answer', status: result.status, headers: result.headers, json }
}

/** JSON in strict UTF-8 with every text washed; undefined where it is none, or nested too deeply to be walked. */
function parse(body: Uint8Array, wash: (text: string) => string): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body)
    return JSON.parse(text, (_name, value: unknown) => (typeof value === 'string' ? wash(value) : value))
  } catch {
    return undefined
  }
}

/** What is known of an answer beside its fields, in names that no field of a provider has. */
function remarks(result: TransportResult, json: unknown, headers: readonly string[]): Record<string, string> {
  if (result.kind !== 'answer') return {}
  const kept = headers.flatMap((name) => {
    const value = result.headers[name]
    return value === undefined ? [] : [[`(${name})`, value.slice(0, MAX_VALUE)] as const]
  })
  return {
    ...Object.fromEntries(kept),
    ...(json === undefined ? { '(body)': `not JSON, ${result.body.length} bytes` } : {}),
  }
}

/** Longest recorded value: ids and dates are far shorter, and messages say enough in it. */
const MAX_VALUE = 500

/** The listed paths of a body as texts; what is missing, null or an object is left out. */
export function pick(body: unknown, kept: Kept): Record<string, string> {
  const picked: Record<string, string> = {}
  for (const [path, kind] of Object.entries(kept)) {
    const values = collect(body, path.split('.')).filter(isPlain).map(String)
    if (values.length === 0) continue
    const text = values.join(', ')
    picked[path] = kind === 'text' ? safeText(text) : text.slice(0, MAX_VALUE)
  }
  return picked
}

/** No protocol puts arrays into arrays; to follow them would be as deep as whoever answers likes. */
function collect(value: unknown, path: readonly string[]): readonly unknown[] {
  if (Array.isArray(value)) {
    return value.slice(0, MAX_ELEMENTS).flatMap((one) => (Array.isArray(one) ? [] : collect(one, path)))
  }
  const [name, ...rest] = path
  if (name === undefined) return [value]
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return []
  return collect((value as Readonly<Record<string, unknown>>)[name], rest)
}

/** More would not fit into {@link MAX_VALUE} anyway. */
const MAX_ELEMENTS = 100

const isPlain = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value)
