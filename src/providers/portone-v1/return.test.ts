/** Specifies which returns of the window may be looked at: whose they are, and nothing more (portone-v1 §12). */
import { describe, expect, test } from 'vitest'
import { IMP_UID, ORDER, samplePayment } from './fixtures/sample.ts'
import { readWindowReturn } from './return.ts'

const read = (fields: Record<string, string>) => readWindowReturn(samplePayment(), fields)
const good = { imp_uid: IMP_UID, merchant_uid: ORDER }

describe('approvable', () => {
  test.each<Record<string, string>>([
    good,
    { ...good, success: 'true' },
    { ...good, imp_success: 'true', error_code: '', error_msg: '' },
  ])('%j', (fields) => {
    expect(read(fields)).toEqual({
      kind: 'approvable',
      ref: IMP_UID,
      method: null,
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      providerState: {},
    })
  })

  test('callback and redirect of one payment are the same return, another attempt is another', () => {
    const print = (fields: Record<string, string>) => {
      const reading = read(fields)
      return reading.kind === 'approvable' ? reading.fingerprint : reading.kind
    }
    expect(print({ ...good, success: 'true', paid_amount: '1' })).toBe(print(good))
    expect(print({ ...good, imp_uid: 'imp_100000000002' })).not.toBe(print(good))
  })
})

test.each<Record<string, string>>([
  { ...good, success: 'false', error_code: 'F400', error_msg: '[결제포기] 사용자가 결제를 취소하셨습니다' },
  { ...good, imp_success: 'false' },
  { merchant_uid: ORDER, error_code: 'F0005', error_msg: '카드 4330-1234-1234-1234' },
  { error_code: 'F0003' },
])('abandoned: %j', (fields) => {
  const reading = read(fields)
  expect(reading).toMatchObject({ kind: 'abandoned', code: expect.stringMatching(/./) })
  expect(JSON.stringify(reading)).not.toContain('4330')
})

test.each<[Record<string, string>, string]>([
  [{ ...good, merchant_uid: 'order-0002' }, 'MD_RETURN_OTHER_ORDER'],
  [{ merchant_uid: 'order-0002', error_code: 'F400' }, 'MD_RETURN_OTHER_ORDER'],
  [{}, 'MD_RETURN_INCOMPLETE'],
  [{ imp_uid: IMP_UID }, 'MD_RETURN_INCOMPLETE'],
  [{ merchant_uid: ORDER }, 'MD_RETURN_INCOMPLETE'],
  [{ ...good, imp_uid: '../users/getToken' }, 'MD_RETURN_INCOMPLETE'],
  [{ ...good, imp_uid: 'i'.repeat(33) }, 'MD_RETURN_INCOMPLETE'],
])('rejected: %j as %s', (fields, error) => {
  expect(read(fields)).toMatchObject({ kind: 'rejected', error })
})
