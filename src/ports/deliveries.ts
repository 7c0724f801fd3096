/** The contract of the store's part for events out: endpoints, deliveries, and how a delivery is taken and ended. */
import type { EndpointId, PaymentId } from '../core/ids.ts'
import type { Instant } from '../core/time.ts'
import type { StoredEvent } from './event.ts'

/** `gone`: it answered 410. `failing`: nothing succeeded for days. `by_hand`: a person did it. */
export const DISABLED_WHY = ['gone', 'failing', 'by_hand'] as const
export type DisabledWhy = (typeof DISABLED_WHY)[number]

export interface Endpoint {
  readonly id: EndpointId
  readonly url: string
  readonly description: string
  /** Types or prefixes (`payment.*`); empty = all. */
  readonly types: readonly string[]
  readonly disabled: { readonly at: Instant; readonly why: DisabledWhy } | null
  /** Since when no attempt has succeeded. */
  readonly failingSince: Instant | null
  /** Until when the secret before the present one signs too. */
  readonly previousUntil: Instant | null
  readonly createdAt: Instant
}

/** In the clear; `previous` whether or not its time is over. */
export interface EndpointSecrets {
  readonly newest: string
  readonly previous: { readonly secret: string; readonly until: Instant } | null
}

export interface EndpointChange {
  readonly url?: string | undefined
  readonly description?: string | undefined
  readonly types?: readonly string[] | undefined
  /** `go_on` from where its cursor is; `from_now`: what it has not had by now is skipped. */
  readonly enable?: 'go_on' | 'from_now' | undefined
  readonly disable?: DisabledWhy | undefined
}

/** `skipped`: the endpoint was enabled again without it, or its event is no longer kept. */
export const DELIVERY_STATES = ['pending', 'delivered', 'dead', 'skipped'] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

export interface Attempt {
  readonly at: Instant
  /** Null where no HTTP answer came. */
  readonly status: number | null
  readonly tookMs: number
  /** In our words; null where it was taken. */
  readonly trouble: string | null
}

export interface Delivery {
  readonly id: string
  readonly endpointId: EndpointId
  readonly feedSeq: number
  readonly paymentId: PaymentId
  readonly type: StoredEvent['type']
  readonly state: DeliveryState
  readonly attempts: number
  readonly rung: number
  /** When it is tried next; means nothing unless it is pending. */
  readonly nextAt: Instant
  readonly deliveredAt: Instant | null
  readonly createdAt: Instant
  /** The last of them, oldest first. */
  readonly log: readonly Attempt[]
}

export interface DeliveryQuery {
  readonly endpointId: EndpointId
  readonly state?: DeliveryState | undefined
  /** `feedSeq` of the last of the page before; newest first. */
  readonly cursor?: number | undefined
  readonly limit: number
}

/** A delivery in the hands of a job; only the last hand-over may begin it. */
export interface Handed {
  readonly id: string
  readonly round: number
}

export interface HandOut {
  readonly now: Instant
  readonly leaseUntil: Instant
  /** How many deliveries of one endpoint may be under way at a time, and when its last attempt failed. */
  readonly atOnce: { readonly usual: number; readonly failing: number }
}

/** What a sender works with. `event` is null where it is no longer kept. */
export interface Begun {
  readonly delivery: Delivery
  readonly endpoint: Endpoint
  readonly secrets: EndpointSecrets
  readonly event: StoredEvent | null
}

export interface Ended {
  readonly handed: Handed
  readonly endpointId: EndpointId
  /** Null where nothing was sent. */
  readonly attempt: Attempt | null
  readonly state: DeliveryState
  readonly nextAt: Instant
  /** What the attempt says of its endpoint. */
  readonly endpoint: 'well' | 'failed' | 'gone' | 'nothing'
  /** An endpoint that fails since before this is disabled. */
  readonly failingBefore: Instant
}

/** What an endpoint has not taken yet. */
export interface Backlog {
  readonly endpointId: EndpointId
  readonly pending: number
  readonly dead: number
  /** When the oldest pending one was made; null where none is. */
  readonly oldestAt: Instant | null
}

export interface DeliveryStore {
  endpoints(): Promise<readonly Endpoint[]>
  endpoint(id: EndpointId): Promise<Endpoint | null>
  /** Its cursor begins at the feed's head. False where there are `most` already. */
  addEndpoint(
    endpoint: Pick<Endpoint, 'id' | 'url' | 'description' | 'types' | 'createdAt'> & { readonly secret: string },
    most: number,
  ): Promise<boolean>
  changeEndpoint(id: EndpointId, change: EndpointChange, at: Instant): Promise<Endpoint | null>
  removeEndpoint(id: EndpointId): Promise<boolean>
  /** The present secret becomes the previous one; one that was previous is forgotten. */
  rotateSecret(id: EndpointId, fresh: { secret: string; previousUntil: Instant }): Promise<Endpoint | null>
  endpointSecrets(id: EndpointId): Promise<EndpointSecrets | null>

  /** Makes the deliveries of sequenced events, up to `limit` events an endpoint; whether there may be more. */
  fanOut(limit: number, at: Instant): Promise<'more' | 'all'>
  handOut(request: HandOut): Promise<readonly Handed[]>
  /** Null where it is over, or was handed over again since. */
  beginDelivery(handed: Handed, leaseUntil: Instant): Promise<Begun | null>
  /** Answers why the endpoint was disabled by this, or null. */
  endDelivery(ended: Ended): Promise<DisabledWhy | null>

  delivery(id: string): Promise<Delivery | null>
  deliveries(query: DeliveryQuery): Promise<readonly Delivery[]>
  /** Of every endpoint that has something pending or dead. */
  backlogs(): Promise<readonly Backlog[]>
  /** At once, from the first rung. False where there is no such delivery. */
  redeliver(id: string, at: Instant): Promise<boolean>
  /** The same for up to `limit` dead ones of an endpoint, oldest first; how many. */
  redeliverDead(id: EndpointId, wish: { since: Instant; at: Instant; limit: number }): Promise<number>
  /** Deletes up to `limit` deliveries that are over and older. Answers how many. */
  forgetDeliveries(createdBefore: Instant, limit: number): Promise<number>
}
