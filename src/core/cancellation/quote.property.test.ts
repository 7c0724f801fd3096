/** Quote and cancellation never disagree: promised is queued, forbidden is not, and what is needed is asked for. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { contextAt, dice, NOON, newest, paid } from '../../../test/core.ts'
import { must } from '../../../test/core-rules.ts'
import { METHODS } from '../evidence.ts'
import { GATEWAYS, type Instrument, WALLETS } from '../instrument.ts'
import { amount } from '../money.ts'
import { refundableOf } from '../payment/amounts.ts'
import { decide } from '../payment/decide.ts'
import { type Payment, type PaymentFile, PROVIDER_IDS } from '../payment/payment.ts'
import { DAY_MS, instant } from '../time.ts'
import { cancellationProblem, OWN_REFUSALS } from './request.ts'
import { verdictOf } from './verdict.ts'

const RUNS = Number(process.env.QUOTES ?? 100_000)
const SEED = Number(process.env.SEED ?? Math.floor(Date.now() / DAY_MS))

type Roll = (below: number) => number
const one = <Value>(roll: Roll, values: readonly Value[]): Value => values[roll(values.length)] as Value
const ACCOUNT = { bank: 'SHINHAN', number: '56211105948400', holder: '홍길동', phone: null } as const

const instrumentFrom = (roll: Roll): Instrument | null =>
  roll(4) === 0
    ? null
    : {
        gateway: one(roll, [null, null, ...GATEWAYS]),
        wallet: one(roll, [null, null, null, ...WALLETS]),
        funding: one(roll, [null, 'card', 'money', 'transfer'] as const),
        card: one(roll, [null, 'credit', 'check', 'prepaid', 'gift', 'overseas'] as const),
        corporate: one(roll, [null, true, false]),
        partialCancel: one(roll, [null, true, false]),
        giftCertificate: roll(8) === 0,
        escrow: roll(8) === 0,
      }

function fileFrom(roll: Roll): PaymentFile {
  const total = amount(one(roll, [1_000, 50_000, 50_000, 1_000_000]))
  const state = one(roll, [
    'paid',
    'paid',
    'partially_cancelled',
    'cancelled',
    'awaiting_deposit',
    'ready',
    'expired',
  ] as const)
  const hasMoney = state === 'paid' || state === 'partially_cancelled' || state === 'cancelled'
  const gone = state === 'cancelled' ? total : state === 'partially_cancelled' ? Math.ceil(total / 2) : 0
  const inFlight = state === 'paid' && roll(4) === 0 ? 1_000 : 0
  const paidAt = instant(NOON - roll(400) * DAY_MS - roll(DAY_MS))
  const change: Partial<Payment> = {
    state,
    method: state === 'awaiting_deposit' ? 'virtual_account' : one(roll, [null, ...METHODS]),
    provider: one(roll, PROVIDER_IDS),
    instrument: instrumentFrom(roll),
    hold: roll(12) === 0 ? { at: NOON, cause: 'desync', detail: 'x' } : null,
    paidAt: one(roll, [null, paidAt]),
    learnedAt: paidAt,
    amounts: {
      total,
      paid: amount(hasMoney ? total : 0),
      cancelledByUs: amount(gone),
      observedCancelled: amount(0),
      inFlight: amount(hasMoney ? inFlight : 0),
    },
  }
  return paid(change)
}

it(`in ${RUNS} generated payments`, () => {
  const seen = new Map<string, number>()
  const property = fc.property(fc.nat(), (seed) => {
    const roll = dice(seed)
    const file = fileFrom(roll)
    const { amounts, state } = file.payment
    const context = contextAt(instant(NOON + roll(DAY_MS)), {
      gateway: one(roll, [null, null, ...GATEWAYS]),
      testMid: roll(10) === 0,
      partialCancel: roll(8) !== 0,
      virtualAccount: one(roll, [null, { ...ACCOUNTS }]),
    })
    const full = state === 'awaiting_deposit' ? amounts.total : refundableOf(amounts)
    const won = amount(one(roll, [full, full, Math.max(0, full - 1), Math.ceil(full / 2), 500, full + 1]))
    const refundAccount = one(roll, [null, ACCOUNT, { ...ACCOUNT, phone: '01012345678' }])
    const problem = cancellationProblem(file, won, context)
    const { needs } = verdictOf(file, won, context)
    const request = {
      id: context.freshId,
      amount: won,
      reason: 'x',
      requester: 'buyer',
      expectedBalance: null,
    } as const
    const asked = { ...request, taxFree: null, vat: null, refundAccount }
    const decision = decide(file, { type: 'request_cancellation', request: asked }, context)
    const closes = state === 'awaiting_deposit'
    const brings = needs.every((need) => (need === 'refund_account' ? refundAccount : refundAccount?.phone) != null)
    const fits = closes ? refundAccount === null : needs.length === 0 ? refundAccount === null : brings
    const became = !decision.ok ? decision.refusal.code : newest(decision.file).state
    seen.set(became, (seen.get(became) ?? 0) + 1)
    if (problem === null && fits) return must(became === 'queued', 'what the quote allows is queued', became)
    if (problem === null)
      return must(/^MD_REFUND_ACCOUNT_(NEEDED|NOT_TAKEN)$/.test(became), 'what is missing is named', became)
    const stored = (OWN_REFUSALS as readonly string[]).includes(problem.code)
    const same = became === problem.code || (stored && became === 'refused') || became === 'MD_REFUND_ACCOUNT_NOT_TAKEN'
    return must(same, 'what the quote forbids is not sent, for the same reason', [problem, became])
  })
  fc.assert(property, { numRuns: RUNS, seed: SEED })
  for (const end of ['queued', 'refused', 'MD_REFUND_ACCOUNT_NEEDED', 'MD_REFUND_ACCOUNT_NOT_TAKEN', 'MD_ON_HOLD']) {
    expect(seen.get(end) ?? 0, end).toBeGreaterThan(RUNS / 1_000)
  }
})

const ACCOUNTS = { depositProof: 'inquiry', lostIssue: 'inquire', refundProof: true, closes: true } as const
