/** The one write of an engine step: all of it or nothing, refused by version, by unique name, or by what must hold. */
import type { CancellationId, PaymentId } from '../../core/ids.ts'
import { amountsHold } from '../../core/payment/amounts.ts'
import { attentionEntryOf } from '../../core/payment/attention.ts'
import { type Cancellation, OPEN_PAYMENT_STATES, type Payment, type PaymentFile } from '../../core/payment/payment.ts'
import type { NewPayment, Store, Write, Written } from '../../ports/store.ts'
import { type Data, type MemoryEvent, nameOf, type PaymentRow, queueOf } from './data.ts'

export const writesOf = (data: Data) =>
  ({
    save: async (write) => save(data, write),
    insert: async (payment) => insert(data, payment),
  }) satisfies Partial<Store>

function save(data: Data, write: Write): Written {
  const row = data.payments.get(write.file.payment.id)
  if (row === undefined || row.file.payment.version !== write.before.payment.version) return 'lost_race'
  const conflict = conflictOf(data, write)
  if (conflict !== null) return conflict
  apply(data, row, write)
  return 'saved'
}

/** The attempt that it replaces is marked in the same transaction: both, or neither. */
function insert(data: Data, { file, timeline, at, fingerprint, supersede }: NewPayment): Written {
  const { payment } = file
  const replaced = supersede === null ? undefined : data.payments.get(supersede.file.payment.id)
  if (supersede !== null && replaced?.file.payment.version !== supersede.before.payment.version) return 'lost_race'
  const attempts = data.attempts.get(payment.orderId) ?? []
  const isTaken = attempts.some((id) => data.payments.get(id)?.file.payment.attempt === payment.attempt)
  if (data.payments.has(payment.id) || isTaken) return 'lost_race'
  const write: Write = { before: { payment, cancellations: [] }, file, timeline, at }
  const conflict = conflictOf(data, write, supersede?.file.payment.id ?? null)
  if (conflict !== null) return conflict
  if (supersede !== null && replaced !== undefined) apply(data, replaced, supersede)
  const row: PaymentRow = { file, fingerprint, events: [] }
  data.payments.set(payment.id, row)
  data.attempts.set(payment.orderId, byAttempt(data, [...attempts, payment.id]))
  const number = nameOf(payment.channel, payment.providerOrderId)
  data.byOrderNumber.set(number, [...(data.byOrderNumber.get(number) ?? []), payment.id])
  apply(data, row, write)
  return 'saved'
}

const byAttempt = (data: Data, ids: PaymentId[]): PaymentId[] =>
  ids.sort((a, b) => attemptOf(data, a) - attemptOf(data, b))
const attemptOf = (data: Data, id: PaymentId): number => data.payments.get(id)?.file.payment.attempt ?? 0

const isOpen = ({ state, supersededBy }: Payment): boolean =>
  supersededBy === null && (OPEN_PAYMENT_STATES as readonly string[]).includes(state)

/** What PostgreSQL's unique indexes refuse; `replaced` is an attempt that makes room in the same transaction. */
function conflictOf(data: Data, { file, key }: Write, replaced: PaymentId | null = null): Written | null {
  const { payment, cancellations } = file
  assertHolds(file)
  const open = isOpen(payment) ? data.openByOrder.get(payment.orderId) : undefined
  if (open !== undefined && open !== payment.id && open !== replaced) return 'lost_race'
  if (cancellations.filter(({ state }) => state === 'sending' || state === 'unknown').length > 1) return 'lost_race'
  const holder = payment.providerRef === null ? undefined : data.byRef.get(nameOf(payment.channel, payment.providerRef))
  if (holder !== undefined && holder !== payment.id) return 'ref_taken'
  return key !== undefined && data.byKey.has(key.key) ? 'key_taken' : null
}

/** What the CHECKs of the database hold: a bug of ours is thrown, and nothing is stored. */
function assertHolds({ payment, cancellations }: PaymentFile): void {
  if (!amountsHold(payment.amounts)) throw new Error('payments_never_return_more_than_paid')
  if (cancellations.some(({ reserved, amount }) => reserved > amount)) throw new Error('cancellations_reserved')
  const named = cancellations.flatMap(({ providerCancelId }) => providerCancelId ?? [])
  if (named.length > 1 && new Set(named).size !== named.length) throw new Error('cancellations_provider_id')
}

function apply(data: Data, row: PaymentRow, { before, file, timeline, at, key }: Write): void {
  const { payment } = file
  row.file = withoutForgotten(data, file)
  reindex(data, before.payment, payment)
  for (const { id } of file.cancellations) data.byCancellation.set(id, payment.id)
  if (key !== undefined) data.byKey.set(key.key, { ...key, paymentId: payment.id })
  const firstSeq = payment.version - timeline.length + 1
  timeline.forEach(({ type, data: told }, index) => {
    const event: MemoryEvent = {
      feedSeq: null,
      paymentId: payment.id,
      seq: firstSeq + index,
      type,
      data: told,
      at,
    }
    row.events.push(event)
    data.unplaced.push(event)
    if (type === 'discrepancy.opened') {
      const { kind, detail } = told
      const [id, names] = [data.discrepancies.length + 1, { paymentId: payment.id, channel: payment.channel }]
      data.discrepancies.push({ id, ...names, kind: `${kind}`, detail: `${detail}`, openedAt: at, resolved: null })
    }
  })
  attend(data, file)
}

/** An account that was deleted is not stored again by whoever read it before. */
function withoutForgotten(data: Data, file: PaymentFile): PaymentFile {
  const isGone = (one: Cancellation) => one.refundAccount !== null && data.forgotten.has(one.id)
  if (data.forgotten.size === 0 || !file.cancellations.some(isGone)) return file
  const cancellations = file.cancellations.map((one) => (isGone(one) ? { ...one, refundAccount: null } : one))
  return { ...file, cancellations }
}

function reindex(data: Data, before: Payment, payment: Payment): void {
  const { id, orderId, channel, providerRef } = payment
  if (before.providerRef !== null) data.byRef.delete(nameOf(channel, before.providerRef))
  if (providerRef !== null) data.byRef.set(nameOf(channel, providerRef), id)
  if (isOpen(payment)) data.openByOrder.set(orderId, id)
  else if (data.openByOrder.get(orderId) === id) data.openByOrder.delete(orderId)
  const deadlines = data.withDeadline.get(channel) ?? new Set()
  data.withDeadline.set(channel, deadlines)
  if (payment.orderDueAt === null) deadlines.delete(id)
  else deadlines.add(id)
  if (payment.order === null && (payment.state === 'paid' || payment.state === 'partially_cancelled')) {
    data.untied.add(id)
  } else data.untied.delete(id)
}

/** Derived in every write; a lease that somebody holds stays. */
function attend(data: Data, file: PaymentFile): void {
  const { id: paymentId, channel } = file.payment
  const entry = attentionEntryOf(file)
  const known = data.attention.get(paymentId)
  if (entry === null) {
    data.attention.delete(paymentId)
    return
  }
  const row = known ?? { paymentId, channel, entry, lease: null }
  row.entry = entry
  data.attention.set(paymentId, row)
  queueOf(data, channel).push(Math.max(entry.dueAt, row.lease?.until ?? 0), row)
}

/** Takes the accounts of refunds out of what is kept; what is shown of them stays. */
export function forget(data: Data, ids: ReadonlySet<CancellationId>): void {
  for (const id of ids) data.forgotten.add(id)
  for (const paymentId of new Set([...ids].map((id) => data.byCancellation.get(id)))) {
    const row = paymentId === undefined ? undefined : data.payments.get(paymentId)
    if (row !== undefined) row.file = withoutForgotten(data, row.file)
  }
}
