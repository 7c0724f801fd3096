/** The promotions of the store and their arithmetic, always on the amount before the discount (§9). */
import { type Amount, amount, minus, ZERO } from '../../core/money.ts'
import { PORTONE_V2_CREDENTIALS } from './credentials.ts'

type Scheme =
  | { readonly type: 'PERCENT'; readonly percent: number }
  | { readonly type: 'AMOUNT'; readonly amount: number }

export type RetainOption = 'RETAIN' | 'RELEASE'

interface Partition {
  readonly amountFrom: number
  readonly scheme: Scheme
}

const PERCENT_10 = { type: 'PERCENT', percent: 10 } as const
const AMOUNT_1000 = { type: 'AMOUNT', amount: 1_000 } as const

/** The four that the vectors of `cancel-policies.md` §7 are computed with. */
const PARTITIONS = {
  'promotion-10-percent': [{ amountFrom: 0, scheme: PERCENT_10 }],
  'promotion-10-percent-from-5000': [{ amountFrom: 5_000, scheme: PERCENT_10 }],
  'promotion-10-percent-from-10000': [{ amountFrom: 10_000, scheme: PERCENT_10 }],
  'promotion-1000-from-5000': [{ amountFrom: 5_000, scheme: AMOUNT_1000 }],
} as const satisfies Record<string, readonly Partition[]>

export type PromotionId = keyof typeof PARTITIONS

export const PROMOTION_IDS = Object.keys(PARTITIONS) as [PromotionId, ...PromotionId[]]

export const isPromotionId = (text: string): text is PromotionId => Object.hasOwn(PARTITIONS, text)

/** As `GET /promotions/{id}` shows it. */
export const promotionShown = (id: PromotionId): object => ({
  type: 'CARD',
  id,
  storeId: PORTONE_V2_CREDENTIALS.storeId,
  name: id,
  discountPolicy: { partitions: PARTITIONS[id] },
  totalBudget: 100_000_000,
  spentAmount: 0,
  currency: 'KRW',
  startAt: '2024-01-01T00:00:00.000Z',
  endAt: '2099-12-31T00:00:00.000Z',
  cardCompany: 'SHINHAN_CARD',
  status: 'IN_PROGRESS',
  createdAt: '2024-01-01T00:00:00.000Z',
  recoverOption: { type: 'RECOVER' },
})

/** The partition that fits the amount: of several, the one that begins highest. */
function schemeOf(id: PromotionId, order: Amount): Scheme | null {
  const fitting = PARTITIONS[id].filter(({ amountFrom }) => order >= amountFrom)
  return fitting.at(-1)?.scheme ?? null
}

export function discountOf(id: PromotionId, order: Amount): Amount {
  const scheme = schemeOf(id, order)
  if (scheme === null) return ZERO
  return amount(scheme.type === 'PERCENT' ? Math.floor((order * scheme.percent) / 100) : Math.min(scheme.amount, order))
}

export interface Remainder {
  readonly id: PromotionId
  /** The whole order, before the discount. */
  readonly order: Amount
  /** What is left of the order after the cancel. */
  readonly left: Amount
  readonly option: RetainOption
  readonly retainBasis: 'paid' | 'order'
}

/** What the card still pays when `left` is left of the order (cancel-policies §7). */
export function chargeFor({ id, order, left, option, retainBasis }: Remainder): Amount {
  if (left === ZERO) return ZERO
  if (option === 'RELEASE') return minus(left, discountOf(id, left))
  const scheme = schemeOf(id, order)
  if (scheme === null) return left
  if (scheme.type === 'PERCENT') return amount(left - Math.floor((left * scheme.percent) / 100))
  const basis = retainBasis === 'paid' ? minus(order, discountOf(id, order)) : order
  return amount(left - Math.floor((left * scheme.amount) / basis))
}
