/** Transfers go back as the rows `tr-…` say. */
import { describe, expect, it } from 'vitest'
import { full, lastDay, why } from '../testing.ts'

describe('a transfer', () => {
  it('is safe for 90 days and tried later (tr-01; sources conflict, §14)', () => {
    expect(lastDay(full({ method: 'transfer' }))).toBe('2026-04-15')
    expect(full({ method: 'transfer' }, '2026-04-16').allowed).toBe('provider_decides')
    expect(lastDay(full({ method: 'transfer', provider: 'tosspayments' }))).toBe('2026-07-14')
  })

  it('costs nothing on its day, its fee later', () => {
    expect(full({ method: 'transfer' }, '2026-01-15T23:59:59').fee.originalFeeKept).toBe(false)
    expect(full({ method: 'transfer' }, '2026-01-16T00:00:00').fee.originalFeeKept).toBe(true)
  })

  it.each(['smartro_v2', 'welcome'] as const)('at %s needs an account and a phone (tr-03)', (gateway) => {
    expect(full({ method: 'transfer', gateway }).needs).toEqual(['refund_account', 'holder_phone'])
  })

  it('at KPN goes back past its window only where the contract says so (tr-04)', () => {
    const past = '2026-04-16'
    const one = { method: 'transfer', gateway: 'kpn' } as const
    const contract = { ...one, terms: { changes: { 'tr-04': { applies: true } } } } as const
    expect(full(one, past)).toMatchObject({ allowed: 'provider_decides', needs: [] })
    expect(full(contract, past)).toMatchObject({
      allowed: 'yes',
      needs: ['refund_account'],
      mode: 'next_business_day',
      fee: { perRefundKrw: 300 },
      rules: ['tr-01', 'tr-04'],
    })
    expect(full(contract, '2026-04-15')).toMatchObject({ allowed: 'yes', needs: [], mode: 'sync', rules: ['tr-01'] })
  })

  it('at KSNET is over after six months (tr-05)', () => {
    expect(why(full({ method: 'transfer', gateway: 'ksnet' }, '2026-07-15'))).toEqual(['no', 'tr-05', 'window_over'])
  })
})
