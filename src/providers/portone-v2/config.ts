/** Turns a channel's configuration into a checked account; wrong configuration throws, naming the field. */
import type { Timeouts } from '../options.ts'
import { checksOf } from '../options.ts'

const check = checksOf('portone-v2', 'in trustedOrigins')

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
  /**
   * Whether refunds to an account need its holder's phone, as with Smartro (§7.1). Only the channel's PG knows, and the
   * buyer must be asked before anything is sent. Default false.
   */
  readonly requiresHolderPhone?: boolean
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
  readonly timeouts?: Timeouts
}

/** A checked configuration with every default filled in. */
export interface Account {
  readonly storeId: string
  readonly channelKey: string
  readonly apiSecret: string
  readonly webhookSecret: string
  readonly live: boolean
  readonly retainOption: 'RETAIN' | 'RELEASE' | null
  readonly requiresHolderPhone: boolean
  readonly api: string
  readonly sdk: string
  readonly browserOrigins: readonly string[]
  readonly timeouts: Timeouts
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

/** Throws an Error that names the field and never quotes a secret. */
export function readOptions(options: PortoneV2Options): Account {
  const trusted = (options.trustedOrigins ?? []).map((text) => check.origin('trustedOrigins', text))
  const sdk = check.secured('urls.sdk', options.urls?.sdk ?? DEFAULTS.sdk, trusted)
  const api = check.secured('urls.api', check.origin('urls.api', options.urls?.api ?? DEFAULTS.api), trusted).origin
  const known = sdk.href === DEFAULTS.sdk ? WINDOW_ORIGINS : [sdk.origin, ...trusted]
  return {
    storeId: check.shaped('storeId', options.storeId, /^[A-Za-z0-9_-]{4,100}$/),
    channelKey: check.shaped('channelKey', options.channelKey, /^[A-Za-z0-9_-]{4,100}$/),
    apiSecret: check.shaped('apiSecret', options.apiSecret, /^[\x21-\x7e]{8,500}$/),
    webhookSecret: webhookSecretOf(options.webhookSecret),
    live: options.live ?? true,
    retainOption: retainOptionOf(options.promotionDiscountRetainOption),
    requiresHolderPhone: options.requiresHolderPhone ?? false,
    api,
    sdk: sdk.href,
    browserOrigins: [...new Set([...known, ...(options.browserOrigins ?? []).map(check.browserOrigin)])],
    timeouts: check.timeouts(options.timeouts),
  }
}

/** §10.3: a key of any length, but not an empty one; what the SDK cannot decode would fail at every webhook. */
function webhookSecretOf(secret: string): string {
  const text = check.shaped('webhookSecret', secret, /^(whsec_)?[A-Za-z0-9+/]{8,500}={0,2}$/)
  try {
    atob(text.replace(/^whsec_/, ''))
    return text
  } catch {
    throw check.wrong('webhookSecret', 'must be whsec_ and Base64')
  }
}

function retainOptionOf(option: PortoneV2Options['promotionDiscountRetainOption']): Account['retainOption'] {
  if (option === undefined || option === 'RETAIN' || option === 'RELEASE') return option ?? null
  throw check.wrong('promotionDiscountRetainOption', 'must be RETAIN or RELEASE')
}
