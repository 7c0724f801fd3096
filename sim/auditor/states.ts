/** Judges what the API has shown over time: ends that only facts reopen, questions that do not grow old. */
import { DAY_MS, MINUTE_MS } from '../../src/core/time.ts'
import { PROFILES } from '../profiles.ts'
import { takenOf } from '../provider/books.ts'
import type { Sight, Told } from '../witness.ts'
import { type Evidence, type Pair, planIn, type Violation } from './view.ts'

const ENDED: readonly string[] = ['failed', 'expired', 'cancelled']
/** Facts that a provider can tell after the end. */
const REOPENED: Readonly<Record<string, readonly string[]>> = {
  failed: ['paid', 'partially_cancelled', 'cancelled'],
  expired: ['paid', 'partially_cancelled', 'cancelled'],
  cancelled: ['paid', 'partially_cancelled'],
}
/** Weeks after everybody went home nothing waits for a return, an answer or a deposit any more. */
const UNSETTLED: readonly string[] = ['ready', 'approving', 'awaiting_deposit']
const FACTS = ['payment.paid', 'cancellation.bounced', 'cancellation.observed'] as const

/** No decision of ours leaves a terminal state. */
export const endsAreEnds = ({ told }: Evidence): Violation[] =>
  [...told.values()].flatMap((one) =>
    steps(one).flatMap(([was, is]) => {
      if (!ENDED.includes(was.state) || was.state === is.state) return []
      const byFact = is.types.some((type) => (FACTS as readonly string[]).includes(type))
      if (REOPENED[was.state]?.includes(is.state) && byFact) return []
      return [violation('an end is an end', one, `${was.state} became ${is.state} by ${is.types.join()}`)]
    }),
  )

/** The longest ladder is a day and three hours; what takes longer is on the desk, or waits for a bank. */
const OLDEST_MS = 5 * DAY_MS

/** Nothing unknown is older than its ladder, unless a person has it. */
export const nothingStaysUnknown = ({ told }: Evidence): Violation[] =>
  [...told.values()].flatMap((one) => {
    const open = new Map<string, number>()
    for (const sight of one.sights) {
      const questions = questionsOf(sight)
      for (const name of [...open.keys()]) if (!questions.includes(name)) open.delete(name)
      for (const name of questions) if (!open.has(name)) open.set(name, sight.at)
      const old = [...open].find(([, since]) => sight.at - since > OLDEST_MS)
      if (old !== undefined) return [violation('nothing stays unknown', one, `${old[0]} for ${sight.at - old[1]} ms`)]
    }
    const left = [...open.keys()]
    return left.length === 0 ? [] : [violation('nothing stays unknown', one, `${left.join()} in the end`)]
  })

function questionsOf({ state, onDesk, cancellations }: Sight): string[] {
  if (onDesk) return []
  const asked = cancellations.filter(
    (one) => one.state === 'sending' || one.state === 'unknown' || one.state === 'queued',
  )
  return [...(state === 'approving' ? ['approval'] : []), ...asked.map(({ id, state: was }) => `${id} ${was}`)]
}

/** What a provider shows may be so old. */
const STALE_MS = MINUTE_MS

/**
 * Unknown is never guessed: what we call failed has not charged anybody, as far as anybody could have known. Where the
 * window charges, "failed" is the provider's own word.
 */
export const failedIsFailed = (_: Evidence, pairs: readonly Pair[]): Violation[] =>
  pairs.flatMap(({ one, told, channel }) => {
    if (PROFILES[channel].capabilities.moneyMoves === 'in_window') return []
    const failed = told?.sights.find(({ types }) => types.includes('payment.failed'))
    const { charge } = one
    if (failed === undefined || told === null || charge === null || !one.live) return []
    const isGone = takenOf(one, failed.at) >= charge.amount
    if (charge.at > failed.at - STALE_MS || isGone) return []
    return [violation('unknown is never guessed', told, `failed ${failed.at - charge.at} ms after it was charged`)]
  })

/** Of one payment one call at most is under way or unexplained (DESIGN §4): what of two was lost nobody could tell. */
export const oneCallAtATime = ({ told }: Evidence): Violation[] =>
  [...told.values()].flatMap((one) => {
    const two = one.sights.map(underWay).find((ids) => ids.length > 1)
    return two === undefined ? [] : [violation('one call at a time', one, `${two.join(' and ')}`)]
  })

const underWay = ({ cancellations }: Sight): string[] =>
  cancellations.filter(({ state }) => state === 'sending' || state === 'unknown').map(({ id }) => id)

/** Everything has come to rest: what is accepted, waits, or is due would show here. */
export const allIsAtRest = ({ told, restless, troubles }: Evidence): Violation[] => [
  ...restless.map((channel) => ({
    promise: 'everything comes to rest',
    detail: `${channel} is still due`,
    plan: null,
  })),
  ...troubles.map((detail) => ({ promise: 'nothing throws', detail, plan: null })),
  ...[...told.values()].flatMap((one) => {
    const last = one.sights.at(-1)
    const open = last?.cancellations.filter(({ state }) => ['queued', 'sending', 'unknown', 'accepted'].includes(state))
    if (last === undefined || last.onDesk) return []
    if (UNSETTLED.includes(last.state)) return [violation('everything comes to rest', one, `still ${last.state}`)]
    if (open?.length === 0) return []
    return [violation('everything comes to rest', one, `${open?.map(({ id, state }) => `${id} ${state}`).join()}`)]
  }),
]

/** No second live account for one order: neither in the books, nor a number that somebody could pay to. */
export function oneAccountPerOrder({ books, told, view }: Evidence): Violation[] {
  // A number counts when it was shown as one that waits for its deposit: only then a buyer can have it from us.
  const waited = [...told.values()].filter(({ sights }) => sights.some(({ state }) => state === 'awaiting_deposit'))
  const numbers = new Set(waited.flatMap(({ id }) => view(id)?.virtualAccount?.number ?? []))
  return books.flatMap(({ profile, transactions }) => {
    const byOrder = Map.groupBy(
      [...transactions.values()].filter(({ account }) => account !== null),
      ({ orderNumber }) => orderNumber.replace(/-\d+$/, ''),
    )
    return [...byOrder].flatMap(([order, all]) => {
      const shown = all.filter(({ account, charge }) => charge === null && numbers.has(account?.number ?? ''))
      const lives = shown.map(({ account }) => ({ from: account?.openedAt ?? 0, to: endOf(account) }))
      const two = lives.some((a, at) => lives.some((b, other) => other > at && a.from < b.to && b.from < a.to))
      const detail = `${order}: ${shown.map(({ account }) => account?.number).join(' and ')}`
      return two ? [{ promise: `one live account per order at ${profile.id}`, detail, plan: planIn(order) }] : []
    })
  })
}

const endOf = (account: { closedAt: number | null; expiresAt: number } | null): number =>
  Math.min(account?.closedAt ?? Number.POSITIVE_INFINITY, account?.expiresAt ?? 0)

/** An account that we show as closed takes no deposit any more. */
export const closedIsClosed = (_: Evidence, pairs: readonly Pair[]): Violation[] =>
  pairs.flatMap(({ one, told, channel }) => {
    const closed = told?.sights.find(({ cancellations }) => cancellations.some(isDoneClose))
    const { account } = one
    if (told === null || closed === undefined || account === null || account.closedAt !== null || one.charge !== null)
      return []
    // Past its deadline it was over before our call could close it.
    if (PROFILES[channel].accountsExpire && closed.at >= account.expiresAt) return []
    return [violation('closed is closed', told, `${account.number} still takes deposits`)]
  })

const isDoneClose = ({ kind, state }: { kind: string; state: string }): boolean =>
  kind === 'account_close' && state === 'done'

/** The feed tells each entry once, and each payment's in their order. */
export function feedIsWhole({ feed, told }: Evidence): Violation[] {
  const next = new Map<string, number>()
  for (const [at, { feedSeq, paymentId, seq }] of feed.entries()) {
    const expected = (next.get(paymentId) ?? 0) + 1
    const plan = planIn(told.get(paymentId)?.orderId ?? '')
    const detail = `${paymentId} ${seq} at place ${feedSeq}`
    if (feedSeq !== at + 1 || seq !== expected) return [{ promise: 'the feed is whole', detail, plan }]
    next.set(paymentId, seq)
  }
  return [...told.values()].flatMap((one) => {
    const version = one.sights.reduce((sum, { types }) => sum + types.length, 0)
    const seen = next.get(one.id) ?? 0
    return seen === version ? [] : [violation('the feed is whole', one, `${seen} of ${version} entries`)]
  })
}

const violation = (promise: string, { id, orderId }: Told, detail: string): Violation => ({
  promise,
  detail: `${id} of ${orderId}: ${detail}`,
  plan: planIn(orderId),
})

const steps = ({ sights }: Told): [Sight, Sight][] =>
  sights.slice(1).map((is, at) => [sights[at] as Sight, is] as [Sight, Sight])
