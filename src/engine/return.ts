/** Takes what the window brought back: verifies it, commits the intent, and approves. */
import { type Refusal, refuse } from '../core/errors.ts'
import type { PaymentId } from '../core/ids.ts'
import type { PaymentFile } from '../core/payment/payment.ts'
import { perform, type Shell } from './effects.ts'
import { netStateOf } from './net.ts'
import { channelOf, step } from './step.ts'

/** `ok`: the return was taken now or before, and the file shows what became of it. */
export type Returned =
  | { readonly ok: true; readonly file: PaymentFile }
  | { readonly ok: false; readonly refusal: Refusal; readonly file: PaymentFile | null }

/** Long: listens as long as the provider may take. Callers who cannot wait race it and look at the payment later. */
export async function takeReturn(
  shell: Shell,
  id: PaymentId,
  fields: Readonly<Record<string, string>>,
): Promise<Returned> {
  const file = await shell.store.load(id)
  if (file === null) return { ok: false, refusal: refuse('MD_NOT_FOUND', `There is no payment ${id}.`), file }
  const channel = channelOf(shell, file)
  const reading = channel.provider.readReturn(file.payment, fields)
  switch (reading.kind) {
    case 'rejected':
      return await unused(shell, file, { why: 'refused', refusal: refuse(reading.error, reading.detail) })
    case 'abandoned': {
      const refusal = refuse('MD_RETURN_ABANDONED', `${reading.code} ${reading.message}`.trim())
      return await unused(shell, file, { why: 'left', refusal, code: reading.code })
    }
    case 'approvable': {
      const { pause, recovering } = await netStateOf(shell, channel.name)
      if (recovering && file.payment.state === 'ready') {
        return { ok: false, refusal: refuse('MD_RECOVERING', 'Present the same return again after the release.'), file }
      }
      if (pause !== null && file.payment.state === 'ready') {
        return { ok: false, refusal: refuse('MD_CHANNEL_PAUSED', pause.detail), file }
      }
      const { kind, ...accepted } = reading
      const stepped = await step(shell, id, { type: 'return_accepted', ...accepted })
      if (!stepped.ok) return await unused(shell, file, { why: 'refused', refusal: stepped.refusal })
      const settled = await perform(shell, stepped)
      return settled.ok ? { ok: true, file: settled.file } : settled
    }
  }
}

/** The attempt goes on the timeline; the payment stays what it is. */
async function unused(
  shell: Shell,
  file: PaymentFile,
  { why, refusal, code }: { why: 'refused' | 'left'; refusal: Refusal; code?: string },
): Promise<Returned> {
  const noted = await step(shell, file.payment.id, {
    type: 'return_unused',
    why,
    code: code ?? refusal.code,
    detail: refusal.detail,
  })
  return { ok: false, refusal, file: noted.file }
}
