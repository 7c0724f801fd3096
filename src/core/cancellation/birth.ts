/** How a cancellation of ours comes into being: queued, its amount reserved, its call chosen. */
import { shownAccount } from '../account/account.ts'
import type { ListedCancel } from '../evidence.ts'
import { type CancellationId, siblingId } from '../ids.ts'
import { type Amount, plus, ZERO } from '../money.ts'
import { cancelledAmount, refundableOf } from '../payment/amounts.ts'
import { addCancellation, type Context, type Draft, effect, note, patch } from '../payment/draft.ts'
import type { Cancellation, CancellationVia, Payment } from '../payment/payment.ts'
import { after } from '../time.ts'

export interface NetCancelWish {
  /** What the provider is told, without our tag. */
  readonly reason: string
  readonly requester: Cancellation['requester']
}

/** Queues a net cancel of all that is left, or of an approval nobody could settle, and asks the shell to begin it. */
export function queueNetCancel(draft: Draft, wish: NetCancelWish, context: Context): Draft {
  const { payment } = draft.file
  const unsettled = payment.state === 'approving'
  const amount = unsettled ? payment.amounts.total : refundableOf(payment.amounts)
  const via = chooseVia(payment, amount, context)
  return queue(draft, { ...wish, kind: 'net_cancel', via, amount, reserved: unsettled ? ZERO : amount }, context)
}

/** What a cancellation of ours needs to be queued; the rest is as in a newborn. */
export type QueueWish = Pick<Cancellation, 'kind' | 'via' | 'amount' | 'reserved' | 'reason' | 'requester'> &
  Partial<Pick<Cancellation, 'id' | 'taxFree' | 'vat' | 'promotion' | 'refundAccount' | 'owedSince' | 'tookOver'>>

/** Commits the intent, holds its amount, and asks the shell to begin it. */
export function queue(draft: Draft, wish: QueueWish, context: Context): Draft {
  const { refundAccount = null } = wish
  const one: Cancellation = {
    ...newborn(wish.id ?? unusedId(draft, context), draft.file.payment),
    ...wish,
    id: wish.id ?? unusedId(draft, context),
    refundAccount,
    shownAccount: refundAccount === null ? null : shownAccount(refundAccount),
    createdAt: context.now,
  }
  const reserved = reserve(addCancellation(draft, one), one.reserved)
  const told = note(reserved, 'cancellation.queued', {
    cancellationId: one.id,
    kind: one.kind,
    via: one.via,
    amount: one.amount,
    reason: one.reason,
    requester: one.requester,
  })
  // On hold it waits: attention begins it once a person has released the payment.
  const waits = told.file.payment.hold !== null
  return waits ? told : effect(told, { type: 'start_cancellation', cancellationId: one.id })
}

/** A cancel as the provider shows it: which one, by whom, and when, as far as it tells. */
type Observation = Pick<Cancellation, 'amount' | 'providerCancelId' | 'lost'> & Partial<Pick<ListedCancel, 'by' | 'at'>>

/** A cancellation that the provider shows and we did not make; it is born done. */
export function addObserved(
  draft: Draft,
  { amount, providerCancelId, lost, by, at }: Observation,
  context: Context,
): Draft {
  const { payment } = draft.file
  const one: Cancellation = {
    ...newborn(unusedId(draft, context), payment),
    kind: 'observed',
    via: 'cancel',
    state: 'done',
    amount,
    reserved: ZERO,
    providerCancelId,
    reason: 'cancelled at the provider',
    requester: 'operator',
    createdAt: context.now,
    settledAt: context.now,
    ...(lost === undefined ? {} : { lost }),
  }
  const told = { cancellationId: one.id, amount, providerCancelId, by: by ?? null, at: at ?? null }
  return note(addCancellation(draft, one), 'cancellation.observed', told)
}

/**
 * The protocol's net-cancel call where its terms fit (inside its window, full amount, nothing cancelled or in flight),
 * the ordinary cancel otherwise. Decided again at every begin, because windows close while intents wait.
 */
export function chooseVia(payment: Payment, amount: Amount, { policy, now }: Context): CancellationVia {
  const { netCancel } = policy
  const { amounts, approval, method, state } = payment
  // A deposit is no part of the approval: the net-cancel call cannot give it back.
  if (netCancel === null || approval === null || method === 'virtual_account') return 'cancel'
  const whole = amount === amounts.total && cancelledAmount(amounts) === 0
  const inside = now < after(approval.returnedAt, netCancel.windowMs)
  const terms = netCancel.appliesTo === 'any' || state === 'approving'
  return whole && inside && terms && (state === 'approving' || amounts.paid === amounts.total)
    ? 'net_cancel_call'
    : 'cancel'
}

export function reserve(draft: Draft, amount: Amount): Draft {
  const { amounts } = draft.file.payment
  return patch(draft, { amounts: { ...amounts, inFlight: plus(amounts.inFlight, amount) } })
}

/** One reading can give birth to several: a net cancel of a wrong amount, and every cancel that is not ours. */
function unusedId({ file }: Draft, { freshId }: Context): CancellationId {
  const used = new Set(file.cancellations.map(({ id }) => id))
  // Among one more candidate than there are cancellations, one is free.
  for (let n = 0; n <= used.size; n += 1) {
    const id = siblingId(freshId, n)
    if (!used.has(id)) return id
  }
  throw new Error(`${file.payment.id}: no unused id beside ${freshId}`)
}

/** A cancellation with nothing decided about it yet. */
export const newborn = (id: CancellationId, payment: Payment): Cancellation => ({
  id,
  paymentId: payment.id,
  kind: 'net_cancel',
  via: 'cancel',
  state: 'queued',
  amount: ZERO,
  reserved: ZERO,
  taxFree: null,
  vat: null,
  promotion: null,
  refundAccount: null,
  shownAccount: null,
  guard: null,
  keyEpoch: 0,
  reason: '',
  requester: 'maedeup',
  createdAt: payment.createdAt,
  settledAt: null,
  attempts: 0,
  sentAt: null,
  callEndsAt: null,
  providerCancelId: null,
  answer: null,
  ladder: null,
  credential: null,
})
