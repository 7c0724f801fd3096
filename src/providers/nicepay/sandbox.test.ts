/** Plays the adapter against the sandbox: two readings of the fact sheet that must agree, in health and under faults. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Method } from '../../core/evidence.ts'
import { amount } from '../../core/money.ts'
import type { Payment } from '../../core/payment/payment.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { SANDBOX_CREDENTIALS, startSandbox } from '../../sandbox/index.ts'
import { afterReturn, amounts, sampleCancellation, samplePayment, testCall } from './fixtures/sample.ts'
import type { NicepayProvider } from './index.ts'
import { nicepay } from './index.ts'

let sandbox: Sandbox
let provider: NicepayProvider
let orders = 0

beforeAll(async () => {
  sandbox = await startSandbox({ controlPort: 0 })
  const base = sandbox.urls.nicepay
  const { mid, merchantKey } = SANDBOX_CREDENTIALS.nicepay
  provider = nicepay({
    mid,
    merchantKey,
    urls: { api: base, inquiry: base, windowScript: `${base}/v3/common/js/nicepay-pgweb.js` },
    trustedOrigins: [base, base.replace('127.0.0.1', 'localhost')],
    timeouts: { connectMs: 1_000, readMs: 1_500 },
  })
})
afterAll(() => sandbox.close())
beforeEach(() => control('POST', 'reset', {}))

async function control(method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${sandbox.controlUrl}/control/${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  const answer: unknown = await response.json()
  if (!response.ok) throw new Error(JSON.stringify(answer))
  return answer
}

interface Book {
  readonly ref: string
  readonly state: string
  readonly amount: number
  readonly cancelledAmount: number
  readonly cancels: readonly { readonly key: string | null; readonly via: string; readonly amount: number }[]
}

async function book(payment: Payment): Promise<Book | undefined> {
  const books = (await control('GET', 'books?provider=nicepay')) as Book[]
  return books.find(({ ref }) => ref === payment.providerRef)
}

const fault = (operation: string, name: string, times = 1): Promise<unknown> =>
  control('POST', 'faults', { provider: 'nicepay', operation, fault: name, times })

const call = () => testCall({ at: sandbox.clock.now() })

async function buyer(payment: Payment, change: object = {}): Promise<Record<string, string>> {
  const body = {
    provider: 'nicepay',
    orderId: payment.providerOrderId,
    amount: 1000,
    method: payment.method,
    ...change,
  }
  return ((await control('POST', 'buyers', body)) as { return: Record<string, string> }).return
}

/** A buyer who went through the window. */
async function returned(method: Method = 'card'): Promise<Payment> {
  orders += 1
  const payment = samplePayment({ providerOrderId: `ORDER${orders}`, method })
  return afterReturn(payment, provider.readReturn(payment, await buyer(payment)))
}

/** A payment that was approved and booked. */
async function approved(method: Method = 'card'): Promise<Payment> {
  const payment = await returned(method)
  expect(await provider.approve(payment, call())).toMatchObject({ kind: 'done', evidence: { status: 'paid' } })
  return { ...payment, state: 'paid', amounts: amounts({ paid: 1000 }) }
}

const statusOf = async (payment: Payment): Promise<unknown> => {
  const outcome = await provider.inquire(payment, call())
  return outcome.kind === 'done' ? outcome.evidence.status : outcome.kind
}

describe('approval', () => {
  test.each(['card', 'transfer', 'mobile', 'easy_pay'] as const)('of %s moves the money', async (method) => {
    const payment = await returned(method)
    expect(await statusOf(payment)).toBe('none')
    expect(await provider.approve(payment, call())).toMatchObject({
      kind: 'done',
      evidence: { status: 'paid', ref: payment.providerRef, amount: 1000, method, account: provider.account },
    })
    expect(await book(payment)).toMatchObject({ paidAmount: 1000, amount: 1000, cancelledAmount: 0 })
    expect(await statusOf(payment)).toBe('paid')
  })

  test('tells when the money was booked', async () => {
    const outcome = await provider.approve(await returned(), call())
    const paidAt = outcome.kind === 'done' ? (outcome.evidence.paidAt ?? 0) : 0
    expect(Math.abs(paidAt - sandbox.clock.now())).toBeLessThan(5_000)
  })

  test('twice is not a second charge and not a refusal', async () => {
    const payment = await approved()
    expect(await provider.approve(payment, call())).toMatchObject({ kind: 'unknown', next: 'inquire' })
  })

  test('of another amount than authenticated never gets past the return', async () => {
    const payment = samplePayment({ providerOrderId: 'ORDERX' })
    const reading = provider.readReturn(payment, await buyer(payment, { amount: 100 }))
    expect(reading).toMatchObject({ kind: 'rejected', error: 'MD_RETURN_AMOUNT' })
  })

  test.each(['close', 'fail'])('of a buyer who did %s is abandoned', async (action) => {
    const payment = samplePayment({ providerOrderId: 'ORDERY' })
    expect(provider.readReturn(payment, await buyer(payment, { action }))).toMatchObject({ kind: 'abandoned' })
  })

  test('with a wrong key is refused and stops the channel', async () => {
    const base = sandbox.urls.nicepay
    const { mid } = SANDBOX_CREDENTIALS.nicepay
    const other = nicepay({
      mid,
      merchantKey: 'a-key-that-is-wrong',
      trustedOrigins: [base, base.replace('127.0.0.1', 'localhost')],
    })
    expect(await other.approve(await returned(), call())).toMatchObject({ kind: 'refused', next: 'pause_channel' })
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
    const payment = await returned()
    await fault('approve', name)
    const asked = call()
    expect(await provider.approve(payment, asked)).toMatchObject({ kind: 'unknown', next: 'inquire' })
    expect(asked.exchanges).toHaveLength(1)
    expect(await statusOf(payment)).toBe(status)
  })

  test('under euckr_answer is understood, Korean and all', async () => {
    const payment = await returned()
    await fault('approve', 'euckr_answer')
    const asked = call()
    expect(await provider.approve(payment, asked)).toMatchObject({
      kind: 'done',
      answer: { message: expect.stringMatching(/^[가-힣\s]+$/) },
    })
    expect(asked.exchanges[0]?.response).toMatchObject({ '(encoding)': 'cp949', '(signature)': 'padded' })
  })

  test('at a closed port was provably not sent', async () => {
    const payment = await returned()
    await control('POST', 'faults', { provider: 'nicepay', operation: 'approve', fault: 'refuse_connection' })
    try {
      expect(await provider.approve(payment, call())).toMatchObject({ kind: 'not_sent', next: 'none' })
    } finally {
      await control('DELETE', 'faults', { provider: 'nicepay' })
    }
    expect(await statusOf(payment)).toBe('none')
  })

  test('behind a closed fence leaves no trace', async () => {
    const payment = await returned()
    const fenced = testCall({ at: sandbox.clock.now(), mayStillSend: () => false })
    expect(await provider.approve(payment, fenced)).toMatchObject({ kind: 'not_sent' })
    expect(await statusOf(payment)).toBe('none')
  })

  test('of plain signed amounts is believed too', async () => {
    await control('POST', 'switches', { provider: 'nicepay', signaturePadding: 'plain' })
    try {
      const asked = call()
      expect(await provider.approve(await returned(), asked)).toMatchObject({ kind: 'done' })
      expect(asked.exchanges[0]?.response['(signature)']).toBe('plain')
    } finally {
      await control('POST', 'switches', { provider: 'nicepay', signaturePadding: 'padded' })
    }
  })
})

describe('net cancel', () => {
  const whole = sampleCancellation({ kind: 'net_cancel', via: 'net_cancel_call' })

  test('of a booked payment returns all of it', async () => {
    const payment = await approved()
    expect(await provider.netCancel(payment, whole, call())).toMatchObject({
      kind: 'done',
      next: 'none',
      evidence: { amount: 1000, remaining: 0 },
    })
    expect(await book(payment)).toMatchObject({ cancelledAmount: 1000, cancels: [{ via: 'net_cancel' }] })
    expect(await statusOf(payment)).toBe('cancelled')
  })

  test('of an approval whose answer was lost returns all of it', async () => {
    const payment = await returned()
    await fault('approve', 'lose_reply')
    await provider.approve(payment, call())
    expect(await provider.netCancel(payment, whole, call())).toMatchObject({ kind: 'done' })
  })

  test('of what was never approved is unknown: the approval may still be on its way', async () => {
    expect(await provider.netCancel(await returned(), whole, call())).toMatchObject({
      kind: 'unknown',
      next: 'inquire',
    })
  })

  test('repeated is unknown, and the inquiry says cancelled', async () => {
    const payment = await approved()
    await provider.netCancel(payment, whole, call())
    expect(await provider.netCancel(payment, whole, call())).toMatchObject({ kind: 'unknown', next: 'inquire' })
    expect(await statusOf(payment)).toBe('cancelled')
    expect(await book(payment)).toMatchObject({ cancelledAmount: 1000 })
  })

  test('after its window is for the ordinary cancel', async () => {
    const payment = await approved()
    await control('POST', 'clock', { advanceMs: 61 * 60_000 })
    expect(await provider.netCancel(payment, whole, call())).toMatchObject({ kind: 'refused', next: 'ordinary_cancel' })
    expect(await provider.cancel(payment, whole, call())).toMatchObject({ kind: 'done' })
  })

  test('of a part never goes out', async () => {
    const asked = call()
    const part = { ...whole, amount: amount(300) }
    expect(await provider.netCancel(await approved(), part, asked)).toMatchObject({
      kind: 'refused',
      next: 'ordinary_cancel',
    })
    expect(asked.exchanges).toHaveLength(0)
  })

  test.each([
    ['lose_reply', 'cancelled'],
    ['wrong_signature', 'cancelled'],
    ['lose_request', 'paid'],
    ['unlisted_code', 'paid'],
  ])('under %s is unknown, and the inquiry says %s', async (name, status) => {
    const payment = await approved()
    await fault('net_cancel', name)
    expect(await provider.netCancel(payment, whole, call())).toMatchObject({ kind: 'unknown', next: 'inquire' })
    expect(await statusOf(payment)).toBe(status)
  })
})

describe('cancel', () => {
  const whole = sampleCancellation()
  const part = (won: number, digit: number) =>
    sampleCancellation({ id: `${whole.id.slice(0, -1)}${digit}` as typeof whole.id, amount: amount(won) })

  test('of all is full, under the id of the cancellation', async () => {
    const payment = await approved()
    expect(await provider.cancel(payment, whole, call())).toMatchObject({
      kind: 'done',
      next: 'none',
      evidence: { amount: 1000, remaining: 0, providerCancelId: expect.any(String) },
    })
    expect(await book(payment)).toMatchObject({ cancels: [{ key: whole.id, via: 'cancel', amount: 1000 }] })
  })

  test('in two parts returns all of it, each with a name of its own', async () => {
    const payment = await approved()
    const first = await provider.cancel(payment, part(300, 1), call())
    expect(first).toMatchObject({ kind: 'done', next: 'none', evidence: { amount: 300, remaining: 700 } })
    expect(await statusOf(payment)).toBe('paid')
    const rest = { ...payment, amounts: amounts({ paid: 1000, cancelledByUs: 300 }) }
    const second = await provider.cancel(rest, part(700, 2), call())
    expect(second).toMatchObject({ kind: 'done', next: 'none', evidence: { amount: 700, remaining: 0 } })
    const ids = [first, second].map((one) => (one.kind === 'done' ? one.evidence.providerCancelId : null))
    expect(new Set(ids).size).toBe(2)
    expect(await statusOf(payment)).toBe('cancelled')
  })

  test('after staff cancelled a part behind our back is done, and a person must look', async () => {
    const payment = await approved()
    await control('POST', 'console-cancels', { provider: 'nicepay', ref: payment.providerRef, amount: 200 })
    const outcome = await provider.cancel(payment, part(300, 1), call())
    expect(outcome).toMatchObject({ kind: 'done', next: 'operator', evidence: { remaining: 500 } })
  })

  test('of more than the provider has left is refused, and the books are compared', async () => {
    const payment = await approved()
    await control('POST', 'console-cancels', { provider: 'nicepay', ref: payment.providerRef, amount: 800 })
    expect(await provider.cancel(payment, part(300, 1), call())).toMatchObject({ kind: 'refused', next: 'inquire' })
  })

  test('sends its reason in EUC-KR, tag and all', async () => {
    const payment = await approved()
    const asked = sampleCancellation({ reason: '똠방각하 고객요청' })
    await provider.cancel(payment, asked, call())
    const calls = JSON.stringify(await control('GET', 'calls?provider=nicepay'))
    expect(calls).toContain(`똠방각하 고객요청 #${asked.id}`)
  })

  test.each([
    ['lose_reply', 'cancelled'],
    ['garble', 'cancelled'],
    ['wrong_signature', 'cancelled'],
    ['error_after', 'cancelled'],
    ['lose_request', 'paid'],
    ['error_before', 'paid'],
    ['unlisted_code', 'paid'],
    ['maintenance', 'paid'],
  ])('under %s is unknown, and the inquiry says %s', async (name, status) => {
    const payment = await approved()
    await fault('cancel', name)
    expect(await provider.cancel(payment, whole, call())).toMatchObject({ kind: 'unknown', next: 'inquire' })
    expect(await statusOf(payment)).toBe(status)
  })

  test('under balance_short may be tried later', async () => {
    const payment = await approved()
    await fault('cancel', 'balance_short')
    expect(await provider.cancel(payment, whole, call())).toMatchObject({ kind: 'refused', next: 'retry_after' })
  })

  test('sent twice for one intent returns the money once', async () => {
    const payment = await approved()
    await fault('cancel', 'lose_reply')
    await provider.cancel(payment, whole, call())
    expect(await provider.cancel(payment, whole, call())).toMatchObject({ kind: 'unknown', next: 'inquire' })
    expect(await book(payment)).toMatchObject({ cancelledAmount: 1000 })
  })
})

describe('inquiry', () => {
  test('without a TID cannot be asked, and nothing is sent', async () => {
    const asked = call()
    expect(await provider.inquire(samplePayment(), asked)).toMatchObject({ kind: 'unknown' })
    expect(asked.exchanges).toHaveLength(0)
  })

  test.each(['lose_request', 'lose_reply', 'garble', 'error_before', 'unlisted_code', 'maintenance', 'slow'])(
    'under %s is unknown',
    async (name) => {
      const payment = await approved()
      await fault('inquire', name)
      expect(await provider.inquire(payment, call())).toMatchObject({ kind: 'unknown', next: 'inquire' })
    },
  )

  test('under euckr_answer is understood', async () => {
    const payment = await approved()
    await fault('inquire', 'euckr_answer')
    expect(await statusOf(payment)).toBe('paid')
  })
})
