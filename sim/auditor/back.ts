/** Judges money on its way back to an account: paid out once for each intent, and never left in silence. */
import type { CancellationId } from '../../src/core/ids.ts'
import type { Intent } from '../ledger.ts'
import { returnedOf, stateOf } from '../provider/books.ts'
import { about, type Evidence, isOnDesk, type Pair, type Violation } from './view.ts'

/**
 * What came back and went out again is one intent, whoever sent it: the buyer by link, or the merchant once more. Where
 * all of the money was to go back there is nothing to count: it is never more than was paid.
 */
export const paidOutOnce = ({ ledger }: Evidence, pairs: readonly Pair[]): Violation[] =>
  pairs.flatMap((pair) => {
    const { one, view } = pair
    if (view === null || view.order === null || view.cancellations.some(({ kind }) => kind === 'net_cancel')) return []
    const intents = [...ledger.intents.values()].filter(({ paymentId }) => paymentId === view.id)
    if (!intents.some(({ isAgain }) => isAgain)) return []
    const wanted = intents.reduce((sum, intent) => sum + wantedBy(intent, pair), 0)
    const ours = one.cancels.filter((cancel) => cancel.of !== null && stateOf(cancel) === 'done')
    const paid = ours.reduce((sum, { amount }) => sum + amount, 0)
    return paid <= wanted ? [] : [about('paid out once', pair, `${paid} went back for intents of ${wanted}`)]
  })

/** What an intent of its own asked for; where every answer was lost it may have been taken all the same. */
function wantedBy({ isAgain, attempts, named, amount }: Intent, { one, view }: Pair): number {
  const taken =
    view?.cancellations.filter(({ id, state }) => named.has(id as CancellationId) && state !== 'refused') ?? []
  if (isAgain || attempts === 0) return 0
  return named.size === 0 ? (amount ?? returnedOf(one)) : taken.reduce((sum, each) => sum + each.amount, 0)
}

/** What the service itself began to give back by a buyer's link is given, asked about, or a person's. */
export const noSilence = (_: Evidence, pairs: readonly Pair[]): Violation[] =>
  pairs.flatMap((pair) => {
    const { view } = pair
    const last = view?.cancellations.findLast(({ kind }) => kind !== 'account_close')
    if (view === null || last === undefined || last.kind !== 'refund' || last.requester !== 'maedeup') return []
    if (last.state !== 'refused' && last.state !== 'bounced') return []
    if (isOnDesk(view) || view.attention?.reason === 'refund_account_needed' || view.balance === 0) return []
    return [about('no silence', pair, `${last.id} is ${last.state}, and nobody is asked or told`)]
  })
