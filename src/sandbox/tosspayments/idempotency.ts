/** Remembers the first answer to each idempotency key for 15 days, and gives it again byte for byte (§7). */
import { after, DAY_MS, type Instant } from '../../core/time.ts'

export const MAX_KEY_LENGTH = 300
const LIFE_MS = 15 * DAY_MS
/** More than any test run uses in 15 days of its time; the oldest go first, as if their time were over. */
const MAX_KEYS = 100_000

export interface StoredAnswer {
  readonly status: number
  readonly body: Buffer
  readonly code: string
  readonly traceId: string
}

/** A request at its key: a late effect belongs to the exchange that asked for it, and to no other. */
export type Owner = object

export type Claim =
  | { readonly kind: 'mine' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'answered'; readonly answer: StoredAnswer }

export interface IdempotencyStore {
  /** Takes the key for `owner`, or says who was first. */
  claim(scope: string, owner: Owner, now: Instant): Claim
  /** Binds the answer to the key. */
  keep(scope: string, answer: StoredAnswer): void
  /** Frees the key: nothing was decided under it. */
  release(scope: string): void
  clear(): void
}

interface Entry {
  readonly owner: Owner
  readonly firstAt: Instant
  answer: StoredAnswer | null
}

export function createIdempotencyStore(): IdempotencyStore {
  const entries = new Map<string, Entry>()
  return {
    claim(scope, owner, now) {
      const entry = entries.get(scope)
      if (entry !== undefined && now < after(entry.firstAt, LIFE_MS)) {
        if (entry.answer !== null) return { kind: 'answered', answer: entry.answer }
        return { kind: entry.owner === owner ? 'mine' : 'busy' }
      }
      const [oldest] = entries.keys()
      if (entries.size >= MAX_KEYS && oldest !== undefined) entries.delete(oldest)
      entries.delete(scope)
      entries.set(scope, { owner, firstAt: now, answer: null })
      return { kind: 'mine' }
    },
    keep(scope, answer) {
      const entry = entries.get(scope)
      if (entry !== undefined) entry.answer = answer
    },
    release: (scope) => void entries.delete(scope),
    clear: () => entries.clear(),
  }
}
