/** Against a provider with its own books, over lossy lines, every payment ends tied, given back, failed, or held. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dice, POLICY, REGISTRATION, TOTAL } from '../../../test/core.ts'
import { MERCHANT_PATIENCE_MS, Model, type Plan } from '../../../test/core-model.ts'
import { must } from '../../../test/core-rules.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../time.ts'

const RUNS = 20_000
/** A new one each day that the tests run; a failure prints it, and `SEED=… vitest run` repeats it. */
const SEED = Number(process.env.SEED ?? Math.floor(Date.now() / DAY_MS))

const plans = fc
  .record({
    seed: fc.nat(),
    faults: fc.nat({ max: 14 }),
    does: fc.constantFrom('records', 'drops', 'nothing' as const),
    afterMs: fc.oneof(fc.nat({ max: 5 * MINUTE_MS }), fc.nat({ max: 2 * DAY_MS }), fc.constant(15 * MINUTE_MS)),
    verdict: fc.constantFrom('not_asked', 'not_asked', 'none', 'unknown', 'ref' as const),
    net: fc.constantFrom('on', 'on', 'on', 'dry_run', 'off' as const),
    windowMs: fc.constantFrom(null, 55 * MINUTE_MS, 55 * MINUTE_MS, 10 * SECOND_MS),
    appliesTo: fc.constantFrom('any', 'any', 'unknown_only' as const),
    resendFull: fc.constantFrom('same_key', 'same_key', 'never' as const),
    naive: fc.boolean(),
    returnsMs: fc.array(fc.oneof(fc.nat({ max: 10 * MINUTE_MS }), fc.nat({ max: 2 * HOUR_MS })), { maxLength: 4 }),
  })
  .map(({ seed, faults, does, afterMs, verdict, net, windowMs, appliesTo, resendFull, naive, returnsMs }): Plan => {
    const netCancel = windowMs === null ? null : { windowMs, appliesTo }
    const policy = { ...POLICY, net, resendFull, netCancel }
    return { roll: dice(seed), policy, faults, merchant: { does, afterMs }, verdict, naive, returnsMs }
  })

/** How it ended; throws where our books and the provider's differ without a person knowing. */
function verdictOn({ file, books }: Model): string {
  const { payment } = file
  const { chargedAt, cancels } = books
  must(payment.order === null || cancels === 0, 'never both tied and given back')
  if (payment.hold !== null) return `desk: ${payment.hold.cause}`
  const { cancelledByUs, observedCancelled } = payment.amounts
  must(cancelledByUs + observedCancelled === cancels * TOTAL, 'the books agree on what went back', payment.amounts)
  if (chargedAt === null) {
    must(payment.state === 'failed' || payment.state === 'expired', 'no charge is no payment', payment.state)
    return payment.state
  }
  must(payment.amounts.paid === TOTAL, 'a charge is known', payment.state)
  if (cancels > 0) {
    must(payment.state === 'cancelled', 'given back and known', payment.state)
    return 'given back'
  }
  must(payment.state === 'paid', 'charged and known', payment.state)
  must(payment.order !== null || payment.orphanLeft !== null, 'no orphan stays')
  return payment.order === null ? 'left alone' : 'tied'
}

/** Lives one life, and answers how it ended. */
function live(plan: Plan): string {
  const model = new Model(plan)
  try {
    model.run()
    return verdictOn(model)
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${model.story.join('\n')}`, { cause: error })
  }
}

/** Where a life must end when every call is answered. */
function endOnGoodLines({ merchant, policy, verdict, returnsMs }: Plan): string {
  const { orderWithinMs, readyForMs } = REGISTRATION
  const paidMs = Math.min(...returnsMs, Number.POSITIVE_INFINITY)
  if (paidMs > readyForMs) return 'expired'
  // The merchant tries again for a while where the payment is not there yet.
  const asked = { from: merchant.afterMs, to: merchant.afterMs + MERCHANT_PATIENCE_MS }
  const inTime = asked.from <= paidMs + orderWithinMs && asked.to >= paidMs
  if (merchant.does === 'records' && inTime) return 'tied'
  if (merchant.does === 'drops' && inTime) return 'given back'
  // A check that finds the order, or cannot tell yet, leaves the merchant time to come later.
  if (verdict === 'ref' || verdict === 'unknown') return 'tied or given back'
  return policy.net === 'on' ? 'given back' : 'left alone or later'
}

describe('a payment on lossy lines', () => {
  it(`ends with our books and the provider’s agreeing, or a person knows, in ${RUNS} lives`, () => {
    const ends = new Map<string, number>()
    fc.assert(
      fc.property(plans, (plan) => {
        const end = live(plan)
        ends.set(end, (ends.get(end) ?? 0) + 1)
      }),
      { numRuns: RUNS, seed: SEED },
    )
    // A property that never met an end would prove nothing about it.
    for (const end of ['tied', 'given back', 'left alone', 'failed', 'expired', 'desk: unprovable']) {
      expect(ends.get(end) ?? 0, end).toBeGreaterThan(RUNS / 500)
    }
    const desk = [...ends].filter(([end]) => end.startsWith('desk')).reduce((sum, [, count]) => sum + count, 0)
    expect(desk, 'the desk is the exception').toBeLessThan(RUNS / 10)
  })
})

describe('a payment on good lines', () => {
  it('ends where its merchant and its net say, and never needs a person', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const expected = endOnGoodLines(plan)
        const end = live({ ...plan, faults: 0 })
        expect(end).not.toContain('desk')
        if (!expected.includes(' or ')) expect(end).toBe(expected)
      }),
      { numRuns: RUNS / 10, seed: SEED },
    )
  })
})

describe('a provider that never answers again', () => {
  const orphan: Plan = {
    roll: dice(1),
    policy: POLICY,
    faults: 0,
    merchant: { does: 'nothing', afterMs: 0 },
    verdict: 'not_asked',
    naive: true,
    returnsMs: [0],
  }

  it.each([
    ['to the approval nor to any question', { approve: 'lose_request', cancel: 'lose_request', inquire: 'lose_reply' }],
    ['although it charged', { approve: 'lose_reply', cancel: 'lose_request', inquire: 'lose_reply' }],
    ['to the net cancel, which it never carries out', { cancel: 'lose_request' }],
    ['to the net cancel nor to any question', { cancel: 'lose_reply', inquire: 'lose_reply' }],
    ['to the net cancel but with "later"', { cancel: 'try_later' }],
    ['to the net cancel but with a refusal', { cancel: 'refuse' }],
  ] as const)('%s, is a matter for the desk', (_, always) => {
    expect(live({ ...orphan, always })).toContain('desk')
  })

  it('to questions only, gives the money back all the same', () => {
    expect(live({ ...orphan, always: { inquire: 'lose_reply' } })).toBe('given back')
    expect(live({ ...orphan, always: { approve: 'lose_reply', inquire: 'lose_reply' } })).toBe('given back')
  })
})
