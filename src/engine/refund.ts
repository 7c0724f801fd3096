/** A refund by key: one key names one cancellation for ever; asked again it shows how that one stands (DESIGN §2.6). */
import type { RefundAccount } from '../core/account/account.ts'
import { type CancellationRequest, lostRefund } from '../core/cancellation/request.ts'
import { type Refusal, refuse } from '../core/errors.ts'
import type { CancellationId, PaymentId } from '../core/ids.ts'
import { isOpen } from '../core/payment/attention.ts'
import { cancellationOf } from '../core/payment/draft.ts'
import type { Cancellation, PaymentFile } from '../core/payment/payment.ts'
import { freshCancellationId } from './deps.ts'
import { doubtOf } from './doubt.ts'
import { perform, type Shell } from './effects.ts'
import { attempt, channelOf, giveWay } from './step.ts'

export type RefundWish = Omit<CancellationRequest, 'id'> & { readonly key: string }

export type Refunded =
  | { readonly ok: true; readonly file: PaymentFile; readonly cancellation: Cancellation }
  | { readonly ok: false; readonly refusal: Refusal }

const MAX_TRIES = 400
/** How often the end of a cancellation that waits its turn is looked for. */
const POLL_MS = 100

/** Finds or makes the cancellation that the key names, and listens to it for as long as it takes to settle or queue. */
export async function requestRefund(shell: Shell, id: PaymentId, wish: RefundWish): Promise<Refunded> {
  const { key, ...request } = wish
  const fingerprints = shell.fingerprints(JSON.stringify({ id, ...request }))
  for (let tried = 0; tried < MAX_TRIES; tried += 1) {
    const known = await shell.store.cancellationOfKey(key)
    if (known !== null) {
      if (!fingerprints.includes(known.fingerprint)) {
        return { ok: false, refusal: refuse('MD_KEY_REUSED', `The key names cancellation ${known.cancellationId}.`) }
      }
      return await present(shell, known.paymentId, known.cancellationId)
    }
    const born = await give(shell, id, { request, key, fingerprint: fingerprints[0] ?? '' })
    if (born !== 'again') return born
    await giveWay(shell)
  }
  return { ok: false, refusal: refuse('MD_BUSY', 'Many requests for this payment came at once.') }
}

interface Birth {
  readonly request: Omit<CancellationRequest, 'id'>
  readonly key: string
  readonly fingerprint: string
}

async function give(shell: Shell, id: PaymentId, { request, key, fingerprint }: Birth): Promise<Refunded | 'again'> {
  const file = await shell.store.load(id)
  if (file === null) return { ok: false, refusal: refuse('MD_NOT_FOUND', `There is no payment ${id}.`) }
  const { refundAccount = null } = request
  const problem = refundAccount === null ? null : accountProblem(shell, file, refundAccount)
  if (problem !== null) return { ok: false, refusal: problem }
  const doubt = await doubtOf(shell, file, request.amount)
  if (doubt !== null) return doubt === 'again' ? doubt : { ok: false, refusal: doubt }
  const maybeLost = (await shell.store.lastRecovery(file.payment.channel)) !== null
  const fresh = { ...request, maybeLost, id: freshCancellationId(shell) }
  const cancellationId = lostRefund(file, fresh)?.id ?? fresh.id
  const event = { type: 'request_cancellation', request: fresh } as const
  const result = await attempt(shell, { file, event, key: { cancellationId, key, fingerprint } })
  if (result === 'lost_race' || result === 'key_taken') return 'again'
  if (!result.ok) return result
  const performed = await perform(shell, result)
  const last = performed.ok ? performed.file : result.file
  return { ok: true, file: last, cancellation: cancellationOf(last, cancellationId) }
}

/** What this protocol cannot pay into is said before anything is stored or sent. */
function accountProblem(shell: Shell, file: PaymentFile, account: RefundAccount): Refusal | null {
  const problem = channelOf(shell, file).provider.refundAccountProblem?.(account) ?? null
  if (problem === null) return null
  const field = `refundAccount.${problem.field}`
  return refuse('MD_INVALID_REQUEST', `${field}: ${problem.problem}`, [{ field, problem: problem.problem }])
}

async function present(shell: Shell, paymentId: PaymentId, id: CancellationId): Promise<Refunded> {
  const file = await shell.store.load(paymentId)
  if (file === null) throw new Error(`cancellation ${id} belongs to no payment`)
  return { ok: true, file, cancellation: cancellationOf(file, id) }
}

/** Waits until the cancellation is settled, or `ms` are over: others of the payment may have to go first. */
export async function untilSettled(shell: Shell, refunded: Refunded, ms: number): Promise<Refunded> {
  let seen = refunded
  const until = shell.clock.monotonicMs() + ms
  while (seen.ok && isOpen(seen.cancellation.state) && shell.clock.monotonicMs() < until) {
    await shell.clock.sleep(POLL_MS)
    seen = await present(shell, seen.file.payment.id, seen.cancellation.id)
  }
  return seen
}
