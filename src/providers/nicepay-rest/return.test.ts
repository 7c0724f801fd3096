/** Specifies which returns of the window are believed (nicepay §16, R-0). */
import { describe, expect, test } from 'vitest'
import { bindingOf } from '../digest.ts'
import { ACCOUNT, AUTH_TOKEN, CLIENT_KEY, hashed, ORDER, paymentId, samplePayment, TID } from './fixtures/sample.ts'
import { readAuthResult } from './return.ts'

const payment = samplePayment()
const nonceOf = (id: string): string => bindingOf(id, ACCOUNT.secretKey)

/** A genuine return, signed over what it says, with further fields changed afterwards. */
const genuine = (change: Record<string, string> = {}, forged: Record<string, string> = {}) => {
  const fields = {
    authResultCode: '0000',
    authResultMsg: '인증 성공',
    tid: TID,
    clientId: CLIENT_KEY,
    orderId: ORDER,
    amount: '1004',
    mallReserved: nonceOf(payment.id),
    authToken: AUTH_TOKEN,
    ...change,
  }
  return { ...fields, signature: hashed(fields.authToken, fields.clientId, fields.amount), ...forged }
}
const read = (fields: Record<string, string>) => readAuthResult(ACCOUNT, payment, fields)

test('a genuine one is approvable', () => {
  expect(read(genuine())).toEqual({
    kind: 'approvable',
    ref: TID,
    method: null,
    fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
    providerState: { tid: TID, orderId: ORDER, amount: '1004' },
  })
})

test('the nonce may be missing, for not every way promises the echo', () => {
  expect(read(genuine({ mallReserved: '' }))).toMatchObject({ kind: 'approvable' })
})

test('the fingerprint changes with every field that approval depends on', () => {
  const prints = [genuine(), genuine({ tid: `${TID.slice(0, -1)}9` }), genuine({ authToken: 'NICEOTHER' })].map(
    (one) => {
      const reading = read(one)
      return reading.kind === 'approvable' ? reading.fingerprint : reading.kind
    },
  )
  expect(new Set(prints).size).toBe(3)
})

test('one that left the window is abandoned, with its words scrubbed', () => {
  const left = { authResultCode: 'I002', authResultMsg: '카드 1234-5678-9012-3456 취소', orderId: ORDER }
  expect(read(left)).toEqual({ kind: 'abandoned', code: 'I002', message: expect.stringMatching(/^카드 (?!.*3456)/) })
})

describe('rejected', () => {
  test.each<[string, Record<string, string>]>([
    ['MD_RETURN_OTHER_ORDER', genuine({ orderId: 'ANOTHER' })],
    ['MD_RETURN_OTHER_ORDER', { authResultCode: 'I002', orderId: 'ANOTHER' }],
    ['MD_RETURN_OTHER_ORDER', genuine({ clientId: 'R2_somebody_else' })],
    ['MD_RETURN_OTHER_ORDER', genuine({ mallReserved: nonceOf(paymentId(7)) })],
    ['MD_RETURN_INCOMPLETE', {}],
    ['MD_RETURN_INCOMPLETE', { resultCode: '0000', tid: TID, orderId: ORDER, status: 'paid' }],
    ['MD_RETURN_INCOMPLETE', genuine({}, { signature: '' })],
    ['MD_RETURN_INCOMPLETE', genuine({ orderId: '' })],
    ['MD_RETURN_INCOMPLETE', genuine({ tid: 'netcancel' })],
    ['MD_RETURN_INCOMPLETE', genuine({ tid: `../${TID.slice(3)}` })],
    ['MD_RETURN_FORGED', genuine({}, { amount: '1' })],
    ['MD_RETURN_FORGED', genuine({}, { authToken: 'NICEOTHER' })],
    ['MD_RETURN_FORGED', genuine({}, { signature: '0'.repeat(64) })],
    ['MD_RETURN_AMOUNT', genuine({ amount: '1' })],
    ['MD_RETURN_AMOUNT', genuine({ amount: '1004.0' })],
  ])('as %s: %j', (error, fields) => {
    expect(read(fields)).toMatchObject({ kind: 'rejected', error })
  })

  test.each(['tid', 'clientId', 'amount', 'authToken', 'signature'])('without %s, naming it', (name) => {
    expect(read({ ...genuine(), [name]: '' })).toMatchObject({
      kind: 'rejected',
      error: 'MD_RETURN_INCOMPLETE',
      detail: expect.stringContaining(name),
    })
  })
})
