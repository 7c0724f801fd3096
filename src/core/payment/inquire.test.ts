/** After an inquiry every open question has a next look, none is due in the past, and no hint is used up unanswered. */
import { describe, expect, it } from 'vitest'
import {
  approving,
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
  registered,
  startNewest,
  TOTAL,
  told,
  unknownWith,
  withPayment,
} from '../../../test/core.ts'
import { notSent } from '../outcome.ts'
import { DAY_MS, HOUR_MS, instant, MINUTE_MS, SECOND_MS } from '../time.ts'
import { attentionOf } from './attention.ts'
import { actsOf } from './inquire.ts'
import type { PaymentFile } from './payment.ts'

const ahead = (ms: number) => contextAt(instant(NOON + ms))
const tied = { order: { ref: 'R', recordedAt: NOON } }

/** Looks whenever something is due, always with the same answer; answers the file and how often it looked. */
function lookUntilRest(file: PaymentFile, outcome: ReturnType<typeof unknownWith>, max = 100) {
  let at = file
  let looks = 0
  let now = NOON
  for (let due = attentionOf(at); due !== null; due = attentionOf(at), looks += 1) {
    if (looks >= max) throw new Error(`still due for ${due.reason} after ${max} looks`)
    now = instant(Math.max(now, due.dueAt))
    const { hintsHeard } = at.payment
    at = happen(at, inquiryOf(outcome, { reason: due.reason, hintsHeard }), contextAt(now)).file
  }
  return { file: at, looks, now }
}

describe('an answer to a question that was asked before our money call', () => {
  const before = withPayment(paid(), { ...tied, hintsHeard: 1 })
  const overtaken = inquiryOf(told(evidence('paid')), { reason: 'hint_heard', hintsHeard: 1, acts: actsOf(before) })
  const refund = (answered: ReturnType<typeof cancelOutcome>) =>
    play(before, [
      [1, { type: 'drop_order', reason: '객실 마감' }],
      [1, startNewest],
      [1, answered],
    ]).file

  it('does not contradict a refund that was made meanwhile', () => {
    const gone = refund(cancelOutcome(told(gaveBack(TOTAL))))
    const { file } = happen(gone, overtaken, ahead(9))
    expect(file.payment).toMatchObject({ state: 'cancelled', hold: null, hintsSeen: 0 })
    expect(attentionOf(file)?.reason).toBe('hint_heard')
  })

  it('does not prove that a refund whose answer was lost did not happen', () => {
    const lost = refund(cancelOutcome(unknownWith()))
    const { file, effects } = happen(lost, overtaken, ahead(9))
    expect(newest(file)).toMatchObject({ state: 'unknown', attempts: 1 })
    expect(attentionOf(file)?.reason).toBe('cancellation_unsettled')
    expect(effects).toEqual([])
  })
})

describe('a hint', () => {
  const hinted = withPayment(paid(), { ...tied, hintsHeard: 2 })
  const hint = (outcome: Parameters<typeof inquiryOf>[0], hintsHeard = 2) =>
    inquiryOf(outcome, { reason: 'hint_heard', hintsHeard })

  it('is answered by an answer', () => {
    const { file } = happen(hinted, hint(told(evidence('paid'))), ahead(1))
    expect(file.payment).toMatchObject({ hintsSeen: 2, hintsSeenAt: NOON + 1 })
    expect(attentionOf(file)).toBeNull()
  })

  it('that came while we asked is looked at again, ten seconds later', () => {
    const { file } = happen(hinted, hint(told(evidence('paid')), 1), ahead(1))
    expect(attentionOf(file)).toEqual({ dueAt: NOON + 1 + 10 * SECOND_MS, reason: 'hint_heard' })
  })

  it.each([
    ['never left', notSent('breaker'), 5],
    ['got no answer', unknownWith(), 10],
    ['was refused', refusedWith('none'), 10],
  ] as const)('is not used up by a question that %s', (_, outcome, seconds) => {
    const { file } = happen(hinted, hint(outcome), ahead(0))
    expect(file.payment.hintsSeen).toBe(0)
    expect(attentionOf(file)).toEqual({ dueAt: NOON + seconds * SECOND_MS, reason: 'hint_heard' })
  })

  it('that is never answered comes to a person, and a release asks again', () => {
    const { file, now } = lookUntilRest(hinted, unknownWith())
    expect(file.payment.hold?.cause).toBe('ladder_ended')
    const release = {
      type: 'resolve',
      decision: 'release',
      cancellationId: null,
      evidence: '',
      reason: '',
      by: 'kim',
    } as const
    expect(attentionOf(happen(file, release, contextAt(now)).file)?.reason).toBe('hint_heard')
  })
})

describe('a late look', () => {
  const failed = withPayment(registered(), { state: 'failed', ladders: { late_look: { rung: 0, nextAt: NOON } } })
  const late = (outcome: Parameters<typeof inquiryOf>[0]) => inquiryOf(outcome, { reason: 'late_look' })

  it('is made at ten minutes and at a day, and then no more', () => {
    const first = happen(failed, late(told(evidence('none'))), ahead(10 * MINUTE_MS)).file
    expect(attentionOf(first)).toEqual({ dueAt: NOON + 10 * MINUTE_MS + DAY_MS, reason: 'late_look' })
    expect(attentionOf(happen(first, late(told(evidence('none'))), ahead(2 * DAY_MS)).file)).toBeNull()
  })

  it('that two processes made at once does not use up the one at a day', () => {
    const first = happen(failed, late(told(evidence('none'))), ahead(10 * MINUTE_MS)).file
    const second = happen(first, late(told(evidence('none'))), ahead(12 * MINUTE_MS)).file
    expect(attentionOf(second)).toEqual({ dueAt: NOON + 10 * MINUTE_MS + DAY_MS, reason: 'late_look' })
  })

  it('at a day is not made by an answer that was given at ten minutes', () => {
    const none = told(evidence('none'))
    const first = happen(failed, late(none), ahead(10 * MINUTE_MS)).file
    const yesterday = inquiryOf(none, { reason: 'late_look', acts: actsOf(failed) })
    const { file } = happen(first, yesterday, ahead(2 * DAY_MS))
    expect(attentionOf(file)).toEqual({ dueAt: NOON + 2 * DAY_MS + 10 * MINUTE_MS, reason: 'late_look' })
  })

  it('whose answer comes when the payment is paid is not made again and again', () => {
    const overtaken = { reason: 'late_look', acts: actsOf(failed) } as const
    const { file } = happen(withPayment(paid(), tied), inquiryOf(told(evidence('none')), overtaken), ahead(HOUR_MS))
    expect(attentionOf(file)).toBeNull()
  })

  it('that cannot be made is made again, for a week; then a person knows', () => {
    const again = happen(failed, late(unknownWith()), ahead(10 * MINUTE_MS)).file
    expect(again.payment.ladders.late_look).toEqual({ rung: 0, nextAt: NOON + 20 * MINUTE_MS })
    const { file } = lookUntilRest(failed, unknownWith(), 2_000)
    expect(file.payment).toMatchObject({ state: 'failed', hold: { cause: 'ladder_ended' } })
  })
})

describe('a look at what a bank made of a refund', () => {
  it('that two processes made at once does not use up the next one', () => {
    const due = { refund_unconfirmed: { rung: 0, nextAt: instant(NOON + DAY_MS) } }
    const early = happen(
      withPayment(paid(), { ...tied, ladders: due }),
      inquiryOf(told(evidence('paid')), { reason: 'refund_unconfirmed' }),
      ahead(HOUR_MS),
    ).file
    expect(early.payment.ladders).toEqual(due)
    const over = happen(early, inquiryOf(told(evidence('paid')), { reason: 'refund_unconfirmed' }), ahead(DAY_MS)).file
    expect(over.payment.ladders).toEqual({})
  })
})

describe('a missing return', () => {
  const missing = (outcome: Parameters<typeof inquiryOf>[0]) => inquiryOf(outcome, { reason: 'return_missing' })

  it('whose money did not move expires when its time is over', () => {
    const early = happen(registered(), missing(told(evidence('none'))), ahead(HOUR_MS - 1)).file
    expect(early.payment.state).toBe('ready')
    const over = happen(early, missing(told(evidence('none'))), ahead(HOUR_MS)).file
    expect(over.payment.state).toBe('expired')
  })

  it('that nobody can tell about expires in time, goes on climbing its ladder, and comes to a person', () => {
    const born = registered()
    const looking = withPayment(born, { ladders: { return_missing: { rung: 0, nextAt: born.payment.createdAt } } })
    const { file, looks } = lookUntilRest(looking, unknownWith())
    expect(file.payment).toMatchObject({ state: 'expired', hold: { cause: 'ladder_ended' } })
    expect(looks).toBeLessThan(10)
  })

  it('is answered by whatever was asked because of a webhook, also on its last rung', () => {
    const expired = withPayment(registered(), {
      state: 'expired',
      hintsHeard: 1,
      ladders: { return_missing: { rung: 3, nextAt: instant(NOON + DAY_MS) } },
    })
    const heard = inquiryOf(told(evidence('none')), { reason: 'hint_heard', hintsHeard: 1 })
    const { file } = happen(expired, heard, ahead(DAY_MS))
    expect(file.payment).toMatchObject({ state: 'expired', hold: null })
    expect(attentionOf(file)).toBeNull()
  })
})

describe('a refusal for our key or MID', () => {
  it('stops the channel, and the question waits like any other', () => {
    for (const file of [approving(), registered(), withPayment(paid(), { ...tied, hintsHeard: 1 })]) {
      const { dueAt, reason } = attentionOf(file) ?? { dueAt: NOON, reason: 'hint_heard' as const }
      const asked = happen(file, inquiryOf(refusedWith('pause_channel'), { reason }), contextAt(dueAt))
      expect(asked.effects.some(({ type }) => type === 'pause_channel')).toBe(true)
      const next = attentionOf(asked.file)
      if (next?.reason === reason) expect(next.dueAt).toBeGreaterThan(dueAt)
    }
  })
})

describe('a call whose process died', () => {
  const sending = () =>
    play(happen(paid(), { type: 'drop_order', reason: 'x' }, ahead(0)).file, [[0, startNewest]]).file
  const lost = (file: PaymentFile) => ({ type: 'call_lost', cancellationId: newest(file).id }) as const

  it('is lost when it has certainly ended, not sooner', () => {
    const file = sending()
    expect(happen(file, lost(file), ahead(1)).timeline).toEqual([])
    const gone = happen(file, lost(file), ahead(POLICY.callLifeMs))
    expect(newest(gone.file).state).toBe('unknown')
    expect(attentionOf(gone.file)).toEqual({ dueAt: NOON + POLICY.callLifeMs, reason: 'cancellation_unsettled' })
  })

  it('that answers after all is believed', () => {
    const file = sending()
    const gone = happen(file, lost(file), ahead(POLICY.callLifeMs)).file
    const late = happen(gone, cancelOutcome(told(gaveBack(TOTAL)))(gone), ahead(HOUR_MS)).file
    expect(late.payment.state).toBe('cancelled')
  })

  it('keeps its own end while others ask about the payment', () => {
    const file = sending()
    const asked = happen(file, inquiryOf(unknownWith(), { reason: 'hint_heard' }), ahead(1)).file
    expect(attentionOf(asked)?.dueAt).toBe(NOON + POLICY.callLifeMs)
    expect(newest(asked).ladder).toBe(newest(file).ladder)
  })
})
