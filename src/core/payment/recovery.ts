/** What a restored database must doubt about a payment, and what becomes of it when the doubt is over. */
import { refundableOf } from './amounts.ts'
import { isOpen, isOrphanInWaiting, openNetCancel } from './attention.ts'
import {
  askWhy,
  type Context,
  type Decision,
  type Draft,
  draftOf,
  finish,
  hold,
  isRecovering,
  move,
  note,
  patch,
  RECOVERING,
  unchanged,
} from './draft.ts'
import { isTieable, restartDeadline } from './order.ts'
import type { Cancellation, PaymentFile } from './payment.ts'

/** Money without an order, which may have been recorded in the time that was lost. */
const UNTIED = 'recovery_untied'
/** What happened in the time that was lost cannot be told by asking. */
export const UNPROVEN = 'recovery_unproven'

const UNTIED_DETAIL =
  'Paid and without an order when the database was restored: the order may have been recorded in the time that was ' +
  'lost. PUT the order again, or DELETE it; releasing the hold says that there is none, and the money goes back.'

const GIVEN_UP = 'given up when the database was restored: if the buyer paid, adopt it by its reference'

export type RecoveryEvent =
  | ({ readonly phase: 'begin' } & Doubt)
  | ({ readonly phase: 'end' } & Release)
  /** A part is to go back of a payment whose parts do not show. */
  | { readonly phase: 'doubt_part' }

export function recover(file: PaymentFile, event: RecoveryEvent, context: Context): Decision {
  switch (event.phase) {
    case 'begin':
      return begin(file, event, context)
    case 'end':
      return end(file, event, context)
    case 'doubt_part':
      return doubtPart(file, context)
  }
}

interface Doubt {
  /** The recovery point. */
  readonly since: number
  /** Whether the provider can be asked about this payment at all. */
  readonly askable: boolean
}

/** Nothing moves its money until the release; what was decided before may have happened already. */
function begin(file: PaymentFile, { since, askable }: Doubt, context: Context): Decision {
  const { payment } = file
  const { hold: held, order, orphanLeft } = payment
  // Nobody could tell whether its return was approved meanwhile: it must not be presented again.
  if (!askable) {
    if (payment.state !== 'ready') return unchanged(file)
    const ended = move(draftOf(file), 'given_up', { failure: { code: null, message: GIVEN_UP } })
    return finish(note(ended, 'payment.expired', { by: 'recovery' }))
  }
  if (isRecovering(payment)) return unchanged(file)
  const left = patch(draftOf(file), { orphanLeft: order === null ? (orphanLeft ?? 'recovery') : orphanLeft })
  const doubted = held === null ? patch(left, { hold: doubtOf(context) }) : left
  return finish(askWhy(note(doubted, 'payment.recovering', { since })))
}

const doubtOf = ({ now }: Context) => ({
  at: now,
  cause: RECOVERING,
  detail: 'The database was restored: the provider is asked about the time that was lost.',
})

interface Release {
  /** Whether the channel asks the merchant before an orphan is given back. */
  readonly orderCheck: boolean
  /** Whether asking shows each of several partial cancels. */
  readonly partialProof: boolean
}

/** The operator let the channel go on: each doubted payment is free, or a person’s, or the order check’s. */
function end(file: PaymentFile, { orderCheck, partialProof }: Release, context: Context): Decision {
  const { payment } = file
  if (!isRecovering(payment)) return unchanged(file)
  const answered = payment.hintsHeard <= payment.hintsSeen
  const lifted = patch(note(draftOf(file), 'payment.recovered', { answered }), { hold: null })
  if (!answered) return finish(unproven(lifted, 'The provider gave no usable answer.', context))
  if (!partialProof && file.cancellations.some((one) => isPartUnderWay(file, one))) {
    return finish(unproven(lifted, 'A part is about to go back, and parts that went back do not show.', context))
  }
  if (mayHideDeposit(file, context)) {
    return finish(unproven(lifted, 'Whether a deposit came does not show, and its notice may be lost.', context))
  }
  return finish(isUntied(file) ? endUntied(lifted, orderCheck, context) : patch(lifted, { orphanLeft: null }))
}

const unproven = (draft: Draft, why: string, { now }: Context): Draft =>
  hold(draft, now, { cause: UNPROVEN, detail: `${why} See the provider’s own site for the time that was lost.` })

const isPartUnderWay = ({ payment }: PaymentFile, { state, amount: asked }: Cancellation): boolean =>
  isOpen(state) && payment.amounts.paid > 0 && asked < payment.amounts.paid

/** A deposit that only a notice tells (NICEPAY), on an account whose order may have been recorded since. */
const mayHideDeposit = ({ payment }: PaymentFile, { policy }: Context): boolean =>
  payment.state === 'awaiting_deposit' &&
  payment.order === null &&
  !payment.watched &&
  policy.virtualAccount?.depositProof === 'notice'

/** Money that an order of the time that was lost may belong to. */
function isUntied(file: PaymentFile): boolean {
  const { payment, cancellations } = file
  const holdsMoney = payment.state === 'paid' || payment.state === 'partially_cancelled'
  const goesBack = payment.accountAsk !== null || openNetCancel(cancellations) !== null
  return holdsMoney && payment.order === null && !payment.watched && isTieable(payment) && (goesBack || hasMoney(file))
}

const hasMoney = ({ payment }: PaymentFile): boolean => refundableOf(payment.amounts) > 0

/**
 * Where the merchant is asked, the order's time begins anew. A net cancel or a question to the buyer that the restored
 * database remembers, and that did nothing since, was stopped by something: a person finds out by what.
 */
function endUntied(draft: Draft, orderCheck: boolean, context: Context): Draft {
  if (openNetCancel(draft.file.cancellations) !== null) {
    return unproven(draft, 'A net cancel that was begun before is not to be seen at the provider.', context)
  }
  if (!orderCheck || !isOrphanInWaiting(draft.file)) {
    return hold(draft, context.now, { cause: UNTIED, detail: UNTIED_DETAIL })
  }
  return restartDeadline(patch(draft, { orphanLeft: null }), context.now, context)
}

/** A part is to go back of a payment whose parts do not show: a person looks first, once for each recovery. */
function doubtPart(file: PaymentFile, context: Context): Decision {
  if (file.payment.hold !== null) return unchanged(file)
  return finish(unproven(draftOf(file), 'Parts that went back do not show when the provider is asked.', context))
}

/** What a person's release of a hold means for a payment that was doubted. */
export function heedRelease(draft: Draft, cause: string, { now }: Context): Draft {
  const { orphanLeft } = draft.file.payment
  const proven = cause === UNPROVEN ? patch(draft, { provenAt: now }) : draft
  if (orphanLeft !== 'recovery') return proven
  // Released for another reason it is still an orphan of the recovery, which the net must not take by itself.
  if (cause !== UNTIED && isUntied(proven.file)) return hold(proven, now, { cause: UNTIED, detail: UNTIED_DETAIL })
  return patch(proven, { orphanLeft: null })
}
