/** After a recovery nothing goes back before the provider was asked: what the lost time did is found out first. */
import { type Refusal, refuse } from '../core/errors.ts'
import type { Amount } from '../core/money.ts'
import { refundableOf } from '../core/payment/amounts.ts'
import type { PaymentFile } from '../core/payment/payment.ts'
import type { LastRecovery } from '../ports/recovery.ts'
import type { Shell } from './effects.ts'
import { inquireAndSettle } from './inquire.ts'
import { channelOf, step } from './step.ts'

/**
 * Null: nothing is in doubt. `again`: something was found out, and the payment must be read again. Else why nothing
 * may go back now. `amount`: what is to go back, null = all that is left.
 */
export async function doubtOf(
  shell: Shell,
  file: PaymentFile,
  amount: Amount | null,
): Promise<Refusal | 'again' | null> {
  const { payment } = file
  const recovery = await shell.store.lastRecovery(payment.channel)
  if (recovery === null) return null
  if (recovery.releasedAt === null) return refuse('MD_RECOVERING', 'Repeat it with the same key after the release.')
  if (payment.createdAt >= recovery.beganAt || payment.hold !== null) return null
  if (!isAsked(file, recovery)) return await ask(shell, file, recovery)
  const { partialProof } = channelOf(shell, file).provider.capabilities.inquiry
  if (partialProof || !isPart(file, amount) || (payment.provenAt ?? 0) >= recovery.beganAt) return null
  const doubted = await step(shell, payment.id, { type: 'recovery', phase: 'doubt_part' })
  return doubted.ok ? 'again' : doubted.refusal
}

const isAsked = ({ payment }: PaymentFile, { beganAt }: LastRecovery): boolean =>
  payment.hintsSeenAt !== null && payment.hintsSeenAt >= beganAt

async function ask(shell: Shell, file: PaymentFile, recovery: LastRecovery): Promise<Refusal | 'again'> {
  const hinted = await step(shell, file.payment.id, { type: 'hint', event: 'recovery' })
  if (!hinted.ok) return hinted.refusal
  const asked = await inquireAndSettle(shell, hinted.file, 'hint_heard')
  if (!asked.ok) return asked.refusal
  if (isAsked(asked.file, recovery)) return 'again'
  return refuse('MD_RECOVERING', 'What happened in the time that was lost could not be asked now.')
}

/** All of the money at once goes back at most once at every provider; a part may go back again. */
const isPart = ({ payment: { amounts } }: PaymentFile, amount: Amount | null): boolean =>
  refundableOf(amounts) > 0 && (refundableOf(amounts) < amounts.paid || (amount ?? amounts.paid) < amounts.paid)
