/** What can become of a call between a process of ours and the provider: at most one misfortune of each kind. */
import type { CancelEvidence, Evidence } from '../../src/core/evidence.ts'
import { notSent, type Outcome, unknownOutcome } from '../../src/core/outcome.ts'
import type { PaymentEvent } from '../../src/core/payment/decide.ts'
import { after, type Instant, instant } from '../../src/core/time.ts'
import type { Profile } from '../profiles.ts'
import { refused, unknown } from '../provider/answers.ts'
import { LATE_ISSUE_MS, LATE_UNDO_MS } from '../provider/line.ts'
import { approve, type Choice, cancel, close, issue, netCancel } from './acts.ts'
import { type Books, reading, STALE_MS } from './books.ts'
import { NOW } from './plain.ts'
import type { Late, Left, MoneyCall, Sent } from './state.ts'

/** What a fate does to a call. */
export interface Fate {
  readonly label: string
  /** Misfortunes that it takes. */
  readonly costs: 0 | 1
  readonly books: Books
  /** The provider will end it later. */
  readonly isTaken: boolean
  /** What is told to the process. */
  readonly outcome: Outcome<Evidence> | Outcome<CancelEvidence>
  /** `late`: the process is stopped with it in hand, for as long as it likes. `twice`: and once more, late. */
  readonly told: 'in_time' | 'late' | 'twice'
  /** The request takes effect later. */
  readonly isOnItsWay: boolean
}

interface Called {
  readonly sent: Sent
  readonly books: Books
  readonly profile: Profile
  readonly now: Instant
}

type Happened = Pick<Fate, 'books' | 'outcome'>

/** Carries a call out in the provider's books. */
export function arrive({ sent, ...act }: Called, choice: Choice): Happened {
  const { asked, call } = sent
  if (call === 'approve') return approve(act)
  if (call === 'issue') return issue(act)
  if (call === 'close') return close(act)
  if (asked === null) throw new Error('a cancel of nothing')
  return call === 'cancel' ? cancel(act, asked, choice) : netCancel(act, asked)
}

/** A request that nobody waits for any more, on its way for as long as its protocol lets it be. */
export const lateOf = (profile: Profile, sent: Sent): Late => ({ sent, until: after(NOW, lateMs(profile, sent)) })

function lateMs({ lateApproveMs, lateCancelMs }: Profile, { call, asked }: Sent): number {
  switch (call) {
    case 'approve':
      return lateApproveMs
    case 'issue':
      return LATE_ISSUE_MS
    case 'net_cancel':
      return LATE_UNDO_MS
    case 'cancel':
    case 'close':
      // What undoes an approval names no balance; negative proof builds on its coming soon, or never (nothing.ts).
      return asked?.guard === null ? LATE_UNDO_MS : lateCancelMs
  }
}

/** Listed refusals of a call that a healthy provider may give (sim/provider/provider.ts `ONLY`). */
const REFUSALS = {
  approve: ['none'],
  issue: ['none'],
  cancel: ['none', 'inquire', 'retry_after'],
  net_cancel: ['none', 'inquire', 'retry_after'],
  close: ['operator', 'retry_after'],
} as const

const FINE = { costs: 0, told: 'in_time', isOnItsWay: false, isTaken: false } as const
const BAD = { ...FINE, costs: 1 } as const
const lost = unknownOutcome('time-out')

/** Every fate of a money call, as far as the world may still do it to us. */
export function fatesOf(called: Called, left: Left): Fate[] {
  const { sent, books, profile } = called
  const choices: readonly Choice[] =
    sent.call === 'cancel' && profile.pending > 0 && left.pending > 0 ? ['done', 'pending'] : ['done']
  const good = choices.map((choice) => ({ ...arrive(called, choice), isTaken: choice === 'pending' }))
  const fine = good.map((one): Fate => ({ ...FINE, ...one, label: one.isTaken ? 'is taken' : 'arrives' }))
  if (left.faults === 0) return fine
  return [
    ...fine,
    ...good.flatMap((happened): Fate[] => {
      const how = happened.isTaken ? ' (taken)' : ''
      return [
        { ...BAD, ...happened, outcome: lost, label: `arrives${how}, the answer is lost` },
        { ...BAD, ...happened, told: 'late', label: `arrives${how}, the answer waits in a stopped process` },
        { ...BAD, ...happened, told: 'twice', label: `arrives${how}, the answer is told twice` },
      ]
    }),
    { ...BAD, books, outcome: lost, label: 'is lost' },
    { ...BAD, books, outcome: lost, isOnItsWay: true, label: 'is given up and still on its way' },
    { ...BAD, books, outcome: notSent('ECONNREFUSED'), label: 'never leaves' },
    { ...BAD, books, outcome: notSent('the send fence'), told: 'late', label: 'is stopped by the fence' },
    ...REFUSALS[sent.call].map((next) => turnedDown(called, next)),
  ]
}

function turnedDown(called: Called, next: (typeof REFUSALS)[MoneyCall][number]): Fate {
  const { sent, books } = called
  const label = `is refused: ${next}`
  if (sent.call === 'cancel') return { ...BAD, ...arrive(called, { refuses: next }), label }
  return { ...BAD, books, outcome: refused(next), label }
}

export interface Answer {
  readonly label: string
  readonly costs: 0 | 1
  readonly outcome: Outcome<Evidence>
  readonly told: 'in_time' | 'late'
  /** It is fresh, and says all that the protocol can say. */
  readonly isWhole: boolean
}

/** Without a reference, where asking takes one. */
export const CANNOT_BE_ASKED: Answer = {
  label: 'cannot be asked',
  costs: 0,
  outcome: unknown('NO_REFERENCE'),
  told: 'in_time',
  isWhole: true,
}

/** Every fate of a question. */
export function answersOf({ books, profile, now }: Omit<Called, 'sent'>, faults: boolean): Answer[] {
  const fresh = reading(books, profile, now)
  const fine: Answer = { label: 'is answered', costs: 0, outcome: fresh, told: 'in_time', isWhole: true }
  if (!faults) return [fine]
  const stale = reading(books, profile, instant(now - STALE_MS))
  return [
    fine,
    { ...fine, costs: 1, isWhole: false, outcome: lost, label: 'is not answered' },
    { ...fine, costs: 1, isWhole: false, outcome: notSent('ECONNREFUSED'), label: 'never leaves' },
    { ...fine, costs: 1, told: 'late', label: 'is answered to a stopped process' },
    { ...fine, costs: 1, isWhole: false, outcome: stale, label: 'is answered as of 20 s ago' },
  ]
}

/** What a process does with what it was told. */
export function eventOf({ call, asked }: Sent, outcome: Fate['outcome']): PaymentEvent {
  if (call === 'approve') return { type: 'approval_outcome', outcome: outcome as Outcome<Evidence> }
  if (call === 'issue') return { type: 'issue_outcome', outcome: outcome as Outcome<Evidence> }
  if (asked === null) throw new Error('a cancel of nothing')
  return {
    type: 'cancellation_outcome',
    cancellationId: asked.id,
    attempt: asked.attempts,
    outcome: outcome as Outcome<CancelEvidence>,
  }
}
