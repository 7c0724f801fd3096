/** Everything that the rules have against a cancel: final where the rule is hard, a warning where it is soft. */
import { type Amount, isAmount } from '../../money.ts'
import { businessDate, type Instant } from '../../time.ts'
import { endOfWindow, opensAt } from './calendar.ts'
import type { Because, PolicyFacts, PolicyTerms } from './quote.ts'
import type { Rule } from './rule.ts'
import { decisive, type Heard } from './speak.ts'

export interface Objection extends Because {
  readonly hard: boolean
}

type Told = Pick<Rule, 'id' | 'hard' | 'ko' | 'en'>

const MEANS = {
  window_over: { ko: '취소 가능 기간이 지났습니다', en: 'The time for cancelling is over' },
  same_month_only: { ko: '결제한 달이 지났습니다', en: 'The month of the payment is over' },
  partial_unsupported: { ko: '부분취소가 되지 않을 수 있습니다', en: 'Partial cancels may not be taken' },
  remainder_too_small: { ko: '남는 금액이 너무 작습니다', en: 'What would be left is too little' },
  discount_larger: {
    ko: '부분취소 금액이 할인 금액보다 크지 않습니다',
    en: 'The part is not larger than the discount',
  },
  too_many_parts: { ko: '부분취소 횟수를 모두 썼습니다', en: 'No further partial cancel is taken' },
  outside_hours: { ko: '지금은 접수하지 않는 시간입니다', en: 'Not taken at this hour' },
  impossible: { ko: '취소할 수 없습니다', en: 'It cannot be cancelled' },
  manual: { ko: 'PG 담당자가 처리합니다', en: 'The provider’s staff does it' },
} as const satisfies Record<Because['code'], { ko: string; en: string }>

const object = (code: Because['code'], { id, hard, ko, en }: Told): Objection => ({
  rule: id,
  code,
  hard,
  ko: `${MEANS[code].ko}. ${ko}`,
  en: `${MEANS[code].en}. ${en}`,
})

/** Not a row of the table: what the provider or its protocol says about this payment itself. */
const OWN_WORD = {
  protocol: {
    id: 'protocol',
    hard: true,
    ko: '이 PG 연동은 전액 취소만 지원합니다.',
    en: 'This provider takes full cancels only.',
  },
  provider: {
    id: 'provider',
    hard: true,
    ko: 'PG사가 이 결제는 부분취소가 되지 않는다고 알려왔습니다.',
    en: 'The provider said that this payment cannot be cancelled in part.',
  },
  discount: {
    id: 'discount',
    hard: false,
    ko: '할인 조건이 깨지면 남은 결제 금액이 오히려 커져, 취소가 거절되거나 환불액이 0원이 될 수 있습니다.',
    en: 'Without the discount the rest would cost more than was paid: it may be refused, or give nothing back.',
  },
} as const satisfies Record<string, Told>

export const impossibilities = ({ rules }: Heard): readonly Objection[] =>
  decisive(rules, 'impossible').map((rule) => object('impossible', rule))

/** The ends of all windows that count, with what is over of them. */
export function windowObjections({ rules, doubts, seen }: Heard, paidAt: Instant, now: Instant): readonly Objection[] {
  const doubtful = doubts.map((rule) => ({ ...rule, hard: false }))
  return [...decisive(rules, 'window'), ...decisive(doubtful, 'window')].flatMap((rule) => {
    const end = endOfWindow(rule.window, paidAt, seen.depositUntil)
    if (end === null || now <= end) return []
    const { ko, en } = rule
    const last = businessDate(end)
    return [
      object(rule.window === 'CALMONTH' ? 'same_month_only' : 'window_over', {
        ...rule,
        // An account that is past its deadline is closed all the same, or it may take a late deposit (sheet §8).
        hard: rule.hard && rule.window !== 'DEADLINE',
        ko: `(${last}까지) ${ko}`,
        en: `(Until ${last}.) ${en}`,
      }),
    ]
  })
}

/** What stands against giving back less than all. */
export function partialObjections(
  { rules }: Heard,
  { facts, terms }: { facts: PolicyFacts; terms: PolicyTerms },
  now: Instant,
): readonly Objection[] {
  const promised = facts.instrument?.partialCancel === true
  return [
    ...(terms.partialCancel ? [] : [object('partial_unsupported', OWN_WORD.protocol)]),
    ...(facts.instrument?.partialCancel === false ? [object('partial_unsupported', OWN_WORD.provider)] : []),
    ...decisive(rules, 'partial').flatMap((rule) => {
      const { partial } = rule
      if (partial === 'yes') return []
      if (partial === 'no') return [object('partial_unsupported', rule)]
      // The provider's word about this very payment settles what depends on contracts and cards.
      if (partial === 'depends') return promised ? [] : [object('partial_unsupported', { ...rule, hard: false })]
      return facts.cancellations < partial.most ? [] : [object('too_many_parts', rule)]
    }),
    ...decisive(rules, 'partialWindow').flatMap((rule) => {
      const end = endOfWindow(rule.partialWindow, facts.paidAt)
      return end === null || now <= end ? [] : [object('window_over', rule)]
    }),
  ]
}

/** What is against this very amount; a remainder of nothing is no remainder. */
export function amountObjections({ rules, seen }: Heard, facts: PolicyFacts, amount: Amount): readonly Objection[] {
  const left = facts.refundable - amount
  if (left <= 0) return []
  const short = decisive(rules, 'partial').flatMap(({ leastLeft, ...rule }) =>
    leastLeft !== undefined && seen.currency === 'KRW' && left < leastLeft.krw ? [{ ...rule, leastLeft }] : [],
  )
  return [
    ...short.map((rule) => object('remainder_too_small', { ...rule, ...leastWords(rule.leastLeft), hard: false })),
    ...(isBelowDiscount(facts, amount) ? [object('discount_larger', OWN_WORD.discount)] : []),
  ]
}

const leastWords = ({ krw, source }: NonNullable<Rule['leastLeft']>) => ({
  ko: `남는 금액을 다시 승인하려면 ${krw}원 이상이어야 합니다. 전액 취소를 권장합니다. (${source})`,
  en: `At least ${krw} KRW must be left to be approved anew; a full cancel is the way out. (${source})`,
})

/**
 * Toss refuses a part smaller than the instant discount (tosspayments §9). PortOne recomputes the charge of what is
 * left: from a part larger than the discount something always comes back, from a smaller one perhaps not (sheet §7).
 */
function isBelowDiscount({ instrument, provider }: PolicyFacts, amount: Amount): boolean {
  const discount = instrument?.discount ?? 0
  if (!isAmount(discount) || discount === 0) return false
  return provider === 'tosspayments' ? amount < discount : amount <= discount
}

/** Closed hours, with the time at which waiting cancels are sent. */
export function hourObjections({ rules }: Heard, now: Instant): readonly (Objection & { opensAt: Instant })[] {
  return decisive(rules, 'hours').flatMap((rule) => {
    const opens = opensAt(rule.hours, now)
    return opens === null ? [] : [{ ...object('outside_hours', rule), opensAt: opens }]
  })
}

export const manualObjections = ({ rules }: Heard): readonly Objection[] =>
  decisive(rules, 'mode').flatMap((rule) =>
    rule.mode === 'manual' ? [object('manual', { ...rule, hard: false })] : [],
  )
