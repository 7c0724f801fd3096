/** Specifies what is read of the three envelopes, and that none of it is believed (§11). */
import { describe, expect, test } from 'vitest'
import type { RawWebhook } from '../../ports/provider.ts'
import { readOptions } from './config.ts'
import * as sample from './fixtures/sample.ts'
import { readEvent, WEBHOOK_ANSWER } from './webhook.ts'

const { CLIENT_KEY, MID, ORDER, PAYMENT_KEY, SECRET_KEY, sampleWebhook, tossCancel, tossPayment } = sample
const keys = { clientKey: CLIENT_KEY, secretKey: SECRET_KEY, urls: { api: 'http://127.0.0.1:1' } }
const account = readOptions({ ...keys, mid: MID })
const read = (body: unknown) => readEvent(account, sampleWebhook(body))
const event = (eventType: string, data: unknown) => ({ eventType, createdAt: '2025-05-21T13:25:00.000000', data })
const deposit = {
  createdAt: '2025-05-21T13:25:00.000000',
  secret: 'ps_canary',
  status: 'DONE',
  transactionKey: 'T1',
  orderId: ORDER,
}

describe('a hint', () => {
  test('PAYMENT_STATUS_CHANGED names payment and order', () => {
    expect(read(event('PAYMENT_STATUS_CHANGED', tossPayment()))).toEqual({
      kind: 'hint',
      event: 'PAYMENT_STATUS_CHANGED',
      ref: PAYMENT_KEY,
      orderNumber: ORDER,
      proven: null,
    })
  })

  test('DEPOSIT_CALLBACK is flat, names the order only, and its secret is kept nowhere', () => {
    const reading = read(deposit)
    expect(reading).toEqual({
      kind: 'hint',
      event: 'DEPOSIT_CALLBACK/DONE',
      ref: null,
      orderNumber: ORDER,
      proven: null,
    })
    expect(JSON.stringify(reading)).not.toContain('canary')
  })

  test('DEPOSIT_CALLBACK with an endless state is a hint with a name that ends', () => {
    const reading = read({ ...deposit, status: 'D'.repeat(100) })
    expect(reading).toMatchObject({ kind: 'hint', event: `DEPOSIT_CALLBACK/${'D'.repeat(83)}` })
  })

  test('DEPOSIT_CALLBACK of an issued account has no transaction yet', () => {
    expect(read({ ...deposit, status: 'WAITING_FOR_DEPOSIT', transactionKey: null })).toMatchObject({ kind: 'hint' })
  })

  test('CANCEL_STATUS_CHANGED that names its payment is one', () => {
    const data = { ...tossCancel(), paymentKey: PAYMENT_KEY }
    expect(read(event('CANCEL_STATUS_CHANGED', data))).toMatchObject({ kind: 'hint', ref: PAYMENT_KEY })
  })

  test('of a shop without a configured MID may name any', () => {
    const body = sampleWebhook(event('PAYMENT_STATUS_CHANGED', tossPayment({ mId: 'other' })))
    expect(readEvent(readOptions(keys), body)).toMatchObject({ kind: 'hint' })
  })
})

describe('ignored', () => {
  test.each([
    ['a cancel that names no payment', event('CANCEL_STATUS_CHANGED', tossCancel())],
    ['a billing key', event('BILLING_DELETED', { billingKey: 'b', reason: null })],
    ['BrandPay', event('METHOD_UPDATED', { customerKey: 'c' })],
    ['a payout', { eventType: 'payout.changed', createdAt: '2024-09-05T12:19:21+09:00', entityBody: {} }],
    ['a payment event without a payment', event('PAYMENT_STATUS_CHANGED', null)],
  ])('%s', (_name, body) => {
    expect(read(body)).toMatchObject({ kind: 'ignored', event: (body as { eventType: string }).eventType })
  })
})

describe('refused', () => {
  test.each([
    ['another MID', event('PAYMENT_STATUS_CHANGED', tossPayment({ mId: 'somebodyelse' }))],
    ['no JSON', 'orderId=1'],
    ['nothing', ''],
    ['a list', []],
    ['an object of something else', { hello: 'world' }],
    ['an order number that is none', { ...deposit, orderId: 7 }],
  ])('%s', (_name, body) => {
    expect(read(body)).toMatchObject({ kind: 'refused' })
  })

  test('bytes that are no UTF-8, and a long row of noughts', () => {
    const raw = (body: Uint8Array): RawWebhook => ({ headers: {}, contentType: 'application/json', body })
    expect(readEvent(account, raw(new Uint8Array([0xff, 0xfe])))).toMatchObject({ kind: 'refused' })
    expect(readEvent(account, raw(new Uint8Array(200_000)))).toMatchObject({ kind: 'refused' })
  })
})

test('only 200 ends the retries', () => {
  expect(WEBHOOK_ANSWER.accepted.status).toBe(200)
  expect(WEBHOOK_ANSWER.refused.status).toBeGreaterThanOrEqual(400)
})
