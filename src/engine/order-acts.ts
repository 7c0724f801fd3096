/** The merchant's word about an order: recorded or dropped, also while a restored database still finds out. */
import { type ErrorCode, refuse } from '../core/errors.ts'
import type { PaymentId } from '../core/ids.ts'
import type { Amount } from '../core/money.ts'
import { isRecovering } from '../core/payment/draft.ts'
import { doubtOf } from './doubt.ts'
import type { Shell } from './effects.ts'
import { type StepResult, step } from './step.ts'

/** Refusals that the lost time may explain: a merchant drops its order at 409, so these must not say 409 yet. */
const PERHAPS_ONLY_LOST: readonly ErrorCode[] = ['MD_NOT_PAID_YET', 'MD_PAYMENT_ENDED', 'MD_BEING_RETURNED']

export async function recordOrder(
  shell: Shell,
  id: PaymentId,
  order: { ref: string; amount: Amount | null },
): Promise<StepResult> {
  const result = await step(shell, id, { type: 'record_order', ...order })
  if (result.ok || result.file === null) return result
  if (!isRecovering(result.file.payment) || !PERHAPS_ONLY_LOST.includes(result.refusal.code)) return result
  return { ...result, refusal: refuse('MD_RECOVERING', 'What became of the payment is being asked; keep the order.') }
}

/** Two rounds find out all there is to find out: what the provider shows, and whether parts show at all. */
const MAX_ROUNDS = 3

/** Gives back all that is left, once nothing about it is in doubt. */
export async function dropOrder(shell: Shell, id: PaymentId, reason: string): Promise<StepResult> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const file = await shell.store.load(id)
    const doubt = file === null ? null : await doubtOf(shell, file, null)
    if (doubt === null) return await step(shell, id, { type: 'drop_order', reason })
    if (doubt !== 'again') return { ok: false, refusal: doubt, file }
  }
  return { ok: false, refusal: refuse('MD_BUSY', 'The payment changes as fast as it is read.'), file: null }
}
