/** What a provider does when a call arrives: approves, cancels, issues and closes in its own books. */
import type { CancelEvidence, Evidence } from '../../src/core/evidence.ts'
import { amount, ZERO } from '../../src/core/money.ts'
import type { Outcome } from '../../src/core/outcome.ts'
import type { Cancellation, Payment } from '../../src/core/payment/payment.ts'
import { HOUR_MS, instant, SECOND_MS } from '../../src/core/time.ts'
import type { Dice } from '../dice.ts'
import type { Time } from '../time.ts'
import { accepted, done, refused, unknown } from './answers.ts'
import { type Books, type Cancel, chargedOf, type Transaction, takenOf } from './books.ts'
import { inquire } from './reading.ts'

/** What the acts of one provider need beside its books. */
export interface Acting {
  readonly books: Books
  readonly time: Time
  readonly dice: Dice
  readonly naive: boolean
  /** Answers by key, for as long as the provider remembers them. */
  readonly answers: Map<string, { readonly at: number; readonly outcome: Outcome<CancelEvidence> }>
}

const found = ({ books }: Acting, { providerRef }: Payment): Transaction | undefined =>
  providerRef === null ? undefined : books.transactions.get(providerRef)

/** Charges what the window authenticated, once; where the window charged, it only looks. */
export function approve(acting: Acting, payment: Payment): Outcome<Evidence> {
  const { books, time } = acting
  const { capabilities, sessionMs } = books.profile
  if (capabilities.moneyMoves === 'in_window') return inquire(books, payment, time.now())
  const one = found(acting, payment)
  if (one === undefined) return refused('operator', 'NO_AUTHENTICATION')
  if (one.charge !== null || one.account !== null) return unknown('ALREADY_APPROVED')
  if (one.declined) return refused('none', 'DECLINED')
  if (sessionMs !== null && time.now() > one.openedAt + sessionMs) return refused('none', 'EXPIRED')
  if (one.method === 'virtual_account') return issued(acting, one, payment)
  books.charge(one, one.amount)
  const told = inquire(books, payment, time.now())
  if (told.kind !== 'done') return told
  return done({ ...told.evidence, amount: amount(one.amount) })
}

function issued({ books, time }: Acting, one: Transaction, payment: Payment): Outcome<Evidence> {
  const expiresAt = payment.virtualAccount?.expiresAt ?? time.now() + 7 * 24 * HOUR_MS
  books.issue(one, expiresAt)
  const told = inquire(books, { ...payment, providerRef: one.ref }, time.now())
  if (told.kind !== 'done' || one.account === null) return told
  const { number } = one.account
  const virtualAccount = { bank: 'SHINHAN', number, holder: null, expiresAt: instant(expiresAt) } as const
  return done({ ...told.evidence, amount: amount(one.amount), virtualAccount })
}

/** Issues an account under our reference where we gave one; a second call under it is refused. */
export function issue(acting: Acting, payment: Payment): Outcome<Evidence> {
  const { books } = acting
  if (found(acting, payment) !== undefined) return unknown('REFERENCE_TAKEN')
  const { providerOrderId: orderNumber, amounts, providerRef } = payment
  const wish = { orderNumber, amount: amounts.total, method: 'virtual_account' } as const
  const one = books.open(providerRef === null ? wish : { ...wish, ref: providerRef })
  return issued(acting, one, payment)
}

/** Closes an account that has no deposit; closing twice is closing once. */
export function close(acting: Acting, payment: Payment): Outcome<CancelEvidence> {
  const { books, time } = acting
  const { id, closeOfDeposited, accountsExpire } = books.profile
  const one = found(acting, payment)
  if (one === undefined || one.account === null)
    return id === 'nicepay' ? refused('none', 'NONE') : unknown('NOT_FOUND')
  if (chargedOf(one) > 0) return refused(closeOfDeposited, 'DEPOSITED')
  if (one.account.closedAt !== null) return id === 'nicepay' ? unknown('ALREADY') : refused('inquire', 'NOT_WAITING')
  if (accountsExpire && time.now() > one.account.expiresAt) return refused('inquire', 'NOT_WAITING')
  books.close(one)
  return done({ providerCancelId: null, amount: ZERO, remaining: null, at: instant(time.now()) })
}

/** Gives money back by the ordinary cancel, as the protocol's keys, guard and balance allow. */
export function cancel(acting: Acting, payment: Payment, asked: Cancellation): Outcome<CancelEvidence> {
  const { books, time, answers } = acting
  const { idempotency } = books.profile.capabilities
  const key = `${asked.id}-${asked.keyEpoch}`
  const kept = answers.get(key)
  if (idempotency !== null && kept !== undefined && time.now() < kept.at + idempotency.lifeMs) return kept.outcome
  const outcome = carryOut(acting, payment, asked)
  answers.set(key, { at: time.now(), outcome })
  return outcome
}

function carryOut(acting: Acting, payment: Payment, asked: Cancellation): Outcome<CancelEvidence> {
  const { books, dice } = acting
  const { profile } = books
  const one = found(acting, payment)
  if (one === undefined || chargedOf(one) === 0) return unknown('NOTHING_TO_CANCEL')
  const balance = chargedOf(one) - takenOf(one)
  const refuse = (outcome: Outcome<CancelEvidence>): Outcome<CancelEvidence> => {
    if (profile.listsRefusals) write(acting, one, { asked, state: 'failed' })
    return outcome
  }
  const guards = profile.capabilities.balanceGuard && !isNaive(acting, one, asked)
  if (guards && asked.guard !== null && asked.guard !== balance) {
    return refuse(refused('inquire', 'BALANCE_DIFFERS'))
  }
  if (balance === 0) return unknown('ALREADY')
  if (asked.amount > balance && !isNaive(acting, one, asked)) return refuse(refused('inquire', 'TOO_MUCH'))
  if (one.method === 'virtual_account' && isBadAccount(asked)) return refuse(refused(profile.badAccount, 'ACCOUNT'))
  if (dice.chance(profile.pending)) return taken(acting, one, asked)
  return gone(acting, one, asked)
}

/** A full cancel is single-shot by nature; parts are what a careless provider may let through twice, guard or not. */
const isNaive = ({ naive }: Acting, one: Transaction, asked: Cancellation): boolean =>
  naive && asked.amount < chargedOf(one)

/** The one number that no bank knows; see the buyers. */
export const BAD_NUMBER = '1000000'
const isBadAccount = ({ refundAccount }: Cancellation): boolean =>
  refundAccount === null || refundAccount.number === BAD_NUMBER

type State = 'pending' | 'done' | 'failed'

function write({ books }: Acting, one: Transaction, { asked, state }: { asked: Cancellation; state: State }): Cancel {
  const tag = books.profile.capabilities.inquiry.partialProof ? asked.id : null
  const toAccount = asked.refundAccount !== null
  return books.cancel(one, { of: asked.id, amount: asked.amount, tag, toAccount }, state)
}

function gone(acting: Acting, one: Transaction, asked: Cancellation): Outcome<CancelEvidence> {
  const made = write(acting, one, { asked, state: 'done' })
  const { tellsRemaining } = acting.books.profile
  const remaining = tellsRemaining ? amount(Math.max(0, chargedOf(one) - takenOf(one))) : null
  return done({ providerCancelId: made.id, amount: amount(asked.amount), remaining, at: instant(acting.time.now()) })
}

/** Taken now; an hour or two later it is done, or it did not happen after all. */
function taken(acting: Acting, one: Transaction, asked: Cancellation): Outcome<CancelEvidence> {
  const { books, time, dice } = acting
  const made = write(acting, one, { asked, state: 'pending' })
  const ends = dice.chance(0.3) ? 'failed' : 'done'
  time.later(dice.between(1, 7_200) * SECOND_MS, () => books.change(one, made, ends))
  return accepted({ providerCancelId: made.id, amount: amount(asked.amount), remaining: null, at: null })
}

/** So long after the authentication the net-cancel call is taken (nicepay §6 and §16: an hour). */
const NET_CANCEL_MS = HOUR_MS

/** Undoes an approval whole, once, within its window. */
export function netCancel(acting: Acting, payment: Payment, asked: Cancellation): Outcome<CancelEvidence> {
  const { time } = acting
  const one = found(acting, payment)
  if (one === undefined) return unknown('NOT_FOUND')
  if (time.now() > one.openedAt + NET_CANCEL_MS) return refused('ordinary_cancel', 'WINDOW_OVER')
  const charged = chargedOf(one)
  if (charged === 0) return unknown('NOTHING_TO_CANCEL')
  if (takenOf(one) === charged) return unknown('ALREADY')
  if (takenOf(one) > 0) return refused('ordinary_cancel', 'IN_PART')
  return gone(acting, one, { ...asked, amount: amount(charged) })
}
