/** Cards go back as the rows `card-…` and `pw-…` say. */
import { describe, expect, it } from 'vitest'
import { type Case, full, lastDay, part, why } from '../testing.ts'

describe('a card', () => {
  it('goes back for a year, the day before the anniversary being safe', () => {
    expect(full({})).toMatchObject({ allowed: 'yes', needs: [], mode: 'sync', partial: 'yes', rules: ['card-01'] })
    expect(lastDay(full({}))).toBe('2027-01-14')
    expect(full({}, '2027-01-15')).toMatchObject({ allowed: 'provider_decides', because: null })
    expect(full({}, '2027-01-15').warnings.map(({ rule, code }) => [rule, code])).toContainEqual([
      'card-01',
      'window_over',
    ])
  })

  it('may be refused by its issuer after three months (card-02)', () => {
    expect(full({}, '2026-04-14T23:59:59')).toMatchObject({ allowed: 'yes', warnings: [] })
    const later = full({}, '2026-04-15')
    expect(later).toMatchObject({ allowed: 'provider_decides', warnings: [{ rule: 'card-02', code: 'window_over' }] })
    expect(lastDay(later)).toBe('2027-01-14')
  })

  it('is seen the same day when all of it goes back before midnight, never when a part does', () => {
    expect(full({}, '2026-01-15T23:59:59').buyerSees).toEqual({ from: '2026-01-15', to: '2026-01-15' })
    expect(full({}, '2026-01-16T00:00:00').buyerSees).toEqual({ from: '2026-01-21', to: '2026-01-23' })
    expect(part({}, '2026-01-15').buyerSees).toEqual({ from: '2026-01-20', to: '2026-01-22' })
  })

  it.each([
    ['prepaid', 'card-06'],
    ['gift', 'card-06'],
    ['overseas', 'card-07'],
  ] as const)('of kind %s goes back in full only (%s), at every gateway', (card, rule) => {
    for (const provider of ['nicepay', 'tosspayments', 'portone-v1'] as const) {
      expect(why(part({ provider, told: { card } }))).toEqual(['no', rule, 'partial_unsupported'])
      expect(full({ provider, told: { card } })).toMatchObject({ allowed: 'yes', partial: 'no' })
    }
  })

  it('paid in part by points goes back in full, but for those of five issuers (card-09)', () => {
    for (const mixed of ['points', 'coupon'] as const) {
      expect(part({ told: { mixed } })).toMatchObject({
        allowed: 'provider_decides',
        warnings: [{ rule: 'card-09', code: 'partial_unsupported' }],
      })
      expect(full({ told: { mixed } }).allowed).toBe('yes')
    }
    expect(part({ told: { mixed: 'points_of_five' } }).allowed).toBe('yes')
  })

  it('paid in part by points, with tax amounts given, goes back in full only (card-10)', () => {
    for (const mixed of ['points', 'points_of_five'] as const) {
      expect(why(part({ told: { mixed }, taxed: true }))).toEqual(['no', 'card-10', 'partial_unsupported'])
      expect(full({ told: { mixed }, taxed: true }).allowed).toBe('yes')
    }
    expect(part({ told: { mixed: 'coupon' }, taxed: true }).allowed).toBe('provider_decides')
    expect(part({ taxed: true }).allowed).toBe('yes')
  })

  it('inside a wallet keeps what its kind forbids', () => {
    const one: Case = { method: 'easy_pay', told: { wallet: 'kakaopay', funding: 'card', card: 'overseas' } }
    expect(why(part(one))).toEqual(['no', 'card-07', 'partial_unsupported'])
  })

  it('of a company depends on the company (card-08), and on what the provider said', () => {
    expect(part({ told: { corporate: true } })).toMatchObject({ allowed: 'provider_decides', partial: 'depends' })
    expect(part({ told: { corporate: true, partialCancel: true } })).toMatchObject({ allowed: 'yes', partial: 'yes' })
  })

  it('of which the provider said “no parts” goes back in full only', () => {
    expect(why(part({ told: { partialCancel: false } }))).toEqual(['no', 'provider', 'partial_unsupported'])
    expect(full({ told: { partialCancel: false } }).allowed).toBe('yes')
  })

  it('of a protocol without parts goes back in full only', () => {
    expect(why(part({ terms: { partialCancel: false } }))).toEqual(['no', 'protocol', 'partial_unsupported'])
  })

  it('at KSNET goes back for six months and in nine parts (card-03)', () => {
    const one: Case = { gateway: 'ksnet' }
    expect(lastDay(full(one))).toBe('2026-07-14')
    expect(why(full(one, '2026-07-15'))).toEqual(['no', 'card-03', 'window_over'])
    expect(part({ ...one, cancellations: 8 }).allowed).toBe('yes')
    expect(why(part({ ...one, cancellations: 9 }))).toEqual(['no', 'card-03', 'too_many_parts'])
  })

  it('at Welcome goes back in parts where that is subscribed (card-12)', () => {
    expect(part({ gateway: 'welcome' })).toMatchObject({ allowed: 'provider_decides', partial: 'depends' })
  })

  it.each([
    ['nicepay', undefined, {}, 'card-15'],
    ['portone-v2', 'smartro_v2', { card: 'check' }, 'card-16'],
    ['portone-v1', 'danal', {}, 'card-17'],
  ] as const)('on a test MID of %s %s goes back in full only', (provider, gateway, told, rule) => {
    const one: Case = { provider, told, ...(gateway ? { gateway } : {}) }
    expect(part(one).allowed).toBe('yes')
    expect(why(part({ ...one, terms: { testMid: true } }))).toEqual(['no', rule, 'partial_unsupported'])
    expect(why(part({ ...one, live: false }))).toEqual(['no', rule, 'partial_unsupported'])
  })

  it('in USD at KPN may need a dollar for each part (card-13)', () => {
    expect(part({ gateway: 'kpn', currency: 'USD' }).allowed).toBe('provider_decides')
    expect(part({ gateway: 'kpn' }).allowed).toBe('yes')
  })

  it('at Paymentwall is voided without a fee on its day, refunded later (pw-01, pw-02)', () => {
    const one: Case = { gateway: 'paymentwall', currency: 'USD' }
    expect(full(one, '2026-01-15T23:59:59')).toMatchObject({ fee: { originalFeeKept: false }, mode: 'async' })
    expect(full(one, '2026-01-16T00:00:00')).toMatchObject({ fee: { originalFeeKept: true }, buyerSees: null })
  })
})
