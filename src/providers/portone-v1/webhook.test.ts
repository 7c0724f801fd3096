/** Specifies the webhooks of the sheet in both formats: a hint that proves nothing (portone-v1 §11). */
import { describe, expect, test } from 'vitest'
import { IMP_UID, NOW, OPTIONS, ORDER, sampleWebhook } from './fixtures/sample.ts'
import { portoneV1 } from './index.ts'

const provider = portoneV1(OPTIONS)
const FORM = 'application/x-www-form-urlencoded'
const json = (body: object) => provider.readWebhook(sampleWebhook(JSON.stringify(body)), NOW)
const form = (body: Record<string, string>) =>
  provider.readWebhook(sampleWebhook(new URLSearchParams(body).toString(), FORM), NOW)
const body = { imp_uid: IMP_UID, merchant_uid: ORDER, status: 'paid' }

describe('hints', () => {
  test.each(['paid', 'ready', 'failed', 'cancelled', 'a status of the future'])(
    '%s, in both formats',
    async (status) => {
      const hint = { kind: 'hint', event: status, ref: IMP_UID, orderNumber: ORDER, proven: null }
      expect(await json({ ...body, status, cancellation_id: 'c-1' })).toEqual(hint)
      expect(await form({ ...body, status })).toEqual(hint)
    },
  )

  test('whatever the header says of the format', async () => {
    expect(await provider.readWebhook(sampleWebhook(JSON.stringify(body), FORM), NOW)).toMatchObject({ kind: 'hint' })
    const text = new URLSearchParams(body).toString()
    expect(await provider.readWebhook(sampleWebhook(text), NOW)).toMatchObject({ kind: 'hint' })
  })

  test('of the console’s dummy ids are hints like any other', async () => {
    expect(await json({ ...body, imp_uid: 'imp_1234567890' })).toMatchObject({ kind: 'hint' })
  })
})

test('an escrow event is no change of the payment', async () => {
  const escrow = { ...body, event: 'Inicis.Escrow.Changed', extra: { escrow_status: '3' } }
  expect(await json(escrow)).toEqual({ kind: 'ignored', event: 'Inicis.Escrow.Changed' })
})

test('a confirm request is refused: 200 would let the payment through', async () => {
  expect(await json({ imp_uid: IMP_UID, merchant_uid: ORDER, amount: 1_000 })).toMatchObject({ kind: 'refused' })
  expect(provider.webhookAnswer.refused.status).toBe(400)
  expect(provider.webhookAnswer.accepted.status).toBe(200)
})

test.each([
  '',
  '{',
  '[]',
  'null',
  '{"imp_uid":1}',
  '{"imp_uid":"../x","merchant_uid":"a","status":"paid"}',
  'a=b',
  '\0',
])('refused: %j', async (text) => {
  expect(await provider.readWebhook(sampleWebhook(text), NOW)).toMatchObject({ kind: 'refused' })
})
