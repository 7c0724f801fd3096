/** A channel: one account at a provider, with the net that hangs under it. */
import type { Policy } from '../core/payment/draft.ts'
import type { OrderVerdict } from '../core/payment/order.ts'
import type { Payment } from '../core/payment/payment.ts'
import type { SettlementFormat } from '../core/reconcile/settlement.ts'
import type { Provider } from '../ports/provider.ts'

/** Asks the merchant whether the order of a paid payment exists. Must not throw; doubt is `unknown`. */
export type OrderCheck = (payment: Payment) => Promise<Exclude<OrderVerdict, { kind: 'not_asked' }>>

export interface Channel {
  readonly name: string
  readonly provider: Provider
  /** `dry_run` writes what it would have done; `off` leaves orphans alone. */
  readonly net: 'on' | 'dry_run' | 'off'
  /** How long the merchant has to record the order, ms; a registration may ask for another time. */
  readonly orderWithinMs: number
  /** How long a registered payment may wait for its return, ms. */
  readonly readyForMs: number
  /** How long a buyer may take to deposit on an account that the window issues, ms. */
  readonly depositWithinMs: number
  /** What of the merchant's contracts the cancellation policy must know (docs/concepts/cancellation-policy.md). */
  readonly cancellationPolicy: Pick<Policy, 'gateway' | 'testMid' | 'ruleChanges'>
  readonly orderCheck: OrderCheck | null
  /** Stops a mass of net cancels that looks like our own outage; null = no brake (development). */
  readonly brake: { readonly orphans: number; readonly share: number; readonly windowMs: number } | null
  /** Whether webhooks may come from this address; null = from any, and then none vouches for a deposit (DESIGN §7). */
  readonly webhookSources: ((address: string) => boolean) | null
  /** What becomes of webhooks about payments that we do not know (DESIGN §7). */
  readonly unknownPayments: 'ignore' | 'watch' | 'net'
  /** Whether deadlines move after we were away (off in development). */
  readonly gapRule: boolean
  /** When the day before is compared with the provider's books, Korean time; null = on demand. Absent = the default. */
  readonly reconcileAt?: string | null
  /** How the provider's settlement files are read; absent = none are imported. */
  readonly settlement?: SettlementFormat
}

/** After the nightly batches of the PGs, before the shop opens. */
export const DEFAULT_RECONCILE_AT = '06:30'

/** DESIGN §5: more than 20 orphans in 15 minutes, and more than half of the deadlines that passed. */
export const DEFAULT_BRAKE = { orphans: 20, share: 0.5, windowMs: 15 * 60_000 } as const
export const DEFAULT_ORDER_WITHIN_MS = 15 * 60_000
export const USUAL_CONTRACT: Channel['cancellationPolicy'] = { gateway: null, testMid: false, ruleChanges: {} }
export const DEFAULT_READY_FOR_MS = 60 * 60_000
/** Toss Payments' own default (tosspayments §4.4). */
export const DEFAULT_DEPOSIT_WITHIN_MS = 7 * 24 * 60 * 60_000
