/** A person decides what evidence could not, and nothing that a call under way may still decide. */
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
  registered,
  startNewest,
  TOTAL,
  told,
  unknownWith,
  withPayment,
  withRefund,
} from '../../../test/core.ts'
import { booksHold } from '../../../test/core-rules.ts'
import { amount } from '../money.ts'
import { DAY_MS, instant, MINUTE_MS } from '../time.ts'
import { attentionOf } from './attention.ts'
import { LADDERS } from './deadlines.ts'
import { decide, type PaymentEvent } from './decide.ts'
import type { OPERATOR_DECISIONS } from './operator.ts'
import type { PaymentFile } from './payment.ts'

const ahead = (ms: number) => contextAt(instant(NOON + ms))
const HOLD = { at: NOON, cause: 'ladder_ended', detail: 'nobody could tell' }
const decided = (decision: (typeof OPERATOR_DECISIONS)[number], of?: PaymentFile): PaymentEvent => ({
  type: 'resolve',
  decision,
  cancellationId: of === undefined ? null : newest(of).id,
  evidence: 'admin page of the PG',
  reason: 'seen',
  by: 'kim',
})
const retry: PaymentEvent = { type: 'retry', by: 'kim' }

/** An approval whose net cancel is being sent; and the same without an answer, on hold. */
const undoing = () =>
  play(approving(), [
    [POLICY.callLifeMs, inquiryOf(unknownWith())],
    [0, startNewest],
  ]).file
const stuck = () =>
  withPayment(play(undoing(), [[POLICY.callLifeMs + 1, cancelOutcome(unknownWith())]]).file, { hold: HOLD })

/** A refund of a paid payment whose answer was lost. */
const unexplained = () =>
  play(withRefund(paid(), amount(100), cancellationId(7)), [
    [0, startNewest],
    [1, cancelOutcome(unknownWith())],
  ]).file

describe('a decision', () => {
  it('needs a payment on the desk, and ends the hold with who, why and on what evidence', () => {
    expect(decide(paid(), decided('release'), ahead(1))).toMatchObject({ refusal: { code: 'MD_NOT_ON_DESK' } })
    const { file, timeline } = happen(paid({ hold: HOLD }), decided('release'), ahead(1))
    expect(file.payment.hold).toBeNull()
    expect(timeline).toMatchObject([
      { type: 'payment.released', data: { by: 'kim', decision: 'release', evidence: 'admin page of the PG' } },
    ])
  })

  it('must fit: an open cancellation of this payment, an approving payment', () => {
    const held = paid({ hold: HOLD })
    for (const decision of ['cancellation_done', 'cancellation_refused', 'payment_paid', 'payment_not_paid'] as const) {
      expect(decide(held, decided(decision), ahead(1))).toMatchObject({ refusal: { code: 'MD_NOT_ON_DESK' } })
    }
  })

  it.each(['cancellation_done', 'cancellation_refused', 'payment_not_paid'] as const)(
    '"%s" waits until the call has certainly ended',
    (decision) => {
      const held = withPayment(undoing(), { hold: HOLD })
      const event = decided(decision, held)
      const early = decide(held, event, ahead(2 * POLICY.callLifeMs - 1))
      expect(early).toMatchObject({ ok: false, refusal: { code: 'MD_NOT_ON_DESK' } })
      expect(decide(held, event, ahead(2 * POLICY.callLifeMs)).ok).toBe(true)
    },
  )

  it('that the cancellation happened books it; one that was never sent cannot have', () => {
    const file = stuck()
    const done = happen(file, decided('cancellation_done', file), ahead(DAY_MS)).file
    expect(done.payment).toMatchObject({ state: 'cancelled', amounts: { paid: TOTAL, cancelledByUs: TOTAL } })
    booksHold(done)
    const queued = withPayment(happen(paid(), { type: 'drop_order', reason: 'x' }, ahead(1)).file, { hold: HOLD })
    const no = decide(queued, decided('cancellation_done', queued), ahead(2))
    expect(no).toMatchObject({ refusal: { code: 'MD_NOT_ON_DESK' } })
  })

  it('that it did not happen frees its amount, and the question goes on', () => {
    const file = stuck()
    const freed = happen(file, decided('cancellation_refused', file), ahead(DAY_MS)).file
    expect(newest(freed)).toMatchObject({ state: 'refused', reserved: 0 })
    expect(attentionOf(freed)).toEqual({ dueAt: NOON + DAY_MS, reason: 'approval_unsettled' })
  })

  it('that the buyer paid books the charge; an open net cancel then holds its amount', () => {
    const file = stuck()
    const known = happen(file, decided('payment_paid'), ahead(DAY_MS)).file
    expect(known.payment).toMatchObject({ state: 'paid', amounts: { paid: TOTAL, inFlight: TOTAL } })
    booksHold(known)
    expect(attentionOf(known)?.reason).toBe('cancellation_unsettled')
  })

  it('that the buyer did not pay is looked at again: people err too', () => {
    const file = stuck()
    const failed = happen(file, decided('payment_not_paid'), ahead(DAY_MS)).file
    expect(failed.payment).toMatchObject({ state: 'failed', amounts: { inFlight: 0 } })
    expect(attentionOf(failed)?.reason).toBe('late_look')
    const late = happen(failed, inquiryOf(told(evidence('paid')), { reason: 'late_look' }), ahead(DAY_MS + 1)).file
    expect(attentionOf(late)?.reason).toBe('order_missing')
  })

  it('about a cancellation is followed by one more look: others may have cancelled beside it', () => {
    for (const decision of ['cancellation_done', 'cancellation_refused'] as const) {
      const held = withPayment(unexplained(), { hold: HOLD })
      const { file } = happen(held, decided(decision, held), ahead(60 * MINUTE_MS))
      expect(attentionOf(file)).toMatchObject({ reason: 'hint_heard' })
    }
  })

  it('to go on starts every ladder anew', () => {
    const rung = LADDERS.cancellation_unsettled.length
    const file = stuck()
    const ladder = { reason: 'cancellation_unsettled', rung, nextAt: NOON } as const
    const ended = { ...file, cancellations: [{ ...newest(file), ladder }] }
    expect(attentionOf(ended)?.reason).toBe('refund_due')
    const again = happen(ended, decided('release'), ahead(DAY_MS)).file
    expect(attentionOf(again)).toEqual({ dueAt: NOON + DAY_MS, reason: 'cancellation_unsettled' })
  })
})

describe('a retry', () => {
  it('looks now, at what the net left alone too; on hold it is refused', () => {
    const left = happen(
      paid(),
      { type: 'orphan_due', verdict: { kind: 'none' } },
      contextAt(instant(NOON + 15 * MINUTE_MS), { net: 'off' }),
    ).file
    expect(attentionOf(happen(left, retry, ahead(DAY_MS)).file)?.reason).toBe('order_missing')
    expect(decide(paid({ hold: HOLD }), retry, ahead(1))).toMatchObject({ refusal: { code: 'MD_ON_HOLD' } })
    const begun = happen(approving(), approvalOf(unknownWith()), ahead(1)).file
    expect(attentionOf(happen(begun, retry, ahead(2)).file)?.dueAt).toBe(NOON + 2)
  })

  it('does not disturb a call under way', () => {
    const again = happen(undoing(), retry, ahead(POLICY.callLifeMs + 1)).file
    expect(attentionOf(again)).toEqual({ dueAt: NOON + 2 * POLICY.callLifeMs, reason: 'cancellation_unsettled' })
    const { file } = play(again, [[POLICY.callLifeMs + 2, cancelOutcome(told(gaveBack(TOTAL)))]])
    expect(file.payment.state).toBe('cancelled')
  })
})

describe('a newer attempt', () => {
  it('replaces the older one once', () => {
    const first = happen(registered(), { type: 'supersede', by: paymentId(2) }, ahead(1))
    expect(first.timeline).toMatchObject([{ type: 'payment.superseded' }])
    expect(happen(first.file, { type: 'supersede', by: paymentId(3) }, ahead(2)).timeline).toEqual([])
  })
})
