/** Specifies the bytes that are sent: identical for the same intent, whole tags, major units (portone-v1 §7). */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RefundAccount } from '../../core/account/account.ts'
import { type Gateway, NO_INSTRUMENT } from '../../core/instrument.ts'
import { amount, type Currency, MAX_AMOUNT } from '../../core/money.ts'
import { instant } from '../../core/time.ts'
import { tagOf } from '../tag.ts'
import type { BankCodes } from './banks.ts'
import { toAccount } from './fixtures/account.ts'
import { amounts, cancellationId, IMP_UID, paid, sampleCancellation, samplePayment } from './fixtures/sample.ts'
import { toMajor, toMinor } from './money.ts'
import {
  attemptsCall,
  cancelCall,
  isPathSafe,
  isReference,
  listCall,
  pageOf,
  prepareCall,
  refundFields,
} from './requests.ts'

const bodyOf = (change: Parameters<typeof sampleCancellation>[0] = {}, payment = paid()) =>
  cancelCall(IMP_UID, { payment, cancellation: sampleCancellation(change) }).body

describe('cancel', () => {
  test('is by imp_uid, with amount, checksum, tagged reason and requester', () => {
    expect(bodyOf()).toEqual({
      imp_uid: IMP_UID,
      amount: 1_000,
      checksum: 10_000,
      reason: `고객 요청 #${cancellationId(1)}`,
      extra: { requester: 'admin' },
      enable_webhook: true,
    })
    expect(bodyOf({ requester: 'buyer' })).toMatchObject({ extra: { requester: 'customer' } })
  })

  test('of all that is left says so in figures', () => {
    expect(bodyOf({ amount: amount(10_000) })).toMatchObject({ amount: 10_000, checksum: 10_000 })
  })

  test('sends a checksum of what was given and of nothing else', () => {
    expect(bodyOf({ guard: null })).not.toHaveProperty('checksum')
  })

  test('sent again is the same bytes, whatever changed around it', () => {
    const first = JSON.stringify(bodyOf())
    const later = { attempts: 3, keyEpoch: 2, sentAt: instant(1_800_000_000_000), answer: { code: '1', message: 'x' } }
    const grown = paid({ amounts: amounts({ paid: 10_000, cancelledByUs: 500, inFlight: 1_000 }), version: 9 })
    expect(JSON.stringify(bodyOf(later, grown))).toBe(first)
  })

  test('says tax-free part and VAT where they were said, and for all of a payment those of the payment', () => {
    expect(bodyOf({ taxFree: amount(400), vat: amount(54) })).toMatchObject({ tax_free: 400, vat_amount: 54 })
    const mixed = paid({ taxFree: amount(3_000), vat: amount(636) })
    expect(bodyOf({}, mixed)).not.toHaveProperty('tax_free')
    expect(bodyOf({ amount: amount(10_000) }, mixed)).toMatchObject({ tax_free: 3_000, vat_amount: 636 })
  })

  test('says whether the promotion stays, where the merchant said so', () => {
    expect(bodyOf()).not.toHaveProperty('retain_promotion')
    expect(bodyOf({ promotion: 'retain' })).toMatchObject({ retain_promotion: true })
    expect(bodyOf({ promotion: 'release' })).toMatchObject({ retain_promotion: false })
  })

  test('keeps the tag whole however long the reason is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 600 }), (reason) => {
        const sent = String(bodyOf({ reason })?.reason)
        return tagOf(sent) === cancellationId(1) && Array.from(sent).length <= 256
      }),
    )
  })

  test('in dollars counts dollars', () => {
    const usd = paid({ currency: 'USD', amounts: amounts({ total: 1_999, paid: 1_999 }) })
    expect(bodyOf({ amount: amount(435), guard: amount(1_999) }, usd)).toMatchObject({ amount: 4.35, checksum: 19.99 })
  })
})

describe('refund to an account', () => {
  const fieldsOf = (gateway: Gateway | null, account: Partial<RefundAccount>, configured: BankCodes = 'standard') => {
    const instrument = gateway === null ? null : { ...NO_INSTRUMENT, gateway }
    return refundFields(configured, { payment: paid({ instrument }), cancellation: toAccount({}, account) })
  }

  test('names holder, bank, number and, where it is known, phone', () => {
    const fields = fieldsOf(null, {})
    expect(fields).toEqual({ refund_holder: '카나리아박', refund_bank: '090', refund_account: '3333018765432' })
    expect(fieldsOf(null, { phone: '01000000000' })).toMatchObject({ refund_tel: '01000000000' })
    const undo = { payment: paid(), cancellation: toAccount() }
    expect(cancelCall(IMP_UID, undo, fields ?? {})).toMatchObject({ body: { ...fields }, people: ['카나리아박'] })
  })

  test('goes by the codes of the PG that took the money, whatever the channel was configured as', () => {
    expect(fieldsOf('daou', { bank: 'NONGHYUP' })).toMatchObject({ refund_bank: '08' })
    expect(fieldsOf('kcp', { bank: 'NONGHYUP' }, 'kiwoompay')).toMatchObject({ refund_bank: 'BK11' })
    expect(fieldsOf('other', { bank: 'NONGHYUP' }, 'kiwoompay')).toMatchObject({ refund_bank: '08' })
  })

  test('is none at a PG that has no code for the bank, and no field where no account is named', () => {
    expect(fieldsOf('daou', { bank: 'KAKAO' })).toBeNull()
    expect(refundFields('standard', { payment: paid(), cancellation: sampleCancellation() })).toEqual({})
  })
})

test('every amount survives the wire in every currency', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: MAX_AMOUNT }),
      fc.constantFrom<Currency>('KRW', 'USD', 'JPY', 'CNY', 'EUR'),
      (minor, currency) => {
        const wire = JSON.stringify(toMajor(amount(minor), currency))
        return /^\d+(\.\d{1,2})?$/.test(wire) && toMinor(JSON.parse(wire), currency) === minor
      },
    ),
  )
  expect(toMinor(Number.NaN, 'KRW')).toBeNull()
  expect(toMinor(Number.POSITIVE_INFINITY, 'USD')).toBeNull()
})

test('prepare freezes amount and currency', () => {
  const { method, path, body } = prepareCall(samplePayment())
  expect([method, path]).toEqual(['POST', '/payments/prepare'])
  expect(body).toEqual({ merchant_uid: 'order-0001', amount: 10_000, currency: 'KRW' })
})

test('an order number stays one segment of the path', () => {
  expect(attemptsCall('inquire', 'a/b?c 주문').path).toBe('/payments/findAll/a%2Fb%3Fc%20%EC%A3%BC%EB%AC%B8?limit=1000')
  for (const text of ['', '.', '..', 'x'.repeat(41)]) expect(isPathSafe(text)).toBe(false)
  for (const text of ['', '..', 'imp_1/../x', 'imp 1', 'i'.repeat(33)]) expect(isReference(text)).toBe(false)
})

test('a list is by whole seconds, oldest first, and its cursors are pages', () => {
  const query = { from: instant(1_700_000_000_999), to: instant(1_700_003_600_000), cursor: null }
  expect(listCall(query, 2).path).toBe(
    '/payments/status/all?from=1700000000&to=1700003600&page=2&limit=100&sorting=started',
  )
  expect([null, '2', '0', '-1', '1e3', 'x', '9999999'].map(pageOf)).toEqual([1, 2, null, null, null, null, null])
})
