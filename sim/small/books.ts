/** A provider's own books in a small world, as data, and what its inquiry tells of them as far as its protocol does. */
import type { CancelEvidence, Evidence, ListedCancel, Method } from '../../src/core/evidence.ts'
import { amount } from '../../src/core/money.ts'
import type { Outcome } from '../../src/core/outcome.ts'
import { after, type Instant, SECOND_MS } from '../../src/core/time.ts'
import { NOON } from '../../test/core.ts'
import type { Profile } from '../profiles.ts'
import { ACCOUNT, done, UNTOLD, unknown } from '../provider/answers.ts'

/** The one account and the one transaction of a world. */
export const NUMBER = '56211101234567'
export const REF = 'T1'

export interface Change {
  readonly at: Instant
  readonly state: 'pending' | 'done' | 'failed'
}

/** One cancel, as the provider has it; `of`: the intent of ours that it carries out. */
export interface Entry {
  readonly id: string
  readonly of: string
  readonly amount: number
  readonly changes: readonly Change[]
}

export interface Books {
  readonly method: Method
  readonly total: number
  /** Until when an account that is issued takes a deposit. */
  readonly accountUntil: Instant
  /** When the buyer was authenticated, or an account was asked for: from then on there is a transaction. */
  readonly openedAt: Instant | null
  /** When the money came. */
  readonly chargedAt: Instant | null
  readonly account: {
    readonly openedAt: Instant
    readonly expiresAt: Instant
    readonly closedAt: Instant | null
  } | null
  readonly entries: readonly Entry[]
  /** Answers by key, refusals too (T, V2). */
  readonly answers: Readonly<Record<string, { readonly at: Instant; readonly outcome: Outcome<CancelEvidence> }>>
}

/** Books in which nothing happened yet, for a card; an account says more. */
export const emptyBooks = (what: Pick<Books, 'total'> & Partial<Books>): Books => ({
  method: 'card',
  accountUntil: NOON,
  openedAt: null,
  chargedAt: null,
  account: null,
  entries: [],
  answers: {},
  ...what,
})

export const stateOf = ({ changes }: Entry, asOf = Number.POSITIVE_INFINITY): Change['state'] | null =>
  changes.findLast(({ at }) => at <= asOf)?.state ?? null

/** What an inquiry could ever tell of them, but for times. */
export const gistOf = (books: Books): string => {
  const { openedAt, chargedAt, account, entries } = books
  return JSON.stringify([
    openedAt !== null,
    chargedAt !== null,
    account?.closedAt != null,
    entries.map((one) => stateOf(one)),
  ])
}

/** What was charged, as seen then. */
export const chargedOf = ({ chargedAt, total }: Books, asOf = Number.POSITIVE_INFINITY): number =>
  chargedAt !== null && chargedAt <= asOf ? total : 0

/** All that went back, or is going back. */
export const takenOf = (books: Books, asOf?: number): number => sum(books, ['pending', 'done'], asOf)

export const returnedOf = (books: Books, asOf?: number): number => sum(books, ['done'], asOf)

const sum = ({ entries }: Books, states: readonly string[], asOf?: number): number =>
  entries.filter((one) => states.includes(stateOf(one, asOf) ?? '')).reduce((all, one) => all + one.amount, 0)

/** How old a stale answer is (sim/provider/line.ts). */
export const STALE_MS = 20 * SECOND_MS

/** `asOf`: a stale answer shows what was. */
export function reading(books: Books, profile: Profile, asOf: Instant): Outcome<Evidence> {
  const { openedAt } = books
  if (openedAt === null || openedAt > asOf) return done({ ...UNTOLD, ref: REF })
  if (!profile.capabilities.inquiry.amount) return done(statusOnly(books, asOf))
  return chargedOf(books, asOf) > 0 ? done(charged(books, profile, asOf)) : unpaid(books, profile, asOf)
}

const common = ({ method }: Books): Evidence => ({
  ...UNTOLD,
  ref: REF,
  currency: 'KRW',
  method,
  live: true,
  account: ACCOUNT,
})

/** NICEPAY: three states and no sums; whether an account has its deposit nobody can tell (nicepay §9, §17). */
function statusOnly(books: Books, asOf: Instant): Evidence {
  const { account, method, chargedAt } = books
  const won = chargedOf(books, asOf)
  if (won > 0) {
    const isAccount = method === 'virtual_account'
    const isGone = returnedOf(books, asOf) >= won
    const status = isGone ? 'cancelled' : isAccount ? 'awaiting_deposit' : 'paid'
    return { ...common(books), status, paidAt: isAccount ? null : chargedAt }
  }
  if (account === null || account.openedAt > asOf) return { ...UNTOLD, ref: REF }
  const isClosed = account.closedAt !== null && account.closedAt <= asOf
  return { ...common(books), status: isClosed ? 'cancelled' : 'awaiting_deposit' }
}

function charged(books: Books, profile: Profile, asOf: Instant): Evidence {
  const won = chargedOf(books, asOf)
  const back = profile.countsPending ? takenOf(books, asOf) : returnedOf(books, asOf)
  return {
    ...common(books),
    status: back === 0 ? 'paid' : back >= won ? 'cancelled' : 'partially_cancelled',
    amount: amount(won),
    balance: amount(Math.max(0, won - back)),
    paidAt: books.chargedAt,
    cancels: books.entries.flatMap((one) => listed(books, one, asOf)),
  }
}

/** A refused attempt says nothing about a cancellation of which another attempt was taken (portone-v2 §5.5). */
function listed(books: Books, one: Entry, asOf: Instant): ListedCancel[] {
  const state = stateOf(one, asOf)
  if (state === null) return []
  const isOutdated =
    state === 'failed' && books.entries.some((other) => other.of === one.of && stateOf(other, asOf) !== 'failed')
  const at = one.changes[0]?.at ?? null
  return [{ providerCancelId: one.id, amount: amount(one.amount), at, tag: isOutdated ? null : one.of, state }]
}

function unpaid(books: Books, profile: Profile, asOf: Instant): Outcome<Evidence> {
  const { account, openedAt, total } = books
  const told: Evidence = { ...common(books), cancels: [] }
  if (account !== null && account.openedAt <= asOf) {
    const isClosed = account.closedAt !== null && account.closedAt <= asOf
    if (isClosed || (profile.accountsExpire && asOf > account.expiresAt)) return done({ ...told, status: 'not_paid' })
    const virtualAccount = { bank: 'SHINHAN', number: NUMBER, holder: null, expiresAt: account.expiresAt } as const
    return done({ ...told, status: 'awaiting_deposit', amount: amount(total), virtualAccount })
  }
  if (profile.sessionMs !== null && openedAt !== null) {
    return asOf > after(openedAt, profile.sessionMs) ? done({ ...told, status: 'not_paid' }) : unknown('SESSION_OPEN')
  }
  return profile.capabilities.moneyMoves === 'in_window'
    ? done({ ...told, status: 'not_paid' })
    : done({ ...UNTOLD, ref: REF })
}
