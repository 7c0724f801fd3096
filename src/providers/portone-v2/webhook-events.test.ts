/** Specifies which genuine webhooks make us look, and which are about nothing of ours (portone-v2 §10.2, §10.7). */
import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { instant } from '../../core/time.ts'
import type { WebhookReading } from '../../ports/provider.ts'
import { OPTIONS, PAYMENT_ID } from './fixtures/sample.ts'
import { portoneV2 } from './index.ts'

/** Signed as PortOne does, now: the SDK looks at the machine's own clock. */
function read(body: string): Promise<WebhookReading> {
  const now = new Date()
  const headers = {
    'webhook-id': 'evt_1',
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': new Webhook(OPTIONS.webhookSecret).sign('evt_1', now, body),
  }
  const raw = { headers, body: Buffer.from(body), contentType: 'application/json' }
  return portoneV2(OPTIONS).readWebhook(raw, instant(now.getTime()))
}
const event = (type: unknown, data: object = {}): string =>
  JSON.stringify({ type, data: { storeId: OPTIONS.storeId, paymentId: PAYMENT_ID, ...data } })

test.each([
  'Transaction.Ready',
  'Transaction.VirtualAccountIssued',
  'Transaction.PayPending',
  'Transaction.Cancelled',
  'Transaction.CancelPending',
  'Transaction.DisputeCreated',
  'Transaction.OfTomorrow',
])('%s makes us look', async (type) => {
  expect(await read(event(type))).toMatchObject({ kind: 'hint', event: type, ref: PAYMENT_ID, proven: true })
})

test.each([
  ['of another store', event('Transaction.Paid', { storeId: 'store-other' })],
  ['of a billing key', event('BillingKey.Issued', { paymentId: undefined, billingKey: 'x' })],
  ['of a kind that nobody knows', event('Something.New')],
  ['without a payment', event('Transaction.Paid', { paymentId: undefined })],
  ['of another shape', event(7)],
  ['that is only a text', '"hello"'],
  ['that is neither JSON nor a form', 'hello'],
])('a webhook %s is ignored', async (_name, body) => {
  expect(await read(body)).toMatchObject({ kind: 'ignored' })
})

test.each([
  ['', event('Transaction.Confirm', { totalAmount: 10_000 })],
  [' of the first version', JSON.stringify({ payment_id: PAYMENT_ID, tx_id: 'x', total_amount: 10_000 })],
])('a confirm request%s is never waved through: 200 would approve the payment', async (_name, body) => {
  expect(await read(body)).toMatchObject({ kind: 'refused', why: expect.stringContaining('confirmUrl') })
})
