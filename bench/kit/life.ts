/** Lives of payments as the core decides them, without a provider: what the store is asked to write, step by step. */

import type { CancelEvidence, Evidence } from '../../src/core/evidence.ts'
import { ID_RANDOM_BYTES, newCancellationId, newPaymentId } from '../../src/core/ids.ts'
import { amount } from '../../src/core/money.ts'
import type { Outcome } from '../../src/core/outcome.ts'
import { decide, type PaymentEvent } from '../../src/core/payment/decide.ts'
import type { PaymentFile } from '../../src/core/payment/payment.ts'
import { register } from '../../src/core/payment/register.ts'
import { after, type Instant, MINUTE_MS } from '../../src/core/time.ts'
import { type Channel, USUAL_CONTRACT } from '../../src/engine/channel.ts'
import { policyOf } from '../../src/engine/deps.ts'
import { systemClock, systemRandom } from '../../src/engine/system.ts'
import type { Provider } from '../../src/ports/provider.ts'
import type { Store } from '../../src/ports/store.ts'
import { nicepay } from '../../src/providers/nicepay/index.ts'
import { SANDBOX_CREDENTIALS } from '../../src/sandbox/index.ts'

export const CHANNEL = 'nicepay'
const PRICE = amount(120_000)
const ORDER_WITHIN_MS = 15 * MINUTE_MS

export const channelOn = (provider: Provider): Channel => ({
  name: CHANNEL,
  provider,
  net: 'on',
  orderWithinMs: ORDER_WITHIN_MS,
  readyForMs: 60 * MINUTE_MS,
  depositWithinMs: 60 * MINUTE_MS,
  cancellationPolicy: USUAL_CONTRACT,
  orderCheck: null,
  brake: null,
  gapRule: false,
  webhookSources: null,
  unknownPayments: 'watch',
})

const policy = policyOf(channelOn(nicepay({ ...SANDBOX_CREDENTIALS.nicepay, live: true })))

export interface Birth {
  readonly orderId: string
  readonly at: Instant
  /** How long it may wait for its return, ms. */
  readonly readyForMs?: number
  /** How long its order may be missing, ms. */
  readonly orderWithinMs?: number
}

/** Registers through the store; throws where the order is taken. */
export async function birth(store: Store, { orderId, at, readyForMs, orderWithinMs }: Birth): Promise<PaymentFile> {
  const { file, timeline } = register(
    {
      id: newPaymentId(at, systemRandom.bytes(ID_RANDOM_BYTES)),
      channel: CHANNEL,
      provider: 'nicepay',
      orderId,
      attempt: 1,
      providerOrderId: orderId,
      orderName: '매듭 스테이 바다방 1박',
      amount: PRICE,
      currency: 'KRW',
      taxFree: null,
      vat: null,
      method: null,
      orderWithinMs: orderWithinMs ?? ORDER_WITHIN_MS,
      readyForMs: readyForMs ?? 60 * MINUTE_MS,
      buyer: { name: '홍길동', email: 'buyer@example.com', phone: '01012345678' },
      returnUrls: { success: 'https://shop.example.com/paid', fail: 'https://shop.example.com/failed' },
      metadata: { room: '바다방', nights: '1' },
    },
    at,
  )
  const written = await store.insert({ file, timeline, at, fingerprint: 'f'.repeat(64), supersede: null })
  if (written !== 'saved') throw new Error(`${orderId}: ${written}`)
  return file
}

/** Decides on a step and saves it; throws where nothing was to be written, or another was faster. */
export async function live(store: Store, file: PaymentFile, { at, ...event }: Timed): Promise<PaymentFile> {
  const now = at ?? systemClock.now()
  const freshId = newCancellationId(now, systemRandom.bytes(ID_RANDOM_BYTES))
  const decision = decide(file, event, { now, jitter: systemRandom.fraction(), freshId, policy })
  if (!decision.ok) throw new Error(`${event.type}: ${decision.refusal.detail}`)
  if (decision.timeline.length === 0) throw new Error(`${event.type}: nothing to write`)
  const written = await store.save({ before: file, file: decision.file, timeline: decision.timeline, at: now })
  if (written !== 'saved') throw new Error(`${event.type}: ${written}`)
  return decision.file
}

/** `at`: when the event is decided on; now by default. */
type Timed = PaymentEvent & { readonly at?: Instant | undefined }

/** The events of a life, in order; each sees the file as it is by then. */
export type Step = (file: PaymentFile) => PaymentEvent

const returned: Step = ({ payment: { id } }) => ({
  type: 'return_accepted',
  ref: refOf(id),
  method: 'card',
  fingerprint: 'a'.repeat(64),
  providerState: { authToken: `NICETOKN${'0'.repeat(80)}`, netCancelUrl: 'https://dc1-api.nicepay.co.kr/net' },
})

const approved: Step = ({ payment }) => ({ type: 'approval_outcome', outcome: done(chargeOf(payment.id)) })

const recorded: Step = ({ payment }) => ({ type: 'record_order', ref: `R-${payment.orderId}`, amount: PRICE })

const overdue: Step = () => ({ type: 'orphan_due', verdict: { kind: 'none' } })

const sent: Step = ({ cancellations }) => ({ type: 'start_cancellation', cancellationId: lastOf(cancellations).id })

const cancelled: Step = ({ cancellations }) => ({
  type: 'cancellation_outcome',
  cancellationId: lastOf(cancellations).id,
  attempt: 1,
  outcome: done({ providerCancelId: lastOf(cancellations).id, amount: PRICE, remaining: null, at: null }),
})

export const PAID = [returned, approved] as const satisfies Step[]
export const TIED = [...PAID, recorded] as const satisfies Step[]
/** What an orphan goes through when its deadline has passed. */
export const RESCUE = [overdue, sent, cancelled] as const satisfies Step[]
export const GIVEN_BACK = [...PAID, ...RESCUE] as const satisfies Step[]

/** Walks a whole life. With `at` it is a past one, and time moves by `paceMs` with each step. */
export async function walk(
  store: Store,
  { steps, at, paceMs = 0, ...born }: Omit<Birth, 'at'> & { at?: Instant; steps: readonly Step[]; paceMs?: number },
): Promise<PaymentFile> {
  let file = await birth(store, { ...born, at: at ?? systemClock.now() })
  for (const [index, step] of steps.entries()) {
    file = await live(store, file, { ...step(file), at: at && after(at, (index + 1) * paceMs) })
  }
  return file
}

/** An orphan whose deadline has just passed: the charge was learned of as long ago as its order may be missing. */
export async function orphan(store: Store, orderId: string): Promise<PaymentFile> {
  const now = systemClock.now()
  const approving = await walk(store, { orderId, at: now, steps: [returned] })
  return await live(store, approving, { ...approved(approving), at: after(now, -ORDER_WITHIN_MS - 1) })
}

const refOf = (id: string): string => `nicepay00m01012611${id.slice(-16)}`

const chargeOf = (id: string): Evidence => ({
  status: 'paid',
  ref: refOf(id),
  amount: PRICE,
  balance: null,
  currency: 'KRW',
  method: 'card',
  live: null,
  account: null,
  paidAt: systemClock.now(),
  cancels: null,
})

const done = <What extends Evidence | CancelEvidence>(evidence: What): Outcome<What> => ({
  kind: 'done',
  evidence,
  answer: { code: '3001', message: '카드 결제 성공' },
  next: 'none',
})

function lastOf<One>(list: readonly One[]): One {
  const last = list.at(-1)
  if (last === undefined) throw new Error('nothing there')
  return last
}
