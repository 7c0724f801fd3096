/** Turns a channel's configuration into a checked account; wrong configuration throws, naming the field. */
import type { Timeouts } from '../options.ts'
import { checksOf } from '../options.ts'
import { type Pg, pgOf } from './pgs.ts'

const check = checksOf('portone-v1', 'in trustedOrigins')

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
  /**
   * `pg_provider` of the channel (`nice_v2`, `html5_inicis`, `kcp`, …): bank codes and what accounts need depend on it.
   * Default: the code in `pg`, else the standard bank codes.
   */
  readonly pgProvider?: string
  /** API key of the PG's own console, which Inicis wants to issue and close accounts (§8.1). */
  readonly pgApiKey?: string
  /** What is sold, which KSNET wants to know to issue accounts (§8.1). */
  readonly productType?: 'real' | 'digital'
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
  readonly timeouts?: Timeouts
}

/** A checked configuration with every default filled in. */
export interface Account {
  readonly userCode: string
  readonly impKey: string
  readonly impSecret: string
  readonly pg: string | null
  readonly channelKey: string | null
  /** What the PG behind the channel asks for and offers. */
  readonly rules: Pg
  readonly pgApiKey: string | null
  readonly productType: 'real' | 'digital' | null
  readonly tier: string | null
  readonly live: boolean
  readonly api: string
  readonly sdk: string
  readonly browserOrigins: readonly string[]
  readonly timeouts: Timeouts
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

/** Throws an Error that names the field and never quotes a secret. */
export function readOptions(options: PortoneV1Options): Account {
  const trusted = (options.trustedOrigins ?? []).map((text) => check.origin('trustedOrigins', text))
  const sdk = check.secured('urls.sdk', options.urls?.sdk ?? DEFAULTS.sdk, trusted)
  const api = check.secured('urls.api', check.origin('urls.api', options.urls?.api ?? DEFAULTS.api), trusted).origin
  const known = sdk.href === DEFAULTS.sdk ? WINDOW_ORIGINS : [sdk.origin, ...trusted]
  return {
    userCode: check.shaped('userCode', options.userCode, /^[A-Za-z0-9_-]{3,50}$/),
    impKey: check.shaped('impKey', options.impKey, /^[\x21-\x7e]{8,200}$/),
    impSecret: check.shaped('impSecret', options.impSecret, /^[\x21-\x7e]{8,500}$/),
    pg: optional('pg', options.pg, /^[A-Za-z0-9_]{1,16}(\.[\x21-\x7e]{1,80})?$/),
    channelKey: optional('channelKey', options.channelKey, /^[A-Za-z0-9_-]{4,100}$/),
    rules: pgOf(optional('pgProvider', options.pgProvider ?? options.pg?.split('.')[0], /^[a-z0-9_]{1,16}$/)),
    pgApiKey: optional('pgApiKey', options.pgApiKey, /^[\x21-\x7e]{8,200}$/),
    productType: productTypeOf(options.productType),
    tier: optional('tier', options.tier, /^[A-Za-z0-9]{3}$/),
    live: options.live ?? true,
    api,
    sdk: sdk.href,
    browserOrigins: [...new Set([...known, ...(options.browserOrigins ?? []).map(check.browserOrigin)])],
    timeouts: check.timeouts(options.timeouts),
  }
}

function productTypeOf(value: PortoneV1Options['productType']): Account['productType'] {
  if (value === undefined || value === 'real' || value === 'digital') return value ?? null
  throw check.wrong('productType', 'must be real or digital')
}

const optional = (field: string, value: string | undefined, shape: RegExp): string | null =>
  value === undefined ? null : check.shaped(field, value, shape)
