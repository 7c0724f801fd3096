/** Compares the cancels that a provider lists of one payment with ours: each is matched once. */
import type { ListedCancel } from '../evidence.ts'
import { isWithin, type Scope, SETTLE_MS } from './day.ts'
import type { Difference, Say } from './judge.ts'
import type { Listed } from './listed.ts'
import type { OurCancel, OurPayment } from './ours.ts'

interface Compared {
  readonly listed: Listed
  readonly ours: OurPayment
  readonly scope: Scope | null
  readonly say: Say
}

export function cancelDifferences(compared: Compared): readonly Difference[] {
  const { listed, ours } = compared
  if (ours.paid === 0) return ofUnpaid(compared)
  const pairs = pair(listed.cancels, ours.cancels)
  const theirs = pairs.flatMap(({ theirs, own }) =>
    isJudged(compared, theirs) ? seeListed(compared, theirs, own) : [],
  )
  const matched = new Set(pairs.map(({ own }) => own))
  const missing = listed.cancelsComplete
    ? ours.cancels
        .filter((own) => !matched.has(own) && isBookedBefore(own, compared))
        .map((own) => unseen(compared, own))
    : []
  return [...theirs, ...doubled(compared), ...missing, ...bySums(compared)]
}

/**
 * Toss lists an account that was closed unpaid like a cancel of its full amount. Where our own close says the same
 * there is nothing to tell; else asking decides.
 */
function ofUnpaid({ listed, ours, say, scope }: Compared): readonly Difference[] {
  if (listed.charge !== null || listed.shape === 'payments') return []
  const closedByUs = ours.cancels.some(({ kind, state }) => kind === 'account_close' && state === 'done')
  if (closedByUs || !listed.cancels.some(({ at }) => scope === null || at === null || isWithin(scope, at))) return []
  const [cancel] = listed.cancels
  const detail = `The provider lists a cancel of ${cancel?.amount}; here nothing was paid (${ours.state}).`
  return [say('account_closed_there', { amount: null, detail })]
}

/** In a list of payments all cancels are there, of whatever day; in one of movements those of the day. */
function isJudged({ listed, scope }: Compared, { at }: ListedCancel): boolean {
  if (scope === null) return true
  if (at === null) return listed.within
  return listed.shape === 'payments' ? at < scope.readAt - SETTLE_MS : isWithin(scope, at)
}

interface Pair {
  readonly theirs: ListedCancel
  readonly own: OurCancel | null
}

/** By the provider's id, by our tag, then by amount where one of the two sides has no name for it. */
function pair(listed: readonly ListedCancel[], ours: readonly OurCancel[]): readonly Pair[] {
  const free = new Set(ours.filter(({ kind }) => kind !== 'account_close'))
  const take = (fits: (own: OurCancel) => boolean): OurCancel | null => {
    const own = [...free].find(fits) ?? null
    if (own !== null) free.delete(own)
    return own
  }
  const named = listed.map((theirs) => ({
    theirs,
    own:
      take(({ providerCancelId: id }) => theirs.providerCancelId !== '' && id === theirs.providerCancelId) ??
      (theirs.tag === null ? null : take(({ id }) => id === theirs.tag)),
  }))
  return named.map(({ theirs, own }) => ({ theirs, own: own ?? take((one) => mayBe(one, theirs)) }))
}

const mayBe = ({ amount, providerCancelId, state }: OurCancel, theirs: ListedCancel): boolean =>
  amount === theirs.amount &&
  theirs.tag === null &&
  (providerCancelId === null || theirs.providerCancelId === '') &&
  state !== 'refused' &&
  state !== 'bounced'

function seeListed({ say }: Compared, theirs: ListedCancel, own: OurCancel | null): readonly Difference[] {
  const { amount, providerCancelId, state = 'done' } = theirs
  const about = own?.id ?? `${providerCancelId}`
  if (state === 'pending' || (amount === 0 && own === null)) return []
  if (state === 'failed') {
    if (own?.state !== 'done' || own.providerCancelId !== providerCancelId) return []
    const detail = `${own.id} of ${own.amount} is done here; the provider says that it failed or came back.`
    return [say('refund_bounced_there', { amount, about, detail })]
  }
  if (own === null) {
    const detail = `The provider shows a cancel of ${amount} (${providerCancelId || 'without a number'}), we have none.`
    return [say('cancel_missing_here', { amount, about, detail })]
  }
  // A list of movements goes on showing a refund that came back from the bank.
  if (own.state === 'bounced') return []
  if (own.state !== 'done') {
    const detail = `${own.id} of ${own.amount} is done there; here it is ${own.state}.`
    return [say('cancel_state_differs', { amount, about, detail })]
  }
  if (own.amount === amount) return []
  return [say('cancel_amount_differs', { amount, about, detail: `${own.id}: ${amount} there, ${own.amount} here.` })]
}

/** One intent of ours that went back twice. */
function doubled({ listed, say }: Compared): readonly Difference[] {
  const done = listed.cancels.filter(({ state = 'done', tag }) => state === 'done' && tag !== null)
  const byTag = Map.groupBy(done, ({ tag }) => tag)
  return [...byTag].flatMap(([tag, group]) => {
    const ids = new Set(group.map(({ providerCancelId }) => providerCancelId))
    if (ids.size < 2 || tag === null) return []
    const amount = group.slice(1).reduce((sum, one) => sum + one.amount, 0)
    const detail = `${tag} was carried out ${ids.size} times: ${[...ids].join(', ')}.`
    return [say('cancel_doubled', { amount, about: tag, detail })]
  })
}

/** What we booked while the list was being read need not be in it. */
const isBookedBefore = ({ kind, state, amount, settledAt }: OurCancel, { scope }: Compared): boolean =>
  kind !== 'account_close' &&
  state === 'done' &&
  amount > 0 &&
  (scope === null || (settledAt !== null && settledAt < scope.readAt - SETTLE_MS))

function unseen({ say }: Compared, { id, amount, providerCancelId }: OurCancel): Difference {
  const detail = `${id} of ${amount} (${providerCancelId ?? 'no number told'}) is done here and not shown there.`
  return say('cancel_missing_there', { amount, about: id, detail })
}

/** Where no cancels are shown, what is left must agree. Nothing while one of ours is open. */
function bySums({ listed, ours, say, scope }: Compared): readonly Difference[] {
  const { balance, cancelsComplete, shape, status } = listed
  if (cancelsComplete || shape === 'movements') return []
  const left = balance ?? (status === 'cancelled' ? 0 : null)
  const isMoving = ours.cancels.some(
    ({ state, settledAt }) =>
      OPEN.includes(state) || (scope !== null && settledAt !== null && settledAt >= scope.readAt - SETTLE_MS),
  )
  const here = ours.paid - ours.cancelled
  if (left === null || isMoving || left === here) return []
  const detail = `${left} is left there, ${here} here.`
  return left < here
    ? [say('cancelled_there_not_here', { amount: here - left, detail })]
    : [say('cancel_missing_there', { amount: left - here, about: 'sum', detail })]
}

const OPEN: readonly OurCancel['state'][] = ['queued', 'sending', 'unknown', 'accepted']
