/** Every fact of a provider can be stored; what contradicts our books becomes a hold, never an exception. */
import { describe, expect, it } from 'vitest'
import {
  approvalOf,
  approving,
  cancellationId,
  cancelOutcome,
  contextAt,
  evidence,
  gaveBack,
  happen,
  inquiryOf,
  NOON,
  newest,
  POLICY,
  paid,
  paymentId,
  play,
  refusedWith,
  registered,
  startNewest,
  TOTAL,
  told,
  unknownWith,
  withPayment,
  withRefund,
} from '../../../test/core.ts'
import { booksHold } from '../../../test/core-rules.ts'
import type { Evidence } from '../evidence.ts'
import { NO_INSTRUMENT } from '../instrument.ts'
import { amount } from '../money.ts'
import { DAY_MS, instant, MINUTE_MS } from '../time.ts'
import { attentionOf } from './attention.ts'
import type { PaymentFile } from './payment.ts'

const ahead = (ms: number) => contextAt(instant(NOON + ms))
const see = (file: PaymentFile, status: Evidence['status'], change: Partial<Evidence> = {}, ms = 5 * MINUTE_MS) =>
  happen(file, inquiryOf(told(evidence(status, change))), ahead(ms))

/** An approval whose net cancel got no answer. */
const undone = (): PaymentFile =>
  play(approving(), [
    [POLICY.callLifeMs, inquiryOf(unknownWith())],
    [0, startNewest],
    [1, cancelOutcome(unknownWith())],
  ]).file

describe('evidence of a charge', () => {
  it('is the money, whatever we believed', () => {
    for (const state of ['ready', 'failed', 'expired', 'awaiting_deposit'] as const) {
      const { file } = see(withPayment(registered(), { state }), 'paid')
      expect(file.payment, state).toMatchObject({ state: 'paid', amounts: { paid: TOTAL } })
      expect(attentionOf(file)?.reason).toBe('order_missing')
    }
  })

  it('of an order that had fallen through waits for nobody: it is due to go back at once', () => {
    const dropped = { reason: '방 없음', at: NOON }
    const failed = withPayment(registered(), {
      state: 'failed',
      dropped,
      ladders: { late_look: { rung: 0, nextAt: NOON } },
    })
    const { file } = see(failed, 'paid')
    expect(attentionOf(file)).toMatchObject({ reason: 'order_missing', dueAt: file.payment.learnedAt })
  })

  it('that came late is given back like any orphan', () => {
    const failed = withPayment(registered(), { state: 'failed', ladders: { late_look: { rung: 0, nextAt: NOON } } })
    const { file, timeline } = see(failed, 'paid')
    expect(timeline.at(-1)).toMatchObject({ type: 'payment.paid', data: { late: true } })
    expect(file.payment.ladders).toEqual({})
    expect(attentionOf(file)).toEqual({ dueAt: NOON + 20 * MINUTE_MS, reason: 'order_missing' })
  })

  it('of a replaced attempt is due at once', () => {
    const replaced = withPayment(registered(), { state: 'expired', supersededBy: paymentId(2) })
    expect(attentionOf(see(replaced, 'paid').file)?.dueAt).toBe(NOON + 5 * MINUTE_MS)
  })

  it.each([
    ['far in the future', instant(253_402_300_799_999)],
    ['a day ahead', instant(NOON + DAY_MS)],
  ])('with a time %s is stored as it is, and lengthens no deadline', (_, paidAt) => {
    const { file } = see(approving(), 'paid', { paidAt, method: 'mobile' })
    expect(file.payment).toMatchObject({ paidAt, state: 'paid' })
    expect(file.payment.orderDueAt).toBe(NOON + 20 * MINUTE_MS)
  })
})

describe('money of another amount', () => {
  it.each([49_999, 50_001])('(%d won) goes back at once and is never tied', (won) => {
    const { file, effects } = happen(approving(), approvalOf(told(evidence('paid', { amount: amount(won) }))), ahead(1))
    expect(file.payment).toMatchObject({ state: 'paid', amounts: { paid: won, inFlight: won } })
    expect(newest(file)).toMatchObject({ kind: 'net_cancel', via: 'cancel', amount: won })
    expect(effects).toMatchObject([{ type: 'start_cancellation' }])
  })

  it.each([
    [40_000, 'cancelled', 0],
    [60_000, 'partially_cancelled', 10_000],
  ] as const)('(%d won), learned while an unsettled approval is undone, can be stored', (won, state, left) => {
    const { file } = see(undone(), 'paid', { amount: amount(won) })
    booksHold(file)
    expect(file.payment.amounts).toMatchObject({ paid: won, inFlight: Math.min(won, TOTAL) })
    const back = happen(file, cancelOutcome(told(gaveBack(TOTAL)))(file), ahead(6 * MINUTE_MS)).file
    booksHold(back)
    expect(back.payment.state).toBe(state)
    expect(back.payment.amounts.paid - back.payment.amounts.cancelledByUs).toBe(left)
    // What is left over cannot be tied, so it goes back too.
    if (left > 0) expect(attentionOf(back)?.reason).toBe('order_missing')
  })

  it('on an order that was recorded before the deposit is for a person', () => {
    const waiting = withPayment(registered(), { state: 'awaiting_deposit', order: { ref: 'R', recordedAt: NOON } })
    const { file } = see(waiting, 'paid', { amount: amount(1) })
    expect(file.payment).toMatchObject({ order: { ref: 'R' }, hold: { cause: 'amount_differs' } })
    expect(file.cancellations).toEqual([])
  })

  it('of nothing at all is for a person', () => {
    expect(see(approving(), 'paid', { amount: amount(0) }).file.payment.hold?.cause).toBe('amount_differs')
  })

  it('told after the charge was booked is a contradiction', () => {
    const { file } = see(paid(), 'paid', { amount: amount(1) })
    expect(file.payment).toMatchObject({ amounts: { paid: TOTAL }, hold: { cause: 'contradiction' } })
  })
})

describe('foreign evidence', () => {
  it.each([
    ['test money', { live: false }],
    ['another MID', { account: 'other00001' }],
    ['another currency', { currency: 'USD' }],
  ] as const)('(%s) is never paid', (_, change) => {
    const { file, timeline } = see(approving(), 'paid', change)
    expect(file.payment).toMatchObject({ state: 'approving', hold: { cause: 'evidence_foreign' } })
    expect(timeline.map(({ type }) => type)).toContain('payment.evidence_foreign')
    expect(attentionOf(file)?.reason, 'asking goes on').toBe('approval_unsettled')
  })
})

describe('"the payment stands", while a cancellation of all of it is unknown', () => {
  const unknown = () => {
    const dropped = happen(paid(), { type: 'drop_order', reason: 'x' }, ahead(0)).file
    return play(dropped, [
      [0, startNewest],
      [1, cancelOutcome(unknownWith())],
    ]).file
  }

  it('sends the same again once the first call has certainly ended', () => {
    expect(see(unknown(), 'paid', {}, 41_000).effects).toEqual([])
    const { file, effects } = see(unknown(), 'paid', {}, 43_000)
    expect(effects).toMatchObject([{ type: 'call_cancellation' }])
    expect(newest(file)).toMatchObject({ state: 'sending', attempts: 2 })
  })

  it('only asks again where the protocol has no safe repetition, on hold, and for a part', () => {
    const at = ahead(43_000)
    const stands = inquiryOf(told(evidence('paid')))
    expect(happen(unknown(), stands, { ...at, policy: { ...POLICY, resendFull: 'never' } }).effects).toEqual([])
    const held = withPayment(unknown(), { hold: { at: NOON, cause: 'x', detail: 'y' } })
    expect(happen(held, stands, at).effects).toEqual([])
    const part = play(withRefund(paid(), amount(20_000), cancellationId(7)), [
      [0, startNewest],
      [1, cancelOutcome(unknownWith())],
    ]).file
    const { file, effects } = happen(part, stands, at)
    expect(effects).toEqual([])
    expect(newest(file).state).toBe('unknown')
  })
})

describe('"cancelled"', () => {
  it('settles the cancellation of all of it, with what was booked', () => {
    const { file } = see(undone(), 'cancelled')
    expect(file.payment).toMatchObject({ state: 'cancelled', amounts: { paid: TOTAL, cancelledByUs: TOTAL } })
    expect(newest(file).state).toBe('done')
  })

  it('without one of ours is observed, and what waited to be sent is closed', () => {
    const queued = withRefund(paid(), amount(20_000), cancellationId(7))
    const { file } = see(queued, 'cancelled')
    expect(file.payment).toMatchObject({ state: 'cancelled', amounts: { observedCancelled: TOTAL, inFlight: 0 } })
    expect(file.cancellations.map(({ kind, state }) => `${kind} ${state}`)).toEqual(['refund refused', 'observed done'])
  })

  it('while one of ours for a part is unknown is for a person', () => {
    const part = play(withRefund(paid(), amount(20_000), cancellationId(7)), [
      [0, startNewest],
      [1, cancelOutcome(unknownWith())],
    ]).file
    expect(see(part, 'cancelled').file.payment.hold?.cause).toBe('desync')
  })

  it('because of another cancel that is still pending is not taken for the one that is being sent', () => {
    const refusedBefore = play(withRefund(paid(), TOTAL, cancellationId(7)), [
      [0, startNewest],
      [1, cancelOutcome(refusedWith('none'))],
    ]).file
    const sending = play(withRefund(refusedBefore, TOTAL, cancellationId(8)), [[0, startNewest]]).file
    const pending = {
      providerCancelId: 'P0',
      amount: TOTAL,
      at: NOON,
      tag: cancellationId(7),
      state: 'pending',
    } as const
    const { file } = see(sending, 'cancelled', { cancels: [pending] })
    expect(newest(file).state).toBe('sending')
    expect(file.payment).toMatchObject({ state: 'paid', amounts: { cancelledByUs: 0, inFlight: TOTAL } })
  })

  it('of a payment that we never knew to be paid books both', () => {
    const { file } = see(withPayment(registered(), { state: 'failed' }), 'cancelled')
    expect(file.payment).toMatchObject({ state: 'cancelled', amounts: { paid: TOTAL, observedCancelled: TOTAL } })
  })

  it('heard when it is known changes nothing but the timeline', () => {
    const cancelled = see(paid(), 'cancelled').file
    expect(see(cancelled, 'cancelled', {}, DAY_MS).file.payment).toMatchObject({ state: 'cancelled', hold: null })
  })
})

describe('what was paid with', () => {
  it('goes on being told after the payment: an escrow that the buyer has confirmed (es-03)', () => {
    const escrow = { ...NO_INSTRUMENT, escrow: true, escrowStep: 'shipped' } as const
    const file = see(paid({ instrument: escrow }), 'paid', { instrument: { ...escrow, escrowStep: 'confirmed' } }).file
    expect(file.payment.instrument).toMatchObject({ escrowStep: 'confirmed' })
    expect(see(file, 'paid').file.payment.instrument).toMatchObject({ escrowStep: 'confirmed' })
  })

  it('that is called cancelled beside a cancel that failed is a contradiction, and books nothing', () => {
    const cancels = [{ providerCancelId: 'P1', amount: TOTAL, at: null, tag: null, state: 'failed' }] as const
    const { file } = see(paid(), 'cancelled', { cancels })
    expect(file.payment).toMatchObject({ state: 'paid', amounts: { observedCancelled: 0 }, hold: { cause: 'desync' } })
  })
})

describe('an issued account', () => {
  it('waits for its deposit', () => {
    expect(see(approving(), 'awaiting_deposit').file.payment.state).toBe('awaiting_deposit')
    expect(see(paid(), 'awaiting_deposit').file.payment.state).toBe('paid')
  })

  it('of an approval that is being undone is for a person: the net cancel still has its payment', () => {
    const { file } = see(undone(), 'awaiting_deposit')
    expect(file.payment).toMatchObject({ state: 'approving', hold: { cause: 'contradiction' } })
    booksHold(file)
  })
})
