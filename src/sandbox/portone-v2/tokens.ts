/** Token login: access tokens live half an hour, and every login or refresh kills the refresh token before (§2). */
import { after, DAY_MS, type Instant, MINUTE_MS } from '../../core/time.ts'
import type { SimulatorHost } from '../simulator.ts'

export interface Tokens {
  login(): TokenPair
  /** Null where the token is not the latest one, or too old. */
  refresh(refreshToken: string): TokenPair | null
  isValid(accessToken: string): boolean
  clear(): void
}

export interface TokenPair {
  readonly accessToken: string
  readonly refreshToken: string
}

const ACCESS_LIFE_MS = 30 * MINUTE_MS
const REFRESH_LIFE_MS = DAY_MS

/** A client that logs in before every call must not fill the memory: the oldest are forgotten first. */
const MAX_ACCESS_TOKENS = 10_000

export function createTokens(host: SimulatorHost): Tokens {
  const access = new Map<string, Instant>()
  let refresh: { readonly token: string; readonly endsAt: Instant } | null = null
  const login = (): TokenPair => {
    const now = host.clock.now()
    const pair = { accessToken: `access-${host.random().hex(40)}`, refreshToken: `refresh-${host.random().hex(40)}` }
    const [oldest] = access.keys()
    if (access.size >= MAX_ACCESS_TOKENS && oldest !== undefined) access.delete(oldest)
    access.set(pair.accessToken, after(now, ACCESS_LIFE_MS))
    refresh = { token: pair.refreshToken, endsAt: after(now, REFRESH_LIFE_MS) }
    return pair
  }
  return {
    login,
    refresh: (token) =>
      refresh !== null && token === refresh.token && host.clock.now() < refresh.endsAt ? login() : null,
    isValid: (token) => host.clock.now() < (access.get(token) ?? 0),
    clear() {
      access.clear()
      refresh = null
    },
  }
}
