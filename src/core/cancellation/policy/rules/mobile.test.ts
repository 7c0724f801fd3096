/** Mobile payments go back as the rows `mo-…` say. */
import { describe, expect, it } from 'vitest'
import type { Gateway } from '../../../instrument.ts'
import { amount } from '../../../money.ts'
import type { ProviderId } from '../../../payment/payment.ts'
import { judge } from '../quote.ts'
import { at, type Case, factsOf, full, part, termsOf, why } from '../testing.ts'

const by = (provider: ProviderId, gateway?: Gateway, module?: string): Case => ({
  method: 'mobile',
  provider,
  told: { gateway: gateway ?? null, module: module ?? null },
})
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

  it.each([
    ['nicepay', undefined, undefined],
    ['portone-v1', 'kcp', 'kcp'],
    ['portone-v1', 'kpn', 'kpn'],
    ['portone-v2', 'kcp', 'KCP_V2'],
    ['portone-v2', 'inicis', 'INICIS_V2'],
    ['portone-v2', 'kpn', 'KPN'],
    // The module is not told: the provider decides (§15).
    ['portone-v2', 'kcp', undefined],
  ] as const)(
    'by %s at %s (module %s) goes back to an account in a later month (mo-06)',
    (provider, gateway, module) => {
      const one = by(provider, gateway, module)
      expect(full(one).needs).toEqual([])
      const later = full(one, '2026-02-01T00:00:00')
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

  it.each([
    ['nicepay-rest', undefined, undefined],
    ['tosspayments', undefined, undefined],
    ['portone-v1', 'nice', 'nice_v2'],
    ['portone-v1', 'kcp', 'kcp_quick'],
    ['portone-v1', 'inicis', 'html5_inicis'],
    ['portone-v2', 'nice', 'NICE_V2'],
    ['portone-v2', 'kcp', 'KCP_QUICK'],
    ['portone-v2', 'inicis', 'HTML5_INICIS'],
  ] as const)('by %s at %s (module %s) does not go back in a later month (mo-07)', (provider, gateway, module) => {
    const later = full(by(provider, gateway, module), '2026-02-01T00:00:00')
    expect(why(later)).toEqual(['no', 'mo-07', 'same_month_only'])
    expect(later.needs).toEqual([])
  })

  it.each(['inicis', 'toss'] as const)('at %s must leave 300 KRW to be approved anew (§13.1)', (gateway) => {
    const ask = (won: number) => {
      const one = mobile(gateway)
      return judge(factsOf(one), { amount: amount(won), now: at('2026-01-16') }, termsOf(one))
    }
    expect(ask(9_700)).toMatchObject({ allowed: 'yes', warnings: [] })
    const little = ask(9_701)
    expect(little.allowed).toBe('provider_decides')
    expect(little.warnings.map(({ code }) => code)).toEqual(['remainder_too_small'])
    expect(ask(10_000).allowed).toBe('yes')
  })

  it('goes back later where the channel’s contract says so', () => {
    const changes = { 'mo-07': { window: 'PG', account: 'account', hard: false } } as const
    expect(full({ ...mobile('smartro'), terms: { changes } }, '2026-02-01')).toMatchObject({
      allowed: 'provider_decides',
      needs: ['refund_account'],
    })
  })
})
