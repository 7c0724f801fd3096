/** Turns a channel's configuration into a checked account; wrong configuration throws, naming the field. */
import { createHash } from 'node:crypto'

/** How to reach one PortOne V2 store. Secrets come from the caller, never from the environment. */
export interface PortoneV2Options {
  /** 상점 아이디, e.g. `store-…`. */
  readonly storeId: string
  /** 채널 키 of the PG channel that the window opens. */
  readonly channelKey: string
  /** V2 API secret of the console. */
  readonly apiSecret: string
  /** Webhook secret of the console, `whsec_` and Base64; live and test have one each. */
  readonly webhookSecret: string
  /** Whether the channel moves real money; evidence of the other kind is refused. Default true. */
  readonly live?: boolean
  /**
   * What partial cancels of a promotion payment do to the discount (§9). One value for the whole channel, because the
   * first partial cancel binds all later ones. Default: not sent, which PortOne takes for `RELEASE`.
   */
  readonly promotionDiscountRetainOption?: 'RETAIN' | 'RELEASE'
  readonly urls?: {
    /** Origin of the API. Default `https://api.portone.io`. */
    readonly api?: string
    /** URL of the browser SDK. Default `https://cdn.portone.io/v2/browser-sdk.js`. */
    readonly sdk?: string
  }
  /** Further origins that may be spoken to without TLS; loopback always may. */
  readonly trustedOrigins?: readonly string[]
  /** Further origins that the hosted checkout page must allow: those of the PG behind the channel. */
  readonly browserOrigins?: readonly string[]
  /** Overrides of the sheet's time-outs (§1), for tests. Milliseconds. */
  readonly timeouts?: { readonly connectMs?: number; readonly readMs?: number }
}

/** A checked configuration with every default filled in. */
export interface Account {
  readonly storeId: string
  readonly channelKey: string
  readonly apiSecret: string
  readonly webhookSecret: string
  readonly live: boolean
  readonly retainOption: 'RETAIN' | 'RELEASE' | null
  readonly api: string
  readonly sdk: string
  readonly browserOrigins: readonly string[]
  readonly timeouts: { readonly connectMs?: number; readonly readMs?: number }
}

const DEFAULTS = {
  api: 'https://api.portone.io',
  sdk: 'https://cdn.portone.io/v2/browser-sdk.js',
} as const

/**
 * Hosts on which PortOne's own part of the window lives; seen in the field, no official list exists. The PG's own hosts
 * come beside it by `browserOrigins`.
 */
const WINDOW_ORIGINS = ['https://*.portone.io', 'https://*.iamport.co', 'https://*.iamport.kr'] as const

/** Longer than any documented limit; a lease must outlive the call. */
const MAX_TIMEOUT_MS = 120_000

/** A scheme and a host, whose first label may be a wildcard, as content security policies take them. */
const CSP_ORIGIN = /^https?:\/\/(\*\.)?[a-z0-9.-]+(:\d{1,5})?$/

/** Throws an Error that names the field and never quotes a secret. */
export function readOptions(options: PortoneV2Options): Account {
  const trusted = (options.trustedOrigins ?? []).map((text) => originOf('trustedOrigins', text))
  const sdk = secured('urls.sdk', options.urls?.sdk ?? DEFAULTS.sdk, trusted)
  const api = secured('urls.api', originOf('urls.api', options.urls?.api ?? DEFAULTS.api), trusted).origin
  const known = sdk.href === DEFAULTS.sdk ? WINDOW_ORIGINS : [sdk.origin, ...trusted]
  return {
    storeId: shaped('storeId', options.storeId, /^[A-Za-z0-9_-]{4,100}$/),
    channelKey: shaped('channelKey', options.channelKey, /^[A-Za-z0-9_-]{4,100}$/),
    apiSecret: shaped('apiSecret', options.apiSecret, /^[\x21-\x7e]{8,500}$/),
    webhookSecret: webhookSecretOf(options.webhookSecret),
    live: options.live ?? true,
    retainOption: retainOptionOf(options.promotionDiscountRetainOption),
    api,
    sdk: sdk.href,
    browserOrigins: [...new Set([...known, ...(options.browserOrigins ?? []).map(browserOrigin)])],
    timeouts: checkTimeouts(options.timeouts ?? {}),
  }
}

/** Names the API secret without containing it: 48 bits of a hash made for this purpose only. */
export const secretFingerprint = (secret: string): string =>
  createHash('sha256').update(`maedeup:credential:${secret}`, 'utf8').digest('hex').slice(0, 12)

function shaped(field: string, value: string, shape: RegExp): string {
  if (typeof value !== 'string' || !shape.test(value)) throw new Error(`portone-v2: ${field} has a wrong form`)
  return value
}

/** §10.3: a key of any length, but not an empty one; what the SDK cannot decode would fail at every webhook. */
function webhookSecretOf(secret: string): string {
  const text = shaped('webhookSecret', secret, /^(whsec_)?[A-Za-z0-9+/]{8,500}={0,2}$/)
  try {
    atob(text.replace(/^whsec_/, ''))
    return text
  } catch {
    throw new Error('portone-v2: webhookSecret must be whsec_ and Base64')
  }
}

function retainOptionOf(option: PortoneV2Options['promotionDiscountRetainOption']): Account['retainOption'] {
  if (option === undefined || option === 'RETAIN' || option === 'RELEASE') return option ?? null
  throw new Error('portone-v2: promotionDiscountRetainOption must be RETAIN or RELEASE')
}

function browserOrigin(text: string): string {
  if (!CSP_ORIGIN.test(text)) throw new Error(`portone-v2: browserOrigins must be bare origins, not ${text}`)
  return text
}

/** An origin, written as one: `https://host` or `http://127.0.0.1:4104`. */
function originOf(field: string, text: string): string {
  const url = parse(field, text)
  if (text.replace(/\/$/, '') !== url.origin) throw new Error(`portone-v2: ${field} must be a bare origin, not ${text}`)
  return url.origin
}

const LOOPBACK = /^(127(\.\d{1,3}){3}|localhost|\[::1\])$/

/** In clear only to this machine, or to an origin that was trusted by name. */
function secured(field: string, text: string, trusted: readonly string[]): URL {
  const url = parse(field, text)
  if (url.protocol === 'https:' || LOOPBACK.test(url.hostname) || trusted.includes(url.origin)) return url
  throw new Error(`portone-v2: ${field} must be https, on loopback, or in trustedOrigins: ${url.origin}`)
}

function parse(field: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw new Error(`portone-v2: ${field} must be an http(s) URL without credentials`)
  }
  return url
}

function checkTimeouts(timeouts: NonNullable<PortoneV2Options['timeouts']>): Account['timeouts'] {
  for (const [name, value] of Object.entries(timeouts)) {
    if (!Number.isSafeInteger(value) || value <= 0 || value > MAX_TIMEOUT_MS) {
      throw new Error(`portone-v2: timeouts.${name} must be 1–${MAX_TIMEOUT_MS} ms`)
    }
  }
  return timeouts
}
