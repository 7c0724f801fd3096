/** Specifies which webhooks are hints (nicepay §16 "Webhook"), and that all of them are answered OK. */
import { expect, test } from 'vitest'
import { ACCOUNT, listedCancel, OPTIONS, ORDER, paymentObject, sampleWebhook, TID } from './fixtures/sample.ts'
import { nicepayRest } from './index.ts'
import { readNotification } from './webhook.ts'

const read = (body: unknown) => readNotification(ACCOUNT, sampleWebhook(body))
const hint = { kind: 'hint', ref: TID, orderNumber: ORDER, proven: true }

test('a signed payment object is a proven hint, whatever it says happened', () => {
  expect(read(paymentObject())).toEqual({ ...hint, event: 'paid' })
  expect(read(paymentObject({ status: 'ready', payMethod: 'vbank' }))).toEqual({ ...hint, event: 'ready' })
  const part = { status: 'partialCancelled', balanceAmt: 700, cancels: [listedCancel()] }
  expect(read(paymentObject(part))).toEqual({ ...hint, event: 'partialCancelled' })
  expect(read(paymentObject({ status: 'somethingNew' }))).toEqual({ ...hint, event: 'somethingNew' })
})

test.each([
  ['another key', { signature: '0'.repeat(64) }],
  ['another amount', { ...paymentObject(), amount: 1 }],
  ['another tid', { ...paymentObject(), tid: `${TID.slice(0, -1)}9` }],
])('signed over %s it is refused', (_name, change) => {
  expect(read({ ...paymentObject(), ...change })).toEqual({ kind: 'refused', why: 'the signature is wrong' })
})

test('without a signature it is a sample or a failed payment, and nothing to look at', () => {
  expect(read({ ...paymentObject(), signature: null })).toEqual({ kind: 'ignored', event: 'paid' })
  const { signature: _, ...unsigned } = paymentObject({ status: 'failed' })
  expect(read(unsigned)).toEqual({ kind: 'ignored', event: 'failed' })
})

test.each(['', 'OK', '[]', '{}', '{"tid":7}', 'null', 'a=b&c=d'])('the body %j is refused', (body) => {
  expect(read(body)).toMatchObject({ kind: 'refused' })
})

test('every one is answered OK, for the sample at registration may be unsigned', () => {
  const { accepted, refused } = nicepayRest(OPTIONS).webhookAnswer
  expect(accepted).toEqual({ status: 200, contentType: 'text/html; charset=utf-8', body: 'OK' })
  expect(refused).toEqual(accepted)
})
