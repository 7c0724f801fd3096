/** One call at a time, committed before it is made; its answer is believed only for the attempt that it answers. */
import { describe, expect, it } from 'vitest'
import {
  acceptedWith,
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
  play,
  refusedWith,
  startNewest,
  TOTAL,
  told,
  unknownWith,
  withPayment,
  withRefund,
} from '../../../test/core.ts'
import { amount } from '../money.ts'
import { type Next, notSent } from '../outcome.ts'
import { attentionOf } from '../payment/attention.ts'
import { decide, type PaymentEvent } from '../payment/decide.ts'
import type { PaymentFile } from '../payment/payment.ts'
import { HOUR_MS, instant, MINUTE_MS, SECOND_MS } from '../time.ts'

const ahead = (ms: number) => contextAt(instant(NOON + ms))
const drop: PaymentEvent = { type: 'drop_order', reason: 'x' }
const orphan: PaymentEvent = { type: 'orphan_due', verdict: { kind: 'none' } }
const queued = () => happen(paid({ orderDueAt: NOON }), orphan, ahead(0)).file
const sending = () => play(queued(), [[0, startNewest]]).file
const answered = (outcome: Parameters<typeof cancelOutcome>[0]) => {
  const file = sending()
  return happen(file, cancelOutcome(outcome)(file), ahead(SECOND_MS))
}

/** The first answer was lost, the payment stands, and the same is being sent again. */
const repeating = () =>
  play(sending(), [
    [1, cancelOutcome(unknownWith())],
    [POLICY.callLifeMs, inquiryOf(told(evidence('paid')))],
  ]).file

describe('a call', () => {
  it('is committed with its attempt and its end before it is made, once: who comes second finds it begun', () => {
    const file = queued()
    const first = happen(file, startNewest(file), ahead(1))
    expect(newest(first.file)).toMatchObject({
      state: 'sending',
      attempts: 1,
      callEndsAt: NOON + 1 + POLICY.callLifeMs,
    })
    expect(first.effects).toMatchObject([{ type: 'call_cancellation' }])
    expect(happen(first.file, startNewest(file), ahead(2)).timeline).toEqual([])
  })

  it('does not begin on hold, nor while a sibling holds the place', () => {
    const held = withPayment(queued(), { hold: { at: NOON, cause: 'x', detail: 'y' } })
    expect(decide(held, startNewest(held), ahead(1))).toMatchObject({ refusal: { code: 'MD_ON_HOLD' } })
    for (const outcome of [null, unknownWith(), acceptedWith(gaveBack(amount(20_000)))]) {
      const refund = play(withRefund(paid(), amount(20_000), cancellationId(5)), [[0, startNewest]]).file
      const taken = outcome === null ? refund : happen(refund, cancelOutcome(outcome)(refund), ahead(1)).file
      const both = happen(taken, drop, ahead(2)).file
      expect(happen(both, startNewest(both), ahead(3)).timeline).toEqual([])
    }
  })

  it('takes the ordinary cancel where the net-cancel window closed while it waited', () => {
    const file = queued()
    expect(newest(file).via).toBe('net_cancel_call')
    expect(newest(happen(file, startNewest(file), ahead(HOUR_MS)).file).via).toBe('cancel')
  })
})

describe('the first answer', () => {
  it('done: the money went back', () => {
    expect(answered(told(gaveBack(TOTAL, { remaining: amount(0) }))).file.payment).toMatchObject({
      state: 'cancelled',
      hold: null,
    })
  })

  it('done for another amount: unknown, and a person decides', () => {
    const { file } = answered(told(gaveBack(amount(1))))
    expect(newest(file).state).toBe('unknown')
    expect(file.payment.hold?.cause).toBe('contradiction')
  })

  it('accepted: asked about until the provider finishes', () => {
    const { file } = answered(acceptedWith(gaveBack(TOTAL, { providerCancelId: 'P9' })))
    expect(newest(file)).toMatchObject({ state: 'accepted', providerCancelId: 'P9' })
    expect(attentionOf(file)?.reason).toBe('cancellation_unsettled')
    const late = happen(file, cancelOutcome(told(gaveBack(amount(1))))(file), ahead(MINUTE_MS)).file
    expect(late.payment.hold?.cause, 'another amount than was accepted').toBe('contradiction')
  })

  it('not sent: queued again, soon', () => {
    const { file } = answered(notSent('ECONNREFUSED'))
    expect(newest(file)).toMatchObject({ state: 'queued', reserved: TOTAL })
    expect(attentionOf(file)).toEqual({ dueAt: NOON + 6 * SECOND_MS, reason: 'cancellation_queued' })
  })

  it('unknown: asked about at once', () => {
    const { file } = answered(unknownWith())
    expect(newest(file)).toMatchObject({ state: 'unknown', reserved: TOTAL })
    expect(attentionOf(file)).toEqual({ dueAt: NOON + SECOND_MS, reason: 'cancellation_unsettled' })
  })

  it.each(['none', 'operator'] as const)('refused (%s): the desk, never a loop', (next) => {
    const { file, effects } = answered(refusedWith(next))
    expect(newest(file)).toMatchObject({ state: 'refused', reserved: 0 })
    expect(file.payment.hold?.cause).toBe('net_cancel_refused')
    // The buyer is owed it while a person looks for the way: only the statutory alert goes on.
    expect([attentionOf(file)?.reason, effects]).toEqual(['refund_due', []])
  })

  it('refused because the provider wants an account: the buyer is asked, and nothing else happens', () => {
    const { file, effects } = answered(refusedWith('ask_account'))
    expect(newest(file)).toMatchObject({ state: 'refused', reserved: 0 })
    expect(file.payment).toMatchObject({ hold: null, accountAsk: { why: 'account_refused', amount: TOTAL } })
    expect([attentionOf(file)?.reason, effects]).toEqual(['refund_account_needed', []])
  })

  it('refused because the books differ: the desk, and one question why', () => {
    const { file } = answered(refusedWith('inquire'))
    expect(file.payment.hold?.cause).toBe('net_cancel_refused')
    expect(attentionOf(file)?.reason).toBe('hint_heard')
  })

  it('refused for now: queued again, later and later, and at last the desk', () => {
    let file = answered(refusedWith('retry_after')).file
    for (let tries = 1; file.payment.hold === null; tries += 1) {
      const { dueAt, reason } = attentionOf(file) ?? { dueAt: NOON, reason: 'none' }
      expect(reason).toBe('cancellation_retry')
      const begun = happen(file, startNewest(file), contextAt(dueAt)).file
      file = happen(begun, cancelOutcome(refusedWith('retry_after'))(begun), contextAt(dueAt)).file
      expect(tries).toBeLessThan(20)
    }
    expect(file.payment.hold?.cause).toBe('ladder_ended')
    expect(newest(file).state).toBe('queued')
  })

  it('told to come back later, is not sent before its time by a process that was to begin it first', () => {
    const { file } = answered(refusedWith('retry_after'))
    const { dueAt } = attentionOf(file) ?? { dueAt: NOON }
    const early = happen(file, startNewest(file), contextAt(instant(dueAt - 1)))
    expect([newest(early.file), early.effects]).toEqual([newest(file), []])
    expect(newest(happen(file, startNewest(file), contextAt(instant(dueAt))).file).state).toBe('sending')
  })

  it('refused because this call is closed: the ordinary cancel, at once, once', () => {
    const { file, effects } = answered(refusedWith('ordinary_cancel'))
    expect(newest(file)).toMatchObject({ state: 'queued', via: 'cancel' })
    expect(effects).toMatchObject([{ type: 'start_cancellation' }])
    const again = play(file, [[1, startNewest]]).file
    const twice = happen(again, cancelOutcome(refusedWith('ordinary_cancel'))(again), ahead(MINUTE_MS)).file
    expect(twice.payment.hold?.cause).toBe('net_cancel_refused')
  })

  it('refused because this call is closed, while a person is to decide: queued, and it waits', () => {
    const held = withPayment(sending(), { hold: { at: NOON, cause: 'desync', detail: 'x' } })
    const { file, effects } = happen(held, cancelOutcome(refusedWith('ordinary_cancel'))(held), ahead(1))
    expect(newest(file)).toMatchObject({ state: 'queued', via: 'cancel' })
    expect([attentionOf(file)?.reason, effects]).toEqual(['refund_due', []])
  })

  it('refused for our key or MID: queued, and the channel stops', () => {
    const { file, effects } = answered(refusedWith('pause_channel'))
    expect(newest(file).state).toBe('queued')
    expect(effects).toMatchObject([{ type: 'pause_channel' }])
  })
})

describe('the answer to a repetition', () => {
  const repeated = (outcome: Parameters<typeof cancelOutcome>[0]): PaymentFile => {
    const file = repeating()
    expect(newest(file)).toMatchObject({ state: 'sending', attempts: 2 })
    return happen(file, cancelOutcome(outcome)(file), ahead(MINUTE_MS)).file
  }
  const tie = (file: PaymentFile) => decide(file, { type: 'record_order', ref: 'R', amount: null }, ahead(HOUR_MS))
  const kept = { state: 'unknown', reserved: TOTAL }

  it.each(['none', 'operator', 'ask_account', 'inquire'] as const)(
    'refused (%s) does not say that the first call did nothing: no order is tied, a person knows, asking goes on',
    (next: Next) => {
      const file = repeated(refusedWith(next))
      expect(newest(file)).toMatchObject(kept)
      expect(file.payment.hold?.cause).toBe('resend_refused')
      expect(tie(file)).toMatchObject({ refusal: { code: 'MD_BEING_RETURNED' } })
      expect(attentionOf(file)?.reason).toBe('cancellation_unsettled')
      const proven = happen(file, inquiryOf(told(evidence('cancelled'))), ahead(HOUR_MS)).file
      expect(proven.payment).toMatchObject({ state: 'cancelled', hold: null })
    },
  )

  it.each([
    ['not sent', notSent('ECONNREFUSED')],
    ['"later"', refusedWith('retry_after')],
    ['for our key', refusedWith('pause_channel')],
    ['"take the other call"', refusedWith('ordinary_cancel')],
  ])('%s: unknown as before, and it keeps its place', (_, outcome) => {
    const file = repeated(outcome)
    expect(newest(file)).toMatchObject(kept)
    expect(file.payment.hold).toBeNull()
    expect(tie(file)).toMatchObject({ refusal: { code: 'MD_BEING_RETURNED' } })
    const asked = happen(file, inquiryOf(told(evidence('paid'))), ahead(2 * MINUTE_MS))
    expect(asked.effects).toMatchObject([{ type: 'call_cancellation' }])
  })

  it('"take the other call" takes the ordinary cancel', () => {
    expect(newest(repeated(refusedWith('ordinary_cancel'))).via).toBe('cancel')
  })

  it('lost again and again comes to an end', () => {
    let file = repeating()
    let now = instant(NOON + POLICY.callLifeMs)
    for (let tries = 0; file.payment.hold === null; tries += 1) {
      if (newest(file).state === 'sending') file = happen(file, cancelOutcome(unknownWith())(file), contextAt(now)).file
      now = instant(Math.max(now, attentionOf(file)?.dueAt ?? now))
      file = happen(file, inquiryOf(told(evidence('paid'))), contextAt(now)).file
      expect(tries).toBeLessThan(50)
    }
    expect(file.payment.hold.cause).toBe('ladder_ended')
  })
})

describe('an answer that comes late', () => {
  it('of a lost attempt that happened is believed, whatever is being sent by now', () => {
    const file = repeating()
    const first = { ...cancelOutcome(told(gaveBack(TOTAL)))(file), attempt: 1 } as PaymentEvent
    expect(happen(file, first, ahead(HOUR_MS)).file.payment.state).toBe('cancelled')
  })

  it('of a lost attempt that says anything else says nothing', () => {
    const file = repeating()
    for (const outcome of [refusedWith('none'), unknownWith(), notSent('x')]) {
      const first = { ...cancelOutcome(outcome)(file), attempt: 1 } as PaymentEvent
      expect(happen(file, first, ahead(HOUR_MS)).timeline).toEqual([])
    }
  })

  it('that contradicts a settled refusal is for a person', () => {
    const { file } = answered(refusedWith('retry_after'))
    const refused = { ...file, cancellations: [{ ...newest(file), state: 'refused' as const, reserved: amount(0) }] }
    const settled = withPayment(refused, { amounts: { ...file.payment.amounts, inFlight: amount(0) } })
    const late = happen(settled, cancelOutcome(told(gaveBack(TOTAL)))(settled), ahead(HOUR_MS)).file
    expect(late.payment.hold?.cause).toBe('contradiction')
  })

  it('twice is once', () => {
    const { file } = answered(told(gaveBack(TOTAL)))
    expect(happen(file, cancelOutcome(told(gaveBack(TOTAL)))(file), ahead(HOUR_MS)).timeline).toEqual([])
  })
})

describe('an unknown that asking cannot settle', () => {
  it('is a person’s at once, with the difference on the list', () => {
    const answer = { code: 'DESYNC', message: '기취소 거래' }
    const { file, timeline } = answered({ kind: 'unknown', answer, next: 'operator' })
    expect(file.payment.hold).toMatchObject({ cause: 'desync', detail: 'DESYNC 기취소 거래' })
    expect(newest(file).state).toBe('unknown')
    expect(timeline.map(({ type }) => type)).toContain('discrepancy.opened')
  })
})
