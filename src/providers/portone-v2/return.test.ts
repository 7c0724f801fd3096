/** Specifies what the window's result means: whose it is, never whether it was paid. */
import { describe, expect, test } from 'vitest'
import { PAYMENT_ID, samplePayment } from './fixtures/sample.ts'
import { readWindowReturn } from './return.ts'

const TX = '018f1c2e-0000-7000-8000-000000000001'
const read = (fields: Record<string, string>) => readWindowReturn(samplePayment(), fields)
const good = { transactionType: 'PAYMENT', paymentId: PAYMENT_ID, txId: TX }

describe('a return', () => {
  test('of this payment may be approved, that is: looked at', () => {
    expect(read(good)).toEqual({
      kind: 'approvable',
      ref: PAYMENT_ID,
      method: null,
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      providerState: {},
    })
  })

  test('by redirect may come with less', () => {
    expect(read({ paymentId: PAYMENT_ID })).toMatchObject({ kind: 'approvable' })
  })

  test('has a fingerprint of the attempt, whatever else came with it', () => {
    const print = (fields: Record<string, string>): unknown => {
      const reading = read(fields)
      return reading.kind === 'approvable' ? reading.fingerprint : null
    }
    expect(print({ ...good, utm: 'x', message: '' })).toBe(print(good))
    expect(print({ ...good, txId: 'another' })).not.toBe(print(good))
  })

  test.each([
    [{ code: 'FAILURE_TYPE_PG', message: '사용자가 결제를 취소하였습니다', paymentId: PAYMENT_ID }],
    [{ code: 'USER_CANCEL' }],
  ])('with a code is abandoned: %j', (fields) => {
    expect(read(fields)).toMatchObject({ kind: 'abandoned', code: fields.code })
  })

  test('tells what the PG said, without numbers that could be a card', () => {
    const fields = { code: 'X', message: '거절', pgCode: '3011', pgMessage: '카드 1234-5678-9012-3456 한도초과' }
    expect(read(fields)).toMatchObject({ message: '거절 / [3011] 카드 [number] 한도초과' })
  })

  test.each([
    ['MD_RETURN_OTHER_ORDER', { ...good, paymentId: 'order-2024-0002' }],
    ['MD_RETURN_OTHER_ORDER', { ...good, paymentId: 'order-2024-0002', code: 'X' }],
    ['MD_RETURN_OTHER_ORDER', { ...good, transactionType: 'ISSUE_BILLING_KEY' }],
    ['MD_RETURN_INCOMPLETE', {}],
    ['MD_RETURN_INCOMPLETE', { txId: TX }],
    ['MD_RETURN_INCOMPLETE', { ...good, txId: 'a b' }],
    ['MD_RETURN_INCOMPLETE', { ...good, txId: 'x'.repeat(101) }],
  ])('%s: %j', (error, fields) => {
    expect(read(fields)).toMatchObject({ kind: 'rejected', error })
  })
})
