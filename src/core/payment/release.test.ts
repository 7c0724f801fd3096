/** A hold ends by itself only where evidence answered the very question that it asked. */
import { describe, expect, it } from 'vitest'
import { cancellationId, NOON, newest, paid, withPayment, withRefund } from '../../../test/core.ts'
import { amount } from '../money.ts'
import { draftOf } from './draft.ts'
import type { PaymentFile, PaymentState } from './payment.ts'
import { releaseForOrder, releaseIfOver } from './release.ts'

const held = (cause: string, state: PaymentState = 'cancelled'): PaymentFile =>
  withPayment(paid(), { state, hold: { at: NOON, cause, detail: 'x' } })
const CAUSES = [
  ['ladder_ended', true, false],
  ['net_cancel_refused', true, true],
  ['order_check_undecided', true, true],
  ['hard_window_over', true, true],
  ['contradiction', false, false],
  ['desync', false, false],
  ['evidence_foreign', false, false],
  ['amount_differs', false, false],
] as const

describe.each(CAUSES)('a hold because of %s', (cause, byEnd, byOrder) => {
  it(`is ${byEnd ? '' : 'not '}answered by a proven end`, () => {
    const { file, timeline } = releaseIfOver(draftOf(held(cause)))
    expect(file.payment.hold === null).toBe(byEnd)
    expect(timeline.length).toBe(byEnd ? 1 : 0)
  })

  it(`is ${byOrder ? '' : 'not '}answered by an order`, () => {
    expect(releaseForOrder(draftOf(held(cause, 'paid'))).file.payment.hold === null).toBe(byOrder)
  })

  it('is answered by nothing while the payment has not ended', () => {
    expect(releaseIfOver(draftOf(held(cause, 'paid'))).file.payment.hold).not.toBeNull()
  })
})

describe.each(['unprovable', 'resend_refused'])('a hold because of a call that was %s', (cause) => {
  it('ends with the proven end of that call, whatever else the payment does', () => {
    const refund = withRefund(held(cause, 'paid'), amount(1), cancellationId(1))
    const unknown = { ...refund, cancellations: [{ ...newest(refund), state: 'unknown' as const }] }
    expect(releaseIfOver(draftOf(unknown)).file.payment.hold).not.toBeNull()
    expect(releaseIfOver(draftOf(held(cause, 'paid'))).file.payment.hold).toBeNull()
    expect(releaseForOrder(draftOf(held(cause, 'paid'))).file.payment.hold).not.toBeNull()
  })
})

describe('an unexplained call', () => {
  it('is another question than where the order is', () => {
    const refund = withRefund(held('net_cancel_refused', 'paid'), amount(1), cancellationId(1))
    const unknown = { ...refund, cancellations: [{ ...newest(refund), state: 'unknown' as const }] }
    expect(releaseForOrder(draftOf(refund)).file.payment.hold).toBeNull()
    expect(releaseForOrder(draftOf(unknown)).file.payment.hold).not.toBeNull()
  })
})

describe('no hold', () => {
  it('needs no release', () => {
    expect(releaseIfOver(draftOf(withPayment(paid(), { state: 'cancelled' }))).timeline).toEqual([])
  })
})
