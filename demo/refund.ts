/** The recipe of a refund: written down first, asked for under its own key, repeated until it is known. Copy this. */
import type { Maedeup, Refused } from './maedeup.ts'
import { ACCOUNT_FIELDS, type AccountField, type Refund, type Refunds } from './refunds.ts'
import { waitMs } from './tie.ts'

export interface RefundDeps {
  readonly maedeup: Pick<Maedeup, 'refund'>
  readonly refunds: Pick<Refunds, 'settle' | 'postpone'>
  readonly now: () => number
}

/**
 * The key belongs to *our own record* of the refund, which exists before the first call and outlives the process: the
 * same record asks under the same key for ever, another refund never does. A key made at the time of the call (a random
 * one, a timestamp) would turn a lost answer into a second refund.
 */
export const keyOf = ({ id }: Pick<Refund, 'id'>): string => `stay-refund-${id}`

/**
 * 1. *Before* this call the refund was written down as `asked`, with its amount and the balance that was on the screen.
 * 2. `POST …/cancellations` with the key. `expectedBalance` says what we believe is left: two people who refund at the
 *    same time cannot both be right, and one of them is told so.
 * 3. 201 → done · 409 that ends it → refused · 202 → not known yet: look later · no answer → the same, ask again.
 * 4. 422 that names fields of the account → refused as well, and nothing was stored: the guest writes another form.
 *
 * Asking again is always the same call with the same key and body: Maedeup shows how that one refund stands and never
 * sends a second one. What must never happen: to ask anew under another key because an answer did not come.
 */
export async function refund(one: Refund, deps: RefundDeps): Promise<Refund | undefined> {
  const { paymentId, amount, expectedBalance, reason, account } = one
  const wish = { amount, expectedBalance, reason, ...(account !== null && { refundAccount: account }) }
  const answer = await deps.maedeup.refund(paymentId, keyOf(one), wish)
  if (answer.kind === 'ok' && answer.value.state === 'done') {
    const { id: cancellationId, refundAccount: shown } = answer.value
    return deps.refunds.settle(one.id, { state: 'done', code: null, shown, cancellationId })
  }
  if (answer.kind === 'refused') {
    const { code } = answer
    const wrong = wrongFieldsOf(answer)
    if (FINAL.has(code) || wrong.length > 0) return deps.refunds.settle(one.id, { state: 'refused', code, wrong })
  }
  return deps.refunds.postpone(one.id, deps.now() + waitMs(one.tries))
}

/** `refundAccount.number` → `number`: what the guest can mend. */
const wrongFieldsOf = ({ status, fields }: Refused): readonly AccountField[] =>
  status === 422 ? ACCOUNT_FIELDS.filter((field) => fields.includes(`refundAccount.${field}`)) : []

/**
 * After these the key names a refund that will not happen, or there is no money to refund. Everything else leaves it
 * open: an operator looks at the payment (`MD_ON_HOLD`), our API key is wrong (401), a request of ours is built wrongly
 * (422). Those are for us to mend, and none of them says that the guest's money stays here.
 */
const FINAL: ReadonlySet<string> = new Set([
  'MD_BALANCE_DIFFERS',
  'MD_BALANCE_TOO_SMALL',
  'MD_PARTIAL_UNSUPPORTED',
  'MD_POLICY_FORBIDS',
  'MD_CANCELLATION_REFUSED',
  'MD_PAYMENT_ENDED',
])
