/** Makes and reads the link by which a buyer names an account: signed with the instance's secret, nowhere at rest. */
import { timingSafeEqual } from 'node:crypto'
import type { RefundAccount } from '../core/account/account.ts'
import { type Refusal, refuse } from '../core/errors.ts'
import { isPaymentId, type PaymentId } from '../core/ids.ts'
import type { PaymentFile } from '../core/payment/payment.ts'
import type { EngineDeps } from './deps.ts'
import { doubtOf } from './doubt.ts'
import { perform, type Shell } from './effects.ts'
import { channelOf, step } from './step.ts'

export type Opened =
  | { readonly ok: true; readonly file: PaymentFile }
  | { readonly ok: false; readonly refusal: Refusal; readonly file: PaymentFile | null }

/** `<link id>.<signature>`; both are made of letters, digits, `-` and `_`. */
const TOKEN = /^([0-9a-z]{20,40})\.([\w-]{43})$/

/** The path of the page; the link's id alone opens nothing. */
export const refundAccountPath = (deps: EngineDeps, id: PaymentId, linkId: string): string =>
  `/refund-account/${id}/${linkId}.${signaturesOf(deps, id, linkId)[0] ?? ''}`

/** By newest secret first; links that an older one signed still open. */
const signaturesOf = ({ fingerprints }: Pick<EngineDeps, 'fingerprints'>, id: PaymentId, linkId: string): string[] =>
  fingerprints(`refund account ${id} ${linkId}`).map((hex) => Buffer.from(hex, 'hex').toString('base64url'))

/** The payment whose buyer may answer now; or why not. A forged link learns not even whether there is a payment. */
export async function openLink(deps: EngineDeps, id: string, token: string): Promise<Opened> {
  const [, linkId = '', signature = ''] = TOKEN.exec(token) ?? []
  const genuine = isPaymentId(id) && signaturesOf(deps, id, linkId).some((one) => isSame(one, signature))
  const file = genuine ? await deps.store.load(id) : null
  if (file === null) return { ok: false, refusal: refuse('MD_LINK_INVALID', 'The link is not one of ours.'), file }
  const { accountAsk } = file.payment
  if (accountAsk === null || accountAsk.linkId !== linkId) {
    return { ok: false, refusal: refuse('MD_LINK_USED', 'The link was used, or the money went another way.'), file }
  }
  if (deps.clock.now() >= accountAsk.linkExpiresAt) {
    return { ok: false, refusal: refuse('MD_LINK_EXPIRED', 'The link has expired.'), file }
  }
  return { ok: true, file }
}

const isSame = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

/** Takes the account; the refund is committed when this answers, and `work` is the call that follows. */
export async function giveAccount(
  shell: Shell,
  { id, token, account }: { id: string; token: string; account: RefundAccount },
): Promise<Opened & { readonly work?: Promise<unknown> }> {
  const opened = await openLink(shell, id, token)
  if (!opened.ok) return opened
  const { payment } = opened.file
  const problem = channelOf(shell, opened.file).provider.refundAccountProblem?.(account) ?? null
  if (problem !== null) {
    return { ok: false, refusal: refuse('MD_INVALID_REQUEST', problem.problem, [problem]), file: opened.file }
  }
  const doubt = await doubtOf(shell, opened.file, payment.accountAsk?.amount ?? null)
  if (doubt !== null) {
    const refusal = doubt === 'again' ? refuse('MD_RECOVERING', 'The payment was looked at; send it again.') : doubt
    return { ok: false, refusal, file: opened.file }
  }
  const linkId = payment.accountAsk?.linkId ?? ''
  const given = await step(shell, payment.id, { type: 'give_account', linkId, account })
  if (!given.ok) return { ...given, file: given.file }
  return { ok: true, file: given.file, work: perform(shell, given) }
}
