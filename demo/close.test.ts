/** An order is called off before its deposit, or the deposit was faster: never both, and never a refund by accident. */
import { describe, expect, test } from 'vitest'
import { close } from './close.ts'
import type { Answer, RefundAnswer } from './maedeup.ts'
import { createReservations } from './reservations.ts'
import { awaitingDeposit, fakeMaedeup, NO_ANSWER, NOW, no, ok, PAYMENT_ID, payment, reservation } from './testing.ts'

const world = () => ({ maedeup: fakeMaedeup(), reservations: createReservations(), now: () => NOW })
const told = (state: string): Answer<RefundAnswer> => ok({ id: 'can_1', state, refundAccount: null })
const CLOSE = `POST ${PAYMENT_ID} stay-close-MS-12345678 all of 0`

describe('close', () => {
  const answers: readonly [string, Answer<RefundAnswer>, string][] = [
    ['201 done', told('done'), 'closed'],
    ['409 the account ended before', no(409, 'MD_PAYMENT_ENDED'), 'closed'],
    ['202 not known yet', told('unknown'), 'closing'],
    ['409 a person looks at it', no(409, 'MD_ON_HOLD'), 'closing'],
    ['409 of a kind that is new', no(409, 'MD_OF_TOMORROW'), 'closing'],
    ['401: our own mistake', no(401, 'MD_UNAUTHORIZED'), 'closing'],
    ['no answer', NO_ANSWER, 'closing'],
  ]

  test.each(answers)('%s → the reservation is then right, and the call was one', async (_what, answer, state) => {
    const deps = world()
    deps.maedeup.answers.refund = answer
    await close(deps.reservations.add(reservation({ state: 'closing' })), deps)
    expect(deps.reservations.get('MS-12345678')?.state).toBe(state)
    expect(deps.maedeup.asked).toEqual([CLOSE])
  })

  test.each(['MD_BALANCE_DIFFERS', 'MD_CANCELLATION_REFUSED'])('%s: the payment is looked at anew', async (code) => {
    for (const [now, state] of [
      [payment({ order: { ref: 'MS-12345678' } }), 'confirmed'],
      [awaitingDeposit(), 'awaiting'],
    ] as const) {
      const deps = world()
      deps.maedeup.answers = { ...deps.maedeup.answers, refund: no(409, code), recordOrder: ok(now) }
      await close(deps.reservations.add(reservation({ state: 'closing' })), deps)
      expect(deps.reservations.get('MS-12345678')?.state).toBe(state)
      // The guest, who wanted it cancelled, must be told.
      expect(deps.reservations.get('MS-12345678')?.remark).toBe('deposit_first')
      expect(deps.maedeup.asked).toEqual([CLOSE, `PUT ${PAYMENT_ID} MS-12345678 98000`])
    }
  })

  test('asked again, it is the same call with the same key', async () => {
    const deps = world()
    deps.maedeup.answers.refund = NO_ANSWER
    const one = deps.reservations.add(reservation({ state: 'closing' }))
    await close(one, deps)
    expect(deps.reservations.unsettled(NOW, 9)).toEqual([])
    expect(deps.reservations.unsettled(NOW + 1_000, 9)).toHaveLength(1)
    await close(one, deps)
    expect(new Set(deps.maedeup.asked)).toEqual(new Set([CLOSE]))
  })
})
