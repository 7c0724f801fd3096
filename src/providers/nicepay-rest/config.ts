/** Turns a channel's configuration into a checked account; wrong configuration throws, naming the field. */
import type { Operation } from '../../ports/provider.ts'
import { keyFingerprint } from './sign.ts'

/** The calls of this protocol; it has no `prepare`. */
export const NICEPAY_REST_OPERATIONS = [
  'approve',
  'cancel',
  'net_cancel',
  'inquire',
  'list',
] as const satisfies Operation[]
export type NicepayRestOperation = (typeof NICEPAY_REST_OPERATIONS)[number]

/** How to reach one shop of the REST API. Secrets come from the caller, never from the environment. */
export interface NicepayRestOptions {
  /** The client key [클라이언트 키], issued for server approval [Server 승인]. */
  readonly clientKey: string
  /** The secret key [시크릿 키] of that client key, issued for Basic authentication. */
  readonly secretKey: string
  /** Whether the keys move real money. `R1_`, `R2_` do, `S1_`, `S2_` do not; older keys do not tell. Default true. */
  readonly live?: boolean
  readonly urls?: {
    /** Origin of the API. Default `https://api.nicepay.co.kr`, or `https://sandbox-api.nicepay.co.kr` for test keys. */
    readonly api?: string
    /** URL of the payment-window script. Default `https://pay.nicepay.co.kr/v1/js/`, which test keys use too. */
    readonly sdk?: string
  }
  /** Origins beside loopback that may be reached in clear: the sandbox's. */
  readonly trustedOrigins?: readonly string[]
  /** Further origins that the hosted checkout page must allow. */
  readonly browserOrigins?: readonly string[]
  /** Overrides of the sheet's time-outs (§15), for tests. Milliseconds. */
  readonly timeouts?: { readonly connectMs?: number; readonly readMs?: number }
}

/** A checked configuration with every default filled in. */
export interface Account {
  readonly clientKey: string
  readonly secretKey: string
  readonly live: boolean
  /** Names the secret key and cannot be turned back into it. */
  readonly credential: string
  readonly api: string
  readonly sdk: string
  readonly browserOrigins: readonly string[]
  readonly timeouts: { readonly connectMs?: number; readonly readMs?: number }
}

/** §15. */
const LIVE_API = 'https://api.nicepay.co.kr'
const TEST_API = 'https://sandbox-api.nicepay.co.kr'
const SDK = 'https://pay.nicepay.co.kr/v1/js/'

/** Window, frames and forms live on hosts of this domain (§15); no full list exists, `browserOrigins` can add to it. */
const WINDOW_ORIGINS = ['https://pay.nicepay.co.kr', 'https://*.nicepay.co.kr'] as const

/** Longer than any documented limit; a lease must outlive the call. */
const MAX_TIMEOUT_MS = 120_000

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Throws an Error that names the field and never quotes a secret. */
export function readOptions(options: NicepayRestOptions): Account {
  const { clientKey, secretKey } = options
  // §15: a colon would end the user part of Basic, a line break after the key is 401 U104; clientId has 50 bytes (§16).
  if (!isKey(clientKey, /^[\x21-\x39\x3b-\x7e]{8,50}$/)) {
    throw wrong('clientKey', 'must be a key of 8–50 characters without blanks and colons')
  }
  if (!isKey(secretKey, /^[\x21-\x7e]{8,200}$/)) {
    throw wrong('secretKey', 'must be a key of 8–200 characters without blanks')
  }
  const trusted = (options.trustedOrigins ?? []).map((text) => originOf('trustedOrigins', text))
  const live = liveOf(options, trusted)
  const api = secured('urls.api', originOf('urls.api', options.urls?.api ?? (live ? LIVE_API : TEST_API)), trusted)
  if (api.origin === (live ? TEST_API : LIVE_API)) {
    throw wrong('urls.api', `is the ${live ? 'test' : 'live'} host, but the keys are ${live ? 'live' : 'test'} keys`)
  }
  const sdk = secured('urls.sdk', options.urls?.sdk ?? SDK, trusted)
  const known = sdk.hostname.endsWith('.nicepay.co.kr') ? WINDOW_ORIGINS : [sdk.origin, ...trusted]
  const extra = (options.browserOrigins ?? []).map((text) => originOf('browserOrigins', text))
  return {
    clientKey,
    secretKey,
    live,
    credential: `${clientKey}/${keyFingerprint(secretKey)}`,
    api: api.origin,
    sdk: sdk.href,
    browserOrigins: [...new Set([...known, ...extra])],
    timeouts: checkTimeouts(options.timeouts ?? {}),
  }
}

/** An environment variable that is not set must not become the key "undefined". */
const isKey = (value: unknown, form: RegExp): boolean => typeof value === 'string' && form.test(value)

const wrong = (field: string, problem: string): Error => new Error(`nicepay-rest: ${field} ${problem}`)

/** §15 key shapes. At our own sandbox they say nothing: it plays live money with keys of its own. */
function liveOf({ clientKey, live, urls }: NicepayRestOptions, trusted: readonly string[]): boolean {
  const api = urls?.api
  const isOwn = api !== undefined && URL.canParse(api) && isOwnSandbox(new URL(api), trusted)
  const letter = /^([RS])[12]_/.exec(clientKey)?.[1]
  if (isOwn || letter === undefined) return live ?? true
  const told = letter === 'R'
  if (live !== undefined && live !== told) {
    throw wrong('live', `is ${live}, but the client key is a ${told ? 'live' : 'test'} key`)
  }
  return told
}

const isLoopback = (url: URL): boolean => LOOPBACK.has(url.hostname)

const isOwnSandbox = (url: URL, trusted: readonly string[]): boolean =>
  isLoopback(url) || (url.protocol === 'http:' && trusted.includes(url.origin))

/** An origin, written as one: `https://host` or `http://127.0.0.1:4105`. */
function originOf(field: string, text: string): string {
  const url = parse(field, text)
  if (text.replace(/\/$/, '') !== url.origin) throw wrong(field, `must be a bare origin, not ${text}`)
  return url.origin
}

/** In clear only to this machine, or to an origin that was trusted by name. */
function secured(field: string, text: string, trusted: readonly string[]): URL {
  const url = parse(field, text)
  if (url.protocol === 'https:' || isLoopback(url) || trusted.includes(url.origin)) return url
  throw wrong(field, `must be https, on loopback, or its origin listed in trustedOrigins: ${url.origin}`)
}

function parse(field: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw wrong(field, 'must be an http(s) URL without credentials')
  }
  return url
}

function checkTimeouts(timeouts: Account['timeouts']): Account['timeouts'] {
  for (const [name, value] of Object.entries(timeouts)) {
    if (!Number.isSafeInteger(value) || value <= 0 || value > MAX_TIMEOUT_MS) {
      throw wrong(`timeouts.${name}`, `must be 1–${MAX_TIMEOUT_MS} ms`)
    }
  }
  return timeouts
}
