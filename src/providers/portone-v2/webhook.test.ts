/** Specifies webhooks by every test vector of the sheet (portone-v2 §10.4), judged by the official SDK. */
import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { WebhookReading } from '../../ports/provider.ts'
import { NOW, OPTIONS, PAYMENT_ID } from './fixtures/sample.ts'
import { portoneV2 } from './index.ts'

const S1 = OPTIONS.webhookSecret
const S2 = 'whsec_ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7'
/** The bodies of the sheet, byte for byte. */
const bodyOf = (type: string, timestamp: string, data: object): string =>
  JSON.stringify({ type, timestamp, data: { storeId: OPTIONS.storeId, ...data } })
const DATA = { paymentId: PAYMENT_ID, transactionId: '018f1c2e-0000-7000-8000-000000000001' }

const A = {
  secret: S1,
  id: 'evt_0001',
  timestamp: '1714039200',
  signature: 'v1,EqsOlhxRaVtjRARDuZl0eeUReu30pwCJXxJnhpQ5hSU=',
  body: bodyOf('Transaction.Paid', '2024-04-25T10:00:00.000Z', DATA),
}
type Vector = typeof A
const B: Vector = {
  ...A,
  id: 'evt_0002',
  timestamp: '1714039500',
  signature: 'v1,OxNjZiodfwme2pUvRKheL036TquVH08HodXyn88ZCq8=',
  body: bodyOf('Transaction.PartialCancelled', '2024-04-25T10:05:00.000Z', {
    ...DATA,
    cancellationId: '018f1c33-0000-7000-8000-000000000002',
  }),
}
const C: Vector = {
  ...A,
  secret: S2,
  id: 'evt_0003',
  signature: 'v1,Z1TSQedeDcX903DfYKwHX0QS489kckiNpro6MobTLlw=',
  body: '{"payment_id":"주문-0001","tx_id":"018f1c2e-0000-7000-8000-000000000003","status":"Cancelled"}',
}
const D: Vector = {
  ...C,
  id: 'evt_0004',
  signature: 'v1,xVQhknejnt5G0oVr1u03YzWKVe33bjq7RibqZ5EEG5U=',
  body: 'payment_id=order-2024-0001&tx_id=018f1c2e-0000-7000-8000-000000000003&status=Paid',
}
const E: Vector = { ...A, timestamp: '1714039260', signature: 'v1,/FhCrRCxSUjoWy7RcksO2QKyW5irG4/7TAufaJznRcw=' }
const F: Vector = {
  ...A,
  id: 'evt_0005',
  signature: 'v1,zHHA9iNzr7a6OZs0Cnxsz+RyaJJMq9vf9tIecYm0aQk=',
  body: bodyOf('Transaction.Failed', '2024-04-25T10:00:00.000Z', {
    paymentId: '주문-0002',
    transactionId: '018f1c2e-0000-7000-8000-000000000009',
  }),
}
const G: Vector = {
  ...A,
  secret: 'pzQGE83cSIRKM4/WH5QY+g==',
  id: 'dummy-webhook-id',
  signature: 'v1,AMuZERspSjUAnx8CvPtk1FoKRwbyI5Dg3Uj9585DiMQ=',
  body: '{"test":"test payload"}',
}

function read(vector: Vector, headers: Record<string, string> = {}): Promise<WebhookReading> {
  return portoneV2({ ...OPTIONS, webhookSecret: vector.secret }).readWebhook(
    {
      headers: {
        'webhook-id': vector.id,
        'webhook-timestamp': vector.timestamp,
        'webhook-signature': vector.signature,
        ...headers,
      },
      body: Buffer.from(vector.body, 'utf8'),
      contentType: 'application/json',
    },
    NOW,
  )
}
const clock = (seconds: number): void => void vi.setSystemTime(seconds * 1000)

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
  clock(1_714_039_200)
})
afterEach(() => void vi.useRealTimers())

describe('a genuine webhook', () => {
  test('of the sheet is the bytes that the sheet has', () => {
    const sha = (body: string): string => createHash('sha256').update(body, 'utf8').digest('hex')
    expect(sha(A.body)).toBe('cc613eb6ae0bfdf4f8d546c6ee312dedd798b5a22c5a24f189c0a87739a299cd')
    expect(sha(B.body)).toBe('b33ed55c1ab73bd62ca5fd694d41da7fc8b6a8f5f428bba06f0562c31c216810')
    expect(sha(C.body)).toBe('b6b2029ae5a07615a6fd541f05f316900982eaf28b0a6e1593036002fdb537d5')
    expect(sha(D.body)).toBe('0b94918bd5a2c00ae38a7547a9c1812e36cea0ca6e0e9c36e22d30c2e2931718')
  })

  test.each([
    ['A', A, 'Transaction.Paid', PAYMENT_ID],
    ['B', B, 'Transaction.PartialCancelled', PAYMENT_ID],
    ['C, of the first version', C, 'Cancelled', '주문-0001'],
    ['D, as a form', D, 'Paid', PAYMENT_ID],
    ['E, A sent again', E, 'Transaction.Paid', PAYMENT_ID],
    ['F', F, 'Transaction.Failed', '주문-0002'],
  ])('%s is a proven hint', async (_name, vector, event, id) => {
    expect(await read(vector)).toEqual({ kind: 'hint', event, ref: id, orderNumber: id, proven: true })
  })

  test('G, about nothing of ours, is ignored', async () => {
    expect(await read(G)).toMatchObject({ kind: 'ignored' })
  })

  test('signed with two secrets during a rotation is taken', async () => {
    const other = 'v1,W0XYLsj4rXX7ZJ/R73d4TbamCcL0Q8BMDlS7SotZMcU='
    expect(await read(A, { 'webhook-signature': `${other} ${A.signature}` })).toMatchObject({ kind: 'hint' })
  })

  test('is read with a secret that has no prefix', async () => {
    expect(await read({ ...A, secret: S1.replace('whsec_', '') })).toMatchObject({ kind: 'hint' })
  })

  test('may be five minutes old or early', async () => {
    clock(1_714_039_500)
    expect(await read(A)).toMatchObject({ kind: 'hint' })
    clock(1_714_038_900)
    expect(await read(A)).toMatchObject({ kind: 'hint' })
  })
})

describe('refused', () => {
  test.each([
    [
      'signed with another secret',
      { 'webhook-signature': 'v1,W0XYLsj4rXX7ZJ/R73d4TbamCcL0Q8BMDlS7SotZMcU=' },
      'NO_MATCHING_SIGNATURE',
    ],
    ['of another version', { 'webhook-signature': A.signature.replace('v1,', 'v1a,') }, 'NO_MATCHING_SIGNATURE'],
    ['with a time that is none', { 'webhook-timestamp': 'abc' }, 'INVALID_SIGNATURE'],
    ['with another time text', { 'webhook-timestamp': '1714039200.5' }, 'NO_MATCHING_SIGNATURE'],
    ['without an id', { 'webhook-id': '' }, 'MISSING_REQUIRED_HEADERS'],
    ['without a signature', { 'webhook-signature': '' }, 'MISSING_REQUIRED_HEADERS'],
  ])('%s', async (_name, headers, why) => {
    expect(await read(A, headers)).toEqual({ kind: 'refused', why })
  })

  test.each([
    [1_714_039_501, 'TIMESTAMP_TOO_OLD'],
    [1_714_038_899, 'TIMESTAMP_TOO_NEW'],
  ])('at the clock %d', async (seconds, why) => {
    clock(seconds)
    expect(await read(A)).toEqual({ kind: 'refused', why })
  })

  test('when the bytes were written anew', async () => {
    const body = JSON.stringify(JSON.parse(A.body), null, 2)
    expect(await read({ ...A, body })).toEqual({ kind: 'refused', why: 'NO_MATCHING_SIGNATURE' })
  })

  test('and answered so', () => {
    const { webhookAnswer } = portoneV2(OPTIONS)
    expect([webhookAnswer.accepted.status, webhookAnswer.refused.status]).toEqual([200, 400])
  })
})
