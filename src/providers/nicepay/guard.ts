/** Decides whether a URL from the buyer's browser may be called: exact NICEPAY hosts and paths only (nicepay §2). */

/** The two URLs of an auth result and the only path each may have. */
const PATHS = {
  approve: '/webapi/pay_process.jsp',
  net_cancel: '/webapi/cancel_process.jsp',
} as const

/** nicepay §2, SSRF guard. */
const ORIGINS: readonly string[] = [
  'https://dc1-api.nicepay.co.kr',
  'https://dc2-api.nicepay.co.kr',
  'https://pg-api.nicepay.co.kr',
  'https://webapi.nicepay.co.kr',
]

/** No name of a host is longer (RFC 1035); what is said of one is kept on a timeline. */
const MAX_HOST = 253

/** Origins added by configuration. */
export interface Guard {
  readonly trustedOrigins: readonly string[]
}

/**
 * Why the URL must not be called, or null. The text must be the URL's own canonical form: that refuses every spelling
 * that a parser would first repair (upper case, `:443`, tabs, back-slashes, `..`, an international host name).
 */
export function urlProblem(text: string, purpose: keyof typeof PATHS, guard: Guard): string | null {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null) return 'not a URL'
  if (url.href !== text) return 'not in canonical form'
  if (!ORIGINS.includes(url.origin) && !guard.trustedOrigins.includes(url.origin))
    return `foreign host ${url.host.slice(0, MAX_HOST)}`
  if (url.pathname !== PATHS[purpose]) return 'unexpected path'
  // `href` also shows an empty query or fragment, which `search` and `hash` do not.
  if (url.href !== url.origin + url.pathname) return 'credentials, query or fragment'
  return null
}
