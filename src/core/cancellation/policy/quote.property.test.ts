/** Whatever a payment is, the policy has an answer, and what is over stays over. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { METHODS } from '../../evidence.ts'
import { ESCROW_STEPS, GATEWAYS, MIXES, WALLETS } from '../../instrument.ts'
import { amount } from '../../money.ts'
import { PROVIDER_IDS } from '../../payment/payment.ts'
import { DAY_MS, HOUR_MS, instant } from '../../time.ts'
import { judge, type PolicyFacts, type PolicyTerms, windowEnd } from './quote.ts'
import { RULES } from './rules.ts'
import { seen } from './scope.ts'

const RUNS = 20_000
const nullable = <Value>(values: readonly Value[]) => fc.constantFrom(null, ...values)
const maybe = fc.constantFrom(null, true, false)

const facts: fc.Arbitrary<PolicyFacts> = fc
  .record({
    provider: fc.constantFrom(...PROVIDER_IDS),
    method: nullable(METHODS),
    instrument: fc.option(
      fc.record({
        gateway: nullable(GATEWAYS),
        wallet: nullable(WALLETS),
        funding: fc.constantFrom(null, 'card', 'money', 'transfer'),
        card: fc.constantFrom(null, 'credit', 'check', 'prepaid', 'gift', 'overseas'),
        corporate: maybe,
        partialCancel: maybe,
        giftCertificate: fc.boolean(),
        escrow: fc.boolean(),
        module: fc.constantFrom(null, 'kcp', 'KCP_V2', 'INICIS_V2', 'HTML5_INICIS'),
        mixed: nullable(MIXES),
        escrowStep: nullable(ESCROW_STEPS),
        fixedAccount: fc.boolean(),
        convenienceStore: fc.boolean(),
        discount: fc.option(fc.integer({ min: 0, max: 1_000_000 }).map(amount)),
      }),
    ),
    live: fc.boolean(),
    currency: fc.constantFrom('KRW', 'USD'),
    paidAt: fc.integer({ min: Date.UTC(2023, 0), max: Date.UTC(2033, 0) }).map(instant),
    deposited: fc.boolean(),
    depositUntil: fc.option(fc.integer({ min: Date.UTC(2023, 0), max: Date.UTC(2033, 0) }).map(instant)),
    taxed: fc.boolean(),
    paid: fc.integer({ min: 0, max: 1_000_000 }).map(amount),
    cancellations: fc.nat({ max: 12 }),
  })
  .map((known) => ({ ...known, balance: known.paid, refundable: known.paid }))

const terms: fc.Arbitrary<PolicyTerms> = fc.record({
  gateway: nullable(GATEWAYS),
  testMid: fc.boolean(),
  partialCancel: fc.boolean(),
  // A contract's window may end before the month does, and what the later month allows would then come after its no.
  changes: fc.dictionary(
    fc.constantFrom(...RULES.map(({ id }) => id)),
    fc.record({ hard: fc.boolean(), account: fc.constantFrom('no', 'account', 'account_phone') }),
  ),
})

const laterMs = fc.oneof(fc.nat({ max: 2 * HOUR_MS }), fc.nat({ max: 40 * DAY_MS }), fc.nat({ max: 2_500 * DAY_MS }))

it('every payment has an answer that holds together, at any time', () => {
  fc.assert(
    fc.property(facts, terms, fc.nat({ max: 1_000_000 }), laterMs, (known, contract, sum, ms) => {
      const verdict = judge(known, { amount: amount(sum), now: instant(known.paidAt + ms) }, contract)
      expect(verdict.allowed === 'no' || verdict.allowed === 'later').toBe(verdict.because !== null)
      expect(verdict.allowed === 'later').toBe(verdict.because !== null && verdict.nextAt !== null)
      if (verdict.warnings.length > 0) expect(verdict.allowed).not.toBe('yes')
      if (sum < known.paid && verdict.partial === 'no') expect(verdict.allowed).toBe('no')
      if (verdict.needs.includes('holder_phone')) expect(verdict.needs).toContain('refund_account')
      if (verdict.buyerSees !== null) expect(verdict.buyerSees.from <= verdict.buyerSees.to).toBe(true)
      if (verdict.nextAt !== null) expect(verdict.nextAt).toBeGreaterThan(known.paidAt + ms)
      const { means } = seen({ facts: known, terms: contract }, known.paidAt)
      if (means === null) expect(windowEnd(known, contract)).not.toBeNull()
    }),
    { numRuns: RUNS },
  )
})

it('a cancel whose time is over stays over', () => {
  fc.assert(
    fc.property(facts, terms, laterMs, laterMs, (known, contract, first, second) => {
      const ask = (ms: number) => judge(known, { amount: known.paid, now: instant(known.paidAt + ms) }, contract)
      const code = ask(first).because?.code
      if (code !== 'window_over' && code !== 'same_month_only') return
      expect(ask(first + second).allowed).toBe('no')
    }),
    { numRuns: RUNS },
  )
})
