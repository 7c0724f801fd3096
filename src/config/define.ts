/** What a merchant writes in `maedeup.config.ts`. */
import type { RuleChange } from '../core/cancellation/policy/rule.ts'
import type { Gateway } from '../core/instrument.ts'
import type { OrderCheckConfig } from '../engine/order-check.ts'
import type { Provider } from '../ports/provider.ts'

export interface ChannelConfig {
  /** The account: `nicepay({ mid, merchantKey })`. Secrets come from the environment, not from this file. */
  readonly provider: Provider
  /** Default `on`. `dry_run` writes what the net would have done; `off` leaves orphans alone. */
  readonly net?: 'on' | 'dry_run' | 'off'
  /** How long the merchant has to record an order (ISO 8601 duration). Default `PT15M`. */
  readonly orderWithin?: string
  /** How long a registered payment waits for its return. Default `PT60M`. */
  readonly readyFor?: string
  /** How long a buyer may take to deposit on an account that the window issues. Default `P7D`. */
  readonly depositWithin?: string
  /** What differs in the merchant's contracts; the rule table stands in docs/concepts/cancellation-policy.md. */
  readonly cancellationPolicy?: {
    /** The gateway behind PortOne, where the payment does not tell: `inicis`, `kcp`, … */
    readonly gateway?: Gateway
    /** The MID is a test MID: many of them cancel by themselves and take no partial cancels. */
    readonly testMid?: boolean
    /** By rule id: `{ 'tr-01': { window: 'P180D' } }`. */
    readonly rules?: Readonly<Record<string, RuleChange>>
  }
  /** Asked before an orphan is given back. */
  readonly orderCheck?: OrderCheckConfig
  /** `off`, or other limits than 20 orphans, half of the deadlines, 15 minutes. */
  readonly brake?: 'off' | { readonly orphans?: number; readonly share?: number; readonly window?: string }
  /**
   * Addresses and ranges (`121.133.126.10`, `10.0.0.0/8`) that webhooks may come from; those of the sheets are
   * exported as `NICEPAY_WEBHOOK_SOURCES` and so on. Default: any, and then a deposit that only NICEPAY's notice tells
   * is a person's to confirm.
   */
  readonly webhookSources?: readonly string[]
  /** Default `watch`: a payment that only the provider knows is written down and never given back. `net`: it is. */
  readonly unknownPayments?: 'ignore' | 'watch' | 'net'
  /** `off`: deadlines do not move after Maedeup was away. */
  readonly gapRule?: 'on' | 'off'
  /** Korean time at which the day before is compared with the provider's books, or `off`. Default `06:30`. */
  readonly reconcileAt?: string
  /** How this provider's settlement files are read (docs/guides/reconciliation.md). */
  readonly settlement?: {
    /** Headings of the columns, as the file has them. */
    readonly columns: {
      readonly ref: string
      readonly amount: string
      readonly at: string
      readonly orderNumber?: string
      /** Charge or cancel; without it, negative amounts are cancels. */
      readonly kind?: string
      readonly fee?: string
      readonly cancelId?: string
    }
    /** Default `auto`: EUC-KR or UTF-8, as the file shows. */
    readonly encoding?: 'auto' | 'utf-8' | 'euc-kr'
    /** Default `,`. */
    readonly delimiter?: ',' | ';' | '\t' | '|'
    /** Words in `kind` that mean a cancel, besides 취소, 환불, cancel, refund and the like. */
    readonly cancelWords?: readonly string[]
  }
}

export interface MaedeupConfig {
  /** Where buyers' browsers reach Maedeup, without a trailing slash. Default `http://localhost:<port>`. */
  readonly publicUrl?: string
  /** The merchant's name on the pages that buyers see (checkout, result, refund account), at most 60 characters. */
  readonly displayName?: string
  /** Channels by name: lower-case letters, digits and `-`, at most 40. */
  readonly channels: Readonly<Record<string, ChannelConfig>>
  readonly webhooks?: {
    /** Hosts of your own network that events may be delivered to, also without TLS, like `10.0.3.7`. */
    readonly internalHosts?: readonly string[]
  }
  /** How long personal data is kept (ISO 8601 durations). */
  readonly retention?: {
    /** From the end of a refund until the account it went to is deleted; at most `P1827D`. Default `P30D`. */
    readonly refundAccounts?: string
    /** From the arrival of a webhook until it is dropped with its month; from `P7D` on. Default `P180D`. */
    readonly webhooks?: string
  }
}

/** Gives the config its type; checks nothing yet (that happens at start-up, naming each field). */
export const defineConfig = (config: MaedeupConfig): MaedeupConfig => config
