/** Attention is derived: each reason opens and closes with facts, the earliest counts, and a hold closes money only. */
import { describe, expect, it } from 'vitest'
import {
  approving,
  cancellationId,
  NOON,
  newest,
  POLICY,
  paid,
  registered,
  TOTAL,
  withPayment,
  withRefund,
} from '../../../test/core.ts'
import { amount } from '../money.ts'
import { DAY_MS, instant, MINUTE_MS, SECOND_MS } from '../time.ts'
import {
  attentionEntryOf,
  attentionOf,
  dueWhile,
  isMoneyReason,
  isOrphanInWaiting,
  MONEY_REASONS,
  openNetCancel,
  placeHolder,
  STOPS,
  type Stop,
} from './attention.ts'
import { LADDERS } from './deadlines.ts'
import { type Cancellation, OPEN_CANCELLATION_STATES, type PaymentFile, REASONS } from './payment.ts'

const later = (ms: number) => instant(NOON + ms)
const HOLD = { at: NOON, cause: 'contradiction', detail: 'two truths' }
const some = (change: Partial<Cancellation>): PaymentFile => {
  const file = withRefund(paid(), amount(20_000), cancellationId(1))
  return { ...file, cancellations: [{ ...newest(file), ...change }] }
}

describe('return_missing', () => {
  it('is due when a registered payment’s time is over', () => {
    expect(attentionOf(registered())).toEqual({ dueAt: later(60 * MINUTE_MS), reason: 'return_missing' })
  })

  it('goes on by its ladder, also after the end, until the ladder is used up', () => {
    const rung = LADDERS.return_missing.length
    const expired = withPayment(registered(), { state: 'expired' })
    const laddered = withPayment(expired, { ladders: { return_missing: { rung: 1, nextAt: later(5) } } })
    expect(attentionOf(expired)).toBeNull()
    expect(attentionOf(laddered)).toEqual({ dueAt: later(5), reason: 'return_missing' })
    expect(attentionOf(withPayment(expired, { ladders: { return_missing: { rung, nextAt: NOON } } }))).toBeNull()
  })
})

describe('approval_unsettled', () => {
  it('is due when the call has certainly ended', () => {
    expect(attentionOf(approving())).toEqual({ dueAt: later(POLICY.callLifeMs), reason: 'approval_unsettled' })
  })

  it('follows its ladder, and ends with it', () => {
    const at = (rung: number) =>
      withPayment(approving(), { ladders: { approval_unsettled: { rung, nextAt: later(7) } } })
    expect(attentionOf(at(3))).toEqual({ dueAt: later(7), reason: 'approval_unsettled' })
    expect(attentionOf(at(LADDERS.approval_unsettled.length))).toBeNull()
  })

  it.each(OPEN_CANCELLATION_STATES)('rests while a cancellation is %s: that one asks', (state) => {
    const undone = { ...approving(), cancellations: some({ state, kind: 'net_cancel' }).cancellations }
    expect(attentionOf(undone)?.reason).toMatch(/^cancellation_/)
  })
})

describe('order_missing', () => {
  it('is due at the order deadline', () => {
    expect(attentionOf(paid())).toEqual({ dueAt: later(15 * MINUTE_MS), reason: 'order_missing' })
  })

  it('waits where the order check could not tell', () => {
    const waiting = withPayment(paid(), { ladders: { order_missing: { rung: 0, nextAt: later(20 * MINUTE_MS) } } })
    expect(attentionOf(waiting)?.dueAt).toBe(later(20 * MINUTE_MS))
  })

  it.each([
    ['an order is recorded', { order: { ref: 'R', recordedAt: NOON } }],
    ['the net left it alone', { orphanLeft: 'off' }],
    ['the payment is on hold', { hold: HOLD }],
    ['the money is back', { state: 'cancelled' }],
  ] as const)('is closed where %s', (_, change) => {
    expect(attentionOf(withPayment(paid(), change))).toBeNull()
  })

  it('is closed while a net cancel is open, and where nothing is left', () => {
    expect(isOrphanInWaiting(some({ kind: 'net_cancel' }))).toBe(false)
    expect(isOrphanInWaiting(some({ kind: 'refund' }))).toBe(true)
    const { amounts } = paid().payment
    expect(isOrphanInWaiting(withPayment(paid(), { amounts: { ...amounts, inFlight: TOTAL } }))).toBe(false)
  })
})

describe('a cancellation', () => {
  it('that is queued is due at once, or when its ladder says', () => {
    expect(attentionOf(some({}))).toEqual({ dueAt: NOON, reason: 'cancellation_queued' })
    const ladder = { reason: 'cancellation_retry', rung: 2, nextAt: later(9) } as const
    expect(attentionOf(some({ ladder }))).toEqual({ dueAt: later(9), reason: 'cancellation_retry' })
  })

  it('waits while a sibling holds the place', () => {
    const sibling = some({ id: cancellationId(2), state: 'unknown', createdAt: later(3) })
    const both = { ...sibling, cancellations: [...sibling.cancellations, ...some({}).cancellations] }
    expect(placeHolder(both.cancellations)?.id).toBe(cancellationId(2))
    expect(attentionOf(both)).toEqual({ dueAt: later(3), reason: 'cancellation_unsettled' })
  })

  it('that is being sent is due when the call has certainly ended, whatever its ladder says', () => {
    const ladder = { reason: 'cancellation_unsettled', rung: 99, nextAt: NOON } as const
    const sending = some({ state: 'sending', callEndsAt: later(42), ladder })
    expect(attentionOf(sending)).toEqual({ dueAt: later(42), reason: 'cancellation_unsettled' })
  })

  it.each(['unknown', 'accepted'] as const)('that is %s is asked about until its ladder ends', (state) => {
    const at = (rung: number) => some({ state, ladder: { reason: 'cancellation_unsettled', rung, nextAt: later(8) } })
    expect(attentionOf(at(0))).toEqual({ dueAt: later(8), reason: 'cancellation_unsettled' })
    const ended = at(LADDERS.cancellation_unsettled.length)
    const tied = withPayment(ended, { order: { ref: 'R', recordedAt: NOON } })
    expect(attentionOf(tied)?.reason).toBe('refund_due')
  })

  it.each(['done', 'refused', 'bounced'] as const)('that is %s needs nobody', (state) => {
    expect(attentionOf(some({ state }))?.reason).toBe('order_missing')
    expect(openNetCancel(some({ state, kind: 'net_cancel' }).cancellations)).toBeNull()
  })
})

describe('hint_heard', () => {
  const hinted = { hintsHeard: 3, hintsSeen: 2, order: { ref: 'R', recordedAt: NOON } }

  it('is due at once, and not sooner than 10 s after the last look', () => {
    expect(attentionOf(withPayment(paid(), hinted))).toEqual({ dueAt: NOON, reason: 'hint_heard' })
    const seen = withPayment(paid(), { ...hinted, hintsSeenAt: later(60 * SECOND_MS) })
    expect(attentionOf(seen)?.dueAt).toBe(later(70 * SECOND_MS))
    expect(attentionOf(withPayment(paid(), { ...hinted, hintsSeen: 3 }))).toBeNull()
  })

  it('that got no answer climbs a ladder with an end', () => {
    const at = (rung: number) =>
      withPayment(paid(), { ...hinted, ladders: { hint_heard: { rung, nextAt: later(30) } } })
    expect(attentionOf(at(1))?.dueAt).toBe(later(30))
    expect(attentionOf(at(LADDERS.hint_heard.length))).toBeNull()
  })
})

describe('late_look', () => {
  it('is due when its ladder says', () => {
    const failed = withPayment(registered(), {
      state: 'failed',
      ladders: { late_look: { rung: 1, nextAt: later(DAY_MS) } },
    })
    expect(attentionOf(failed)).toEqual({ dueAt: later(DAY_MS), reason: 'late_look' })
  })
})

describe('a hold', () => {
  it('closes the looks that end in a call that moves money', () => {
    expect(REASONS.filter(isMoneyReason)).toEqual([...MONEY_REASONS])
    expect(attentionOf(withPayment(paid(), { hold: HOLD }))).toBeNull()
    expect(attentionOf(withPayment(some({}), { hold: HOLD }))?.reason).toBe('refund_due')
  })

  it('lets questions go on', () => {
    expect(attentionOf(withPayment(approving(), { hold: HOLD }))?.reason).toBe('approval_unsettled')
    expect(attentionOf(withPayment(some({ state: 'unknown' }), { hold: HOLD }))?.reason).toBe('cancellation_unsettled')
    expect(attentionOf(withPayment(paid(), { hold: HOLD, hintsHeard: 1 }))?.reason).toBe('hint_heard')
  })
})

describe('a stop of the channel', () => {
  const hinted = (file: PaymentFile) => withPayment(file, { hintsHeard: 1, hintsSeenAt: later(DAY_MS) })
  const at = (ms: number) => later(DAY_MS + ms)

  it('hides nothing but what it stops: a brake orphans, a pause all that moves money', () => {
    const file = some({ ladder: { reason: 'cancellation_retry', rung: 1, nextAt: later(20 * MINUTE_MS) } })
    expect(attentionOf(file)?.reason).toBe('order_missing')
    expect(attentionOf(file, 'brake')).toEqual({ dueAt: later(20 * MINUTE_MS), reason: 'cancellation_retry' })
    expect(attentionOf(file, 'pause')?.reason).toBe('refund_due')
    expect(attentionOf(hinted(file), 'pause')).toEqual({ dueAt: at(10 * SECOND_MS), reason: 'hint_heard' })
    expect(attentionOf(paid(), 'brake')).toBeNull()
  })

  it.each(REASONS)('%s: lets through exactly what it does not stop', (reason) => {
    const passes = (stop: Stop) => !(STOPS[stop] as readonly string[]).includes(reason)
    expect([passes('brake'), passes('pause')]).toEqual([reason !== 'order_missing', !isMoneyReason(reason)])
  })

  it('is stored beside the earliest reason, where that one is stopped', () => {
    const order = { order: { ref: 'R', recordedAt: NOON } }
    const queued = withPayment(hinted(some({})), order)
    expect(attentionEntryOf(queued)).toEqual({
      ...{ dueAt: NOON, reason: 'cancellation_queued' },
      whileStopped: { brake: null, pause: at(10 * SECOND_MS) },
    })
    const orphan = hinted(paid())
    expect(attentionEntryOf(orphan)?.whileStopped).toEqual({ brake: at(10 * SECOND_MS), pause: at(10 * SECOND_MS) })
    expect(attentionEntryOf(paid())?.whileStopped).toEqual({ brake: null, pause: null })
    expect(attentionEntryOf(withPayment(orphan, order))?.whileStopped).toEqual({ brake: null, pause: null })
    expect(attentionEntryOf(withPayment(paid(), order))).toBeNull()
  })

  it.each([null, 'brake', 'pause'] as const)('%s: what is stored says when it is due', (stop) => {
    for (const file of [paid(), hinted(paid()), some({}), hinted(some({})), registered(), approving()]) {
      const entry = attentionEntryOf(file)
      expect(entry === null ? null : dueWhile(entry, stop)).toBe(attentionOf(file, stop)?.dueAt ?? null)
    }
  })
})

describe('of several reasons', () => {
  it('the earliest counts', () => {
    const both = withPayment(paid(), { hintsHeard: 1, hintsSeenAt: later(MINUTE_MS) })
    expect(attentionOf(both)?.reason).toBe('hint_heard')
    expect(attentionOf(withPayment(both, { hintsSeenAt: later(DAY_MS) }))?.reason).toBe('order_missing')
  })
})
