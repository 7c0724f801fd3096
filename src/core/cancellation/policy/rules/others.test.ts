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
    expect(full({ provider: 'tosspayments', told: { escrow: true } }).fee.originalFeeKept).toBe(true)
  })

  it.each(['triple_a', 'eximbay', 'payletter_global'] as const)('%s decides itself', (gateway) => {
    expect(full({ method: null, gateway }).allowed).toBe('provider_decides')
  })

  it('WeChat Pay is decided later (wc-01)', () => {
    expect(full({ method: 'easy_pay', gateway: 'kicc', told: { wallet: 'wechat' } })).toMatchObject({ mode: 'async' })
  })
})
