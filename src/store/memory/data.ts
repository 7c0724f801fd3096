/** Holds what the memory store keeps: the rows of one database, shared by everybody who opened it. */
import type { CancellationId, PaymentId } from '../../core/ids.ts'
import type { AttentionEntry } from '../../core/payment/attention.ts'
import type { PaymentFile } from '../../core/payment/payment.ts'
import type { Instant } from '../../core/time.ts'
import type { StoredEvent } from '../../ports/event.ts'
import type {
  ApiKey,
  CancellationKey,
  Discrepancy,
  InboxEntry,
  InboxState,
  NetState,
  ProviderCall,
} from '../../ports/store.ts'
import { createHeap, type Heap } from './heap.ts'

export interface PaymentRow {
  file: PaymentFile
  readonly fingerprint: string
  readonly events: MemoryEvent[]
}

/** An event gets its place in the feed after it was stored. */
export type MemoryEvent = Omit<StoredEvent, 'feedSeq'> & { feedSeq: number | null }

/** One payment that is to be looked at. */
export interface AttentionRow {
  readonly paymentId: PaymentId
  readonly channel: string
  entry: AttentionEntry
  lease: { readonly until: number; readonly member: number; readonly name: string } | null
}

export type InboxRow = Omit<InboxEntry, 'followAt'> & {
  readonly id: number
  state: InboxState
  paymentId: PaymentId | null
  followAt: number | null
  tries: number
}

export interface Data {
  /** Database time, ms. */
  readonly now: () => Instant
  readonly payments: Map<PaymentId, PaymentRow>
  /** Ids of an order's attempts, oldest first. */
  readonly attempts: Map<string, PaymentId[]>
  /** The open payment of an order that nothing replaced. */
  readonly openByOrder: Map<string, PaymentId>
  /** By {@link nameOf}. */
  readonly byRef: Map<string, PaymentId>
  readonly byOrderNumber: Map<string, PaymentId[]>
  readonly byCancellation: Map<CancellationId, PaymentId>
  readonly byKey: Map<string, CancellationKey & { readonly paymentId: PaymentId }>
  /** Payments of a channel that have a deadline, and all that hold money without an order. */
  readonly withDeadline: Map<string, Set<PaymentId>>
  readonly untied: Set<PaymentId>
  /** Cancellations whose account the retention rule deleted. */
  readonly forgotten: Set<CancellationId>
  readonly attention: Map<PaymentId, AttentionRow>
  /** Rows of a channel by the time at which they can be claimed; entries that no longer hold are skipped. */
  readonly queues: Map<string, Heap<AttentionRow>>
  readonly members: Set<number>
  readonly unplaced: MemoryEvent[]
  readonly feed: MemoryEvent[]
  readonly inbox: Map<number, InboxRow>
  /** Those of the inbox that somebody must still follow. */
  readonly following: Set<number>
  readonly discrepancies: Discrepancy[]
  readonly nets: Map<string, NetState>
  readonly keys: (ApiKey & { readonly hash: string })[]
  readonly calls: ProviderCall[]
  serial: number
  leases: number
  webhooks: number
  beatAt: Instant | null
}

export const createData = (now: () => Instant): Data => ({
  now,
  payments: new Map(),
  attempts: new Map(),
  openByOrder: new Map(),
  byRef: new Map(),
  byOrderNumber: new Map(),
  byCancellation: new Map(),
  byKey: new Map(),
  withDeadline: new Map(),
  untied: new Set(),
  forgotten: new Set(),
  attention: new Map(),
  queues: new Map(),
  members: new Set(),
  unplaced: [],
  feed: [],
  inbox: new Map(),
  following: new Set(),
  discrepancies: [],
  nets: new Map(),
  keys: [],
  calls: [],
  serial: 0,
  leases: 0,
  webhooks: 0,
  beatAt: null,
})

/** What is unique within a channel. */
export const nameOf = (channel: string, name: string): string => `${channel}\n${name}`

export function queueOf(data: Data, channel: string): Heap<AttentionRow> {
  const known = data.queues.get(channel)
  if (known !== undefined) return known
  const made = createHeap<AttentionRow>()
  data.queues.set(channel, made)
  return made
}
