/** Quote and cancellation never disagree: what it allows is sent, what it forbids is not, whoever wants it back. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { contextAt, dice, newest } from '../../../test/core.ts'
import type { Roll } from '../../../test/core-life.ts'
import { fileFrom, momentFrom, one, policyFrom } from '../../../test/core-quote.ts'
import { must } from '../../../test/core-rules.ts'
import { amount } from '../money.ts'
import { refundableOf } from '../payment/amounts.ts'
import { decide, type PaymentEvent } from '../payment/decide.ts'
import type { Context, Decision, Policy } from '../payment/draft.ts'
import type { Cancellation, PaymentFile } from '../payment/payment.ts'
import { DAY_MS, instant, MINUTE_MS } from '../time.ts'
import { cancellationProblem, OWN_REFUSALS } from './request.ts'
import { verdictOf } from './verdict.ts'

const RUNS = Number(process.env.QUOTES ?? 100_000)
const SEED = Number(process.env.SEED ?? Math.floor(Date.now() / DAY_MS))

const ACCOUNT = { bank: 'SHINHAN', number: '56211105948400', holder: '홍길동', phone: null } as const
const accountFrom = (roll: Roll) => one(roll, [null, ACCOUNT, { ...ACCOUNT, phone: '01012345678' }])

/** What became of it, for the figures at the end. */
type Seen = (what: string) => void

/** `POST …/cancellations` at the moment of the quote. */
function ask(roll: Roll, file: PaymentFile, { context, seen }: { context: Context; seen: Seen }): PaymentFile {
  const { amounts, state } = file.payment
  const closes = state === 'awaiting_deposit'
  const full = closes ? amounts.total : refundableOf(amounts)
  const won = amount(one(roll, [full, full, Math.max(0, full - 1), Math.ceil(full / 2), 500, full + 1]))
  const refundAccount = accountFrom(roll)
  const problem = cancellationProblem(file, won, context)
  const { needs, allowed } = verdictOf(file, won, context)
  const expectedBalance = one(roll, [null, null, closes ? amount(0) : full])
  const known = { id: context.freshId, reason: 'x', requester: 'buyer', taxFree: null, vat: null } as const
  const request = { ...known, amount: won, expectedBalance, refundAccount }
  const decision = decide(file, { type: 'request_cancellation', request }, context)
  const brings = needs.every((need) => (need === 'refund_account' ? refundAccount : refundAccount?.phone) != null)
  const fits = closes ? refundAccount === null : needs.length === 0 ? refundAccount === null : brings
  const became = !decision.ok ? decision.refusal.code : newest(decision.file).state
  seen(became)
  if (problem === null && fits) must(became === 'queued', 'what the quote allows is queued', [allowed, became])
  else if (problem === null)
    must(/^MD_REFUND_ACCOUNT_(NEEDED|NOT_TAKEN)$/.test(became), 'what is missing is named', became)
  else {
    const stored = (OWN_REFUSALS as readonly string[]).includes(problem.code)
    const same = became === problem.code || (stored && became === 'refused') || became === 'MD_REFUND_ACCOUNT_NOT_TAKEN'
    must(same, 'what the quote forbids is not queued, for the same reason', [problem, became])
  }
  if (allowed === 'no') must(became !== 'queued' || closes, 'a hard no is not queued', became)
  return decision.ok ? decision.file : file
}

/** The order falls through, or never came: what is to go back asks the same rules. */
function giveBack(roll: Roll, file: PaymentFile, { context, seen }: { context: Context; seen: Seen }): PaymentFile {
  const event: PaymentEvent =
    roll(2) === 0 ? { type: 'drop_order', reason: 'x' } : { type: 'orphan_due', verdict: { kind: 'none' } }
  const decision = decide(file, event, context)
  if (!decision.ok || decision.timeline.length === 0) return file
  const { accountAsk, hold } = decision.file.payment
  const { allowed, needs } = verdictOf(file, refundableOf(file.payment.amounts), context)
  const made = decision.file.cancellations.length > file.cancellations.length ? newest(decision.file) : null
  if (made?.via === 'net_cancel_call' || made?.kind === 'account_close') return decision.file
  seen(accountAsk !== null ? 'asked' : (hold?.cause ?? made?.state ?? 'nothing'))
  if (allowed === 'no') must(made === null && accountAsk === null, 'a hard no asks nobody and queues nothing', made)
  if (accountAsk !== null) must(needs.includes('refund_account'), 'nobody is asked in vain', needs)
  if (made !== null) must(needs.length === 0, 'nothing is queued without the account it needs', needs)
  return decision.file
}

/** The buyer answers the link, later. */
function answer(roll: Roll, file: PaymentFile, { context, seen }: { context: Context; seen: Seen }): PaymentFile {
  const account = accountFrom(roll) ?? ACCOUNT
  const { accountAsk } = file.payment
  if (accountAsk === null) return file
  const { needs } = verdictOf(file, refundableOf(file.payment.amounts), context)
  const decision = decide(file, { type: 'give_account', linkId: accountAsk.linkId, account }, context)
  seen(decision.ok ? 'given' : decision.refusal.code)
  const lacks = needs.includes('holder_phone') && account.phone === null
  if (lacks) must(!decision.ok, 'no account without the phone that is needed', needs)
  return decision.ok ? decision.file : file
}

/** What waits is begun, at once or much later: sent exactly where the rules allow it at that very moment. */
function begin(file: PaymentFile, { context, seen }: { context: Context; seen: Seen }): void {
  const one = file.cancellations.find(({ state }) => state === 'queued')
  if (one === undefined || one.kind === 'account_close' || file.payment.hold !== null) return
  const others = { ...file, cancellations: file.cancellations.filter(({ id }) => id !== one.id) }
  const verdict = verdictOf(others, one.amount, context)
  const decision = decide(file, { type: 'start_cancellation', cancellationId: one.id }, context)
  must(decision.ok, 'it begins, or says why not', decision)
  if (!decision.ok) return
  const then = decision.file.cancellations.find(({ id }) => id === one.id) as Cancellation
  const isSent = decision.effects.some(({ type }) => type === 'call_cancellation')
  must(isSent === (then.state === 'sending'), 'a call is committed', then.state)
  if (isSent && then.via === 'net_cancel_call') return
  const lacks = verdict.needs.includes('refund_account') && one.refundAccount === null
  seen(isSent ? 'sent' : `not sent: ${verdict.allowed}`)
  const may = (verdict.allowed === 'yes' || verdict.allowed === 'provider_decides') && !lacks
  must(isSent === may, 'sent where the quote of that moment allows it, and only there', [verdict, one])
  if (isSent) return
  judgeStopped(decision, { one, then, later: verdict.allowed === 'later' && !lacks ? verdict.nextAt : null })
}

function judgeStopped(
  { file }: Extract<Decision, { ok: true }>,
  { one, then, later }: { one: Cancellation; then: Cancellation; later: number | null },
): void {
  if (later !== null) {
    must(then.state === 'queued' && then.ladder?.nextAt === later, 'it waits for its hour', then)
    return
  }
  must(then.state === 'refused' && then.reserved === 0, 'it ends, and its money is free', then)
  const { accountAsk, hold } = file.payment
  const isOurs = one.kind === 'net_cancel' || one.requester === 'maedeup'
  must(!isOurs || accountAsk !== null || hold !== null, 'ours is asked about, or a person’s', [accountAsk, hold])
}

it(`in ${RUNS} generated payments, through every door`, () => {
  const figures = new Map<string, number>()
  const seen: Seen = (what) => void figures.set(what, (figures.get(what) ?? 0) + 1)
  const property = fc.property(fc.nat(), (seed) => {
    const roll = dice(seed)
    const [file, policy] = [fileFrom(roll), policyFrom(roll)]
    const at = momentFrom(roll, file, policy)
    const context = contextAt(at, policy)
    const isAsked = roll(3) > 0
    const first = isAsked ? ask(roll, file, { context, seen }) : giveBack(roll, file, { context, seen })
    const then = laterContext(roll, { at, file, policy })
    const second = answer(roll, first, { context: then, seen })
    begin(second, { context: roll(2) === 0 ? then : contextAt((then.now + roll(2 * DAY_MS)) as never, policy), seen })
  })
  fc.assert(property, { numRuns: RUNS, seed: SEED })
  for (const end of EVERY_END) expect(figures.get(end) ?? 0, end).toBeGreaterThan(RUNS / 5_000)
})

const EVERY_END = [
  ...['queued', 'refused', 'MD_REFUND_ACCOUNT_NEEDED', 'MD_REFUND_ACCOUNT_NOT_TAKEN', 'MD_ON_HOLD'],
  ...['asked', 'given', 'policy_forbids', 'sent', 'not sent: no', 'not sent: later'],
] as const

/** The same moment, minutes later, or past the end of the window. */
function laterContext(roll: Roll, { at, file, policy }: { at: number; file: PaymentFile; policy: Policy }): Context {
  const soon = instant(at + one(roll, [0, 1, MINUTE_MS, 8 * 60 * MINUTE_MS]))
  const moment = momentFrom(roll, file, policy)
  return contextAt(roll(2) === 0 || moment < at ? soon : moment, policy)
}
