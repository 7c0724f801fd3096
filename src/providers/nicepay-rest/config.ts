/** Turns a channel's configuration into a checked account; wrong configuration throws, naming the field. */
import type { Operation } from '../../ports/provider.ts'
import type { Timeouts } from '../options.ts'
import { checksOf, isLoopback, secretFingerprint } from '../options.ts'

const check = checksOf('nicepay-rest')

/** The calls of this protocol; it has no `prepare`. */
export const NICEPAY_REST_OPERATIONS = [
  'approve',
  'cancel',
  'net_cancel',
  'close',
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
  readonly timeouts?: Timeouts
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
  readonly timeouts: Timeouts
}

/** §15. */
const LIVE_API = 'https://api.nicepay.co.kr'
const TEST_API = 'https://sandbox-api.nicepay.co.kr'
const SDK = 'https://pay.nicepay.co.kr/v1/js/'

/** Window, frames and forms live on hosts of this domain (§15); no full list exists, `browserOrigins` can add to it. */
const WINDOW_ORIGINS = ['https://pay.nicepay.co.kr', 'https://*.nicepay.co.kr'] as const

/** Throws an Error that names the field and never quotes a secret. */
export function readOptions(options: NicepayRestOptions): Account {
  const { clientKey, secretKey } = options
  // §15: a colon would end the user part of Basic, a line break after the key is 401 U104; clientId has 50 bytes (§16).
  if (!isKey(clientKey, /^[\x21-\x39\x3b-\x7e]{8,50}$/)) {
    throw check.wrong('clientKey', 'must be a key of 8–50 characters without blanks and colons')
  }
  if (!isKey(secretKey, /^[\x21-\x7e]{8,200}$/)) {
    throw check.wrong('secretKey', 'must be a key of 8–200 characters without blanks')
  }
  const trusted = (options.trustedOrigins ?? []).map((text) => check.origin('trustedOrigins', text))
  const live = liveOf(options, trusted)
  const api = check.secured(
    'urls.api',
    check.origin('urls.api', options.urls?.api ?? (live ? LIVE_API : TEST_API)),
    trusted,
  )
  if (api.origin === (live ? TEST_API : LIVE_API)) {
    throw check.wrong(
      'urls.api',
      `is the ${live ? 'test' : 'live'} host, but the keys are ${live ? 'live' : 'test'} keys`,
    )
  }
  const sdk = check.secured('urls.sdk', options.urls?.sdk ?? SDK, trusted)
  const known = sdk.hostname.endsWith('.nicepay.co.kr') ? WINDOW_ORIGINS : [sdk.origin, ...trusted]
  const extra = (options.browserOrigins ?? []).map((text) => check.origin('browserOrigins', text))
  return {
    clientKey,
    secretKey,
    live,
    credential: `${clientKey}/${secretFingerprint(secretKey)}`,
    api: api.origin,
    sdk: sdk.href,
    browserOrigins: [...new Set([...known, ...extra])],
    timeouts: check.timeouts(options.timeouts),
  }
}

/** An environment variable that is not set must not become the key "undefined". */
const isKey = (value: unknown, form: RegExp): boolean => typeof value === 'string' && form.test(value)

/** §15 key shapes. At our own sandbox they say nothing: it plays live money with keys of its own. */
function liveOf({ clientKey, live, urls }: NicepayRestOptions, trusted: readonly string[]): boolean {
  const api = urls?.api
  const isOwn = api !== undefined && URL.canParse(api) && isOwnSandbox(new URL(api), trusted)
  const letter = /^([RS])[12]_/.exec(clientKey)?.[1]
  if (isOwn || letter === undefined) return live ?? true
  const told = letter === 'R'
  if (live !== undefined && live !== told) {
    throw check.wrong('live', `is ${live}, but the client key is a ${told ? 'live' : 'test'} key`)
  }
  return told
}

const isOwnSandbox = (url: URL, trusted: readonly string[]): boolean =>
  isLoopback(url) || (url.protocol === 'http:' && trusted.includes(url.origin))
