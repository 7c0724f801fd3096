/** Looks at one payment that is due: reads why, takes one step, and leaves the rest to the next look. */
import type { PaymentId } from '../core/ids.ts'
import { attentionOf, placeHolder, type Stop } from '../core/payment/attention.ts'
import { refundDueAtOf } from '../core/payment/due.ts'
import type { PaymentFile, Reason } from '../core/payment/payment.ts'
import { toIso } from '../core/time.ts'
import { perform, type Shell } from './effects.ts'
import { inquireAndSettle } from './inquire.ts'
import { lookAtOrphan } from './orphan.ts'
import { channelOf, step } from './step.ts'

/** Does nothing where the payment is no longer due: the claim may be older than somebody else's write. */
export async function look(shell: Shell, id: PaymentId, stop: Stop | null): Promise<'looked' | 'not_due'> {
  const file = await shell.store.load(id)
  const attention = file === null ? null : attentionOf(file, stop)
  if (file !== null && attention !== null && attention.dueAt <= shell.clock.now()) {
    await lookBecause(shell, file, attention.reason)
    return 'looked'
  }
  if (file !== null && stop !== null) await deriveAgain(shell, file)
  return 'not_due'
}

/**
 * When a payment is due while its channel is stopped is unknown in rows of an older version (migration 0007): they are
 * due too early then, and once. A write that changes nothing derives it; who lost the race has nothing to mend.
 */
async function deriveAgain({ store, clock }: Shell, file: PaymentFile): Promise<void> {
  await store.save({ before: file, file, timeline: [], at: clock.now() })
}

async function lookBecause(shell: Shell, file: PaymentFile, reason: Reason): Promise<void> {
  switch (reason) {
    case 'return_missing':
      return await lookForReturn(shell, file)
    case 'order_missing':
      return await lookAtOrphan(shell, file)
    case 'cancellation_queued':
    case 'cancellation_retry':
      return await sendOldest(shell, file)
    case 'cancellation_unsettled':
      return await settleCancellation(shell, file)
    case 'approval_unsettled':
    case 'deposit_overdue':
    case 'refund_unconfirmed':
    case 'hint_heard':
    case 'late_look': {
      await inquireAndSettle(shell, file, reason)
      return
    }
    case 'refund_account_needed':
      await step(shell, file.payment.id, { type: 'remind_account' })
      return
    case 'refund_due':
      return await alertRefund(shell, file)
    case 'needs_operator':
      // A hold is not looked at by us.
      return
  }
}

async function lookForReturn(shell: Shell, file: PaymentFile): Promise<void> {
  if (channelOf(shell, file).provider.capabilities.moneyMoves === 'in_window') {
    await inquireAndSettle(shell, file, 'return_missing')
    return
  }
  // A kept return whose approval never left moved no money, and without one there is nothing to ask about.
  await step(shell, file.payment.id, { type: 'expire', by: 'time' })
}

/** The event is for the merchant, the line in the log for whoever watches this process. */
async function alertRefund(shell: Shell, { payment }: PaymentFile): Promise<void> {
  const told = await step(shell, payment.id, { type: 'refund_due' })
  const dueAt = told.ok ? refundDueAtOf(told.file) : null
  if (dueAt !== null)
    shell.log.warn({ paymentId: payment.id, alert: 'refund_due', dueAt: toIso(dueAt) }, 'a refund is due by law soon')
}

async function sendOldest(shell: Shell, { payment, cancellations }: PaymentFile): Promise<void> {
  const oldest = cancellations.find(({ state }) => state === 'queued')
  if (oldest === undefined) return
  await perform(shell, await step(shell, payment.id, { type: 'start_cancellation', cancellationId: oldest.id }))
}

async function settleCancellation(shell: Shell, file: PaymentFile): Promise<void> {
  const holder = placeHolder(file.cancellations)
  if (holder?.state === 'sending') {
    const lost = await step(shell, file.payment.id, { type: 'call_lost', cancellationId: holder.id })
    if (!lost.ok) return
    await inquireAndSettle(shell, lost.file, 'cancellation_unsettled')
    return
  }
  await inquireAndSettle(shell, file, 'cancellation_unsettled')
}
