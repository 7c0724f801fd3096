/** Gift certificates, escrow and gateways abroad leave most to the provider. */
import { describe, expect, it } from 'vitest'
import { type Case, full, part, why } from '../testing.ts'

describe('gift certificates, escrow, gateways abroad', () => {
  it('a certificate is safe on its day, tried later, and in full (gc-01)', () => {
    const one: Case = { method: null, told: { giftCertificate: true } }
    expect(full(one, '2026-01-15').allowed).toBe('yes')
    expect(full(one, '2026-01-16').allowed).toBe('provider_decides')
    expect(part(one, '2026-01-15').allowed).toBe('provider_decides')
  })

  it.each([
    ['toss', 'no'],
    ['daou', 'no'],
    ['mobilians', 'no'],
    ['welcome', 'provider_decides'],
  ] as const)('a certificate at %s goes back in parts: %s (gc-02 … gc-05)', (gateway, allowed) => {
    expect(part({ method: 'easy_pay', gateway, told: { giftCertificate: true } }).allowed).toBe(allowed)
  })

  it('an escrow goes back in full only, as far as the provider lets it (es-01)', () => {
    expect(why(part({ told: { escrow: true } }))).toEqual(['no', 'es-01', 'partial_unsupported'])
    expect(full({ told: { escrow: true } }).allowed).toBe('provider_decides')
  })

  it('an escrow at Toss keeps its surcharge, not the fee of the payment (es-06)', () => {
    const toss = (more: Case) => full({ provider: 'tosspayments', told: { escrow: true }, ...more }).fee
    expect(toss({})).toMatchObject({ originalFeeKept: false, escrowFeeKept: { percent: 0.2, krw: 0 } })
    expect(toss({ method: 'virtual_account' }).escrowFeeKept).toEqual({ percent: 0, krw: 200 })
    expect(full({ provider: 'tosspayments' }).fee.escrowFeeKept).toBeNull()
  })

  it.each([
    ['nice', 'unshipped', 'provider_decides', null],
    ['nice', 'shipped', 'provider_decides', null],
    ['nice', 'rejected', 'provider_decides', null],
    ['nice', 'confirmed', 'no', 'es-03'],
    ['kcp', 'confirmed', 'yes', null],
    // The buyer may have rejected since.
    ['welcome', 'unshipped', 'provider_decides', null],
    ['welcome', 'rejected', 'provider_decides', null],
    ['toss', 'shipped', 'provider_decides', null],
  ] as const)('an escrow at %s that is %s: %s (es-01 … es-05)', (gateway, escrowStep, allowed, rule) => {
    const verdict = full({ gateway, told: { escrow: true, escrowStep } })
    expect([verdict.allowed, verdict.because?.rule ?? null]).toEqual([allowed, rule])
  })

  it.each([
    ['nice', 'rejected', 'no', 'es-01'],
    ['toss', 'shipped', 'no', 'es-01'],
    ['toss', 'confirmed', 'provider_decides', null],
    ['kcp', 'confirmed', 'yes', null],
  ] as const)(
    'a part of an escrow at %s that is %s: %s (es-01, es-04, es-07)',
    (gateway, escrowStep, allowed, rule) => {
      const verdict = part({ gateway, told: { escrow: true, escrowStep } })
      expect([verdict.allowed, verdict.because?.rule ?? null]).toEqual([allowed, rule])
    },
  )

  it('an escrow at Welcome warns that the buyer has to reject first (es-05)', () => {
    const { warnings } = full({ gateway: 'welcome', told: { escrow: true, escrowStep: 'shipped' } })
    expect(warnings).toMatchObject([{ rule: 'es-05', code: 'impossible' }])
  })

  it('an escrow at KakaoPay is none (es-08)', () => {
    const one: Case = { method: 'easy_pay', gateway: 'kakaopay', told: { escrow: true, funding: 'money' } }
    expect(part(one).allowed).toBe('yes')
  })

  it('what was paid at a convenience store does not come back (cv-01)', () => {
    const store: Case = { method: null, gateway: 'inicis_jp', currency: 'JPY', told: { convenienceStore: true } }
    expect(why(full(store))).toEqual(['no', 'cv-01', 'impossible'])
    expect(full({ gateway: 'inicis_jp', currency: 'JPY' }).allowed).toBe('yes')
  })

  it.each(['triple_a', 'eximbay', 'payletter_global'] as const)('%s decides itself', (gateway) => {
    expect(full({ method: null, gateway }).allowed).toBe('provider_decides')
  })

  it('WeChat Pay is decided later (wc-01)', () => {
    expect(full({ method: 'easy_pay', gateway: 'kicc', told: { wallet: 'wechat' } })).toMatchObject({ mode: 'async' })
  })
})
