/** Specifies which accounts are refused before anything is sent, and by which field (portone-v1 §7, §8). */
import { describe, expect, test } from 'vitest'
import type { RefundAccount, VirtualAccount } from '../../core/account/account.ts'
import { amount } from '../../core/money.ts'
import type { Payment } from '../../core/payment/payment.ts'
import { asking, BUYER, REFUND } from './fixtures/account.ts'
import { OPTIONS } from './fixtures/sample.ts'
import { portoneV1 } from './index.ts'

const at = (pgProvider?: string) =>
  portoneV1({ ...OPTIONS, channelKey: 'channel-key-1', ...(pgProvider === undefined ? {} : { pgProvider }) })
const fieldAt = (pg: string | undefined, account: Partial<VirtualAccount>, more: Partial<Payment> = {}) =>
  at(pg).validate(asking(account, { providerOrderId: 'order1', ...more }))?.field ?? null

describe('an account that is asked for', () => {
  const receipt = { kind: 'income_deduction', number: '01012345678' } as const

  test.each<[string, string | undefined, Partial<VirtualAccount>, Partial<Payment>, string]>([
    ['with a cash receipt', undefined, { cashReceipt: receipt }, {}, 'virtualAccount.cashReceipt'],
    ['in the window, with one', undefined, { by: 'window', cashReceipt: receipt }, {}, 'virtualAccount.cashReceipt'],
    ['in dollars', undefined, {}, { currency: 'USD' }, 'currency'],
    ['under a long name', undefined, { holder: '가'.repeat(17) }, {}, 'virtualAccount.holder'],
    ['without a name', 'nice', {}, {}, 'virtualAccount.holder'],
    ['without a name', 'settle', { holder: '' }, {}, 'virtualAccount.holder'],
    ['without a buyer', 'tosspayments', {}, {}, 'buyer.name'],
    ['without an address', 'html5_inicis', { holder: '매듭' }, { buyer: { name: '홍길동' } }, 'buyer.email'],
    ['without a phone', 'smartro_v2', { holder: '매듭' }, { buyer: { ...BUYER, phone: '' } }, 'buyer.phone'],
    ['with a tax-free part', 'tosspayments', {}, { buyer: BUYER, taxFree: amount(1) }, 'taxFree'],
    ['with a VAT', 'ksnet', {}, { buyer: BUYER, vat: amount(909) }, 'vat'],
  ])('%s (%s): %s', (_how, pg, account, more, field) => {
    expect(fieldAt(pg, account, more)).toBe(field)
  })

  test('is fine with all that the PG asks for, and in the window without', () => {
    for (const pg of [undefined, 'nice', 'nice_v2', 'settle', 'html5_inicis', 'smartro_v2', 'welcome', 'ksnet']) {
      expect(fieldAt(pg, { holder: '매듭' }, { buyer: BUYER }), pg).toBeNull()
    }
    expect(fieldAt('smartro_v2', { by: 'window', bank: null })).toBeNull()
    expect(fieldAt('nice_v2', {}, { taxFree: amount(3_000), vat: amount(636) })).toBeNull()
    expect(fieldAt('ksnet', {}, { buyer: BUYER, taxFree: amount(0) })).toBeNull()
  })
})

describe('a refund account', () => {
  const problem = (pg: string | undefined, change: Partial<RefundAccount>) =>
    at(pg).refundAccountProblem?.({ ...REFUND, ...change })?.field ?? null

  test.each<[string | undefined, Partial<RefundAccount>, keyof RefundAccount | null]>([
    [undefined, {}, null],
    ['daou', {}, 'bank'],
    ['daou', { bank: 'POST' }, null],
    [undefined, { bank: 'TOSS_SECURITIES' }, 'bank'],
    [undefined, { number: '1'.repeat(16) }, null],
    [undefined, { number: '1'.repeat(17) }, 'number'],
    [undefined, { holder: '가'.repeat(16) }, null],
    [undefined, { holder: '가'.repeat(17) }, 'holder'],
    ['smartro', {}, 'phone'],
    ['smartro_v2', {}, 'phone'],
    ['welcome', {}, 'phone'],
    ['welcome', { phone: '01000000000' }, null],
  ])('%s %j: %s', (pg, change, field) => {
    expect(problem(pg, change)).toBe(field)
  })
})
