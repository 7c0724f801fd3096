/** Deposits go back as the rows `va-…` say, at the cost of the sheet’s §5. */
import { describe, expect, it } from 'vitest'
import type { Gateway } from '../../../instrument.ts'
import { amount } from '../../../money.ts'
import { feeKrw } from '../costs.ts'
import { judge } from '../quote.ts'
import { at, type Case, factsOf, full, lastDay, part, termsOf, why } from '../testing.ts'

const account = (gateway: Gateway, more: Case = {}): Case => ({ method: 'virtual_account', gateway, ...more })

describe('a virtual account', () => {
  it('before its deposit is closed as a whole, without an account (va-00)', () => {
    const one = account('smartro', { deposited: false, paid: amount(0) })
    const verdict = judge(factsOf(one), { amount: amount(0), now: at('2026-01-16') }, termsOf(one))
    expect(verdict).toMatchObject({ allowed: 'yes', rules: ['va-00'], needs: [], partial: 'no', mode: 'sync' })
  })

  it('before its deposit is closed until the deadline, and after it all the same (va-00, §8)', () => {
    const depositUntil = at('2026-01-18T18:00:00')
    const one = account('nice', { deposited: false, paid: amount(0), depositUntil })
    const ask = (now: string) => judge(factsOf(one), { amount: amount(0), now: at(now) }, termsOf(one))
    expect(ask('2026-01-18T18:00:00')).toMatchObject({ allowed: 'yes', until: depositUntil, warnings: [] })
    expect(ask('2026-01-18T18:00:01')).toMatchObject({
      allowed: 'provider_decides',
      until: depositUntil,
      warnings: [{ rule: 'va-00', code: 'window_over' }],
    })
  })

  it('that takes many deposits is Hecto’s to decide (va-13)', () => {
    const fixed = account('settle', { told: { fixedAccount: true } })
    expect(full(fixed)).toMatchObject({ allowed: 'provider_decides', until: null, needs: ['refund_account'] })
    expect(part(fixed)).toMatchObject({ allowed: 'provider_decides', partial: 'depends' })
    expect(full(account('settle')).allowed).toBe('yes')
  })

  it('after it needs the buyer’s account, whoever the gateway', () => {
    expect(full({ method: 'virtual_account' })).toMatchObject({
      allowed: 'yes',
      needs: ['refund_account'],
      mode: 'next_business_day',
      until: null,
      buyerSees: { from: '2026-01-19', to: '2026-01-21' },
    })
  })

  it.each(['smartro', 'smartro_v2', 'welcome'] as const)('at %s needs the holder’s phone too', (gateway) => {
    expect(full(account(gateway)).needs).toEqual(['refund_account', 'holder_phone'])
  })

  it.each([
    ['nice', '2026-07-14'],
    ['toss', '2027-01-15'],
    ['ksnet', '2026-07-14'],
    ['inicis', null],
    ['kcp', null],
  ] as const)('at %s goes back until %s: the window is the provider’s (§14)', (gateway, last) => {
    expect(lastDay(full(account(gateway)))).toBe(last)
  })

  it('costs 600 KRW for one refund, and the buyer nothing (§5)', () => {
    const { fee } = full({ method: 'virtual_account' })
    expect(fee).toEqual({
      originalFeeKept: true,
      perRefundKrw: 300,
      issueFeeKrw: 300,
      vatExtra: true,
      escrowFeeKept: null,
      borneBy: 'merchant',
    })
    expect(feeKrw({ fee }, 1)).toEqual({ krw: 600, vatKrw: 60 })
    expect(feeKrw({ fee }, 3)).toEqual({ krw: 1_200, vatKrw: 120 })
    expect(feeKrw(full(account('inicis')), 1)).toEqual({ krw: 600, vatKrw: 60 })
    expect(feeKrw(full({ method: 'virtual_account', provider: 'tosspayments' }), 1).krw).toBe(300)
    expect(feeKrw(full({}), 3)).toEqual({ krw: 0, vatKrw: 0 })
  })

  it('at Danal and on a test MID cannot go back at all (va-03, va-12)', () => {
    expect(why(full(account('danal')))).toEqual(['no', 'va-03', 'impossible'])
    expect(full(account('danal')).partial).toBe('no')
    expect(why(full(account('nice', { terms: { testMid: true } })))).toEqual(['no', 'va-12', 'impossible'])
    expect(why(full(account('nice', { live: false })))).toEqual(['no', 'va-12', 'impossible'])
  })

  it('at Kiwoompay is paid back by hand (va-06)', () => {
    const verdict = full(account('daou'))
    expect(verdict).toMatchObject({ allowed: 'provider_decides', mode: 'manual', buyerSees: null })
    expect(verdict.warnings).toMatchObject([{ rule: 'va-06', code: 'manual' }])
  })

  it.each([
    ['2024-04-23', '2024-04-25'],
    ['2024-04-24', '2024-05-02'],
  ])('at KG Mobilians, asked on %s, is paid on Thursday %s (va-07)', (asked, paid) => {
    const one = account('mobilians', { paidAt: '2024-04-15' })
    expect(full(one, asked).buyerSees).toEqual({ from: paid, to: paid })
  })

  it.each([
    ['2026-01-16T05:59:59', 'later', '2026-01-16T06:05:00'],
    ['2026-01-16T06:00:00', 'yes', null],
    ['2026-01-16T22:59:59', 'yes', null],
    ['2026-01-16T23:00:00', 'later', '2026-01-17T06:05:00'],
  ])('at KSNET at %s: %s, and again at %s (va-08)', (now, allowed, nextAt) => {
    const verdict = full(account('ksnet'), now)
    expect(verdict).toMatchObject({ allowed, nextAt: nextAt === null ? null : at(nextAt) })
    expect(verdict.because?.code ?? null).toBe(nextAt === null ? null : 'outside_hours')
  })

  it('at KSNET outside hours after its window opens no more', () => {
    expect(full(account('ksnet'), '2026-07-15T23:30:00')).toMatchObject({
      allowed: 'no',
      nextAt: null,
      because: { code: 'window_over' },
    })
  })

  it('at KSNET in the last night of its window is over: the next morning is too late', () => {
    const verdict = full(account('ksnet'), '2026-07-14T23:30:00')
    expect(verdict).toMatchObject({ allowed: 'no', nextAt: null, because: { code: 'outside_hours' } })
  })

  it('at KG Inicis goes back in parts where the contract says so (va-09)', () => {
    expect(part(account('inicis')).allowed).toBe('provider_decides')
    expect(part(account('inicis', { terms: { changes: { 'va-09': { partial: 'yes' } } } })).allowed).toBe('yes')
  })

  it('at Toss Payments promises nine business days, elsewhere three (§14)', () => {
    expect(full(account('toss')).buyerSees).toEqual({ from: '2026-01-20', to: '2026-01-29' })
    expect(full(account('kcp')).buyerSees?.to).toBe('2026-01-21')
  })
})
