/** A cancellation is born queued with its amount reserved; an unsettled approval has nothing to reserve yet. */
import { describe, expect, it } from 'vitest'
import { approving, contextAt, NOON, newest, paid, TOTAL } from '../../../test/core.ts'
import { amount } from '../money.ts'
import { draftOf, finish } from '../payment/draft.ts'
import { instant, MINUTE_MS } from '../time.ts'
import { addObserved, chooseVia, queueNetCancel, reserve } from './birth.ts'

const WISH = { reason: '주문 미생성 자동취소', requester: 'maedeup' } as const
const context = contextAt(NOON)

describe('a net cancel', () => {
  it('takes all that is refundable, and reserves it', () => {
    const partly = reserve(draftOf(paid()), amount(20_000))
    const { file, effects, timeline } = queueNetCancel(partly, WISH, context)
    expect(newest(file)).toMatchObject({ id: context.freshId, state: 'queued', amount: 30_000, reserved: 30_000 })
    expect(file.payment.amounts.inFlight).toBe(TOTAL)
    expect(effects).toEqual([{ type: 'start_cancellation', cancellationId: context.freshId }])
    expect(timeline).toMatchObject([{ type: 'cancellation.queued', data: { amount: 30_000 } }])
  })

  it('of an unsettled approval is for the total, and reserves nothing', () => {
    const draft = queueNetCancel(draftOf(approving()), WISH, context)
    expect(newest(draft.file)).toMatchObject({ amount: TOTAL, reserved: 0, via: 'net_cancel_call' })
    expect(finish(draft)).toMatchObject({ ok: true, file: { payment: { amounts: { paid: 0, inFlight: 0 } } } })
  })
})

describe('the net-cancel call', () => {
  const { payment } = paid()
  const via = (change: Partial<typeof payment>, won = TOTAL) => chooseVia({ ...payment, ...change }, won, context)

  it('is only for the whole amount, with nothing cancelled', () => {
    const { amounts } = payment
    expect(via({})).toBe('net_cancel_call')
    expect(via({}, amount(1))).toBe('cancel')
    expect(via({ amounts: { ...amounts, observedCancelled: amount(1) } })).toBe('cancel')
    expect(via({ amounts: { ...amounts, cancelledByUs: amount(1) } })).toBe('cancel')
    expect(via({ amounts: { ...amounts, paid: amount(40_000) } })).toBe('cancel')
    expect(via({ approval: null })).toBe('cancel')
  })

  it('is counted from the return, to the millisecond', () => {
    const at = (ms: number) => chooseVia(payment, TOTAL, contextAt(instant(NOON + ms)))
    expect(at(55 * MINUTE_MS - 1)).toBe('net_cancel_call')
    expect(at(55 * MINUTE_MS)).toBe('cancel')
  })

  it('where it is for unknown approvals only, is for those', () => {
    const terms = contextAt(NOON, { netCancel: { windowMs: MINUTE_MS, appliesTo: 'unknown_only' } })
    expect(chooseVia(payment, TOTAL, terms)).toBe('cancel')
    expect(chooseVia(approving().payment, TOTAL, terms)).toBe('net_cancel_call')
  })
})

describe('a stranger’s cancellation', () => {
  it('is born done, reserves nothing and calls nobody', () => {
    const { file, effects } = addObserved(draftOf(paid()), { amount: TOTAL, providerCancelId: null }, context)
    expect(newest(file)).toMatchObject({ kind: 'observed', state: 'done', amount: TOTAL, reserved: 0, settledAt: NOON })
    expect(effects).toEqual([])
  })
})
