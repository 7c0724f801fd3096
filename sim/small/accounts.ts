/** The small world of one virtual account: issue, deposit, its notice, the order, the close at expiry, a crash. */
import type { PaymentEvent } from '../../src/core/payment/decide.ts'
import type { ProviderId } from '../../src/core/payment/payment.ts'
import { after, HOUR_MS } from '../../src/core/time.ts'
import { registered, TOTAL } from '../../test/core.ts'
import { must } from '../../test/core-rules.ts'
import { emptyBooks, NUMBER, REF } from './books.ts'
import type { Step } from './explore.ts'
import { returnSteps } from './orphans.ts'
import { NOW } from './plain.ts'
import { commit, type Workshop } from './processes.ts'
import { NOTHING_LEFT, type State } from './state.ts'
import { HINT, orderSteps, type World, type Wrong, webhookSteps, workshopOf } from './world.ts'

/** Short, because what lies between issue and deadline is nothing but time. */
const LIFE_MS = HOUR_MS

export function accountWorld(provider: ProviderId, wrong?: Wrong): World {
  const shop = workshopOf(provider, wrong)
  const byCall = shop.profile.capabilities.virtualAccount?.issue === 'api'
  const expiresAt = after(NOW, LIFE_MS)
  const wish = { by: 'api', bank: 'SHINHAN', number: null, holder: null, expiresAt } as const
  const file = registered({
    provider,
    channel: provider,
    method: 'virtual_account',
    // NICEPAY's reference is ours, V2's is the order number; the others tell it.
    providerRef: provider === 'nicepay' || provider === 'portone-v2' ? REF : null,
    virtualAccount: byCall ? { ...wish, issuedAt: null, cashReceipt: null } : null,
  })
  const books = emptyBooks({ method: 'virtual_account', total: TOTAL, accountUntil: expiresAt })
  const env = { paid: 0, returned: 0, ordered: 0, hints: 1 }
  return {
    shop,
    initial: { ...NOTHING_LEFT, file: shop.mind.know(file), books, env },
    envSteps: (state) => [
      ...(byCall ? issueSteps(shop, state) : [...chooseSteps(state), ...returnSteps(shop, state, 'virtual_account')]),
      ...orderSteps(shop, state),
      ...depositSteps(shop, state),
      ...(state.books.chargedAt === null ? [] : webhookSteps(shop, state, noticeOf(shop, state))),
    ],
    // The buyer names no account to refund to: that is for a person, by design.
    expects: ['account_not_given'],
    judgeQuiet: ({ books, file }) => {
      const { account } = books
      const isOver = account === null || account.closedAt !== null || books.chargedAt !== null
      const expired = shop.profile.accountsExpire && account !== null && account.expiresAt < NOW
      must(file.payment.hold !== null || isOver || expired, 'no account stays that nobody waits for')
    },
  }
}

function issueSteps(shop: Workshop, state: State): Step<State>[] {
  if (state.env.returned === 1) return []
  const asked = { ...state, env: { ...state.env, returned: 1 } }
  return [
    {
      label: 'an account is asked for',
      run: () => commit(shop, asked, { event: { type: 'start_issue' }, by: 'issue' }),
    },
  ]
}

/** The buyer chooses a bank in the window; the account is issued by the approval. */
function chooseSteps(state: State): Step<State>[] {
  const { readyUntil, state: is } = state.file.payment
  if (state.env.paid === 1 || is !== 'ready' || readyUntil <= NOW) return []
  const books = { ...state.books, openedAt: NOW }
  return [{ label: 'the buyer chooses a bank', run: () => ({ ...state, books, env: { ...state.env, paid: 1 } }) }]
}

/** Whoever was told the number may pay for as long as the bank takes it. */
function depositSteps({ profile }: Workshop, state: State): Step<State>[] {
  const { books, file } = state
  const { account } = books
  const isShown = file.payment.virtualAccount?.number === NUMBER
  if (account === null || account.closedAt !== null || books.chargedAt !== null || !isShown) return []
  if (profile.accountsExpire && account.expiresAt < NOW) return []
  return [
    { label: 'the buyer deposits', run: () => ({ ...state, books: { ...books, chargedAt: NOW }, isSeen: false }) },
  ]
}

/** NICEPAY's notice tells what no inquiry does; the others' only make us look. */
function noticeOf({ profile }: Workshop, { books, file }: State): PaymentEvent {
  if (profile.capabilities.virtualAccount?.depositProof !== 'notice') return HINT
  const { providerRef: ref, providerOrderId: orderNumber, amounts } = file.payment
  const notice = { ref, orderNumber, account: NUMBER, amount: amounts.total, at: books.chargedAt }
  return { type: 'deposit_notice', notice, trusted: true }
}
