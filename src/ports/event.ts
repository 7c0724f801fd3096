/** An event as it is stored: an entry of a payment's timeline, and its place in the feed. */
import type { PaymentId } from '../core/ids.ts'
import type { TimelineEntry, TimelineType } from '../core/payment/events.ts'
import type { Instant } from '../core/time.ts'

export interface StoredEvent {
  /** Null until the relay has given it one. */
  readonly feedSeq: number | null
  readonly paymentId: PaymentId
  readonly seq: number
  readonly type: TimelineType
  readonly data: TimelineEntry['data']
  readonly at: Instant
}
