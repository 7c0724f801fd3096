/** A refund is asked for: what has no money stores nothing, what the balance forbids is kept, the rest is reserved. */
import { describe, expect, it } from 'vitest'
import {
  approving,
  cancellationId,
  contextAt,
  happen,
  NOON,
  newest,
  paid,
  registered,
  TOTAL,
  withPayment,
} from '../../../test/core.ts'
import { amount } from '../money.ts'
import { decide, type PaymentEvent } from '../payment/decide.ts'
import type { PaymentFile } from '../payment/payment.ts'
import type { CancellationRequest } from './request.ts'

let made = 500
const refund = (won: number | null, change: Partial<CancellationRequest> = {}): PaymentEvent => {
  made += 1
  const id = cancellationId(made)
  const asked = { id, amount: won === null ? null : amount(won), expectedBalance: null, taxFree: null, vat: null }
  return { type: 'request_cancellation', request: { ...asked, reason: '고객 요청', requester: 'buyer', ...change } }
}
const ask = (file: PaymentFile, won: number | null, change?: Partial<CancellationRequest>) =>
  happen(file, refund(won, change), contextAt(NOON))

describe('a refund', () => {
  it('reserves its amount, is queued, and begins', () => {
    const { file, effects } = ask(paid(), 20_000, { taxFree: amount(5_000), vat: amount(1_000) })
    expect(newest(file)).toMatchObject({
      ...{ kind: 'refund', via: 'cancel', state: 'queued', amount: 20_000, reserved: 20_000 },
      ...{ taxFree: 5_000, vat: 1_000, requester: 'buyer', guard: null, attempts: 0 },
    })
    expect(file.payment.amounts).toMatchObject({ inFlight: 20_000, cancelledByUs: 0 })
    expect(effects).toEqual([{ type: 'start_cancellation', cancellationId: newest(file).id }])
  })

  it('of everything takes what is left beside the ones before it', () => {
    const { file } = ask(ask(paid(), 20_000).file, null)
    expect(newest(file)).toMatchObject({ state: 'queued', amount: 30_000 })
    expect(newest(ask(file, null).file)).toMatchObject({
      state: 'refused',
      amount: 0,
      answer: { code: 'MD_BALANCE_TOO_SMALL' },
    })
  })

  it.each([
    ['nothing', 0, {}, 'MD_BALANCE_TOO_SMALL'],
    ['more than is refundable', 30_001, {}, 'MD_BALANCE_TOO_SMALL'],
    ['what the caller believes is more', 1_000, { expectedBalance: TOTAL }, 'MD_BALANCE_DIFFERS'],
  ])('of %s is kept as refused, reserves nothing and begins nothing', (_, won, change, code) => {
    const { file, effects } = ask(ask(paid(), 20_000).file, won, change)
    expect(newest(file)).toMatchObject({ state: 'refused', reserved: 0, settledAt: NOON, answer: { code } })
    expect([file.payment.amounts.inFlight, effects]).toEqual([20_000, []])
  })

  it('with the right expected balance counts what is in flight as gone', () => {
    expect(newest(ask(ask(paid(), 20_000).file, 1_000, { expectedBalance: amount(30_000) }).file).state).toBe('queued')
  })

  it('of a part is refused where the provider takes full cancels only', () => {
    const context = contextAt(NOON, { partialCancel: false })
    expect(newest(happen(paid(), refund(1_000), context).file).answer?.code).toBe('MD_PARTIAL_UNSUPPORTED')
    expect(newest(happen(paid(), refund(50_000), context).file).state).toBe('queued')
  })
})

describe('a refund that the state forbids stores nothing', () => {
  it.each([
    ['ready', registered(), 'MD_NOT_PAID_YET'],
    ['approving', approving(), 'MD_NOT_PAID_YET'],
    ['awaiting_deposit', withPayment(paid(), { state: 'awaiting_deposit' }), 'MD_NOT_PAID_YET'],
    ['failed', withPayment(paid(), { state: 'failed' }), 'MD_PAYMENT_ENDED'],
    ['expired', withPayment(paid(), { state: 'expired' }), 'MD_PAYMENT_ENDED'],
    ['on hold', withPayment(paid(), { hold: { at: NOON, cause: 'desync', detail: 'x' } }), 'MD_ON_HOLD'],
  ])('%s', (_, file, code) => {
    expect(decide(file, refund(1_000), contextAt(NOON))).toMatchObject({ ok: false, refusal: { code } })
  })
})
