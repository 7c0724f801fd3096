/** Keeps the access token of one account while it lives by the server's own clock, and fetches it once for all. */
import type { ProviderAnswer } from '../../core/outcome.ts'
import type { Instant } from '../../core/time.ts'
import { SECOND_MS } from '../../core/time.ts'

/** What asking for a token came to. */
export type Fetched =
  | { readonly kind: 'token'; readonly text: string; readonly ttlMs: number }
  /** Key or secret are wrong. */
  | { readonly kind: 'wrong_key'; readonly answer: ProviderAnswer }
  /** Without a token nothing could be sent; asking again costs nothing (§15). */
  | { readonly kind: 'none'; readonly why: string }

export interface TokenWish {
  /** When the call that needs it is made. */
  readonly at: Instant
  /** A token that the provider turned away just now; null at first. */
  readonly rejected: string | null
  readonly ask: () => Promise<Fetched>
}

export interface TokenCache {
  get(wish: TokenWish): Promise<Fetched>
}

/**
 * §2: a token that is renewed with less than a minute left lives five minutes more, so one that is fetched now always
 * has 30 s to be used in.
 */
const MARGIN_MS = 30 * SECOND_MS

interface Held {
  readonly fetched: Extract<Fetched, { kind: 'token' }>
  /** Before it was issued, so that what is left is never overestimated. */
  readonly askedAt: Instant
}

/** One per provider instance; what is in it is a secret and is written nowhere. */
export function createTokenCache(): TokenCache {
  let held: Held | null = null
  let pending: Promise<Fetched> | null = null

  async function fetchOnce({ at, ask }: TokenWish): Promise<Fetched> {
    try {
      const fetched = await ask()
      held = fetched.kind === 'token' ? { fetched, askedAt: at } : null
      return fetched
    } finally {
      pending = null
    }
  }

  return {
    async get(wish) {
      if (held !== null && isUsable(held, wish)) return held.fetched
      // Whoever comes while one is being fetched waits for that one.
      pending ??= fetchOnce(wish)
      return await pending
    },
  }
}

/** A clock that was set back proves nothing about what is left. */
function isUsable({ fetched, askedAt }: Held, { at, rejected }: TokenWish): boolean {
  const elapsedMs = at - askedAt
  return fetched.text !== rejected && elapsedMs >= 0 && elapsedMs < fetched.ttlMs - MARGIN_MS
}
