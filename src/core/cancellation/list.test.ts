/** The provider's list: ours by id, tag, or as all it can be; the rest is observed; what contradicts is held. */
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
  paid,
  refusedWith,
  registered,
  startNewest,
  TOTAL,
  told,
  unknownWith,
  withRefund,
} from '../../../test/core.ts'
import { booksHold } from '../../../test/core-rules.ts'
import type { Evidence, ListedCancel } from '../evidence.ts'
import { type Amount, amount } from '../money.ts'
import { attentionOf } from '../payment/attention.ts'
import type { PaymentEvent } from '../payment/decide.ts'
import type { PaymentFile } from '../payment/payment.ts'
import { HOUR_MS, instant, MINUTE_MS } from '../time.ts'

const ID = cancellationId(77)
const won = (n: number) => amount(n)
const at = (ms: number) => contextAt(instant(NOON + ms))
const step = (file: PaymentFile, event: PaymentEvent, ms = 0) => {
  const decision = happen(file, event, at(ms))
  booksHold(decision.file)
  return decision.file
}
const refund = (n = 20_000, file = paid()) => withRefund(file, won(n), ID)
const sending = (n?: number) => {
  const file = refund(n)
  return step(file, startNewest(file))
}
const answered = (outcome: Parameters<typeof cancelOutcome>[0], n?: number) => {
  const file = sending(n)
  return step(file, cancelOutcome(outcome)(file), 1)
}
const unknown = (n?: number) => answered(unknownWith(), n)
const done = (id: string | null, n = 20_000) => answered(told(gaveBack(won(n), { providerCancelId: id })), n)

const listed = (providerCancelId: string, n: number, change: Partial<ListedCancel> = {}): ListedCancel => ({
  ...{ providerCancelId, amount: won(n), at: null, tag: null, ...change },
})
const ours = (change: Partial<ListedCancel> = {}, n = 20_000) => listed('P1', n, { tag: ID, ...change })
const see = (file: PaymentFile, cancels: readonly ListedCancel[], status: Evidence['status'] = 'partially_cancelled') =>
  step(file, inquiryOf(told(evidence(status, { amount: TOTAL, cancels }))), HOUR_MS)
const sums = ({ payment }: PaymentFile): Amount[] => [payment.amounts.cancelledByUs, payment.amounts.observedCancelled]

describe('one of ours in the list', () => {
  it('done, ends what was unknown; an id that comes later is kept; nothing is booked twice', () => {
    const file = see(unknown(), [ours()])
    expect(newest(file)).toMatchObject({ state: 'done', providerCancelId: 'P1' })
    expect(sums(see(file, [ours()]))).toEqual([20_000, 0])
    const nameless = see(done(null), [listed('P1', 20_000)])
    expect([newest(nameless).providerCancelId, sums(nameless)]).toEqual(['P1', [20_000, 0]])
  })

  it('of another amount is for a person', () => {
    const file = see(unknown(), [ours({}, 19_000)])
    expect([newest(file).state, file.payment.hold?.cause]).toEqual(['unknown', 'contradiction'])
  })

  it('pending, is followed to its end; all of it pending is not yet all of it gone', () => {
    const pending = see(unknown(50_000), [ours({ state: 'pending' }, 50_000)], 'cancelled')
    expect([newest(pending).state, pending.payment.state]).toEqual(['accepted', 'paid'])
    expect(newest(see(pending, [ours({ state: 'failed' }, 50_000)], 'paid')).state).toBe('refused')
    expect(see(pending, [ours({}, 50_000)], 'cancelled').payment.state).toBe('cancelled')
  })

  it('pending without being ours, is not yet all of it gone either: it may still fail', () => {
    const taken = see(paid(), [listed('S1', 50_000, { state: 'pending' })], 'cancelled')
    expect([taken.payment.state, sums(taken)]).toEqual(['paid', [0, 0]])
    expect(see(taken, [listed('S1', 50_000, { state: 'failed' })], 'paid').payment.hold).toBeNull()
    expect(see(taken, [listed('S1', 50_000)], 'cancelled').payment.state).toBe('cancelled')
  })

  it('done although the provider had said "later" is booked, so that no release sends it a second time', () => {
    const later = answered(refusedWith('retry_after'))
    expect(newest(later).state).toBe('queued')
    const file = see(later, [ours()])
    expect([newest(file).state, file.payment.hold?.cause]).toEqual(['done', 'contradiction'])
  })

  it('done although it was refused is booked once as what the provider shows, and a person is told', () => {
    const file = see(answered(refusedWith('none')), [ours()])
    expect([sums(file), file.payment.hold?.cause]).toEqual([[0, 20_000], 'contradiction'])
    expect(see(file, [ours()]).cancellations).toHaveLength(2)
  })

  it('done after it was taken and had failed, under the same id, goes over to what is observed', () => {
    const taken = answered(acceptedWith(gaveBack(won(20_000), { providerCancelId: 'P1' })))
    const failed = see(taken, [ours({ state: 'failed' })], 'paid')
    const file = see(failed, [ours()])
    expect(file.cancellations.map((one) => [one.kind, one.state, one.providerCancelId])).toEqual([
      ['refund', 'refused', null],
      ['observed', 'done', 'P1'],
    ])
    expect(sums(see(file, [ours()]))).toEqual([0, 20_000])
  })

  it('twice under two ids is a double refund that nobody may overlook', () => {
    const file = see(done('P1'), [ours(), listed('P2', 20_000, { tag: ID })])
    expect(file.payment.hold).toMatchObject({ cause: 'contradiction' })
  })
})

describe('a refund that failed after all', () => {
  it('bounces by its id, whatever the provider’s clock says', () => {
    const early = instant(NOON - MINUTE_MS)
    const file = see(done('P1'), [ours({ state: 'failed', at: early })], 'paid')
    expect(file.payment).toMatchObject({ state: 'paid', hold: { cause: 'refund_bounced' } })
    expect([newest(file).state, sums(file)]).toEqual(['bounced', [0, 0]])
  })

  it('is not the one that was done where another attempt of it failed before', () => {
    expect(newest(see(done('P2'), [ours({ state: 'failed' })])).state).toBe('done')
  })

  it('under way for the first time, frees its amount; after several attempts only a later failure says so', () => {
    expect(newest(see(unknown(), [ours({ state: 'failed', at: instant(NOON - 1) })], 'paid')).state).toBe('refused')
    const file = unknown()
    const twice = { ...file, cancellations: [{ ...newest(file), attempts: 2, sentAt: instant(NOON) }] }
    const failedAt = (ms: number) => see(twice, [ours({ state: 'failed', at: instant(NOON + ms) })], 'paid')
    // In the very same millisecond it may be the attempt before: its failure would free money that is on its way.
    expect([-1, 0, 1].map((ms) => newest(failedAt(ms)).state === 'refused')).toEqual([false, false, true])
  })

  it('and was made by staff gives back what was observed, not what was ours', () => {
    const observed = see(done('P1'), [ours(), listed('S1', 5_000)])
    expect(sums(observed)).toEqual([20_000, 5_000])
    const file = see(observed, [ours(), listed('S1', 5_000, { state: 'failed' })])
    expect(sums(file)).toEqual([20_000, 0])
    expect(file.payment.state).toBe('partially_cancelled')
  })
})

describe('money first seen as gone', () => {
  it('that comes back has a deadline for its order, now', () => {
    const gone = step(registered(), inquiryOf(told(evidence('cancelled', { amount: TOTAL }))))
    const file = see(gone, [listed('S1', 50_000)], 'cancelled')
    const back = see(file, [listed('S1', 50_000, { state: 'failed' })], 'paid')
    expect(back.payment).toMatchObject({ state: 'paid', orderDueAt: NOON + HOUR_MS, hold: { cause: 'refund_bounced' } })
    const release = { type: 'resolve', decision: 'release', cancellationId: null } as const
    const free = step(back, { ...release, evidence: 'x', reason: 'x', by: 'kim' }, HOUR_MS)
    expect(attentionOf(free)?.reason).toBe('order_missing')
  })
})

describe('what is not ours', () => {
  it('is observed at once, however many there are, each under an id of its own', () => {
    const three = [listed('S1', 10_000), listed('S2', 20_000), listed('S3', 20_000)]
    const file = see(paid(), three, 'cancelled')
    expect(file.payment).toMatchObject({ state: 'cancelled', hold: null })
    expect(file.cancellations.map(({ kind, amount: of }) => [kind, of])).toEqual([
      ['observed', 10_000],
      ['observed', 20_000],
      ['observed', 20_000],
    ])
    expect(see(file, three, 'cancelled').cancellations).toHaveLength(3)
  })

  it('comes with the charge where that was not known yet', () => {
    const file = see(registered(), [listed('S1', 10_000)])
    expect(file.payment).toMatchObject({ state: 'partially_cancelled', amounts: { paid: TOTAL } })
    expect(see(registered(), [listed('S1', 10_000), listed('S2', 40_000)], 'cancelled').payment.state).toBe('cancelled')
  })

  it('beside money of another amount is no second cancellation of the same id', () => {
    const seen = evidence('paid', { amount: won(40_000), cancels: [listed('S1', 10_000)] })
    const file = step(registered(), inquiryOf(told(seen)), MINUTE_MS)
    expect(new Set(file.cancellations.map(({ id }) => id)).size).toBe(2)
    expect(file.payment.amounts.observedCancelled).toBe(10_000)
  })

  it('is never booked beyond the end: a list of more than was paid is for a person', () => {
    const file = see(paid(), [listed('S1', 50_000)], 'cancelled')
    const more = see(file, [listed('S1', 50_000), listed('S2', 10_000)], 'cancelled')
    expect([sums(more), more.payment.hold?.cause]).toEqual([[0, 50_000], 'contradiction'])
  })

  it('refuses what no longer fits before it is sent, the newest first', () => {
    const two = withRefund(refund(), won(10_000), cancellationId(78))
    const file = see(two, [listed('S1', 25_000)])
    expect(file.cancellations.map(({ state }) => state)).toEqual(['queued', 'refused', 'done'])
    expect(file.payment.amounts).toMatchObject({ inFlight: 20_000, observedCancelled: 25_000 })
  })

  it('waits while one of ours is under way; unnamed and equal to an unknown one, it is for a person', () => {
    const file = see(sending(), [listed('S1', 5_000)])
    expect(sums(file)).toEqual([0, 0])
    expect(attentionOf(file)).not.toBeNull()
    expect(see(unknown(), [listed('S1', 20_000)]).payment.hold?.cause).toBe('unprovable')
    const named = see(see(unknown(), [listed('S1', 20_000)]), [ours()])
    expect(named.payment.hold, 'and the tag answers it').toBeNull()
  })

  it('and took all of it leaves nothing for the one under way, which is then refused', () => {
    const file = see(unknown(), [listed('S1', 30_000), listed('S2', 20_000, { tag: 'staff' })], 'cancelled')
    expect(file.payment).toMatchObject({ state: 'cancelled', hold: null, amounts: { observedCancelled: TOTAL } })
    expect(file.cancellations[0]?.state).toBe('refused')
  })
})

describe('one cancel of the provider', () => {
  it('is never booked for two of ours: an answer that names another’s is for a person', () => {
    for (const outcome of [told, acceptedWith]) {
      const second = step(withRefund(done('P1'), won(20_000), cancellationId(78)), { type: 'hint', event: 'x' })
      const begun = step(second, startNewest(second))
      const file = step(begun, cancelOutcome(outcome(gaveBack(won(20_000), { providerCancelId: 'P1' })))(begun))
      expect([newest(file).state, file.payment.hold?.cause]).toEqual(['unknown', 'contradiction'])
    }
  })

  it('that two answers of one of ours name differently is a double refund', () => {
    const file = done('P1')
    const again = cancelOutcome(told(gaveBack(won(20_000), { providerCancelId: 'P2' })))(file)
    expect(step(file, again).payment.hold?.cause).toBe('contradiction')
  })
})
