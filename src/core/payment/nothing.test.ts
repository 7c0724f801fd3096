/** "No such transaction" is proof only when it is said often, late and far apart enough; until then doubt is undone. */
import { describe, expect, it } from 'vitest'
import {
  approvalOf,
  approving,
  cancelOutcome,
  contextAt,
  evidence,
  happen,
  inquiryOf,
  NOON,
  newest,
  POLICY,
  paid,
  play,
  refusedWith,
  startNewest,
  told,
  unknownWith,
  withPayment,
} from '../../../test/core.ts'
import { notSent } from '../outcome.ts'
import { DAY_MS, instant, MINUTE_MS, SECOND_MS } from '../time.ts'
import { attentionOf } from './attention.ts'
import { LADDERS } from './deadlines.ts'

const ahead = (ms: number) => contextAt(instant(NOON + ms))
const nothing = inquiryOf(told(evidence('none')))
/** The first moment at which "none" counts: the call's end and the first wait (nicepay §17 rule c). */
const PROOF_MS = POLICY.callLifeMs + POLICY.negativeProof.firstAfterMs
const NO_UNDO = { netCancel: null }

describe('negative proof', () => {
  it('needs two answers, the first a minute after the read limit, thirty seconds apart', () => {
    const { file } = play(
      approving(),
      [
        [PROOF_MS - 1, nothing],
        [1, nothing],
        [29 * SECOND_MS, nothing],
      ],
      NO_UNDO,
    )
    expect(file.payment).toMatchObject({ state: 'approving', approval: { negatives: [NOON + PROOF_MS] } })
    const proven = happen(file, nothing, ahead(PROOF_MS + 30 * SECOND_MS)).file
    expect(proven.payment.state).toBe('failed')
    expect(proven.payment.ladders).toMatchObject({ late_look: { rung: 0 } })
  })

  it('settles nothing while a net cancel is being called', () => {
    const { file } = play(approving(), [
      [POLICY.callLifeMs, inquiryOf(unknownWith())],
      [0, startNewest],
      [1, cancelOutcome(refusedWith('ordinary_cancel'))],
      [MINUTE_MS, nothing],
      [30 * SECOND_MS, startNewest],
      [1, nothing],
    ])
    expect(file.payment).toMatchObject({ state: 'approving', approval: { negatives: { length: 2 } } })
    expect(newest(file)).toMatchObject({ state: 'sending', via: 'cancel' })
    expect(happen(file, cancelOutcome(unknownWith())(file), ahead(10 * MINUTE_MS)).file.payment.state).toBe('approving')
  })

  it('closes the net cancel as "nothing to cancel" and looks again in ten minutes', () => {
    const { file, now } = play(approving(), [
      [POLICY.callLifeMs, inquiryOf(unknownWith())],
      [0, startNewest],
      [1, cancelOutcome(unknownWith())],
      [MINUTE_MS, nothing],
      [30 * SECOND_MS, nothing],
    ])
    expect(file.payment).toMatchObject({ state: 'failed', amounts: { paid: 0, inFlight: 0 } })
    expect(newest(file)).toMatchObject({ state: 'refused', reserved: 0, answer: { message: 'nothing to cancel' } })
    expect(attentionOf(file)).toEqual({ dueAt: now + 10 * MINUTE_MS, reason: 'late_look' })
  })

  it('releases a hold that only said that nobody could tell', () => {
    const held = withPayment(approving(), { hold: { at: NOON, cause: 'ladder_ended', detail: 'x' } })
    const { file } = play(held, [
      [PROOF_MS, nothing],
      [30 * SECOND_MS, nothing],
    ])
    expect(file.payment).toMatchObject({ state: 'failed', hold: null })
    const contradicted = withPayment(approving(), { hold: { at: NOON, cause: 'contradiction', detail: 'x' } })
    const still = play(contradicted, [
      [PROOF_MS, nothing],
      [30 * SECOND_MS, nothing],
    ]).file
    expect(still.payment).toMatchObject({ state: 'failed', hold: { cause: 'contradiction' } })
  })

  it('says nothing about a charge that we know of', () => {
    const { file } = happen(paid(), nothing, ahead(DAY_MS))
    expect(file.payment).toMatchObject({ state: 'paid', hold: null })
  })
})

describe('an approval in doubt', () => {
  it('is only asked about while its call may still be running', () => {
    const { file } = happen(approving(), inquiryOf(unknownWith()), ahead(POLICY.callLifeMs - 1))
    expect(file.cancellations).toEqual([])
    expect(attentionOf(file)?.dueAt).toBe(NOON + POLICY.callLifeMs)
  })

  it.each([
    ['nobody can tell', inquiryOf(unknownWith())],
    ['there is nothing yet', nothing],
  ])('is undone once the call has ended and %s', (_, event) => {
    const { file, effects } = happen(approving(), event, ahead(POLICY.callLifeMs))
    expect(newest(file)).toMatchObject({ kind: 'net_cancel', via: 'net_cancel_call', amount: 50_000, reserved: 0 })
    expect(effects).toMatchObject([{ type: 'start_cancellation' }])
  })

  it.each([
    ['on hold', approving(), {}, true],
    ['without a net-cancel call', approving(), NO_UNDO, false],
  ] as const)('is not undone %s', (_, file, policy, held) => {
    const subject = held ? withPayment(file, { hold: { at: NOON, cause: 'x', detail: 'y' } }) : file
    const at = { ...ahead(POLICY.callLifeMs), policy: { ...POLICY, ...policy } }
    expect(happen(subject, inquiryOf(unknownWith()), at).file.cancellations).toEqual([])
  })

  it('costs no rung where the question never left, and ends on the desk where it is never answered', () => {
    const begun = happen(approving(), approvalOf(unknownWith()), ahead(1)).file
    const waited = happen(begun, inquiryOf(notSent('breaker')), ahead(2)).file
    expect(waited.payment.ladders.approval_unsettled).toEqual({ rung: 0, nextAt: NOON + 2 + 5 * SECOND_MS })
    let file = begun
    let looks = 0
    for (let due = attentionOf(file); due !== null; due = attentionOf(file), looks += 1) {
      const at = contextAt(instant(Math.max(due.dueAt, NOON + 1)), NO_UNDO)
      file = happen(file, inquiryOf(unknownWith()), at).file
      if (looks > 50) throw new Error('the ladder has no end')
    }
    expect(file.payment).toMatchObject({ state: 'approving', hold: { cause: 'ladder_ended' } })
    // Milestones (the end of the call, the first moment of proof) may cut a wait short; no look is added.
    expect(looks).toBe(LADDERS.approval_unsettled.length)
  })
})
