/** The window that deadlines count with is the policy's own, counted from a charge that cannot be in the future. */
import { describe, expect, it } from 'vitest'
import { contextAt, NOON, POLICY, paid, TOTAL } from '../../../test/core.ts'
import { NO_INSTRUMENT } from '../instrument.ts'
import { amount, ZERO } from '../money.ts'
import type { Payment, PaymentFile } from '../payment/payment.ts'
import { DAY_MS, endOfKstMonth, type Instant, instant, MINUTE_MS } from '../time.ts'
import { cancelEnd, verdictOf } from './verdict.ts'

describe('the facts that a payment tells', () => {
  const at = (file: PaymentFile, now: Instant, won = TOTAL) => verdictOf(file, won, contextAt(now))

  it('an account without its deposit is closed until its own deadline', () => {
    const expiresAt = instant(NOON + 3 * DAY_MS)
    const account = { by: 'api', bank: 'SHINHAN', number: '56211101234567', holder: null, issuedAt: NOON } as const
    const file = paid({
      state: 'awaiting_deposit',
      method: 'virtual_account',
      paidAt: null,
      amounts: { ...paid().payment.amounts, paid: ZERO },
      virtualAccount: { ...account, cashReceipt: null, expiresAt },
    })
    expect(at(file, expiresAt)).toMatchObject({ allowed: 'yes', until: expiresAt, rules: ['va-00'] })
    expect(at(file, instant(expiresAt + 1)).warnings).toMatchObject([{ rule: 'va-00', code: 'window_over' }])
  })

  it('tax amounts are given where something is tax-free, or the VAT is named', () => {
    const because = (change: Partial<Payment>) => {
      const instrument = { ...NO_INSTRUMENT, mixed: 'points' as const }
      return at(paid({ method: 'card', instrument, ...change }), NOON, amount(1_000)).because?.rule ?? null
    }
    expect(because({ taxFree: amount(500) })).toBe('card-10')
    expect(because({ vat: amount(100) })).toBe('card-10')
    expect(because({ taxFree: amount(0), vat: null })).toBeNull()
    expect(because({ taxFree: null, vat: null })).toBeNull()
  })
})

describe('the window of the ordinary cancel', () => {
  it('of a phone payment, and of an unknown method, is the Korean month', () => {
    expect(cancelEnd(paid({ method: 'mobile' }).payment, POLICY)).toBe(endOfKstMonth(NOON))
    expect(cancelEnd(paid({ method: null }).payment, POLICY)).toBe(endOfKstMonth(NOON))
  })

  it('of anything else is longer', () => {
    for (const method of ['card', 'easy_pay', 'transfer', 'virtual_account'] as const) {
      const end = cancelEnd(paid({ method }).payment, POLICY)
      expect(end === null || end > endOfKstMonth(NOON), method).toBe(true)
    }
  })

  it('is counted from the charge, and not from a charge in the future', () => {
    const learnedAt = instant(NOON + MINUTE_MS)
    const at = (paidAt: number | null) =>
      cancelEnd(paid({ method: 'card', paidAt: paidAt === null ? null : instant(paidAt), learnedAt }).payment, POLICY)
    expect(at(NOON)).not.toBeNull()
    expect(at(253_402_300_799_999)).toBe(at(null))
  })
})
