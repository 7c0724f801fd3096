/** What became of a cancellation is booked once, with the sums that follow from it, and every ladder has an end. */
import { describe, expect, it } from 'vitest'
import {
  approving,
  cancellationId,
  contextAt,
  NOON,
  newest,
  paid,
  play,
  startNewest,
  TOTAL,
  withPayment,
  withRefund,
} from '../../../test/core.ts'
import { amount } from '../money.ts'
import { attentionOf } from '../payment/attention.ts'
import { LADDERS } from '../payment/deadlines.ts'
import { cancellationOf, draftOf } from '../payment/draft.ts'
import type { Cancellation, PaymentFile } from '../payment/payment.ts'
import { instant, SECOND_MS } from '../time.ts'
import { queueNetCancel } from './birth.ts'
import { bookDone, bookRefused, climbCancellation, closeQueued, isResend, isWhole } from './book.ts'

const context = contextAt(NOON)
const ID = cancellationId(77)
const PROOF = { providerCancelId: 'P1', remaining: null, at: null, answer: null }
const refund = (won = 20_000) => withRefund(paid(), amount(won), ID)
const sent = (won?: number) => play(refund(won), [[0, startNewest]]).file
const changed = (file: PaymentFile, change: Partial<Cancellation>): PaymentFile => ({
  ...file,
  cancellations: [...file.cancellations.slice(0, -1), { ...newest(file), ...change }],
})

describe('done', () => {
  it.each([
    [20_000, 'partially_cancelled'],
    [50_000, 'cancelled'],
  ])('of %d turns what was reserved into what went back', (won, state) => {
    const { file } = bookDone(draftOf(sent(won)), ID, { proof: PROOF, context })
    expect(file.payment).toMatchObject({ state, amounts: { paid: TOTAL, cancelledByUs: won, inFlight: 0 } })
    expect(newest(file)).toMatchObject({ state: 'done', reserved: 0, providerCancelId: 'P1', settledAt: NOON })
  })

  it('of an unsettled approval books charge and cancel in one write', () => {
    const queued = queueNetCancel(draftOf(approving()), { reason: 'x', requester: 'maedeup' }, context).file
    const sending = play(queued, [[0, startNewest]]).file
    const { file } = bookDone(draftOf(sending), context.freshId, { proof: PROOF, context })
    expect(file.payment).toMatchObject({ state: 'cancelled', amounts: { paid: TOTAL, cancelledByUs: TOTAL } })
  })

  it('with a remainder that is not ours is booked, and a person is told', () => {
    const remaining = amount(10_000)
    const { file } = bookDone(draftOf(sent()), ID, { proof: { ...PROOF, remaining }, context })
    expect(file.payment).toMatchObject({ state: 'partially_cancelled', hold: { cause: 'desync' } })
    const agreed = bookDone(draftOf(sent()), ID, { proof: { ...PROOF, remaining: amount(30_000) }, context })
    expect(agreed.file.payment.hold).toBeNull()
  })
})

describe('refused', () => {
  it('frees what was reserved', () => {
    const answer = { code: '2014', message: 'not cancellable' }
    const { file } = bookRefused(draftOf(sent()), ID, { answer, now: NOON })
    expect(file.payment).toMatchObject({ state: 'paid', amounts: { inFlight: 0 } })
    expect(newest(file)).toMatchObject({ state: 'refused', reserved: 0, answer })
  })

  it('is what becomes of all that waits when nothing is left', () => {
    const two = withRefund(refund(), amount(1), cancellationId(78))
    expect(closeQueued(draftOf(two), NOON).file.payment.amounts.inFlight).toBe(0)
    expect(newest(closeQueued(draftOf(sent()), NOON).file).state).toBe('sending')
  })
})

describe('a ladder', () => {
  const unknown = (rung: number | null) =>
    changed(sent(), {
      state: 'unknown',
      ladder: rung === null ? null : { reason: 'cancellation_unsettled', rung, nextAt: NOON },
    })
  const climbed = (file: PaymentFile, milestones: number[] = []) =>
    climbCancellation(draftOf(file), ID, {
      ladder: 'cancellation_unsettled',
      context,
      milestones: milestones.map((ms) => instant(NOON + ms)),
    }).file

  it('begins at once and climbs one rung at a time', () => {
    expect(newest(climbed(unknown(null))).ladder).toEqual({ reason: 'cancellation_unsettled', rung: 0, nextAt: NOON })
    expect(newest(climbed(unknown(0))).ladder).toMatchObject({ rung: 1, nextAt: NOON + 5 * SECOND_MS })
  })

  it('never sleeps through a moment that would prove something', () => {
    expect(newest(climbed(unknown(10), [42_000, -5, 90_000])).ladder?.nextAt).toBe(NOON + 42_000)
  })

  it('that is used up holds the payment, and a release can start it anew', () => {
    const ended = climbed(unknown(LADDERS.cancellation_unsettled.length - 1))
    expect(ended.payment.hold?.cause).toBe('ladder_ended')
    // Nobody is asked any more; that the refund is due by law is still told.
    expect(attentionOf(ended)?.reason).toBe('refund_due')
  })

  it('of another reason begins at its own first rung', () => {
    const file = changed(refund(), { ladder: { reason: 'cancellation_unsettled', rung: 9, nextAt: NOON } })
    const { file: next } = climbCancellation(draftOf(file), ID, { ladder: 'cancellation_retry', context })
    expect(newest(next).ladder).toMatchObject({ reason: 'cancellation_retry', rung: 0 })
  })

  it('leaves a call under way alone: it has an end of its own', () => {
    expect(climbed(sent())).toEqual(sent())
  })
})

describe('whole', () => {
  it('is a cancellation of all that is left, or of an approval', () => {
    expect(isWhole(draftOf(sent()), ID)).toBe(false)
    expect(isWhole(draftOf(sent(50_000)), ID)).toBe(true)
    const { amounts } = sent().payment
    const rest = withPayment(sent(), { amounts: { ...amounts, cancelledByUs: amount(30_000) } })
    expect(isWhole(draftOf(rest), ID)).toBe(true)
  })
})

describe('a repetition', () => {
  it('is a call whose predecessor nobody can explain', () => {
    const ladder = { reason: 'cancellation_unsettled', rung: 1, nextAt: NOON } as const
    expect(isResend(cancellationOf(sent(), ID))).toBe(false)
    expect(isResend(newest(changed(sent(), { ladder: { ...ladder, reason: 'cancellation_retry' } })))).toBe(false)
    expect(isResend(newest(changed(sent(), { ladder })))).toBe(true)
    expect(isResend(newest(changed(refund(), { ladder })))).toBe(false)
  })
})
