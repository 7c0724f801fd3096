/** A draft writes down what it changes; what would break the books never leaves it. */
import { describe, expect, it } from 'vitest'
import { approving, cancellationId, NOON, paid, registered, withRefund } from '../../../test/core.ts'
import { reserve } from '../cancellation/birth.ts'
import { amount } from '../money.ts'
import {
  askWhy,
  cancellationOf,
  clearLadder,
  draftOf,
  effect,
  finish,
  heedPause,
  hold,
  move,
  moveCancellation,
  note,
  setLadder,
  unchanged,
} from './draft.ts'

const answer = { code: 'A101', message: 'wrong key' }

describe('a draft', () => {
  it('counts the version up by what it tells', () => {
    const file = paid()
    const told = note(note(draftOf(file), 'payment.inquired'), 'payment.retried')
    expect(finish(told)).toMatchObject({ ok: true, file: { payment: { version: file.payment.version + 2 } } })
    expect(unchanged(file)).toEqual({ ok: true, file, timeline: [], effects: [] })
  })

  it('that would give back more than was paid is not finished', () => {
    expect(() => finish(reserve(draftOf(paid()), amount(50_001)))).toThrow(/exceed/)
    expect(() => finish(reserve(draftOf(registered()), amount(1)))).toThrow(/exceed/)
  })

  it('makes no move that the tables do not have', () => {
    expect(() => move(draftOf(registered()), 'charge_seen')).not.toThrow()
    expect(() => move(draftOf(paid()), 'approval_started')).toThrow(/no move "approval_started" from paid/)
    const id = cancellationId(1)
    const refund = draftOf(withRefund(paid(), amount(1), id))
    expect(() => moveCancellation(refund, id, { cause: 'bounced' })).toThrow(/no move "bounced" from queued/)
    expect(() => cancellationOf(paid(), id)).toThrow(/has no cancellation/)
  })

  it('never changes the file that it began with', () => {
    const file = approving()
    const copy = structuredClone(file)
    const ladder = { rung: 0, nextAt: NOON }
    finish(hold(setLadder(draftOf(file), 'late_look', ladder), NOON, { cause: 'x', detail: 'y' }))
    expect(file).toEqual(copy)
  })

  it('holds once: the first cause is the one to look at', () => {
    const first = hold(draftOf(paid()), NOON, { cause: 'first', detail: 'a' })
    const second = hold(first, NOON, { cause: 'second', detail: 'b' })
    expect(second.file.payment.hold?.cause).toBe('first')
    expect(second.timeline).toHaveLength(1)
  })

  it('clears the ladders it is told to', () => {
    const at = { rung: 1, nextAt: NOON }
    const both = setLadder(setLadder(draftOf(paid()), 'late_look', at), 'order_missing', at)
    expect(clearLadder(both, 'order_missing').file.payment.ladders).toEqual({ late_look: at })
  })

  it('asks why at once, however long the ladder of an older hint waits', () => {
    const waiting = setLadder(draftOf(paid()), 'hint_heard', { rung: 9, nextAt: NOON })
    expect(askWhy(waiting).file.payment).toMatchObject({ hintsHeard: 1, ladders: {} })
  })

  it('stops the channel only where the answer says so', () => {
    const draft = effect(draftOf(paid()), { type: 'approve' })
    expect(heedPause(draft, { answer, next: 'operator' }).effects).toHaveLength(1)
    expect(heedPause(draft, { answer, next: 'pause_channel' }).effects[1]).toEqual({
      type: 'pause_channel',
      detail: 'A101 wrong key',
    })
  })
})
