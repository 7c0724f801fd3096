/** Tying and giving back exclude each other; doubt postpones; what can never be tied goes back in any case. */
import { describe, expect, it } from 'vitest'
import {
  approving,
  cancelOutcome,
  contextAt,
  gaveBack,
  happen,
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
} from '../../../test/core.ts'
import { amount } from '../money.ts'
import { DAY_MS, endOfKstMonth, HOUR_MS, type Instant, instant, MINUTE_MS } from '../time.ts'
import { attentionOf } from './attention.ts'
import { decide, type PaymentEvent } from './decide.ts'
import type { Policy } from './draft.ts'
import type { OrderVerdict } from './order.ts'
import type { PaymentFile } from './payment.ts'

const ahead = (ms: number, policy: Partial<Policy> = {}) => contextAt(instant(NOON + ms), policy)
const DUE_MS = 15 * MINUTE_MS
const put = (ref = 'R1', won: number | null = null): PaymentEvent => ({
  type: 'record_order',
  ref,
  amount: won === null ? null : amount(won),
})
const drop: PaymentEvent = { type: 'drop_order', reason: '객실 마감' }
const due = (verdict: OrderVerdict): PaymentEvent => ({ type: 'orphan_due', verdict })
const none = due({ kind: 'none' })
const unknown = due({ kind: 'unknown' })
const ref = due({ kind: 'ref', ref: 'FOUND' })

/** The net cancel was refused by the provider, and a person let it go on. */
function refusedAndReleased(file: PaymentFile, at: Instant, policy: Partial<Policy> = {}): PaymentFile {
  const refused = play(file, [
    [0, startNewest],
    [1, cancelOutcome(refusedWith('operator'))],
  ]).file
  expect(refused.payment.hold?.cause).toBe('net_cancel_refused')
  const release = {
    type: 'resolve',
    decision: 'release',
    cancellationId: null,
    evidence: '',
    reason: '',
    by: 'kim',
  } as const
  return happen(refused, release, contextAt(at, policy)).file
}

describe('recording an order', () => {
  it('ties a paid payment, also past its deadline; twice is once', () => {
    const { file } = happen(paid(), put(), ahead(DAY_MS))
    expect(file.payment.order).toEqual({ ref: 'R1', recordedAt: NOON + DAY_MS })
    expect(attentionOf(file)).toBeNull()
    expect(happen(file, put(), ahead(DAY_MS + 1)).timeline).toEqual([])
  })

  it.each([
    ['registered', registered(), 'MD_NOT_PAID_YET'],
    ['approving', approving(), 'MD_NOT_PAID_YET'],
    ['failed', withPayment(registered(), { state: 'failed' }), 'MD_PAYMENT_ENDED'],
    ['expired', withPayment(registered(), { state: 'expired' }), 'MD_PAYMENT_ENDED'],
    ['cancelled', withPayment(paid(), { state: 'cancelled' }), 'MD_PAYMENT_ENDED'],
    ['replaced', paid({ supersededBy: paymentId(2) }), 'MD_SUPERSEDED'],
    ['dropped', paid({ dropped: { reason: 'x', at: NOON } }), 'MD_ORDER_DROPPED'],
    ['going back', happen(paid(), none, ahead(DUE_MS)).file, 'MD_BEING_RETURNED'],
    ['taken whole by a refund', paid({ amounts: { ...paid().payment.amounts, inFlight: TOTAL } }), 'MD_BEING_RETURNED'],
    ['tied to another', happen(paid(), put('R2'), ahead(1)).file, 'MD_ORDER_DIFFERS'],
  ] as const)('is refused on a payment that is %s', (_, file, code) => {
    expect(decide(file, put(), ahead(DUE_MS))).toMatchObject({ ok: false, refusal: { code } })
  })

  it('verifies the amount, the merchant’s and the provider’s', () => {
    expect(decide(paid(), put('R1', 49_999), ahead(1))).toMatchObject({ refusal: { code: 'MD_AMOUNT_DIFFERS' } })
    expect(decide(paid(), put('R1', 50_000), ahead(1)).ok).toBe(true)
    const { amounts } = paid().payment
    const odd = paid({ amounts: { ...amounts, paid: amount(49_999) } })
    expect(decide(odd, put(), ahead(1))).toMatchObject({ refusal: { code: 'MD_AMOUNT_DIFFERS' } })
  })

  it('ends a hold that only asked where the order is, and no other', () => {
    const held = (cause: string) => paid({ hold: { at: NOON, cause, detail: 'x' } })
    expect(happen(held('order_check_undecided'), put(), ahead(1)).file.payment.hold).toBeNull()
    expect(happen(held('contradiction'), put(), ahead(1)).file.payment.hold).not.toBeNull()
  })
})

describe('an order that fell through', () => {
  it('is a net cancel of all that is left, at once, once', () => {
    const { file, effects } = happen(happen(paid(), put(), ahead(1)).file, drop, ahead(2, { net: 'off' }))
    expect(file.payment).toMatchObject({ order: null, dropped: { at: NOON + 2 }, amounts: { inFlight: TOTAL } })
    expect(newest(file)).toMatchObject({ kind: 'net_cancel', amount: TOTAL, requester: 'merchant' })
    expect(effects).toMatchObject([{ type: 'start_cancellation' }])
    expect(happen(file, drop, ahead(3)).timeline).toEqual([])
    expect(decide(file, put(), ahead(3))).toMatchObject({ refusal: { code: 'MD_ORDER_DROPPED' } })
  })

  it('is remembered where the net was faster: that net cancel may still be refused', () => {
    const netted = happen(paid(), none, ahead(DUE_MS)).file
    const { file, effects } = happen(netted, drop, ahead(DUE_MS + 1))
    expect(file.cancellations).toHaveLength(1)
    expect(effects).toEqual([])
    expect(happen(file, drop, ahead(DUE_MS + 2)).timeline).toEqual([])
    const released = refusedAndReleased(file, instant(NOON + DUE_MS + 3))
    expect(decide(released, put(), ahead(HOUR_MS))).toMatchObject({ refusal: { code: 'MD_ORDER_DROPPED' } })
  })

  it.each(['off', 'dry_run'] as const)('goes back after a refused try, although the net is %s', (net) => {
    const left = happen(paid(), none, ahead(DUE_MS, { net })).file
    expect(left.payment.orphanLeft).toBe(net)
    const dropped = happen(left, drop, ahead(DUE_MS + 1, { net })).file
    const released = refusedAndReleased(dropped, instant(NOON + DUE_MS + 2), { net })
    expect(attentionOf(released)?.reason).toBe('order_missing')
    // An order check that still shows the dropped order, or cannot tell, has no say.
    for (const verdict of [ref, unknown, none]) {
      const { file } = happen(released, verdict, ahead(HOUR_MS, { net }))
      expect(file.payment.order).toBeNull()
      expect(newest(file)).toMatchObject({ kind: 'net_cancel', state: 'queued' })
    }
  })

  it('is refused where there is no money to give back, or a person is to decide', () => {
    const codes = [
      [registered(), 'MD_NOT_PAID_YET'],
      [withPayment(registered(), { state: 'failed' }), 'MD_PAYMENT_ENDED'],
      [paid({ hold: { at: NOON, cause: 'x', detail: 'y' } }), 'MD_ON_HOLD'],
      [paid({ amounts: { ...paid().payment.amounts, inFlight: TOTAL } }), 'MD_NOTHING_TO_RETURN'],
    ] as const
    for (const [file, code] of codes) {
      expect(decide(file, drop, ahead(1))).toMatchObject({ ok: false, refusal: { code } })
    }
  })
})

describe('a deadline that passed', () => {
  it('without an order gives the money back', () => {
    for (const verdict of [none, due({ kind: 'not_asked' })]) {
      const { file, timeline } = happen(paid(), verdict, ahead(DUE_MS))
      expect(timeline.map(({ type }) => type)).toEqual(['net.orphan_found', 'cancellation.queued'])
      expect(file.payment.amounts.inFlight).toBe(TOTAL)
    }
  })

  it.each([
    ['came a millisecond early', paid(), DUE_MS - 1],
    ['found an order meanwhile', happen(paid(), put(), ahead(1)).file, DUE_MS],
    ['found a hold meanwhile', paid({ hold: { at: NOON, cause: 'x', detail: 'y' } }), DUE_MS],
    ['found a net cancel meanwhile', happen(paid(), none, ahead(DUE_MS)).file, DUE_MS],
    ['was moved meanwhile', paid({ orderDueAt: instant(NOON + DAY_MS) }), DUE_MS],
  ] as const)('%s: nothing', (_, file, ms) => {
    expect(happen(file, none, ahead(ms)).timeline).toEqual([])
  })

  it('with an order that the check found ties it, unless it can never be tied', () => {
    expect(happen(paid(), ref, ahead(DUE_MS)).file.payment.order).toMatchObject({ ref: 'FOUND' })
    const replaced = happen(paid({ supersededBy: paymentId(2) }), ref, ahead(DUE_MS)).file
    expect(replaced.payment.order).toBeNull()
    expect(newest(replaced).kind).toBe('net_cancel')
  })

  it.each([
    ['dry_run', 'net.would_cancel'],
    ['off', 'net.left_alone'],
  ] as const)('with the net %s says so, once, and calls nobody', (net, type) => {
    const { file, timeline, effects } = happen(paid(), none, ahead(DUE_MS, { net }))
    expect(timeline.at(-1)).toMatchObject({ type, data: { amount: TOTAL } })
    expect([file.cancellations, effects]).toEqual([[], []])
    expect(attentionOf(file)).toBeNull()
    expect(happen(file, none, ahead(DAY_MS, { net })).timeline).toEqual([])
  })

  it('after the hard window goes to the desk', () => {
    const mobile = paid({ method: 'mobile' })
    const { file } = happen(mobile, none, contextAt(endOfKstMonth(NOON)))
    expect(file.payment.hold?.cause).toBe('hard_window_over')
    expect(file.cancellations).toEqual([])
  })
})

describe('an order check that cannot tell', () => {
  const ask = (file: PaymentFile, ms: number) => happen(file, unknown, ahead(ms)).file

  it('postpones by 1, 5, 15 and then every 30 minutes', () => {
    let file = paid()
    let at = DUE_MS
    for (const minutes of [1, 5, 15, 30, 30, 30]) {
      file = ask(file, at)
      expect(attentionOf(file)).toEqual({ dueAt: NOON + at + minutes * MINUTE_MS, reason: 'order_missing' })
      at += minutes * MINUTE_MS
    }
    expect(newest(happen(file, none, ahead(at)).file).kind).toBe('net_cancel')
  })

  it('is a matter for the desk after a day', () => {
    let file = paid()
    for (let asked = 0; attentionOf(file) !== null; asked += 1) {
      file = ask(file, (attentionOf(file)?.dueAt ?? 0) - NOON)
      expect(asked).toBeLessThan(60)
    }
    expect(file.payment.hold).toMatchObject({ cause: 'order_check_undecided', at: NOON + DUE_MS + DAY_MS })
    expect(file.cancellations).toEqual([])
  })

  it('is a matter for the desk an hour before the hard window ends', () => {
    const end = endOfKstMonth(NOON)
    const late = instant(end - 2 * HOUR_MS)
    let file = paid({ method: 'mobile', orderDueAt: late })
    for (let asked = 0; attentionOf(file) !== null && asked < 60; asked += 1) {
      file = happen(file, unknown, contextAt(attentionOf(file)?.dueAt ?? late)).file
    }
    expect(file.payment.hold).toMatchObject({ cause: 'order_check_undecided', at: end - HOUR_MS })
  })
})

describe('after we were away', () => {
  const restart = (file: PaymentFile, ms: number) =>
    happen(file, { type: 'move_deadline', restartedAt: instant(NOON + ms) }, ahead(ms))

  it('an unrecorded order gets its time again, and never less than it had', () => {
    expect(restart(paid(), HOUR_MS).file.payment.orderDueAt).toBe(NOON + HOUR_MS + DUE_MS)
    expect(restart(paid(), 0).timeline).toEqual([])
  })

  it('but not past the hard window, and not where it can never be tied', () => {
    const end = endOfKstMonth(NOON)
    const moved = restart(paid({ method: 'mobile' }), end - NOON - 5 * MINUTE_MS).file
    expect(moved.payment.orderDueAt).toBe(end - 30 * MINUTE_MS)
    expect(restart(paid({ supersededBy: paymentId(2) }), HOUR_MS).timeline).toEqual([])
    expect(restart(paid({ dropped: { reason: 'x', at: NOON } }), HOUR_MS).timeline).toEqual([])
    expect(restart(happen(paid(), put(), ahead(1)).file, HOUR_MS).timeline).toEqual([])
  })
})

describe('the call that gives back', () => {
  it('is the net-cancel call inside its window, on its terms, the ordinary cancel otherwise', () => {
    const via = (ms: number, policy: Partial<Policy>) => newest(happen(paid(), drop, ahead(ms, policy)).file).via
    const { netCancel } = POLICY
    expect(via(HOUR_MS - 5 * MINUTE_MS - 1, { netCancel })).toBe('net_cancel_call')
    expect(via(HOUR_MS - 5 * MINUTE_MS, { netCancel })).toBe('cancel')
    expect(via(1, { netCancel: { windowMs: HOUR_MS, appliesTo: 'unknown_only' } })).toBe('cancel')
    expect(via(1, { netCancel: null })).toBe('cancel')
  })

  it('whose answer was done is the end of it', () => {
    const { file } = play(happen(paid(), drop, ahead(0)).file, [
      [0, startNewest],
      [1, cancelOutcome(told(gaveBack(TOTAL)))],
    ])
    expect(file.payment.state).toBe('cancelled')
    expect(happen(file, drop, ahead(5)).timeline).toEqual([])
    expect(attentionOf(file)).toBeNull()
  })

  it('whose answer was lost still keeps the order out', () => {
    const { file } = play(happen(paid(), none, ahead(DUE_MS)).file, [
      [DUE_MS, startNewest],
      [1, cancelOutcome(unknownWith())],
    ])
    expect(decide(file, put(), ahead(HOUR_MS))).toMatchObject({ refusal: { code: 'MD_BEING_RETURNED' } })
  })
})
