/** What was paid through a wallet goes back as its own rows say, else as what is inside. */
import { describe, expect, it } from 'vitest'
import type { Gateway, Instrument } from '../../../instrument.ts'
import { type Case, full, lastDay, part, why } from '../testing.ts'

describe('a wallet', () => {
  const wallet = (told: Partial<Instrument>, gateway?: Gateway): Case => ({
    method: 'easy_pay',
    told,
    ...(gateway ? { gateway } : {}),
  })

  it.each([
    ['KakaoPay card', wallet({ wallet: 'kakaopay', funding: 'card' }), '2027-01-14'],
    ['KakaoPay money', wallet({ wallet: 'kakaopay', funding: 'money' }), '2031-01-14'],
    ['KakaoPay, not told which', wallet({ wallet: 'kakaopay' }), '2027-01-14'],
    ['KakaoPay by its own gateway', wallet({ funding: 'money' }, 'kakaopay'), '2031-01-14'],
    ['KakaoPay money in a PG’s window', wallet({ wallet: 'kakaopay', funding: 'money' }, 'kcp'), '2031-01-14'],
    ['NaverPay', wallet({ wallet: 'naverpay' }), '2029-01-14'],
    ['PayPal', wallet({ wallet: 'paypal' }), '2026-07-13'],
    ['Toss Pay', wallet({}, 'tosspay'), '2027-01-14'],
    [
      'Toss Pay from an account, at Toss Payments',
      wallet({ wallet: 'tosspay', funding: 'transfer' }, 'toss'),
      '2026-07-14',
    ],
    ['Toss Pay by card, at Toss Payments', wallet({ wallet: 'tosspay', funding: 'card' }, 'toss'), '2027-01-14'],
    ['Toss Pay in a PG’s window, not told', wallet({ wallet: 'tosspay' }, 'kcp'), '2026-04-15'],
    ['PAYCO', wallet({ wallet: 'payco' }), '2027-01-14'],
    ['another, from an account', wallet({ wallet: 'other', funding: 'transfer' }), '2026-04-15'],
    ['another, not told', wallet({}), '2026-04-15'],
    ['another, not told, at Toss Payments', wallet({ wallet: 'other' }, 'toss'), '2026-07-14'],
    [
      'KakaoPay money, as V1 names it',
      { ...wallet({ wallet: 'kakaopay', funding: 'money' }), method: null },
      '2031-01-14',
    ],
    ['KakaoPay at Kiwoompay', wallet({ wallet: 'kakaopay' }, 'daou'), null],
    ['PAYCO at Kiwoompay', wallet({ wallet: 'payco' }, 'daou'), null],
    ['NaverPay by order', wallet({}, 'naverco'), null],
    ['money of another', wallet({ wallet: 'other', funding: 'money' }), null],
  ] as const)('%s', (_, one, last) => {
    const verdict = full(one)
    expect(lastDay(verdict)).toBe(last)
    expect(verdict.allowed).toBe(last === null ? 'provider_decides' : 'yes')
  })

  it('NaverPay is refused after its 1,095 days, also in a PG’s window', () => {
    for (const one of [
      wallet({ wallet: 'naverpay' }),
      { ...wallet({ wallet: 'naverpay' }), provider: 'nicepay' as const },
    ]) {
      expect(full(one, '2029-01-14T23:59:59').allowed).toBe('provider_decides')
      expect(why(full(one, '2029-01-15T00:00:00'))).toEqual(['no', 'np-01', 'window_over'])
    }
  })

  it('PayPal at Toss Payments gives parts back for 30 days only (pp-02), and keeps its fee (§14)', () => {
    const one: Case = { ...wallet({ wallet: 'paypal' }), provider: 'tosspayments' }
    expect(part(one, '2026-02-14').allowed).toBe('yes')
    expect(part(one, '2026-02-15')).toMatchObject({ allowed: 'provider_decides', warnings: [{ rule: 'pp-02' }] })
    expect(full(one, '2026-02-15')).toMatchObject({ allowed: 'yes', fee: { originalFeeKept: true }, mode: 'async' })
    expect(full(wallet({ wallet: 'paypal' })).fee.originalFeeKept).toBe(true)
  })

  it('that may have taken the money from an account is tried after the shorter window (§15)', () => {
    expect(full(wallet({ wallet: 'other' }), '2026-04-16')).toMatchObject({
      allowed: 'provider_decides',
      warnings: [{ rule: 'tr-01', code: 'window_over' }, { rule: 'card-02' }],
    })
    expect(full(wallet({ wallet: 'other', funding: 'card' }), '2026-04-14').warnings).toEqual([])
    expect(full(wallet({ wallet: 'other' }, 'ksnet'), '2026-07-15').because).toMatchObject({ rule: 'card-03' })
  })

  it.each(['smartro_v2', 'welcome'] as const)('from an account needs none back at %s (tr-03, ep-01)', (gateway) => {
    expect(full(wallet({ wallet: 'other', funding: 'transfer' }, gateway)).needs).toEqual([])
  })

  it('at KSNET is bound by its six months and nine parts', () => {
    const one = { ...wallet({ wallet: 'kakaopay', funding: 'money' }, 'ksnet'), cancellations: 9 }
    expect(why(part(one))).toEqual(['no', 'card-03', 'too_many_parts'])
  })
})
