/** The small world of one paid payment: two refunds, a webhook, a worker, a crash. */
import { amount } from '../../src/core/money.ts'
import type { PaymentEvent } from '../../src/core/payment/decide.ts'
import type { ProviderId } from '../../src/core/payment/payment.ts'
import { DAY_MS } from '../../src/core/time.ts'
import { cancellationId, NOON, RETURN, registered, TOTAL } from '../../test/core.ts'
import { must } from '../../test/core-rules.ts'
import { emptyBooks, REF, reading, stateOf } from './books.ts'
import type { Step } from './explore.ts'
import { commit, pass, type Workshop } from './processes.ts'
import { NOTHING_LEFT, type State } from './state.ts'
import { type World, type Wrong, webhookSteps, workshopOf } from './world.ts'

export interface RefundPlan {
  readonly provider: ProviderId
  /** Of both refunds. */
  readonly won: number
  /** Whether the second is the first asked for again, under its key. */
  readonly keys: 'two keys' | 'one key'
  readonly wrong?: Wrong | undefined
}

export function refundWorld({ provider, wrong, ...asking }: RefundPlan): World {
  const shop = workshopOf(provider, wrong)
  return {
    shop,
    initial: paidAndTied(shop, { asked: 0, hints: 1 }),
    envSteps: (state) => [...refundSteps(shop, state, asking), ...webhookSteps(shop, state)],
    judge: ({ books, file }) => {
      const named = new Set(file.cancellations.map(({ id }): string => id))
      must(
        books.entries.every(({ of }) => named.has(of)),
        'the provider carries out only what we wrote down',
      )
    },
    judgeQuiet: ({ file, books }) => {
      if (file.payment.hold !== null) return
      for (const { id, state } of file.cancellations) {
        const happened = books.entries.some((one) => one.of === id && stateOf(one) === 'done')
        must((state === 'done') === happened, 'each refund is known for what it is', { id, state })
      }
    },
  }
}

/** A payment that was approved and has its order; so long ago that how long does not matter any more. */
function paidAndTied(shop: Workshop, env: State['env']): State {
  const { mind, profile } = shop
  const books = emptyBooks({ total: TOTAL, openedAt: NOON, chargedAt: NOON })
  const events: PaymentEvent[] = [
    { ...RETURN, ref: REF },
    { type: 'approval_outcome', outcome: reading(books, profile, NOON) },
    { type: 'record_order', ref: 'R1', amount: null },
  ]
  const born = mind.know(registered({ provider: profile.id, channel: profile.id }))
  const file = events.reduce((before, event) => mind.think(before, event).file, born)
  must(file.payment.order !== null, 'the world begins with a payment that is tied')
  return pass(shop, { ...NOTHING_LEFT, file, books, env }, DAY_MS)
}

const NAMES = ['refund A', 'refund B'] as const

/** A before B: they differ in nothing but their ids, so the other order is the same world with other names. */
function refundSteps(shop: Workshop, state: State, { won, keys }: Pick<RefundPlan, 'won' | 'keys'>): Step<State>[] {
  const asked = Number(state.env.asked)
  const name = NAMES[asked]
  if (name === undefined) return []
  const id = cancellationId(keys === 'one key' ? 1 : asked + 1, NOON)
  const request = { id, amount: amount(won), reason: '고객 요청', requester: 'buyer', ...NOTHING_ELSE } as const
  const run = (): State => {
    const then = { ...state, env: { ...state.env, asked: asked + 1 } }
    // The key is unique in the store, and written with the cancellation: who finds it shows what it names.
    const isKnown = state.file.cancellations.some((one) => one.id === id)
    return isKnown ? then : commit(shop, then, { event: { type: 'request_cancellation', request }, by: name })
  }
  return [{ label: `${name} is asked for`, run }]
}

const NOTHING_ELSE = { expectedBalance: null, taxFree: null, vat: null } as const
