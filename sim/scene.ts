/** What the people of a world can reach: the clock, the providers' sites, the service behind its load balancer. */
import type { PaymentId } from '../src/core/ids.ts'
import type { PaymentFile, ProviderId } from '../src/core/payment/payment.ts'
import type { Dice } from './dice.ts'
import type { Ledger } from './ledger.ts'
import type { Mix } from './mix.ts'
import type { Asked, Node } from './node.ts'
import type { Plan } from './plan.ts'
import type { Books } from './provider/books.ts'
import type { Time } from './time.ts'

export interface Scene {
  readonly seed: number
  readonly mix: Mix
  readonly time: Time
  readonly books: Readonly<Record<ProviderId, Books>>
  readonly ledger: Ledger
  /** Faults are over: everybody gets an answer, and what is open must come to an end. */
  readonly isCalm: () => boolean
  /** One of the processes that are alive takes the request; its answer may get lost, or be late. */
  ask<Value>(work: (node: Node) => Promise<Value>): Promise<Asked<Value>>
  /** What `GET /v1/payments/{id}` shows, however often one has to ask. */
  view(id: PaymentId): Promise<PaymentFile>
  /** Whether the channel asks the merchant before an orphan goes back. */
  asksMerchant(channel: string): boolean
  /** The provider sends (again) what it has to tell about a transaction. */
  tell(books: Books, ref: string, event: string): void
}

/** One order and the people around it, with luck of their own. */
export interface Life {
  readonly scene: Scene
  readonly plan: Plan
  readonly dice: Dice
  readonly orderId: string
}
