/** Mobile payments go back as the rows `mo-…` say. */
import { describe, expect, it } from 'vitest'
import type { Gateway } from '../../../instrument.ts'
import { type Case, full, part, why } from '../testing.ts'

const mobile = (gateway?: Gateway): Case => (gateway ? { method: 'mobile', gateway } : { method: 'mobile' })

describe('a mobile payment', () => {
  it('goes back in its KST month, in full (mo-01)', () => {
    const one: Case = { ...mobile(), paidAt: '2024-01-31T23:59:59' }
    expect(full(one, '2024-01-31T23:59:59').allowed).toBe('yes')
    expect(why(full(one, '2024-02-01T00:00:00'))).toEqual(['no', 'mo-07', 'same_month_only'])
    expect(why(part(one, '2024-01-31T23:59:59'))).toEqual(['no', 'mo-01', 'partial_unsupported'])
  })

  it.each([
    ['inicis', 'yes'],
    ['kcp', 'provider_decides'],
    ['toss', 'yes'],
    ['ksnet', 'no'],
    ['danal', 'no'],
  ] as const)('at %s goes back in parts: %s (mo-02 … mo-05, §14)', (gateway, allowed) => {
    expect(part(mobile(gateway)).allowed).toBe(allowed)
  })

  it.each(['nice', 'kcp', 'inicis', 'kpn'] as const)(
    'at %s goes back to an account in a later month (mo-06)',
    (gateway) => {
      expect(full(mobile(gateway)).needs).toEqual([])
      const later = full(mobile(gateway), '2026-02-01T00:00:00')
      expect(later).toMatchObject({
        allowed: 'provider_decides',
        needs: ['refund_account'],
        rules: ['mo-06'],
        until: null,
      })
      expect(later).toMatchObject({ mode: 'next_business_day', fee: { perRefundKrw: 300 } })
    },
  )

  it.each(['toss', 'ksnet', 'danal', 'smartro'] as const)(
    'at %s does not go back in a later month (mo-07)',
    (gateway) => {
      expect(why(full(mobile(gateway), '2026-02-01T00:00:00'))).toEqual(['no', 'mo-07', 'same_month_only'])
    },
  )

  it('goes back later where the channel’s contract says so', () => {
    const changes = { 'mo-07': { window: 'PG', account: 'account', hard: false } } as const
    expect(full({ ...mobile('smartro'), terms: { changes } }, '2026-02-01')).toMatchObject({
      allowed: 'provider_decides',
      needs: ['refund_account'],
    })
  })
})
