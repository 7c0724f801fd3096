/** Makes states equal that nothing tells apart any more: time is told from now, and what is over is forgotten. */
import { isOpen, owedSince } from '../../src/core/payment/attention.ts'
import type { Policy } from '../../src/core/payment/draft.ts'
import type { Cancellation, PaymentFile } from '../../src/core/payment/payment.ts'
import { after, DAY_MS, HOUR_MS, type Instant, instant, later, MINUTE_MS, SECOND_MS } from '../../src/core/time.ts'
import { NOON } from '../../test/core.ts'
import { type Books, type Entry, STALE_MS, stateOf } from './books.ts'
import type { State } from './state.ts'

/** The one moment at which everything happens: time does not go on, what has happened grows older. */
export const NOW = NOON

/** `everything`: nothing but the alert below is forgotten, to see that forgetting changes nothing (small.test.ts). */
export type Memory = 'what is asked for' | 'everything'

/** Every name under which a moment is kept, in our file, the provider's books, our processes and on the wire. */
const MOMENTS = new Set([
  ...['at', 'createdAt', 'readyUntil', 'orderDueAt', 'recordedAt', 'paidAt', 'learnedAt', 'hintsSeenAt', 'since'],
  ...['returnedAt', 'startedAt', 'callEndsAt', 'negatives', 'settledAt', 'sentAt', 'nextAt', 'linkExpiresAt'],
  ...['expiresAt', 'issuedAt', 'openedAt', 'closedAt', 'chargedAt', 'accountUntil'],
  ...['before', 'lease', 'leasedUntil', 'until'],
])

/** The same state, `byMs` later. Of what is older than `memoryMs` only the order is kept. */
export function aged(state: State, byMs: number, memoryMs: number): State {
  const old = new Set<number>()
  const oldest = NOW - memoryMs
  eachMoment(state, (at) => {
    if (at - byMs < oldest) old.add(at - byMs)
    return at
  })
  const places = new Map([...old].sort((a, b) => b - a).map((at, nth) => [at, oldest - nth - 1]))
  return eachMoment(state, (at) => places.get(at - byMs) ?? at - byMs)
}

/** A copy in which every moment went through `change`. */
function eachMoment<T>(thing: T, change: (at: number) => number, isMoment = false): T {
  if (typeof thing === 'number') return (isMoment ? instant(change(thing)) : thing) as T
  if (thing === null || typeof thing !== 'object') return thing
  if (Array.isArray(thing)) return thing.map((one) => eachMoment(one, change, isMoment)) as T
  const entries = Object.entries(thing).map(([name, value]) => [name, eachMoment(value, change, MOMENTS.has(name))])
  return Object.fromEntries(entries) as T
}

/** A key that lives longer than any ladder is climbed is one that never ends. */
const memoryOfKey = (keyLifeMs: number | null): number =>
  keyLifeMs !== null && keyLifeMs < DAY_MS ? keyLifeMs + MINUTE_MS : 0

/** The longest wait that a rule counts from something that is over: the net cancel's hour, or a key's life. */
export const memoryOf = ({ keyLifeMs }: Policy, memory: Memory): number =>
  memory === 'everything' ? Number.POSITIVE_INFINITY : Math.max(3 * HOUR_MS, memoryOfKey(keyLifeMs))

/** Hints are spaced by ten seconds (attention.ts). */
const HINT_SPACING_MS = 10 * SECOND_MS

/**
 * The same file without what no decision reads: versions, words of providers, the times of what is settled. Hints are
 * counted from the last that was answered, because only differences are ever compared.
 */
export function plainFile({ payment, cancellations }: PaymentFile, policy: Policy, memory: Memory): PaymentFile {
  // The alert of a refund that is due by law is told and changes nothing; it counts business days, and time stands.
  const alerted = owedSince({ payment, cancellations })
  if (memory === 'everything') return { payment: { ...payment, refundAlertedFor: alerted }, cancellations }
  const { hold, hintsHeard, hintsSeen, hintsSeenAt } = payment
  const plain = cancellations.map((one) => plainCancellation(one, policy))
  return {
    payment: {
      ...payment,
      version: 0,
      failure: null,
      refundAlertedFor: owedSince({ payment, cancellations: plain }),
      hold: hold === null ? null : { at: NOW, cause: hold.cause, detail: '' },
      hintsHeard: hintsHeard - hintsSeen,
      hintsSeen: 0,
      hintsSeenAt: hintsSeenAt === null ? null : later(hintsSeenAt, after(NOW, -HINT_SPACING_MS)),
    },
    cancellations: plain,
  }
}

function plainCancellation(one: Cancellation, policy: Policy): Cancellation {
  const plain = { ...one, answer: null, credential: null }
  // A refund to an account is followed by its own times (follow.ts).
  if (one.shownAccount !== null) return plain
  if (!isOpen(one.state)) return settled(plain)
  if (one.attempts === 0) return { ...plain, createdAt: NOW }
  return one.attempts === 1 && one.sentAt !== null ? underWay(plain, one.sentAt, policy) : plain
}

const settled = (one: Cancellation): Cancellation => ({
  ...one,
  createdAt: NOW,
  settledAt: NOW,
  callEndsAt: null,
  keyEpoch: 0,
  guard: null,
  // Only without the provider's id, and after a repetition, is a time of it compared (list.ts `isOlderAttempt`).
  sentAt: one.providerCancelId === null && one.attempts > 1 ? one.sentAt : null,
  attempts: Math.min(one.attempts, 2),
})

/** Ten minutes of quiet, and half a minute in which what cannot be proven becomes a person's (settle.ts). */
const QUIET_MS = 10 * MINUTE_MS
const GIVE_UP_MS = 30 * SECOND_MS

/** Of a first attempt the age counts for as long as a rule asks for it, and its birth not at all. */
function underWay(one: Cancellation, sentAt: Instant, policy: Policy): Cancellation {
  const quietMs = [policy.resendFull, policy.resendPartial].includes('after_quiet') ? QUIET_MS : 0
  const horizonMs = Math.max(policy.callLifeMs + GIVE_UP_MS, quietMs, memoryOfKey(policy.keyLifeMs))
  const at = later(sentAt, after(NOW, -horizonMs))
  return { ...one, createdAt: at, sentAt: at, callEndsAt: after(at, policy.callLifeMs) }
}

/**
 * The provider's books without what nobody can ask for any more: when something ended, where that is older than any
 * answer, and answers under keys that no request can bring again.
 */
export function plainBooks({ books, file, tasks, late }: State, { keyLifeMs }: Policy): Books {
  const open = file.cancellations.filter(({ state }) => isOpen(state))
  const underWay = [...late, ...tasks].flatMap((one) => ('sent' in one ? (one.sent.asked?.id ?? []) : []))
  const named = [...open.map(({ id }) => id), ...underWay]
  // The time of a failed attempt tells it from a later one (list.ts `isOlderAttempt`).
  const compared = open.filter(({ attempts }) => attempts > 1).map(({ id }): string => id)
  const oldest = after(NOW, -STALE_MS - 1)
  const plain = (one: Entry): Entry =>
    stateOf(one) === 'pending' || compared.includes(one.of)
      ? one
      : { ...one, changes: one.changes.map(({ at, state }) => ({ at: later(at, oldest), state })) }
  const answers = Object.entries(books.answers)
    .filter(([key]) => named.some((id) => key.startsWith(id)))
    .map(([key, { at, outcome }]) => [key, { at: memoryOfKey(keyLifeMs) > 0 ? at : NOW, outcome }])
  return { ...books, entries: books.entries.map(plain), answers: Object.fromEntries(answers) }
}
