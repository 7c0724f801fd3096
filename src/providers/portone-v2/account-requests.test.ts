/** Specifies what is sent to issue and to close an account: once, with what was asked for (portone-v2 §4, §8). */
import { describe, expect, test } from 'vitest'
import { amount } from '../../core/money.ts'
import type { Payment } from '../../core/payment/payment.ts'
import { instant } from '../../core/time.ts'
import { closeCall, issueCall } from './account-requests.ts'
import { readOptions } from './config.ts'
import { accountPayment, NOW, OPTIONS, PAYMENT_ID, STORE } from './fixtures/sample.ts'

const account = readOptions(OPTIONS)
function issueOf(payment: Payment) {
  if (payment.virtualAccount === null) throw new Error('no account is asked for')
  return issueCall(account, payment, { ...payment.virtualAccount, bank: 'SHINHAN' })
}

describe('an issue', () => {
  test('asks for exactly this', () => {
    const payment = accountPayment()
    expect(issueOf(payment)).toEqual({
      operation: 'issue',
      method: 'POST',
      path: `/payments/${PAYMENT_ID}/instant`,
      body: {
        storeId: STORE,
        channelKey: 'channel-key-sim',
        method: {
          virtualAccount: {
            bank: 'SHINHAN',
            expiry: { dueDate: '2024-04-26T10:00:00.000Z' },
            option: { type: 'NORMAL' },
          },
        },
        orderName: '숙박 1박',
        amount: { total: 10_000 },
        currency: 'KRW',
      },
      idempotencyKey: `${payment.id}-issue`,
    })
  })

  test('says what else is known: holder, tax split, cash receipt and buyer', () => {
    const wish = { holder: '매듭상사', cashReceipt: { kind: 'expenditure_proof', number: '1234567891' } } as const
    const buyer = { name: '홍길동', phone: '01012345678' }
    expect(issueOf(accountPayment(wish, { taxFree: amount(4_000), vat: amount(545), buyer })).body).toMatchObject({
      method: {
        virtualAccount: {
          remitteeName: '매듭상사',
          cashReceipt: { type: 'CORPORATE', customerIdentityNumber: '1234567891' },
        },
      },
      amount: { total: 10_000, taxFree: 4_000, vat: 545 },
      customer: { name: { full: '홍길동' }, phoneNumber: '01012345678' },
    })
    const cashReceipt = { kind: 'income_deduction', number: '01012345678' } as const
    expect(issueOf(accountPayment({ cashReceipt })).body).toMatchObject({
      method: { virtualAccount: { cashReceipt: { type: 'PERSONAL', customerIdentityNumber: '01012345678' } } },
    })
  })

  test('says nothing of a cash receipt whose number is gone, and nothing of nobody', () => {
    const forgotten = accountPayment({ cashReceipt: { kind: 'income_deduction', number: null } }, { buyer: {} })
    expect(issueOf(forgotten).body).toEqual(issueOf(accountPayment()).body)
  })

  test('has its deadline in whole seconds', () => {
    expect(issueOf(accountPayment({ expiresAt: instant(NOW + 999) })).body).toMatchObject({
      method: { virtualAccount: { expiry: { dueDate: '2024-04-25T10:00:00.000Z' } } },
    })
  })

  test('goes out under the key of its payment, whatever else has changed', () => {
    const payment = accountPayment()
    const { idempotencyKey } = issueOf({ ...payment, version: 7 })
    expect(idempotencyKey).toBe(issueOf(payment).idempotencyKey)
    expect(idempotencyKey).toMatch(/^[A-Za-z0-9_-]{16,256}$/)
  })
})

test('a closing names store and payment, and has neither body nor key', () => {
  expect(closeCall(account, accountPayment())).toEqual({
    operation: 'close',
    method: 'POST',
    path: `/payments/${PAYMENT_ID}/virtual-account/close?storeId=${STORE}`,
    body: null,
    idempotencyKey: null,
  })
})
