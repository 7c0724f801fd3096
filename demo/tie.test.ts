/** The recipe: confirmed only by a yes, dropped only by a no, asked again on everything else. */
import { describe, expect, test, vi } from 'vitest'
import type { Answer, Payment } from './maedeup.ts'
import { SILENT } from './options.ts'
import { createRefunds } from './refunds.ts'
import { createReservations } from './reservations.ts'
import { startSettler } from './settle.ts'
import {
  awaitingDeposit,
  fakeMaedeup,
  NO_ANSWER,
  NOW,
  no,
  ok,
  PAYMENT_ID,
  payment,
  refundOf,
  reservation,
} from './testing.ts'
import { tie, waitMs } from './tie.ts'
import { untie } from './untie.ts'

function world() {
  const maedeup = fakeMaedeup()
  const reservations = createReservations()
  return { maedeup, reservations, refunds: createRefunds(), now: () => NOW, log: SILENT }
}

describe('tie', () => {
  const answers: readonly [string, Answer<Payment>, string][] = [
    ['200', ok(payment({ order: { ref: 'MS-12345678' } })), 'confirmed'],
    ['200 for an account that waits', ok(awaitingDeposit({ order: { ref: 'MS-12345678' } })), 'awaiting'],
    ['409 being returned', no(409, 'MD_BEING_RETURNED'), 'dropped'],
    ['409 ended', no(409, 'MD_PAYMENT_ENDED'), 'dropped'],
    ['409 amount differs', no(409, 'MD_AMOUNT_DIFFERS'), 'dropped'],
    ['409 other order', no(409, 'MD_ORDER_DIFFERS'), 'dropped'],
    ['409 of a kind that is new', no(409, 'MD_OF_TOMORROW'), 'dropped'],
    ['404', no(404, 'MD_NOT_FOUND'), 'dropped'],
    ['409 not paid yet', no(409, 'MD_NOT_PAID_YET'), 'pending'],
    ['401: our own mistake', no(401, 'MD_UNAUTHORIZED'), 'pending'],
    ['422: our own mistake', no(422, 'MD_INVALID_REQUEST'), 'pending'],
    ['no answer', NO_ANSWER, 'pending'],
  ]

  test.each(answers)('%s → the reservation is then right', async (_what, answer, state) => {
    const deps = world()
    deps.maedeup.answers.recordOrder = answer
    await tie(deps.reservations.add(reservation()), deps)
    expect(deps.reservations.get('MS-12345678')?.state).toBe(state)
    expect(deps.maedeup.asked).toEqual([`PUT ${PAYMENT_ID} MS-12345678 98000`])
  })

  test('what was decided stays decided', async () => {
    const deps = world()
    const pending = deps.reservations.add(reservation())
    await tie(pending, deps)
    deps.maedeup.answers.recordOrder = no(409, 'MD_BEING_RETURNED')
    await tie(pending, deps)
    expect(deps.reservations.get('MS-12345678')?.state).toBe('confirmed')
  })

  test('an account that waits is looked at until a deposit confirms or the deadline drops the order', async () => {
    for (const [end, state] of [
      [ok(payment()), 'confirmed'],
      [no(409, 'MD_PAYMENT_ENDED'), 'dropped'],
    ] as const) {
      const deps = world()
      deps.maedeup.answers.recordOrder = ok(awaitingDeposit())
      await tie(deps.reservations.add(reservation()), deps)
      expect(deps.reservations.unsettled(NOW, 9)).toEqual([])
      const [awaiting = reservation()] = deps.reservations.unsettled(NOW + waitMs(0), 9)
      deps.maedeup.answers.recordOrder = end
      await tie(awaiting, deps)
      expect(deps.reservations.get('MS-12345678')?.state).toBe(state)
    }
  })

  test('an answer that comes after the guest called the order off does not bring it back', async () => {
    const deps = world()
    const awaiting = deps.reservations.add(reservation({ state: 'awaiting' }))
    deps.reservations.move(awaiting.ref, 'closing')
    for (const late of [ok(awaitingDeposit()), ok(payment())]) {
      deps.maedeup.answers.recordOrder = late
      await tie(awaiting, deps)
      expect(deps.reservations.get(awaiting.ref)?.state).toBe('closing')
    }
  })

  test('waits grow to a minute and no further', () => {
    expect([0, 1, 2, 5, 6, 60, 5_000].map(waitMs)).toEqual([1_000, 2_000, 4_000, 32_000, 60_000, 60_000, 60_000])
  })
})

describe('untie', () => {
  const answers: readonly [string, Answer<unknown>, string][] = [
    ['200', ok({}), 'cancelled'],
    ['the money went back before', no(409, 'MD_PAYMENT_ENDED'), 'cancelled'],
    ['a person looks at it', no(409, 'MD_ON_HOLD'), 'cancelling'],
    ['no answer', NO_ANSWER, 'cancelling'],
  ]

  test.each(answers)('%s → the reservation is then right', async (_what, answer, state) => {
    const deps = world()
    deps.maedeup.answers.dropOrder = answer
    await untie(deps.reservations.add(reservation({ state: 'cancelling' })), deps)
    expect(deps.reservations.get('MS-12345678')?.state).toBe(state)
  })
})

describe('the settler', () => {
  test('asks again about what is open until it is settled, and about nothing else', async () => {
    const deps = world()
    deps.maedeup.answers = { ...deps.maedeup.answers, recordOrder: NO_ANSWER, dropOrder: NO_ANSWER }
    deps.reservations.add(reservation({ ref: 'A' }))
    deps.reservations.add(reservation({ ref: 'B', state: 'cancelling' }))
    deps.reservations.add(reservation({ ref: 'C', state: 'confirmed' }))
    deps.refunds.add(refundOf({ state: 'done' }))
    vi.useFakeTimers()
    try {
      let now = NOW
      const settler = startSettler({ ...deps, now: () => now })
      await vi.advanceTimersByTimeAsync(1_000)
      expect(deps.maedeup.asked).toHaveLength(2)
      await vi.advanceTimersByTimeAsync(1_000)
      expect(deps.maedeup.asked).toHaveLength(2) // Their time has not come yet.
      now += waitMs(0)
      deps.maedeup.answers = { ...deps.maedeup.answers, recordOrder: ok(payment()), dropOrder: ok({}) }
      await vi.advanceTimersByTimeAsync(1_000)
      expect(['A', 'B', 'C'].map((ref) => deps.reservations.get(ref)?.state)).toEqual([
        'confirmed',
        'cancelled',
        'confirmed',
      ])
      await settler.stop()
      await vi.advanceTimersByTimeAsync(5_000)
      expect(deps.maedeup.asked).toHaveLength(4)
    } finally {
      vi.useRealTimers()
    }
  })
})
