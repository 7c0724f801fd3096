/** Rolls what the people around one payment will do: buyer, merchant, bank and staff. */
import type { Method } from '../src/core/evidence.ts'
import { PROVIDER_IDS, type ProviderId } from '../src/core/payment/payment.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../src/core/time.ts'
import { type Dice, diceOf } from './dice.ts'
import type { Mix } from './mix.ts'
import { PROFILES } from './profiles.ts'

export interface BuyerPlan {
  readonly does: 'pays' | 'leaves' | 'is_declined' | 'never_comes' | 'fails_in_window'
  readonly afterMs: number
  /** When the browser comes back, after the payment; empty: never. */
  readonly returnsMs: readonly number[]
  /** Of in-window protocols: another amount than registered, test money, and a second payment of the same order. */
  readonly amountOff: number
  readonly testMoney: boolean
  readonly paysTwice: boolean
  /** Somebody brings a return that he made himself. */
  readonly forges: boolean
  /** Leaves the window first, and pays in a second try. */
  readonly leavesFirst: boolean
}

export interface AccountPlan {
  readonly by: 'api' | 'window'
  readonly lifeMs: number
  /** Null: no deposit ever. Counted from when the number was told; may be past the deadline. */
  readonly depositMs: number | null
  readonly amountOff: number
  /** The bank takes the deposit back after so long. */
  readonly takenBackMs: number | null
}

export interface RefundPlan {
  readonly afterMs: number
  /** Of the whole; null: all that is left. */
  readonly share: number | null
  /** How often the same key is used again, at once and later. */
  readonly repeats: number
  readonly again: 'at_once' | 'later'
  readonly expects: 'nothing' | 'right' | 'wrong'
  /** Uses the key for another body once. */
  readonly reuses: boolean
}

export interface Plan {
  readonly index: number
  readonly channel: ProviderId
  readonly startMs: number
  readonly amount: number
  readonly method: Method | null
  readonly orderWithinMs: number
  readonly registersTwice: boolean
  readonly account: AccountPlan | null
  readonly buyer: BuyerPlan
  readonly order: {
    readonly does: 'records' | 'drops' | 'records_then_drops' | 'only_stores' | 'nothing'
    readonly afterMs: number
  }
  readonly refunds: readonly RefundPlan[]
  readonly staffMs: readonly { readonly afterMs: number; readonly share: number }[]
  /** The bank sends a refund to an account back. */
  readonly bounces: boolean
  /** When the buyer names an account, and whether the first one is wrong. */
  readonly answersMs: number | null
  readonly badAccountFirst: boolean
  /** Made by another system; the merchant may have it adopted. */
  readonly foreign: 'no' | 'heard' | 'adopted'
  /** Tries again with a new attempt where the first one ended. */
  readonly attempts: number
  readonly expiresByHand: boolean
  /** So soon after the money came that we may not know of it yet, staff cancels all of it. */
  readonly staffAtOnceMs: number | null
  /** How long after the merchant hears that a refund came back it refunds that sum again, if nobody was faster. */
  readonly repeatsBouncedMs: number | null
}

/** Over how long payments of a world begin. */
const BUSY_MS = 3 * HOUR_MS

export function planOf(seed: number, index: number, mix: Mix): Plan {
  const dice = diceOf(seed, 'plan', index)
  const channel = dice.pick(PROVIDER_IDS)
  const { capabilities } = PROFILES[channel]
  const isAccount = dice.chance(mix.accounts ? 0.9 : 0.2)
  const byApi = isAccount && capabilities.virtualAccount.issue === 'api' && dice.chance(0.6)
  const refunds = refundPlans(dice)
  const foreign = dice.chance(0.02) ? dice.pick(['heard', 'adopted'] as const) : 'no'
  const method = isAccount
    ? 'virtual_account'
    : dice.pick([null, 'card', 'card', 'transfer', 'mobile', 'easy_pay'] as const)
  return {
    index,
    channel,
    startMs: dice.below(BUSY_MS),
    amount: dice.pick([1_000, 10_000, 50_000, 129_000]) + dice.below(10) * 100,
    method: foreign === 'no' ? method : 'card',
    orderWithinMs: dice.pick([MINUTE_MS, 15 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS]),
    registersTwice: dice.chance(0.1),
    account: isAccount && foreign === 'no' ? accountPlan(dice, channel, byApi) : null,
    buyer: buyerPlan(dice, capabilities.moneyMoves === 'in_window'),
    order: orderPlan(dice),
    refunds,
    staffMs: mix.staff && dice.chance(0.12) ? [staffPlan(dice, refunds)] : [],
    bounces: dice.chance(mix.accounts ? 0.8 : 0.3),
    answersMs: dice.chance(mix.accounts ? 0.95 : 0.7) ? dice.between(MINUTE_MS, 9 * DAY_MS) : null,
    badAccountFirst: dice.chance(0.15),
    foreign,
    attempts: dice.chance(0.3) ? 2 : 1,
    expiresByHand: dice.chance(0.03),
    staffAtOnceMs: mix.staff && dice.chance(0.06) ? dice.pick([0, 300, 20_000]) : null,
    repeatsBouncedMs: dice.chance(0.7) ? dice.between(MINUTE_MS, DAY_MS) : null,
  }
}

function accountPlan(dice: Dice, channel: ProviderId, byApi: boolean): AccountPlan {
  const lifeMs = dice.pick([HOUR_MS, DAY_MS, 3 * DAY_MS])
  const { depositsMayBeLost } = PROFILES[channel]
  const late = dice.chance(0.12)
  const offs = channel === 'nicepay' || !dice.chance(0.08) ? 0 : dice.pick([-500, 500])
  return {
    by: byApi ? 'api' : 'window',
    lifeMs,
    depositMs: dice.chance(0.65) ? (late ? lifeMs + dice.below(20 * MINUTE_MS) : dice.below(lifeMs)) : null,
    amountOff: offs,
    takenBackMs: depositsMayBeLost && dice.chance(0.05) ? dice.between(HOUR_MS, 30 * HOUR_MS) : null,
  }
}

function buyerPlan(dice: Dice, inWindow: boolean): BuyerPlan {
  const does = dice.weighted({
    pays: 90,
    leaves: 4,
    is_declined: inWindow ? 0 : 3,
    never_comes: 2,
    fails_in_window: inWindow ? 3 : 0,
  })
  const comesBack = dice.chance(inWindow ? 0.8 : 0.97)
  const first = dice.chance(0.9) ? dice.between(SECOND_MS, 90 * SECOND_MS) : dice.between(MINUTE_MS, 70 * MINUTE_MS)
  const again = dice.chance(0.2) ? [dice.pick([0, 1, 500, 5_000, 300_000])] : []
  return {
    does,
    afterMs: dice.chance(0.93) ? dice.between(SECOND_MS, 5 * MINUTE_MS) : dice.between(5 * MINUTE_MS, 90 * MINUTE_MS),
    returnsMs: comesBack ? [first, ...again.map((ms) => first + ms)] : [],
    amountOff: inWindow && dice.chance(0.02) ? dice.pick([-900, 1_000]) : 0,
    testMoney: inWindow && dice.chance(0.005),
    paysTwice: inWindow && dice.chance(0.02),
    forges: dice.chance(0.05),
    leavesFirst: dice.chance(0.05),
  }
}

function orderPlan(dice: Dice): Plan['order'] {
  const does = dice.weighted({ records: 70, drops: 6, records_then_drops: 4, only_stores: 6, nothing: 14 })
  return { does, afterMs: dice.chance(0.85) ? dice.between(0, 3 * MINUTE_MS) : dice.between(0, 100 * MINUTE_MS) }
}

/** Whenever it is, and most of all while a refund of ours is under way. */
const staffPlan = (dice: Dice, [first]: readonly RefundPlan[]): Plan['staffMs'][number] => ({
  afterMs: first !== undefined && dice.chance(0.6) ? first.afterMs + dice.below(90_000) : dice.below(30 * HOUR_MS),
  share: dice.pick([0.3, 1]),
})

function refundPlans(dice: Dice): readonly RefundPlan[] {
  const count = dice.weighted({ 0: 32, 1: 32, 2: 22, 3: 11, 6: 3 })
  const close = dice.chance(0.4)
  const first = dice.between(MINUTE_MS, 20 * HOUR_MS)
  return Array.from({ length: Number(count) }, () => ({
    // Several at once, or one after the other.
    afterMs: close ? first + dice.below(2_000) : dice.between(MINUTE_MS, 30 * HOUR_MS),
    share: dice.pick([null, 0.2, 0.3, 0.5, 0.6]),
    repeats: dice.pick([0, 0, 1, 1, 1, 2]),
    again: dice.pick(['at_once', 'later'] as const),
    expects: dice.pick(['nothing', 'nothing', 'nothing', 'right', 'wrong'] as const),
    reuses: dice.chance(0.1),
  }))
}
