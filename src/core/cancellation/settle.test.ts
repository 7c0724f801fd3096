/** What an inquiry left unexplained is sent again only where that is safe, and otherwise asked about or a person's. */
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
  POLICY,
  paid,
  startNewest,
  told,
  unknownWith,
  withRefund,
} from '../../../test/core.ts'
import type { Evidence } from '../evidence.ts'
import { amount } from '../money.ts'
import { LADDERS } from '../payment/deadlines.ts'
import type { Policy } from '../payment/draft.ts'
import type { Cancellation, PaymentFile } from '../payment/payment.ts'
import { HOUR_MS, instant, MINUTE_MS, SECOND_MS } from '../time.ts'

const ID = cancellationId(77)
const LIST = { cancels: [] }
const changed = (file: PaymentFile, change: Partial<Cancellation>): PaymentFile => ({
  ...file,
  cancellations: [...file.cancellations.slice(0, -1), { ...newest(file), ...change }],
})
const answered = (outcome: Parameters<typeof cancelOutcome>[0], won: number) => {
  const queued = withRefund(paid(), amount(won), ID)
  const file = happen(queued, startNewest(queued), contextAt(NOON)).file
  return happen(file, cancelOutcome(outcome)(file), contextAt(NOON)).file
}
const unknown = (won = 20_000) => answered(unknownWith(), won)
const asked = (file: PaymentFile, ms: number, more: Partial<Policy> & { seen?: Partial<Evidence> } = {}) => {
  const { seen = LIST, ...policy } = more
  return happen(file, inquiryOf(told(evidence('paid', seen))), contextAt(instant(NOON + ms), policy))
}

describe('an unknown cancellation that the list does not show', () => {
  it.each(['same_key', 'after_proof', 'after_quiet', 'never'] as const)(
    'is not sent again (%s) while its call may still run',
    (resendPartial) => {
      expect(asked(unknown(), POLICY.callLifeMs - 1, { resendPartial }).effects).toEqual([])
    },
  )

  it('goes out again under the same key and guard while the key lives, counted from its first use', () => {
    const policy = { resendPartial: 'same_key', keyLifeMs: HOUR_MS } as const
    const born = changed(unknown(), { createdAt: instant(NOON - 5 * HOUR_MS) })
    const { file, effects } = asked(born, MINUTE_MS, policy)
    expect(newest(file)).toMatchObject({ state: 'sending', attempts: 2, keyEpoch: 0, guard: 50_000 })
    expect(effects).toMatchObject([{ type: 'call_cancellation' }])
    const dead = asked(unknown(), 51 * MINUTE_MS, policy).file
    expect(newest(dead)).toMatchObject({ state: 'sending', keyEpoch: 1, guard: 50_000 })
  })

  it('under a new key only after a list proved that nothing happened', () => {
    const policy = { resendPartial: 'after_proof', resendFull: 'after_proof' } as const
    expect(newest(asked(unknown(), MINUTE_MS, policy).file).keyEpoch).toBe(1)
    expect(asked(unknown(50_000), MINUTE_MS, { ...policy, seen: { cancels: null } }).effects).toEqual([])
  })

  it('after ten quiet minutes and two reads where there are no keys', () => {
    const policy = { resendPartial: 'after_quiet' } as const
    const read = (rung: number) =>
      changed(unknown(), { ladder: { reason: 'cancellation_unsettled', rung, nextAt: NOON } })
    expect(asked(read(2), 10 * MINUTE_MS - 1, policy).effects).toEqual([])
    expect(asked(read(1), 10 * MINUTE_MS, policy).effects).toEqual([])
    expect(newest(asked(read(2), 10 * MINUTE_MS, policy).file)).toMatchObject({ state: 'sending', keyEpoch: 0 })
  })

  it('never, where nothing would stop a second one: the desk within a minute after the call', () => {
    const early = asked(unknown(), POLICY.callLifeMs + 29 * SECOND_MS)
    expect([early.file.payment.hold, early.effects]).toEqual([null, []])
    const late = asked(unknown(), POLICY.callLifeMs + 30 * SECOND_MS)
    expect([late.file.payment.hold?.cause, late.effects]).toEqual(['unprovable', []])
  })

  it('not while a person is to decide, nor on the rung that makes it a person’s', () => {
    const policy = { resendPartial: 'same_key' } as const
    const rung = LADDERS.cancellation_unsettled.length - 1
    const last = changed(unknown(), { ladder: { reason: 'cancellation_unsettled', rung, nextAt: NOON } })
    const { file, effects } = asked(last, MINUTE_MS, policy)
    expect([file.payment.hold?.cause, effects]).toEqual(['ladder_ended', []])
    expect(asked(file, HOUR_MS, policy).effects).toEqual([])
  })
})

describe('where the protocol has no list', () => {
  it('a part is a person’s at once, all of it is told by the status', () => {
    expect(asked(unknown(), 1, { seen: { cancels: null } }).file.payment.hold?.cause).toBe('unprovable')
    const whole = asked(unknown(50_000), MINUTE_MS, { seen: { cancels: null } })
    expect(newest(whole.file)).toMatchObject({ state: 'sending', attempts: 2 })
  })
})

describe('an accepted cancellation', () => {
  it('is followed and never sent again', () => {
    const file = answered(acceptedWith(gaveBack(amount(20_000), { providerCancelId: 'P1' })), 20_000)
    const next = asked(file, HOUR_MS, { resendPartial: 'same_key' })
    expect([newest(next.file).state, next.effects]).toEqual(['accepted', []])
  })
})
