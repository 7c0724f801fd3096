/** Access tokens: one for all servers of a merchant, reused while it lives, stretched near its end (§2). */
import { after, type Instant, MINUTE_MS } from '../../core/time.ts'

const LIFE_MS = 30 * MINUTE_MS
const STRETCH_MS = 5 * MINUTE_MS
/** With no more than this left, asking again stretches the token. */
const NEARLY_OVER_MS = MINUTE_MS

export interface Token {
  readonly text: string
  /** From this moment on it is refused; a whole second, as the wire tells it. */
  readonly expiresAt: Instant
}

export interface TokenDesk {
  issue(now: Instant, fresh: () => string): Token
  isGood(text: string, now: Instant): boolean
}

export function createTokenDesk(): TokenDesk {
  let token: Token | null = null
  return {
    issue(now, fresh) {
      if (token === null || now >= token.expiresAt)
        token = { text: fresh(), expiresAt: after(wholeSecond(now), LIFE_MS) }
      else if (wholeSecond(now) >= after(token.expiresAt, -NEARLY_OVER_MS))
        // The base of the stretch is unconfirmed: the old end is the sheet's assumption (§18).
        token = { ...token, expiresAt: after(token.expiresAt, STRETCH_MS) }
      return token
    },
    isGood: (text, now) => token !== null && text === token.text && now < token.expiresAt,
  }
}

const wholeSecond = (at: Instant): Instant => after(at, -(at % 1000))
