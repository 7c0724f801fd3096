/** The small world of one payment and its order: approve, PUT order, the orphan's deadline, the net cancel, a crash. */
import type { ProviderId } from '../../src/core/payment/payment.ts'
import { MINUTE_MS } from '../../src/core/time.ts'
import { RETURN, registered, TOTAL } from '../../test/core.ts'
import { must } from '../../test/core-rules.ts'
import { chargedOf, emptyBooks, REF, returnedOf, takenOf } from './books.ts'
import type { Step } from './explore.ts'
import { NOW } from './plain.ts'
import { commit, type Workshop } from './processes.ts'
import { NOTHING_LEFT, type State } from './state.ts'
import { orderSteps, type World, type Wrong, webhookSteps, workshopOf } from './world.ts'

/** The first rung of the ladder for missing returns (deadlines.ts), where the window moves the money. */
const LOOKS_AT_MS = MINUTE_MS

export function orphanWorld(provider: ProviderId, wrong?: Wrong): World {
  const shop = workshopOf(provider, wrong)
  const { capabilities } = shop.profile
  const isInWindow = capabilities.moneyMoves === 'in_window'
  const file = registered({
    provider,
    channel: provider,
    looksAtMs: isInWindow ? LOOKS_AT_MS : null,
    providerRef: provider === 'portone-v2' ? REF : null,
  })
  const books = emptyBooks({ total: TOTAL })
  return {
    shop,
    initial: {
      ...NOTHING_LEFT,
      file: shop.mind.know(file),
      books,
      env: { paid: 0, returned: 0, ordered: 0, hints: 1 },
    },
    envSteps: (state) => [
      ...paySteps(state, isInWindow),
      ...returnSteps(shop, state),
      ...orderSteps(shop, state),
      // NICEPAY tells of a payment once it is approved, and then its reference is known.
      ...(state.file.payment.providerRef === null && !capabilities.inquiry.byOrder ? [] : webhookSteps(shop, state)),
    ],
    // The provider took the net cancel and refused it later: for a person, by design.
    expects: ['net_cancel_refused'],
    judge: ({ env, books }) => must(env.ordered === 0 || takenOf(books) === 0, 'what is tied is never given back'),
    judgeQuiet: judgeOrphan,
  }
}

/** No orphan stays, and a payment that is no payment is known for none. */
function judgeOrphan({ file, books }: State): void {
  const { hold, order, state } = file.payment
  if (hold !== null) return
  const charged = chargedOf(books)
  if (charged === 0) must(state === 'failed' || state === 'expired', 'what was never paid comes to an end', state)
  else if (order === null) must(returnedOf(books) === charged, 'no orphan stays')
}

/** The buyer is authenticated, or has paid, in the window; not once the payment was given up. */
function paySteps(state: State, isInWindow: boolean): Step<State>[] {
  const { readyUntil, state: is } = state.file.payment
  if (state.env.paid === 1 || is !== 'ready' || readyUntil <= NOW) return []
  const books = { ...state.books, openedAt: NOW, chargedAt: isInWindow ? NOW : null }
  return [{ label: 'the buyer pays', run: () => ({ ...state, books, isSeen: false, env: { ...state.env, paid: 1 } }) }]
}

/** The browser comes back, or never does. */
export function returnSteps(shop: Workshop, state: State, method: 'card' | 'virtual_account' = 'card'): Step<State>[] {
  if (state.env.paid === 0 || state.env.returned === 1) return []
  const returned = { ...state, env: { ...state.env, returned: 1 } }
  const event = { ...RETURN, ref: REF, method }
  return [{ label: 'the browser returns', run: () => commit(shop, returned, { event, by: 'return' }) }]
}
