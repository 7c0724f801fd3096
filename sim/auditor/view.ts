/** What the auditor may read: the providers' books, the merchant's ledger, and what the API has shown over time. */
import type { PaymentId } from '../../src/core/ids.ts'
import type { ProviderId } from '../../src/core/payment/payment.ts'
import type { PaymentJson } from '../../src/http/schemas/payment.ts'
import type { Ledger } from '../ledger.ts'
import type { Plan } from '../plan.ts'
import type { Books, Transaction } from '../provider/books.ts'
import type { Told } from '../witness.ts'

export interface Evidence {
  readonly books: readonly Books[]
  readonly ledger: Ledger
  readonly told: ReadonlyMap<PaymentId, Told>
  readonly view: (id: PaymentId) => PaymentJson | null
  readonly feed: readonly { readonly feedSeq: number | null; readonly paymentId: PaymentId; readonly seq: number }[]
  /** Terms that the merchant has written into its configuration. */
  readonly netOf: (channel: string) => 'on' | 'dry_run' | 'off'
  readonly unknownOf: (channel: string) => 'ignore' | 'watch' | 'net'
  /** Times in which no merchant could reach the service. */
  readonly away: readonly { readonly from: number; readonly to: number }[]
  /** What may be untrue between two clocks, ms. */
  readonly skewMs: number
  readonly restless: readonly string[]
  readonly troubles: readonly string[]
}

export interface Violation {
  readonly promise: string
  readonly detail: string
  /** Which plan it is about, where it is about one. */
  readonly plan: number | null
}

/** A payment that a provider holds, beside what we show of it. */
export interface Pair {
  readonly channel: ProviderId
  readonly one: Transaction
  readonly view: PaymentJson | null
  readonly told: Told | null
}

export function pairsOf({ books, told, view }: Evidence): Pair[] {
  const byRef = new Map<string, Told>()
  const unnamed = new Map<string, Told>()
  for (const one of told.values()) {
    const { channel = '', providerRef = null, providerOrderId = '' } = view(one.id) ?? {}
    if (providerRef !== null) byRef.set(`${channel} ${providerRef}`, one)
    // Until a reference is known the order number is all that names it.
    else unnamed.set(`${channel} ${providerOrderId}`, one)
  }
  return books.flatMap(({ profile, transactions }) =>
    [...transactions.values()].map((one) => {
      const known = byRef.get(`${profile.id} ${one.ref}`) ?? unnamed.get(`${profile.id} ${one.orderNumber}`) ?? null
      return { channel: profile.id, one, told: known, view: known === null ? null : view(known.id) }
    }),
  )
}

/** The number of the plan inside an order number. */
export function planIn(orderId: string): Plan['index'] | null {
  const found = /o(\d+)(-\d+)?$/.exec(orderId)
  return found === null ? null : Number(found[1])
}

export const isOnDesk = (view: PaymentJson | null): boolean => view?.attention?.reason === 'needs_operator'

/** A violation about what a provider holds. */
export const about = (promise: string, { one, view }: Pair, detail: string): Violation => ({
  promise,
  detail: `${one.ref} of ${one.orderNumber} (${view?.id ?? 'unknown to us'}, ${view?.state ?? '-'}): ${detail}`,
  plan: planIn(one.orderNumber),
})

/** What the provider's staff reads of a net cancel that was made because no order came. */
const ORPHAN_REASON = '주문 미생성 자동취소'

export const isOrphanCancel = ({ kind, reason }: { kind: string; reason: string }): boolean =>
  kind === 'net_cancel' && reason === ORPHAN_REASON
