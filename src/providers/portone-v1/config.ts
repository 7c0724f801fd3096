/** Turns a channel's configuration into a checked account; wrong configuration throws, naming the field. */
import { createHash } from 'node:crypto'

/** How to reach one PortOne V1 account. Secrets come from the caller, never from the environment. */
export interface PortoneV1Options {
  /** 고객사 식별코드 of `IMP.init`, e.g. `imp00000000`. */
  readonly userCode: string
  /** REST API key. */
  readonly impKey: string
  /** REST API secret. */
  readonly impSecret: string
  /** Which PG the window opens: code, or code and MID (`html5_inicis.INIpayTest`). Default: the console's own. */
  readonly pg?: string
  /** 채널 키, the newer way to say the same; wins over `pg` in the window. */
  readonly channelKey?: string
  /** Three characters of a sub-merchant (하위 상점); key and secret are the agent's then. */
  readonly tier?: string
  /** Whether the account moves real money; evidence of the other kind is refused. Default true. */
  readonly live?: boolean
  readonly urls?: {
    /** Origin of the API. Default `https://api.iamport.kr`; `https://static-api.iamport.kr` has fixed addresses. */
    readonly api?: string
    /** URL of the browser SDK. Default `https://cdn.iamport.kr/v1/iamport.js`. */
    readonly sdk?: string
  }
  /** Further origins that may be spoken to without TLS; loopback always may. */
  readonly trustedOrigins?: readonly string[]
  /** Further origins that the hosted checkout page must allow: those of the PG behind the window. */
  readonly browserOrigins?: readonly string[]
  /** Overrides of the sheet's time-outs (§1), for tests. Milliseconds. */
  readonly timeouts?: { readonly connectMs?: number; readonly readMs?: number }
}

/** A checked configuration with every default filled in. */
export interface Account {
  readonly userCode: string
  readonly impKey: string
  readonly impSecret: string
  readonly pg: string | null
  readonly channelKey: string | null
  readonly tier: string | null
  readonly live: boolean
  readonly api: string
  readonly sdk: string
  readonly browserOrigins: readonly string[]
  readonly timeouts: { readonly connectMs?: number; readonly readMs?: number }
}

const DEFAULTS = {
  api: 'https://api.iamport.kr',
  sdk: 'https://cdn.iamport.kr/v1/iamport.js',
} as const

/**
 * Hosts on which PortOne's own part of the window lives; seen in the field, no official list exists. The PG's own hosts
 * come beside it by `browserOrigins`.
 */
const WINDOW_ORIGINS = ['https://*.iamport.kr', 'https://*.iamport.co', 'https://*.portone.io'] as const

/** Longer than any documented limit; a lease must outlive the call. */
const MAX_TIMEOUT_MS = 120_000

/** A scheme and a host, whose first label may be a wildcard, as content security policies take them. */
const CSP_ORIGIN = /^https?:\/\/(\*\.)?[a-z0-9.-]+(:\d{1,5})?$/

/** Throws an Error that names the field and never quotes a secret. */
export function readOptions(options: PortoneV1Options): Account {
  const trusted = (options.trustedOrigins ?? []).map((text) => originOf('trustedOrigins', text))
  const sdk = secured('urls.sdk', options.urls?.sdk ?? DEFAULTS.sdk, trusted)
  const api = secured('urls.api', originOf('urls.api', options.urls?.api ?? DEFAULTS.api), trusted).origin
  const known = sdk.href === DEFAULTS.sdk ? WINDOW_ORIGINS : [sdk.origin, ...trusted]
  return {
    userCode: shaped('userCode', options.userCode, /^[A-Za-z0-9_-]{3,50}$/),
    impKey: shaped('impKey', options.impKey, /^[\x21-\x7e]{8,200}$/),
    impSecret: shaped('impSecret', options.impSecret, /^[\x21-\x7e]{8,500}$/),
    pg: optional('pg', options.pg, /^[A-Za-z0-9_]{1,16}(\.[\x21-\x7e]{1,80})?$/),
    channelKey: optional('channelKey', options.channelKey, /^[A-Za-z0-9_-]{4,100}$/),
    tier: optional('tier', options.tier, /^[A-Za-z0-9]{3}$/),
    live: options.live ?? true,
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
  if (typeof value !== 'string' || !shape.test(value)) throw new Error(`portone-v1: ${field} has a wrong form`)
  return value
}

const optional = (field: string, value: string | undefined, shape: RegExp): string | null =>
  value === undefined ? null : shaped(field, value, shape)

function browserOrigin(text: string): string {
  if (!CSP_ORIGIN.test(text)) throw new Error(`portone-v1: browserOrigins must be bare origins, not ${text}`)
  return text
}

/** An origin, written as one: `https://host` or `http://127.0.0.1:4103`. */
function originOf(field: string, text: string): string {
  const url = parse(field, text)
  if (text.replace(/\/$/, '') !== url.origin) throw new Error(`portone-v1: ${field} must be a bare origin, not ${text}`)
  return url.origin
}

const LOOPBACK = /^(127(\.\d{1,3}){3}|localhost|\[::1\])$/

/** In clear only to this machine, or to an origin that was trusted by name. */
function secured(field: string, text: string, trusted: readonly string[]): URL {
  const url = parse(field, text)
  if (url.protocol === 'https:' || LOOPBACK.test(url.hostname) || trusted.includes(url.origin)) return url
  throw new Error(`portone-v1: ${field} must be https, on loopback, or in trustedOrigins: ${url.origin}`)
}

function parse(field: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw new Error(`portone-v1: ${field} must be an http(s) URL without credentials`)
  }
  return url
}

function checkTimeouts(timeouts: NonNullable<PortoneV1Options['timeouts']>): Account['timeouts'] {
  for (const [name, value] of Object.entries(timeouts)) {
    if (!Number.isSafeInteger(value) || value <= 0 || value > MAX_TIMEOUT_MS) {
      throw new Error(`portone-v1: timeouts.${name} must be 1–${MAX_TIMEOUT_MS} ms`)
    }
  }
  return timeouts
}
