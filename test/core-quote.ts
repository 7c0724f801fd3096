/** Payments, contracts and moments for the property of quotes: near every boundary, and through every door. */

import type { RuleChange } from '../src/core/cancellation/policy/rule.ts'
import { RULES } from '../src/core/cancellation/policy/rules.ts'
import { cancelEnd } from '../src/core/cancellation/verdict.ts'
import { METHODS } from '../src/core/evidence.ts'
import { ESCROW_STEPS, GATEWAYS, type Instrument, MIXES, NO_INSTRUMENT, WALLETS } from '../src/core/instrument.ts'
import { amount } from '../src/core/money.ts'
import type { Policy } from '../src/core/payment/draft.ts'
import { type Cancellation, type Payment, type PaymentFile, PROVIDER_IDS } from '../src/core/payment/payment.ts'
import { DAY_MS, HOUR_MS, type Instant, instant, MINUTE_MS, SECOND_MS } from '../src/core/time.ts'
import { cancellationId, POLICY, paid, withRefund } from './core.ts'
import type { Roll } from './core-life.ts'

export const one = <Value>(roll: Roll, values: readonly Value[]): Value => values[roll(values.length)] as Value

function instrumentFrom(roll: Roll): Instrument | null {
  if (roll(4) === 0) return null
  return {
    ...NO_INSTRUMENT,
    gateway: one(roll, [null, null, ...GATEWAYS]),
    wallet: one(roll, [null, null, null, ...WALLETS]),
    funding: one(roll, [null, 'card', 'money', 'transfer'] as const),
    card: one(roll, [null, 'credit', 'check', 'prepaid', 'gift', 'overseas'] as const),
    corporate: one(roll, [null, true, false]),
    partialCancel: one(roll, [null, true, false]),
    giftCertificate: roll(12) === 0,
    escrow: roll(12) === 0,
    escrowStep: one(roll, [null, ...ESCROW_STEPS]),
    mixed: one(roll, [null, null, null, ...MIXES]),
    fixedAccount: roll(12) === 0,
    convenienceStore: roll(20) === 0,
  }
}

const FIRST_DAY = Date.UTC(2023, 0)
const YEARS_MS = 7 * 365 * DAY_MS

export function fileFrom(roll: Roll): PaymentFile {
  const total = amount(one(roll, [10_000, 50_000, 50_000, 1_000_000]))
  const paidAt = instant(FIRST_DAY + roll(YEARS_MS / SECOND_MS) * SECOND_MS)
  const isWaiting = roll(12) === 0
  // The one row with hours of the day would hardly ever be met.
  const hasHours = roll(10) === 0
  const state = isWaiting ? one(roll, ['awaiting_deposit', 'ready', 'expired'] as const) : 'paid'
  const change: Partial<Payment> = {
    state,
    method: state === 'awaiting_deposit' || hasHours ? 'virtual_account' : one(roll, [null, ...METHODS]),
    provider: one(roll, PROVIDER_IDS),
    instrument: hasHours ? { ...NO_INSTRUMENT, gateway: 'ksnet' } : instrumentFrom(roll),
    hold: roll(20) === 0 ? { at: paidAt, cause: 'desync', detail: 'x' } : null,
    paidAt: one(roll, [null, paidAt]),
    learnedAt: paidAt,
    createdAt: paidAt,
    orderDueAt: paidAt,
    amounts: {
      total,
      paid: amount(isWaiting ? 0 : total),
      cancelledByUs: amount(0),
      observedCancelled: amount(0),
      inFlight: amount(0),
    },
  }
  const file = paid(change)
  return isWaiting ? file : withParts(file, one(roll, [0, 0, 0, 1, 3, 8, 9, 10]))
}

/** So many parts went back already; the provider may count them. */
function withParts(file: PaymentFile, parts: number): PaymentFile {
  if (parts === 0) return file
  const asked = Array.from({ length: parts }, (_, n) => n).reduce(
    (next, n) => withRefund(next, amount(500), cancellationId(1_000 + n)),
    file,
  )
  const cancellations = asked.cancellations.map(
    (each): Cancellation => ({ ...each, state: 'done', reserved: amount(0) }),
  )
  const amounts = { ...file.payment.amounts, cancelledByUs: amount(500 * parts) }
  return { payment: { ...file.payment, amounts, state: 'partially_cancelled' }, cancellations }
}

/** What a contract says differently about some rows. */
function changesFrom(roll: Roll): Readonly<Record<string, RuleChange>> {
  const count = one(roll, [0, 0, 1, 3])
  const some = Array.from({ length: count }, (): [string, RuleChange] => [
    one(roll, RULES).id,
    one(roll, [
      { hard: true },
      { hard: false },
      { window: 'P30D' },
      { window: 'NONE' },
      { partial: 'no' },
      { partial: { most: 2 } },
      { account: 'account_phone' },
    ] as const satisfies RuleChange[]),
  ])
  return Object.fromEntries(some)
}

const ACCOUNTS = { depositProof: 'inquiry', lostIssue: 'inquire', refundProof: true, closes: true } as const

export const policyFrom = (roll: Roll): Policy => ({
  ...POLICY,
  netCancel: one(roll, [null, POLICY.netCancel]),
  gateway: one(roll, [null, null, 'ksnet', 'kcp', ...GATEWAYS]),
  testMid: roll(20) === 0,
  partialCancel: roll(10) !== 0,
  virtualAccount: one(roll, [null, ACCOUNTS, ACCOUNTS]),
  ruleChanges: changesFrom(roll),
})

/** Moments that matter: the payment, its window's end, the hours of the day; and any other. */
export function momentFrom(roll: Roll, { payment }: PaymentFile, policy: Policy): Instant {
  const paidAt = payment.learnedAt ?? payment.createdAt
  const end = cancelEnd(payment, policy)
  const edge = one(roll, [-1, 0, 1, -5 * MINUTE_MS, 5 * MINUTE_MS, -DAY_MS, DAY_MS])
  switch (roll(5)) {
    case 0:
      return instant(paidAt + roll(20 * MINUTE_MS))
    case 1:
      return instant(Math.max(paidAt, (end ?? paidAt + 400 * DAY_MS) + edge))
    case 2:
      // The end of the KST month after which mobile payments are over, and the hours in which KSNET takes refunds.
      return instant(Math.max(paidAt, dayOf(paidAt + roll(40) * DAY_MS) + one(roll, HOURS_KST) * HOUR_MS + edge))
    case 3:
      return instant(paidAt + roll(40 * DAY_MS))
    default:
      return instant(paidAt + roll(2_000 * DAY_MS))
  }
}

const HOURS_KST = [0, 6, 23, 24] as const
const KST_MS = 9 * HOUR_MS
const dayOf = (at: number): number => Math.floor((at + KST_MS) / DAY_MS) * DAY_MS - KST_MS
