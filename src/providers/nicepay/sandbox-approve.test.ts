/** Plays approvals and inquiries against the sandbox: two readings of the sheet that must agree, faults included. */

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startSandbox } from '../../sandbox/index.ts'
import { samplePayment, testCall } from './fixtures/sample.ts'
import type { World } from './fixtures/world.ts'
import { worldOf } from './fixtures/world.ts'

let world: World
beforeAll(async () => {
  world = worldOf(await startSandbox({ controlPort: 0 }))
})
afterAll(() => world.sandbox.close())
beforeEach(() => world.control('POST', 'reset', {}))

describe('approval', () => {
  test.each(['card', 'transfer', 'mobile', 'easy_pay'] as const)('of %s moves the money', async (method) => {
    const payment = await world.returned(method)
    expect(await world.statusOf(payment)).toBe('none')
    expect(await world.provider.approve(payment, world.call())).toMatchObject({
      kind: 'done',
      evidence: { status: 'paid', ref: payment.providerRef, amount: 1000, method, account: world.provider.account },
    })
    expect(await world.book(payment)).toMatchObject({ paidAmount: 1000, amount: 1000, cancelledAmount: 0 })
    expect(await world.statusOf(payment)).toBe('paid')
  })

  test('tells when the money was booked', async () => {
    const outcome = await world.provider.approve(await world.returned(), world.call())
    const paidAt = outcome.kind === 'done' ? (outcome.evidence.paidAt ?? 0) : 0
    expect(Math.abs(paidAt - world.sandbox.clock.now())).toBeLessThan(5_000)
  })

  test('twice is not a second charge and not a refusal', async () => {
    const payment = await world.approved()
    expect(await world.provider.approve(payment, world.call())).toMatchObject({ kind: 'unknown', next: 'inquire' })
  })

  test('of another amount than authenticated never gets past the return', async () => {
    const payment = samplePayment({ providerOrderId: 'ORDERX' })
    const reading = world.provider.readReturn(payment, await world.buyer(payment, { amount: 100 }))
    expect(reading).toMatchObject({ kind: 'rejected', error: 'MD_RETURN_AMOUNT' })
  })

  test.each(['close', 'fail'])('of a buyer who did %s is abandoned', async (action) => {
    const payment = samplePayment({ providerOrderId: 'ORDERY' })
    expect(world.provider.readReturn(payment, await world.buyer(payment, { action }))).toMatchObject({
      kind: 'abandoned',
    })
  })

  test('with a wrong key is refused and stops the channel', async () => {
    const other = world.other({ merchantKey: 'a-key-that-is-wrong' })
    expect(await other.approve(await world.returned(), world.call())).toMatchObject({
      kind: 'refused',
      next: 'pause_channel',
    })
  })

  test.each([
    ['lose_request', 'none'],
    ['error_before', 'none'],
    ['unlisted_code', 'none'],
    ['maintenance', 'none'],
    ['lose_reply', 'paid'],
    ['error_after', 'paid'],
    ['garble', 'paid'],
    ['wrong_signature', 'paid'],
    ['slow', 'paid'],
  ])('under %s is unknown, and the inquiry says %s', async (name, status) => {
    const payment = await world.returned()
    await world.fault('approve', name)
    const asked = world.call()
    expect(await world.provider.approve(payment, asked)).toMatchObject({ kind: 'unknown', next: 'inquire' })
    expect(asked.exchanges).toHaveLength(1)
    expect(await world.statusOf(payment)).toBe(status)
  })

  test('under euckr_answer is understood, Korean and all', async () => {
    const payment = await world.returned()
    await world.fault('approve', 'euckr_answer')
    const asked = world.call()
    expect(await world.provider.approve(payment, asked)).toMatchObject({
      kind: 'done',
      answer: { message: expect.stringMatching(/^[가-힣\s]+$/) },
    })
    expect(asked.exchanges[0]?.response).toMatchObject({ '(encoding)': 'cp949', '(signature)': 'padded' })
  })

  test('at a closed port was provably not sent', async () => {
    const payment = await world.returned()
    await world.control('POST', 'faults', { provider: 'nicepay', operation: 'approve', fault: 'refuse_connection' })
    try {
      expect(await world.provider.approve(payment, world.call())).toMatchObject({ kind: 'not_sent', next: 'none' })
    } finally {
      await world.control('DELETE', 'faults', { provider: 'nicepay' })
    }
    expect(await world.statusOf(payment)).toBe('none')
  })

  test('behind a closed fence leaves no trace', async () => {
    const payment = await world.returned()
    const fenced = testCall({ at: world.sandbox.clock.now(), mayStillSend: () => false })
    expect(await world.provider.approve(payment, fenced)).toMatchObject({ kind: 'not_sent' })
    expect(await world.statusOf(payment)).toBe('none')
  })

  test('of plain signed amounts is believed too', async () => {
    await world.control('POST', 'switches', { provider: 'nicepay', signaturePadding: 'plain' })
    try {
      const asked = world.call()
      expect(await world.provider.approve(await world.returned(), asked)).toMatchObject({ kind: 'done' })
      expect(asked.exchanges[0]?.response['(signature)']).toBe('plain')
    } finally {
      await world.control('POST', 'switches', { provider: 'nicepay', signaturePadding: 'padded' })
    }
  })
})

describe('inquiry', () => {
  test('without a TID cannot be asked, and nothing is sent', async () => {
    const asked = world.call()
    expect(await world.provider.inquire(samplePayment(), asked)).toMatchObject({ kind: 'unknown' })
    expect(asked.exchanges).toHaveLength(0)
  })

  test.each(['lose_request', 'lose_reply', 'garble', 'error_before', 'unlisted_code', 'maintenance', 'slow'])(
    'under %s is unknown',
    async (name) => {
      const payment = await world.approved()
      await world.fault('inquire', name)
      expect(await world.provider.inquire(payment, world.call())).toMatchObject({ kind: 'unknown', next: 'inquire' })
    },
  )

  test('under euckr_answer is understood', async () => {
    const payment = await world.approved()
    await world.fault('inquire', 'euckr_answer')
    expect(await world.statusOf(payment)).toBe('paid')
  })
})
