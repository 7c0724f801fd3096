/** Disputes: our money calls stop while one is open, nobody is asked twice about it, and its end lets them go on. */
import { describe, expect, it } from 'vitest'
import { contextAt, evidence, happen, inquiryOf, NOON, paid, TOTAL, told, withPayment } from '../../../test/core.ts'
import type { Evidence, ListedDispute } from '../evidence.ts'
import { amount } from '../money.ts'
import { DAY_MS, instant } from '../time.ts'
import { attentionOf } from './attention.ts'
import { decide, type PaymentEvent } from './decide.ts'
import type { PaymentFile } from './payment.ts'

const at = (days: number) => contextAt(instant(NOON + days * DAY_MS))
const OPEN: ListedDispute = { id: 'D1', reason: '물품 미수령', openedAt: NOON, isOpen: true, resolvedAt: null }
const OVER: ListedDispute = { ...OPEN, isOpen: false, resolvedAt: instant(NOON + 2 * DAY_MS) }

const tied = (): PaymentFile => withPayment(paid(), { order: { ref: 'R', recordedAt: NOON } })
const see = (file: PaymentFile, change: Partial<Evidence>, days = 1) => {
  const seen = evidence(change.status ?? 'paid', { amount: TOTAL, ...change })
  return happen(file, inquiryOf(told(seen), { reason: 'hint_heard' }), at(days))
}
const typesOf = ({ timeline }: ReturnType<typeof see>) => timeline.map(({ type }) => type)
const release: PaymentEvent = {
  type: 'resolve',
  decision: 'release',
  cancellationId: null,
  evidence: 'card company',
  reason: 'settled by phone',
  by: 'kim',
}
const refund: PaymentEvent = {
  type: 'request_cancellation',
  request: {
    id: at(1).freshId,
    amount: amount(10_000),
    reason: '고객 요청',
    requester: 'buyer',
    expectedBalance: null,
    taxFree: null,
    vat: null,
  },
}

describe('a dispute', () => {
  const disputed = see(tied(), { disputes: [OPEN] })

  it('is told once, and stops our money calls', () => {
    expect(typesOf(disputed)).toEqual(['payment.inquired', 'payment.dispute_opened', 'payment.needs_operator'])
    expect(disputed.file.payment).toMatchObject({
      state: 'paid',
      order: { ref: 'R' },
      hold: { cause: 'disputed' },
      disputes: [{ id: 'D1', state: 'open', reason: '물품 미수령', openedAt: NOON }],
    })
    expect(typesOf(see(disputed.file, { disputes: [OPEN] }, 2))).toEqual(['payment.inquired'])
    expect(decide(disputed.file, refund, at(2))).toMatchObject({ ok: false, refusal: { code: 'MD_ON_HOLD' } })
  })

  it('of an orphan keeps its net cancel from being sent', () => {
    const orphan = see(paid(), { disputes: [OPEN] }).file
    expect(attentionOf(orphan)).toBe(null)
  })

  it('that is resolved lets the money calls go on', () => {
    const over = see(disputed.file, { disputes: [OVER] }, 3)
    expect(typesOf(over)).toEqual(['payment.inquired', 'payment.dispute_resolved', 'payment.released'])
    expect(over.file.payment).toMatchObject({ hold: null, disputes: [{ state: 'resolved', endedAt: OVER.resolvedAt }] })
    expect(decide(over.file, refund, at(3)).ok).toBe(true)
  })

  it('that is no longer told is not over', () => {
    expect(see(disputed.file, {}, 2).file.payment).toMatchObject({
      hold: { cause: 'disputed' },
      disputes: [{ state: 'open' }],
    })
  })

  it('that was lost took the money: it is booked as observed, and nobody has to look', () => {
    const cancels = [{ providerCancelId: 'C1', amount: TOTAL, at: NOON, tag: null, by: 'chargeback' as const }]
    const lost = see(disputed.file, { status: 'cancelled', cancels }, 5)
    expect(lost.file.payment).toMatchObject({
      state: 'cancelled',
      hold: null,
      amounts: { paid: TOTAL, observedCancelled: TOTAL },
      disputes: [{ state: 'lost' }],
    })
    const observed = lost.timeline.find(({ type }) => type === 'cancellation.observed')
    expect(observed?.data).toMatchObject({ amount: TOTAL, providerCancelId: 'C1', by: 'chargeback', at: NOON })
    expect(lost.timeline.find(({ type }) => type === 'payment.dispute_resolved')?.data).toMatchObject({
      outcome: 'lost',
    })
  })

  it('whose hold a person released does not hold again; another one does', () => {
    const released = happen(disputed.file, release, at(2)).file
    const again = see(released, { disputes: [OPEN] }, 3).file
    expect(again.payment.hold).toBe(null)
    const other = see(again, { disputes: [OPEN, { ...OPEN, id: 'D2' }] }, 4).file
    expect(other.payment).toMatchObject({ hold: { cause: 'disputed' }, disputes: [{ id: 'D1' }, { id: 'D2' }] })
  })

  it('beside another question holds as soon as that one is answered', () => {
    const held = withPayment(tied(), { hold: { at: NOON, cause: 'provider_warning', detail: 'x' } })
    const noted = see(held, { disputes: [OPEN] }).file
    expect(noted.payment).toMatchObject({ hold: { cause: 'provider_warning' }, disputes: [{ held: false }] })
    const free = happen(noted, release, at(2)).file
    expect(see(free, { disputes: [OPEN] }, 3).file.payment.hold).toMatchObject({ cause: 'disputed' })
  })

  it('that was over when we first heard of it is told, and holds nothing', () => {
    const late = see(tied(), { disputes: [OVER] })
    expect(typesOf(late)).toEqual(['payment.inquired', 'payment.dispute_opened', 'payment.dispute_resolved'])
    expect(late.file.payment.hold).toBe(null)
  })
})
