/** The policy answers also where little is known, and as the channel’s contract says. */
import { describe, expect, it } from 'vitest'
import type { Method } from '../../evidence.ts'
import { NO_INSTRUMENT } from '../../instrument.ts'
import { amount } from '../../money.ts'
import type { ProviderId } from '../../payment/payment.ts'
import { type BusinessDate, startOfDate } from '../../time.ts'
import { judge, type Verdict, windowEnd } from './quote.ts'
import { at, factsOf, full, lastDay, part, termsOf, why } from './testing.ts'

describe('an unknown method', () => {
  it('is the provider’s to decide, and its window the shortest of all', () => {
    expect(part({ method: null })).toMatchObject({
      allowed: 'provider_decides',
      partial: 'depends',
      until: null,
      rules: [],
    })
    expect(windowEnd(factsOf({ method: null }), termsOf({}))).toBe(startOfDate('2026-02-01' as BusinessDate) - 1)
  })
})

describe('the end of the window', () => {
  it.each([
    ['card', '2027-01-14'],
    ['transfer', '2026-04-15'],
    ['virtual_account', null],
    ['mobile', '2026-01-31'],
    // What a wallet took the money from is not told: a bank account, perhaps (§15).
    ['easy_pay', '2026-04-15'],
  ] as [Method, string | null][])('of %s is %s', (method, last) => {
    expect(lastDay({ until: windowEnd(factsOf({ method }), termsOf({})) } as Verdict)).toBe(last)
  })
})

describe('the end of the window, where the method is none of ours', () => {
  it.each([
    ['a gift certificate, the day', { giftCertificate: true }, '2026-01-15'],
    [
      'a gift certificate whose gateway sets the window, the day',
      { giftCertificate: true, gateway: 'toss' },
      '2026-01-15',
    ],
    ['a convenience store, the month', { convenienceStore: true, gateway: 'inicis_jp' }, '2026-01-31'],
    ['money inside a wallet, that of the wallet', { wallet: 'kakaopay', funding: 'money' }, '2031-01-14'],
  ] as const)('of %s', (_, told, last) => {
    const end = windowEnd(factsOf({ method: null, told }), termsOf({}))
    expect(lastDay({ until: end } as Verdict)).toBe(last)
  })
})

describe('a payment that was written down by an older version', () => {
  it('is judged by what it tells', () => {
    const { module, mixed, escrowStep, fixedAccount, convenienceStore, discount, ...old } = {
      ...NO_INSTRUMENT,
      gateway: 'kcp' as const,
    }
    const facts = { ...factsOf({ method: 'mobile' }), instrument: old }
    const ask = { amount: amount(10_000), now: at('2026-02-01') }
    expect(judge(facts, ask, termsOf({}))).toMatchObject({ allowed: 'provider_decides', needs: ['refund_account'] })
    expect(judge(factsOf({}), ask, termsOf({})).allowed).toBe('yes')
  })
})

describe('a promoted payment (§7)', () => {
  const promoted = (won: number, discount: number, provider: ProviderId = 'portone-v2') =>
    judge(factsOf({ provider, told: { discount: amount(discount) } }), ask(won), termsOf({}))
  const ask = (won: number) => ({ amount: amount(won), now: at('2026-01-16') })

  it.each([
    ['#7: a part smaller than the discount', 500, 'portone-v2', true],
    ['#9: a part of the discount', 1_000, 'portone-v1', true],
    ['#10: a larger part', 3_000, 'portone-v2', false],
    ['all of it', 10_000, 'portone-v2', false],
    ['Toss: a part smaller than the instant discount', 999, 'tosspayments', true],
    ['Toss: a part of the discount', 1_000, 'tosspayments', false],
  ] as const)('%s', (_, won, provider, warned) => {
    const verdict = promoted(won, 1_000, provider)
    const codes = verdict.warnings.map(({ rule, code }) => [rule, code])
    expect(codes).toEqual(warned ? [['discount', 'discount_larger']] : [])
    expect(verdict.allowed).toBe(warned ? 'provider_decides' : 'yes')
  })

  it('may give back all that is left, however little that is', () => {
    const facts = factsOf({ told: { discount: amount(1_000) }, refundable: amount(500), balance: amount(500) })
    expect(judge(facts, ask(500), termsOf({})).warnings).toEqual([])
  })
})

describe('a contract', () => {
  it('that makes a hard rule soft lets the provider decide', () => {
    const changes = { 'card-07': { hard: false } }
    expect(part({ told: { card: 'overseas' }, terms: { changes } })).toMatchObject({
      allowed: 'provider_decides',
      because: null,
      warnings: [{ rule: 'card-07', code: 'partial_unsupported' }],
    })
  })

  it('that shortens a window and makes it hard is a no', () => {
    const changes = { 'card-01': { window: 'P6M', hard: true } } as const
    expect(why(full({ terms: { changes } }, '2026-07-15'))).toEqual(['no', 'card-01', 'window_over'])
  })
})
