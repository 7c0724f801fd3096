/** Turns a channel's configuration into a checked account; wrong configuration throws, naming the field. */
import type { Operation } from '../../ports/provider.ts'
import type { Timeouts } from '../options.ts'
import { checksOf } from '../options.ts'

const check = checksOf('nicepay')

/** The calls of this protocol; it has neither `prepare` nor `list`. */
export const NICEPAY_OPERATIONS = [
  'approve',
  'cancel',
  'net_cancel',
  'inquire',
  'issue',
  'close',
] as const satisfies Operation[]
export type NicepayOperation = (typeof NICEPAY_OPERATIONS)[number]

/** How to reach one NICEPAY account. Secrets come from the caller, never from the environment. */
export interface NicepayOptions {
  /** Merchant id, 10 characters. */
  readonly mid: string
  /** The MerchantKey [상점키] as shown in the merchant admin: Base64-looking text, not decoded. */
  readonly merchantKey: string
  /** Whether this MID moves real money. The protocol has no flag for it (nicepay §5). Default true. */
  readonly live?: boolean
  readonly urls?: {
    /** Origin of the ordinary cancel. Default `https://pg-api.nicepay.co.kr`. */
    readonly api?: string
    /** Origin of the status inquiry and of issuing accounts. Default `https://webapi.nicepay.co.kr`. */
    readonly inquiry?: string
    /** URL of the payment-window script. */
    readonly windowScript?: string
  }
  /** Further origins that approval and net-cancel URLs may have: the sandbox's, never by anything a buyer sends. */
  readonly trustedOrigins?: readonly string[]
  /** Further origins that the hosted checkout page must allow. */
  readonly browserOrigins?: readonly string[]
  /** Overrides of the sheet's time-outs (§14), for tests. Milliseconds. */
  readonly timeouts?: Timeouts
}

/** A checked configuration with every default filled in. */
export interface Account {
  readonly mid: string
  readonly merchantKey: string
  readonly live: boolean
  readonly api: string
  readonly inquiry: string
  readonly windowScript: string
  readonly trustedOrigins: readonly string[]
  readonly browserOrigins: readonly string[]
  readonly timeouts: Timeouts
}

/** Hosts of nicepay §2. */
const DEFAULTS = {
  api: 'https://pg-api.nicepay.co.kr',
  inquiry: 'https://webapi.nicepay.co.kr',
  windowScript: 'https://pg-web.nicepay.co.kr/v3/common/js/nicepay-pgweb.js',
} as const

/** Windows open on these hosts (§2); no official list exists, so `browserOrigins` can add to it. */
const WINDOW_ORIGINS = ['https://pg-web.nicepay.co.kr', 'https://web.nicepay.co.kr'] as const

/** Throws an Error that names the field and never quotes a secret. */
export function readOptions(options: NicepayOptions): Account {
  if (!/^[A-Za-z0-9]{10}$/.test(options.mid)) throw check.wrong('mid', 'must be 10 letters or digits')
  if (!/^[\x21-\x7e]{16,500}$/.test(options.merchantKey)) {
    throw check.wrong('merchantKey', 'must be the key text of the merchant admin, without blanks (16–500 characters)')
  }
  const trustedOrigins = (options.trustedOrigins ?? []).map((text) => check.origin('trustedOrigins', text))
  const windowScript = options.urls?.windowScript ?? DEFAULTS.windowScript
  const scriptOrigin = secured('urls.windowScript', windowScript, trustedOrigins).origin
  const known = scriptOrigin === WINDOW_ORIGINS[0] ? WINDOW_ORIGINS : [scriptOrigin, ...trustedOrigins]
  const extra = (options.browserOrigins ?? []).map((text) => check.origin('browserOrigins', text))
  return {
    mid: options.mid,
    merchantKey: options.merchantKey,
    live: options.live ?? true,
    api: baseOf('urls.api', options.urls?.api ?? DEFAULTS.api, trustedOrigins),
    inquiry: baseOf('urls.inquiry', options.urls?.inquiry ?? DEFAULTS.inquiry, trustedOrigins),
    windowScript,
    trustedOrigins,
    browserOrigins: [...new Set([...known, ...extra])],
    timeouts: check.timeouts(options.timeouts),
  }
}

const baseOf = (field: string, text: string, trusted: readonly string[]): string =>
  secured(field, check.origin(field, text), trusted).origin

/** In clear only to an origin that was trusted by name: loopback too, because a return may name URLs of its own. */
function secured(field: string, text: string, trusted: readonly string[]): URL {
  const url = check.url(field, text)
  if (url.protocol === 'https:' || trusted.includes(url.origin)) return url
  throw check.wrong(field, `must be https, or its origin listed in trustedOrigins: ${url.origin}`)
}
