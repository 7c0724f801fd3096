/** Specifies which redirects may be confirmed: of this order, for this amount, and nothing is signed (§2). */
import { describe, expect, test } from 'vitest'
import { ORDER, PAYMENT_KEY, samplePayment } from './fixtures/sample.ts'
import { readRedirect } from './return.ts'

const good = { paymentKey: PAYMENT_KEY, orderId: ORDER, amount: '1000' }
const read = (change: Record<string, string> = {}) => readRedirect(samplePayment(), { ...good, ...change })

describe('a success', () => {
  test('may be approved', () => {
    expect(read()).toEqual({
      kind: 'approvable',
      ref: PAYMENT_KEY,
      method: null,
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      providerState: good,
    })
  })

  test('has one fingerprint, whatever stands beside the three fields', () => {
    const fingerprint = (change: Record<string, string>) => {
      const reading = read(change)
      return reading.kind === 'approvable' ? reading.fingerprint : reading.kind
    }
    expect(fingerprint({ paymentType: 'NORMAL', amount: '01000' })).toBe(fingerprint({}))
    expect(fingerprint({ paymentKey: `${PAYMENT_KEY}x` })).not.toBe(fingerprint({}))
  })

  test.each([
    ['no paymentKey', { paymentKey: '' }, 'MD_RETURN_INCOMPLETE'],
    ['no orderId', { orderId: '' }, 'MD_RETURN_INCOMPLETE'],
    ['no amount', { amount: '' }, 'MD_RETURN_INCOMPLETE'],
    ['a paymentKey of dots', { paymentKey: '..' }, 'MD_RETURN_INCOMPLETE'],
    ['a paymentKey with a blank', { paymentKey: 'a b' }, 'MD_RETURN_INCOMPLETE'],
    ['a paymentKey that is too long', { paymentKey: 'x'.repeat(201) }, 'MD_RETURN_INCOMPLETE'],
    ['another order', { orderId: 'ORDER-OTHER' }, 'MD_RETURN_OTHER_ORDER'],
    ['a smaller amount', { amount: '100' }, 'MD_RETURN_AMOUNT'],
    ['an amount that only looks equal', { amount: '1e3' }, 'MD_RETURN_AMOUNT'],
    ['a negative amount', { amount: '-1000' }, 'MD_RETURN_AMOUNT'],
    ['a fraction', { amount: '1000.0' }, 'MD_RETURN_AMOUNT'],
  ])('with %s is turned away', (_name, change, error) => {
    expect(read(change)).toMatchObject({ kind: 'rejected', error })
  })

  test('of nothing at all is incomplete', () => {
    expect(readRedirect(samplePayment(), {})).toMatchObject({ kind: 'rejected', error: 'MD_RETURN_INCOMPLETE' })
  })
})

describe('a failure', () => {
  test.each(['PAY_PROCESS_CANCELED', 'PAY_PROCESS_ABORTED', 'REJECT_CARD_COMPANY', 'USER_CANCEL'])(
    '%s leaves the payment ready, with or without an order number',
    (code) => {
      const fields = { code, message: '취소되었습니다' }
      const left = { kind: 'abandoned', code, message: '취소되었습니다' }
      expect(readRedirect(samplePayment(), fields)).toEqual(left)
      expect(readRedirect(samplePayment(), { ...fields, orderId: ORDER })).toEqual(left)
    },
  )

  test('of another order is not about this payment', () => {
    const fields = { code: 'USER_CANCEL', message: '', orderId: 'ORDER-OTHER' }
    expect(readRedirect(samplePayment(), fields)).toMatchObject({ kind: 'rejected', error: 'MD_RETURN_OTHER_ORDER' })
  })

  test('never makes a success of the fields beside it', () => {
    expect(read({ code: 'REJECT_CARD_COMPANY', message: '거절' })).toMatchObject({ kind: 'abandoned' })
  })

  test('is kept short and without numbers that could be a card', () => {
    const fields = { code: 'X'.repeat(500), message: `카드 1234-5678-9012-3456 ${'가'.repeat(900)}` }
    const reading = readRedirect(samplePayment(), fields)
    if (reading.kind !== 'abandoned') throw new Error(reading.kind)
    expect([reading.code.length, reading.message.length]).toEqual([64, 500])
    expect(reading.message).toContain('카드 [number]')
  })
})
