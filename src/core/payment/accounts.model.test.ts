/** Virtual accounts against a bank with its own books: lost, doubled or late, the money ends tied or back. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contextAt, dice, evidence, happen, NOON, POLICY, TOTAL, told } from '../../../test/core.ts'
import { AccountLife } from '../../../test/core-account.ts'
import { verdictOn } from '../../../test/core-account-end.ts'
import type { AccountPlan } from '../../../test/core-account-plan.ts'
import { amount } from '../money.ts'
import { DAY_MS, HOUR_MS, instant, MINUTE_MS } from '../time.ts'
import type { PaymentEvent } from './decide.ts'
import type { Policy } from './draft.ts'
import type { PaymentFile } from './payment.ts'

const RUNS = Number(process.env.ACCOUNT_LIVES ?? 20_000)
const SEED = Number(process.env.SEED ?? Math.floor(Date.now() / DAY_MS))

const BY_NOTICE: Policy = {
  ...POLICY,
  virtualAccount: { depositProof: 'notice', lostIssue: 'close', refundProof: false, closes: true },
}
const BY_INQUIRY: Policy = {
  ...POLICY,
  netCancel: null,
  resendPartial: 'same_key',
  virtualAccount: { depositProof: 'inquiry', lostIssue: 'inquire', refundProof: true, closes: true },
}

const ms = fc.oneof(fc.nat({ max: 10 * MINUTE_MS }), fc.nat({ max: 2 * DAY_MS }), fc.nat({ max: 6 * DAY_MS }))

const plans = fc
  .record({
    seed: fc.nat(),
    policy: fc.constantFrom(BY_NOTICE, BY_INQUIRY),
    faults: fc.nat({ max: 8 }),
    deposit: fc.option(fc.record({ ms, won: fc.constantFrom(50_000, 50_000, 50_000, 40_000, 60_000) }), { freq: 4 }),
    notices: fc.constantFrom(0, 1, 3, 50),
    forgeries: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(ms, { maxLength: 2 }) },
    ),
    lateDeposits: fc.boolean(),
    orderMs: fc.option(ms, { freq: 2 }),
    dropMs: fc.option(ms, { freq: 2 }),
    cancel: fc.option(fc.record({ ms, account: fc.boolean() }), { freq: 2 }),
    answersMs: fc.option(fc.nat({ max: 5 * DAY_MS }), { freq: 4 }),
  })
  .map(({ seed, ...plan }): AccountPlan => ({ ...plan, roll: dice(seed) }))

describe('virtual accounts on lossy lines', () => {
  it(`end tied, given back, closed, or with a person, in ${RUNS} lives`, () => {
    const ends = new Map<string, number>()
    fc.assert(
      fc.property(plans, (plan) => {
        const life = new AccountLife(plan)
        try {
          life.run()
          const end = verdictOn(life)
          ends.set(end, (ends.get(end) ?? 0) + 1)
        } catch (error) {
          throw new Error(`${error}\n${life.story.join('\n')}`)
        }
      }),
      { numRuns: RUNS, seed: SEED },
    )
    for (const end of ['tied', 'given back', 'expired', 'failed']) expect(ends.get(end) ?? 0, end).toBeGreaterThan(0)
  })
})

describe('a deposit that is told of fifty times', () => {
  /** What is left of a file when times and counters are taken out of it. */
  const essence = ({ payment, cancellations }: PaymentFile) => ({
    state: payment.state,
    amounts: payment.amounts,
    order: payment.order?.ref ?? null,
    asks: payment.accountAsk !== null,
    hold: payment.hold?.cause ?? null,
    paidAt: payment.paidAt,
    cancellations: cancellations.map(({ kind, state, amount: won }) => ({ kind, state, won })),
  })

  const shuffled = <Item>(items: readonly Item[], roll: (below: number) => number): Item[] => {
    const rest = [...items]
    return items.map(() => rest.splice(roll(rest.length), 1)[0] as Item)
  }

  it('shuffled with the expiry and a cancel, is one state, the same as without its repetitions', () => {
    const property = fc.property(fc.nat(), fc.constantFrom(BY_NOTICE, BY_INQUIRY), (seed, policy) => {
      const roll = dice(seed)
      const life = new AccountLife({ ...QUIET, policy, roll })
      life.start()
      const file = life.file
      const virtualAccount = {
        bank: 'SHINHAN',
        number: file.payment.virtualAccount?.number ?? '',
        holder: null,
      } as const
      const byNotice = policy === BY_NOTICE
      const notice = {
        ref: file.payment.providerRef,
        orderNumber: file.payment.providerOrderId,
        account: virtualAccount.number,
        amount: TOTAL,
        at: instant(NOON + HOUR_MS),
      }
      const heard: PaymentEvent = byNotice
        ? { type: 'deposit_notice', notice, trusted: true }
        : { type: 'hint', event: 'deposit' }
      const others = shuffled<'expiry' | 'cancel'>(['expiry', 'cancel'], roll)
      const play = (notices: number): PaymentFile => {
        let at = file
        let now = instant(NOON + 4 * DAY_MS)
        const line = shuffled<'notice' | 'expiry' | 'cancel'>([...Array<'notice'>(notices - 1).fill('notice')], roll)
        // The first notice comes first in both lines; what else happens stands in the same order.
        const whole = ['notice', ...mixed(line, others, roll)] as const
        for (const what of whole) {
          now = instant(now + MINUTE_MS)
          const context = contextAt(now, policy)
          if (what === 'notice') at = asked(happen(at, heard, context).file)
          if (what === 'expiry') at = asked(at)
          if (what === 'cancel') at = happen(at, REFUND, context).file
        }
        return at
        function asked(before: PaymentFile): PaymentFile {
          const status = byNotice ? 'awaiting_deposit' : 'paid'
          const seen = evidence(status, {
            method: 'virtual_account',
            amount: byNotice ? null : TOTAL,
            cancels: byNotice ? null : [],
            paidAt: byNotice ? null : notice.at,
          })
          const { hintsHeard } = before.payment
          const inquiry = { type: 'inquiry_outcome', reason: 'hint_heard', outcome: told(seen), hintsHeard } as const
          return happen(before, inquiry, contextAt(now, policy)).file
        }
      }
      expect(essence(play(50))).toEqual(essence(play(1)))
      expect(essence(play(50)).amounts.paid).toBe(50_000)
    })
    fc.assert(property, { numRuns: 200, seed: SEED })
  })

  /** The few stand somewhere among the many, each in its own order. */
  const mixed = <Item>(many: readonly Item[], few: readonly Item[], roll: (below: number) => number): Item[] =>
    few.reduce<Item[]>((line, one) => line.toSpliced(roll(line.length + 1), 0, one), [...many])

  const QUIET: Omit<AccountPlan, 'policy' | 'roll'> = {
    faults: 0,
    deposit: null,
    notices: 0,
    forgeries: [],
    lateDeposits: false,
    orderMs: null,
    dropMs: null,
    cancel: null,
    answersMs: null,
  }
  const REFUND: PaymentEvent = {
    type: 'request_cancellation',
    request: {
      id: contextAt(NOON).freshId,
      amount: amount(20_000),
      reason: '변심',
      requester: 'buyer',
      expectedBalance: null,
      taxFree: null,
      vat: null,
      refundAccount: { bank: 'SHINHAN', number: '56211105948400', holder: '홍길동', phone: null },
    },
  }
})
