/** Payments for the tests of the policy, and what it says about them, shortened to what a test looks at. */
import { type Gateway, type Instrument, NO_INSTRUMENT } from '../../instrument.ts'
import { amount } from '../../money.ts'
import { businessDate, instant } from '../../time.ts'
import { judge, type PolicyFacts, type PolicyTerms, type Verdict } from './quote.ts'

export const at = (text: string) => instant(Date.parse(text.length === 10 ? `${text}T12:00:00+09:00` : `${text}+09:00`))

/** A payment of 10,000 KRW on Thursday 2026-01-15, as PortOne shows it. */
export interface Case extends Partial<Omit<PolicyFacts, 'instrument' | 'paidAt'>> {
  readonly gateway?: Gateway
  readonly paidAt?: string
  readonly told?: Partial<Instrument>
  readonly terms?: Partial<PolicyTerms>
}

export function factsOf({ gateway: _, paidAt, told, terms: __, ...known }: Case): PolicyFacts {
  return {
    provider: 'portone-v2',
    method: 'card',
    live: true,
    currency: 'KRW',
    deposited: true,
    depositUntil: null,
    taxed: false,
    paid: amount(10_000),
    balance: amount(10_000),
    refundable: amount(10_000),
    cancellations: 0,
    ...known,
    paidAt: at(paidAt ?? '2026-01-15'),
    instrument: told === undefined ? null : { ...NO_INSTRUMENT, ...told },
  }
}

export const termsOf = ({ gateway, terms }: Case): PolicyTerms => ({
  gateway: gateway ?? null,
  testMid: false,
  partialCancel: true,
  changes: {},
  ...terms,
})

export const full = (one: Case, now = '2026-01-16'): Verdict =>
  judge(factsOf(one), { amount: amount(10_000), now: at(now) }, termsOf(one))
export const part = (one: Case, now = '2026-01-16'): Verdict =>
  judge(factsOf(one), { amount: amount(3_000), now: at(now) }, termsOf(one))
export const lastDay = ({ until }: Verdict): string | null => (until === null ? null : businessDate(until))
export const why = ({ allowed, because }: Verdict) => [allowed, because?.rule ?? null, because?.code ?? null]
