/** The orphan procedure: ask the merchant, heed the brake, and only then give the money back (DESIGN §5). */
import { isTieable, type OrderVerdict } from '../core/payment/order.ts'
import type { PaymentFile } from '../core/payment/payment.ts'
import { perform, type Shell } from './effects.ts'
import { AWAY_MS, brakeAllows } from './net.ts'
import { channelOf, step } from './step.ts'

export async function lookAtOrphan(shell: Shell, file: PaymentFile): Promise<void> {
  const verdict = await askMerchant(shell, file)
  await shell.probe('orphan.checked')
  if (verdict.kind === 'none' || verdict.kind === 'not_asked') {
    const channel = channelOf(shell, file)
    if (!(await brakeAllows(shell, channel))) return
    if (channel.gapRule && shell.isRunning() && (await wasAway(shell))) return
  }
  await perform(shell, await step(shell, file.payment.id, { type: 'orphan_due', verdict }))
}

/** A payment that can no longer be tied is not asked about: the answer could change nothing. */
async function askMerchant(shell: Shell, file: PaymentFile): Promise<OrderVerdict> {
  const { payment } = file
  const { orderCheck } = channelOf(shell, file)
  if (orderCheck === null || !isTieable(payment)) return { kind: 'not_asked' }
  try {
    return await orderCheck(payment)
  } catch (error) {
    shell.log.error({ paymentId: payment.id, error: `${error}` }, 'the order check threw; taken as "unknown"')
    return { kind: 'unknown' }
  }
}

/** A running process may have been stopped since the deadline was read: then the gap rule must run first. */
async function wasAway({ store, clock }: Shell): Promise<boolean> {
  const before = await store.lastBeat()
  return before !== null && clock.now() - before > AWAY_MS
}
