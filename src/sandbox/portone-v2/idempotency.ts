/** Idempotency-Key: the first request runs, the same again gets its stored answer, for three hours (§4). */
import { after, type Instant } from '../../core/time.ts'
import type { Answer } from './answer.ts'

export interface KeyedRequest {
  readonly key: string
  /** Method, path and body: a key names one request. */
  readonly fingerprint: string
  readonly now: Instant
  readonly lifeMs: number
}

export type Claim =
  | { readonly kind: 'run'; readonly record: KeyRecord }
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'outstanding' }
  | { readonly kind: 'other_request'; readonly answer: Answer | null }

interface KeyRecord {
  readonly fingerprint: string
  readonly endsAt: Instant
  answer: Answer | null
}

export interface Keys {
  claim(request: KeyedRequest): Claim
  /** Forgets a key whose request never ran. */
  release(key: string, record: KeyRecord): void
  clear(): void
}

/** More refunds than a test makes in three hours; the oldest keys are forgotten first. */
const MAX_KEYS = 50_000

export function createKeys(): Keys {
  const records = new Map<string, KeyRecord>()
  return {
    claim({ key, fingerprint, now, lifeMs }) {
      const known = records.get(key)
      if (known === undefined || now >= known.endsAt) {
        const [oldest] = records.keys()
        if (records.size >= MAX_KEYS && oldest !== undefined) records.delete(oldest)
        const record: KeyRecord = { fingerprint, endsAt: after(now, lifeMs), answer: null }
        records.set(key, record)
        return { kind: 'run', record }
      }
      if (known.fingerprint !== fingerprint) return { kind: 'other_request', answer: known.answer }
      return known.answer === null ? { kind: 'outstanding' } : { kind: 'answered', answer: known.answer }
    },
    release(key, record) {
      if (records.get(key) === record && record.answer === null) records.delete(key)
    },
    clear: () => records.clear(),
  }
}

/** The text between the quotes of an RFC 8941 string; without quotes is accepted too. Null when it is no key. */
export function keyOf(header: string): string | null {
  const text = /^"(.*)"$/.exec(header)?.[1] ?? header
  return /^[\x21\x23-\x7e]{16,256}$/.test(text) ? text : null
}
