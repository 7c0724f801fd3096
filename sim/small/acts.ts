/** What a provider of a small world does when it is called: every act answers new books, and what it told. */
import type { CancelEvidence, Evidence } from '../../src/core/evidence.ts'
import { amount, ZERO } from '../../src/core/money.ts'
import type { Next, Outcome } from '../../src/core/outcome.ts'
import type { Cancellation } from '../../src/core/payment/payment.ts'
import { after, HOUR_MS, type Instant } from '../../src/core/time.ts'
import { must } from '../../test/core-rules.ts'
import type { Profile } from '../profiles.ts'
import { accepted, done, refused, unknown } from '../provider/answers.ts'
import { type Books, type Change, chargedOf, type Entry, NUMBER, reading, takenOf } from './books.ts'

/** What a call knows of the cancellation that it carries: as it was committed, whatever becomes of it meanwhile. */
export type Asked = Pick<Cancellation, 'id' | 'amount' | 'guard' | 'keyEpoch' | 'attempts' | 'via'>

/** A provider that may choose does every one of these in a world of its own. */
export type Choice = 'done' | 'pending' | { readonly refuses: Next }

/** What it takes to act: whose books, which protocol, when. */
export interface Act {
  readonly books: Books
  readonly profile: Profile
  readonly now: Instant
}

interface Acted<E> {
  readonly books: Books
  readonly outcome: Outcome<E>
}

/** Charges what the window authenticated, or issues the account that it asked for; where it charged, only looks. */
export function approve(act: Act): Acted<Evidence> {
  const { books, profile, now } = act
  const { capabilities, sessionMs } = profile
  const { openedAt, account, chargedAt, method } = books
  const isAccount = method === 'virtual_account'
  if (capabilities.moneyMoves === 'in_window' && !isAccount) return { books, outcome: reading(books, profile, now) }
  if (openedAt === null) return { books, outcome: refused('operator', 'NO_AUTHENTICATION') }
  if (account !== null || chargedAt !== null) return { books, outcome: unknown('ALREADY_APPROVED') }
  if (sessionMs !== null && now > after(openedAt, sessionMs)) return { books, outcome: refused('none', 'EXPIRED') }
  if (isAccount) return issue(act)
  const charged = { ...books, chargedAt: now }
  return { books: charged, outcome: withAmount(reading(charged, profile, now), books.total) }
}

/** Issues the account that was asked for, once. */
export function issue({ books, profile, now }: Act): Acted<Evidence> {
  const { accountUntil: expiresAt, openedAt } = books
  must(books.account === null, 'one account for one intent')
  const account = { openedAt: now, expiresAt, closedAt: null }
  const issued = { ...books, openedAt: openedAt ?? now, account }
  const outcome = reading(issued, profile, now)
  if (outcome.kind !== 'done') return { books: issued, outcome }
  const virtualAccount = { bank: 'SHINHAN', number: NUMBER, holder: null, expiresAt } as const
  return { books: issued, outcome: withAmount(done({ ...outcome.evidence, virtualAccount }), books.total) }
}

const withAmount = (outcome: Outcome<Evidence>, total: number): Outcome<Evidence> =>
  outcome.kind === 'done' ? done({ ...outcome.evidence, amount: amount(total) }) : outcome

/** Closes an account that has no deposit; closing twice is closing once. */
export function close({ books, profile, now }: Act): Acted<CancelEvidence> {
  const { account } = books
  const isLegacy = profile.id === 'nicepay'
  if (account === null) return { books, outcome: isLegacy ? refused('none', 'NONE') : unknown('NOT_FOUND') }
  if (books.chargedAt !== null) return { books, outcome: refused(profile.closeOfDeposited, 'DEPOSITED') }
  if (account.closedAt !== null) {
    return { books, outcome: isLegacy ? unknown('ALREADY') : refused('inquire', 'NOT_WAITING') }
  }
  if (profile.accountsExpire && now > account.expiresAt) return { books, outcome: refused('inquire', 'NOT_WAITING') }
  const closed = { ...books, account: { ...account, closedAt: now } }
  return { books: closed, outcome: done({ providerCancelId: null, amount: ZERO, remaining: null, at: now }) }
}

/** Gives money back by the ordinary cancel, as the protocol's keys, guard and balance allow. */
export function cancel(act: Act, asked: Asked, choice: Choice): Acted<CancelEvidence> {
  const { books, profile, now } = act
  const { idempotency } = profile.capabilities
  if (idempotency === null) return carryOut(act, asked, choice)
  const key = `${asked.id}-${asked.keyEpoch}`
  const kept = books.answers[key]
  if (kept !== undefined && now < after(kept.at, idempotency.lifeMs)) return { books, outcome: kept.outcome }
  const acted = carryOut(act, asked, choice)
  const answers = { ...acted.books.answers, [key]: { at: now, outcome: acted.outcome } }
  return { books: { ...acted.books, answers }, outcome: acted.outcome }
}

function carryOut(act: Act, asked: Asked, choice: Choice): Acted<CancelEvidence> {
  const { books, profile } = act
  const balance = chargedOf(books) - takenOf(books)
  if (books.chargedAt === null) return { books, outcome: unknown('NOTHING_TO_CANCEL') }
  if (profile.capabilities.balanceGuard && asked.guard !== null && asked.guard !== balance) {
    return turnedDown(act, asked, refused('inquire', 'BALANCE_DIFFERS'))
  }
  // "Already cancelled" proves nothing: it may have been this very cancel (DESIGN §4).
  if (balance === 0) return { books, outcome: unknown('ALREADY') }
  if (asked.amount > balance) return turnedDown(act, asked, refused('inquire', 'TOO_MUCH'))
  switch (choice) {
    case 'done':
      return gone(act, asked)
    case 'pending': {
      const { entry, written } = write(act, asked, 'pending')
      return {
        books: written,
        outcome: accepted({ providerCancelId: entry.id, amount: asked.amount, remaining: null, at: null }),
      }
    }
    default:
      return turnedDown(act, asked, refused(choice.refuses, 'NOT_NOW'))
  }
}

/** Some list what they refused, under our tag (portone-v2). */
const turnedDown = (act: Act, asked: Asked, outcome: Outcome<CancelEvidence>): Acted<CancelEvidence> => ({
  books: act.profile.listsRefusals ? write(act, asked, 'failed').written : act.books,
  outcome,
})

function gone(act: Act, asked: Asked): Acted<CancelEvidence> {
  const { entry, written } = write(act, asked, 'done')
  const { now, profile } = act
  const remaining = profile.tellsRemaining ? amount(Math.max(0, chargedOf(written) - takenOf(written))) : null
  return { books: written, outcome: done({ providerCancelId: entry.id, amount: asked.amount, remaining, at: now }) }
}

function write({ books, now }: Act, asked: Asked, state: Change['state']): { entry: Entry; written: Books } {
  const { id: of, amount: won } = asked
  const entry: Entry = { id: `P${books.entries.length}`, of, amount: won, changes: [{ at: now, state }] }
  return { entry, written: { ...books, entries: [...books.entries, entry] } }
}

/** So long after the authentication the net-cancel call is taken (nicepay §6 and §16: an hour). */
const NET_CANCEL_MS = HOUR_MS

/** Undoes an approval whole, once, within its window. */
export function netCancel(act: Act, asked: Asked): Acted<CancelEvidence> {
  const { books, now } = act
  const { openedAt } = books
  if (openedAt === null) return { books, outcome: unknown('NOT_FOUND') }
  if (now > after(openedAt, NET_CANCEL_MS)) return { books, outcome: refused('ordinary_cancel', 'WINDOW_OVER') }
  const charged = chargedOf(books)
  if (charged === 0) return { books, outcome: unknown('NOTHING_TO_CANCEL') }
  if (takenOf(books) === charged) return { books, outcome: unknown('ALREADY') }
  if (takenOf(books) > 0) return { books, outcome: refused('ordinary_cancel', 'IN_PART') }
  return gone(act, { ...asked, amount: amount(charged) })
}

/** What was taken comes to its end. */
export const finish = (books: Books, id: string, change: Change): Books => ({
  ...books,
  entries: books.entries.map((one) => (one.id === id ? { ...one, changes: [...one.changes, change] } : one)),
})
