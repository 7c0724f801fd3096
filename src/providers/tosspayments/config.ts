/** Turns a channel's configuration into a checked account; wrong configuration throws, naming the field. */
import type { Operation } from '../../ports/provider.ts'
import type { Timeouts } from '../options.ts'
import { checksOf, isLoopback, secretFingerprint } from '../options.ts'

const check = checksOf('tosspayments')

/** The calls of this protocol; it has neither `prepare` nor `net_cancel`. */
export const TOSSPAYMENTS_OPERATIONS = [
  'approve',
  'cancel',
  'inquire',
  'list',
  'issue',
  'close',
] as const satisfies Operation[]
export type TosspaymentsOperation = (typeof TOSSPAYMENTS_OPERATIONS)[number]

/** How to reach one Toss shop. Secrets come from the caller, never from the environment. */
export interface TosspaymentsOptions {
  /** `test_ck_…`, `live_ck_…`; `…_gck_…` of the widget works too, but not on the hosted checkout page. */
  readonly clientKey: string
  /** The secret key that makes a pair with `clientKey`. */
  readonly secretKey: string
  /** MID of the shop. When given, every answer must name it. */
  readonly mid?: string
  /** Whether the keys move real money. The keys tell, except at loopback: there it is said here. Default true. */
  readonly live?: boolean
  readonly urls?: {
    /** Origin of the API. Default `https://api.tosspayments.com`. */
    readonly api?: string
    /** URL of the browser SDK, version 2. */
    readonly sdk?: string
  }
  /** Origins beside loopback that may be reached in clear: the sandbox's. */
  readonly trustedOrigins?: readonly string[]
  /** Further origins that the hosted checkout page must allow. */
  readonly browserOrigins?: readonly string[]
  /** Overrides of the sheet's time-outs (§1), for tests. Milliseconds. */
  readonly timeouts?: Timeouts
}

/** A checked configuration with every default filled in. */
export interface Account {
  readonly clientKey: string
  readonly secretKey: string
  /** Null: the answer's MID is not judged, the key alone says whose payments these are. */
  readonly mid: string | null
  /** What evidence is said to belong to: the MID, or the client key where none was configured. */
  readonly name: string
  readonly live: boolean
  /** Whether the keys are test keys of the real Toss, with its test limits. */
  readonly isTestShop: boolean
  /** Names the secret key and cannot be turned back into it. */
  readonly credential: string
  readonly api: string
  readonly sdk: string
  readonly browserOrigins: readonly string[]
  readonly timeouts: Timeouts
}

const DEFAULTS = { api: 'https://api.tosspayments.com', sdk: 'https://js.tosspayments.com/v2/standard' } as const

/** The SDK opens windows and frames on hosts of this domain; no official list exists, so `browserOrigins` can add. */
const WINDOW_ORIGINS = ['https://js.tosspayments.com', 'https://*.tosspayments.com'] as const

/** §1: mode, widget or API, and which of the pair. `ak` is the old style (seed 003). */
const CLIENT_KEY = /^(test|live)_(g?)ck_[A-Za-z0-9_]+$/
const SECRET_KEY = /^(test|live)_(?:(g?)sk|ak)_[A-Za-z0-9_]+$/

/** Throws an Error that names the field and never quotes a secret. */
export function readOptions(options: TosspaymentsOptions): Account {
  const { clientKey, secretKey, mid = null } = options
  for (const [field, key] of Object.entries({ clientKey, secretKey })) {
    // A colon would end the user part of Basic (§1).
    if (!/^[\x21-\x39\x3b-\x7e]{8,200}$/.test(key)) {
      throw check.wrong(field, 'must be a key of 8–200 characters without blanks and colons')
    }
  }
  if (mid !== null && !/^[\x21-\x7e]{1,14}$/.test(mid))
    throw check.wrong('mid', 'must be 1–14 characters without blanks')
  const trusted = (options.trustedOrigins ?? []).map((text) => check.origin('trustedOrigins', text))
  const api = check.secured('urls.api', check.origin('urls.api', options.urls?.api ?? DEFAULTS.api), trusted)
  const sdk = check.secured('urls.sdk', options.urls?.sdk ?? DEFAULTS.sdk, trusted)
  const known = sdk.origin === WINDOW_ORIGINS[0] ? WINDOW_ORIGINS : [sdk.origin, ...trusted]
  const extra = (options.browserOrigins ?? []).map((text) => check.origin('browserOrigins', text))
  const live = isLoopback(api) ? (options.live ?? true) : liveByKeys(options)
  return {
    clientKey,
    secretKey,
    mid,
    name: mid ?? clientKey,
    live,
    isTestShop: !isLoopback(api) && !live,
    credential: `${mid ?? clientKey}/${secretFingerprint(secretKey, 'tosspayments credential ')}`,
    api: api.origin,
    sdk: sdk.href,
    browserOrigins: [...new Set([...known, ...extra])],
    timeouts: check.timeouts(options.timeouts),
  }
}

/** §1: the key decides between test and live, and the two keys must be a pair. */
function liveByKeys({ clientKey, secretKey, live }: TosspaymentsOptions): boolean {
  const client = CLIENT_KEY.exec(clientKey)
  if (client === null) throw check.wrong('clientKey', 'must begin with test_ck_, live_ck_, test_gck_ or live_gck_')
  const secret = SECRET_KEY.exec(secretKey)
  if (secret === null) throw check.wrong('secretKey', 'must begin with test_sk_, live_sk_, test_gsk_ or live_gsk_')
  if (client[1] !== secret[1]) throw check.wrong('secretKey', 'is of another mode (test, live) than clientKey')
  if (client[2] !== (secret[2] ?? '')) {
    throw check.wrong('secretKey', 'makes no pair with clientKey: one is of the widget, the other is not')
  }
  const isLive = client[1] === 'live'
  if (live !== undefined && live !== isLive) throw check.wrong('live', `is ${live}, but the keys are ${client[1]} keys`)
  return isLive
}
