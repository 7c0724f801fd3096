/** Answers, before anything is sent, whether a cancel can work, until when, at what cost and with what input. */
import type { Method } from '../../evidence.ts'
import type { Gateway, Instrument } from '../../instrument.ts'
import type { Amount, Currency } from '../../money.ts'
import type { ProviderId } from '../../payment/payment.ts'
import { type BusinessDate, businessDate, earlier, endOfDate, endOfKstMonth, type Instant } from '../../time.ts'
import { endOfWindow } from './calendar.ts'
import { buyerSees, feeOf, modeOf, needsOf } from './costs.ts'
import {
  amountObjections,
  hourObjections,
  impossibilities,
  manualObjections,
  type Objection,
  partialObjections,
  windowObjections,
} from './objections.ts'
import type { Mode, RuleChange } from './rule.ts'
import { CELLS, decisive, type Heard, hear } from './speak.ts'

/** What is known of a payment. */
export interface PolicyFacts {
  readonly provider: ProviderId
  readonly method: Method | null
  readonly instrument: Instrument | null
  readonly live: boolean
  readonly currency: Currency
  readonly paidAt: Instant
  /** A virtual account whose deposit came. */
  readonly deposited: boolean
  /** The deadline of a deposit; null where none is awaited. */
  readonly depositUntil: Instant | null
  /** Whether tax-free amount or VAT were given with the payment. */
  readonly taxed: boolean
  readonly paid: Amount
  readonly balance: Amount
  readonly refundable: Amount
  /** Cancellations done or open so far. */
  readonly cancellations: number
}

/** What the channel and its protocol add. */
export interface PolicyTerms {
  /** Of the channel, where the payment does not tell. */
  readonly gateway: Gateway | null
  readonly testMid: boolean
  /** Whether the protocol has partial cancels at all. */
  readonly partialCancel: boolean
  /** What the channel's contract says differently, by rule id. */
  readonly changes: Readonly<Record<string, RuleChange>>
}

export interface Because {
  /** The id of a row, or `protocol`, `provider` and `discount` for what they say of this payment. */
  readonly rule: string
  readonly code:
    | 'window_over'
    | 'partial_unsupported'
    | 'too_many_parts'
    | 'remainder_too_small'
    | 'discount_larger'
    | 'outside_hours'
    | 'impossible'
    | 'same_month_only'
    | 'manual'
  readonly ko: string
  readonly en: string
}

export interface Verdict {
  /**
   * `no` is a hard rule's and is never sent; `later`: only the hour is against it, so it is taken now and sent at
   * `nextAt`; `provider_decides`: a soft rule is against it, or nobody knows.
   */
  readonly allowed: 'yes' | 'no' | 'later' | 'provider_decides'
  readonly because: Because | null
  readonly warnings: readonly Because[]
  /** The rows that spoke, in the order of the table. */
  readonly rules: readonly string[]
  /** End of the earliest window, hard or soft; null where there is none. */
  readonly until: Instant | null
  /** When it is sent, where only the hour is against it. */
  readonly nextAt: Instant | null
  readonly partial: 'yes' | 'no' | 'depends'
  readonly needs: readonly ('refund_account' | 'holder_phone')[]
  /** What it costs the merchant; never to be taken from the buyer's money. */
  readonly fee: {
    readonly originalFeeKept: boolean
    readonly perRefundKrw: number
    readonly issueFeeKrw: number
    /** Whether VAT comes on top of what is said in KRW. */
    readonly vatExtra: boolean
    /** The surcharge of an escrow, without VAT; null where none is known to be kept. */
    readonly escrowFeeKept: { readonly percent: number; readonly krw: number } | null
    readonly borneBy: 'merchant'
  }
  readonly mode: Mode
  readonly buyerSees: { readonly from: BusinessDate; readonly to: BusinessDate } | null
}

/** Pure and total: the quote and the cancellation ask the same question and get the same answer. */
export function judge(facts: PolicyFacts, ask: { amount: Amount; now: Instant }, terms: PolicyTerms): Verdict {
  const { now } = ask
  const heard = hear({ facts, terms }, now)
  const isPartial = ask.amount < facts.paid
  const partial = partialObjections(heard, { facts, terms }, now)
  const hours = hourObjections(heard, now)
  const whole = [...impossibilities(heard), ...windowObjections(heard, facts.paidAt, now)]
  const lasting = isPartial ? [...whole, ...partial, ...amountObjections(heard, facts, ask.amount)] : whole
  const objections: readonly Objection[] = [...lasting, ...hours, ...manualObjections(heard)]
  const hard = objections.find((one) => one.hard)
  const opensAt = latest(hours.map((one) => one.opensAt))
  const isOver = lasting.some((one) => one.hard) || (opensAt !== null && isClosedAt(heard, facts.paidAt, opensAt))
  const nextAt = isOver ? null : opensAt
  const parts = partialAnswer({ heard, facts }, [...whole, ...partial])
  const unknown = isWindowUnknown(heard) || (isPartial && parts === 'depends')
  const soft = unknown || objections.length > 0 ? 'provider_decides' : 'yes'
  return {
    allowed: hard === undefined ? soft : nextAt === null ? 'no' : 'later',
    because: hard === undefined ? null : told(hard),
    warnings: objections.filter((one) => !one.hard).map(told),
    rules: namesOf(heard),
    until: earliestEnd(heard, facts.paidAt),
    nextAt,
    partial: parts,
    needs: needsOf(heard),
    fee: feeOf(heard),
    mode: modeOf(heard),
    buyerSees: hard !== undefined && nextAt === null ? null : buyerSees(heard, { isPartial, from: nextAt ?? now }),
  }
}

/**
 * The end of the earliest window, hard or soft, as it stood at the payment; null where there is none. Where the method
 * is unknown, the shortest of all at the latest: the KST month (sheet §15), of a gift certificate the day (§18).
 */
export function windowEnd(facts: PolicyFacts, terms: PolicyTerms): Instant | null {
  const { paidAt } = facts
  const heard = hear({ facts, terms }, paidAt)
  const end = earliestEnd(heard, paidAt)
  if (heard.seen.means !== null) return end
  const safe = heard.seen.giftCertificate ? endOfDate(businessDate(paidAt)) : endOfKstMonth(paidAt)
  return end === null ? safe : earlier(end, safe)
}

/** The hour comes again, and by then the window is over. */
const isClosedAt = (heard: Heard, paidAt: Instant, at: Instant): boolean =>
  windowObjections(heard, paidAt, at).some(({ hard }) => hard)

const told = ({ rule, code, ko, en }: Objection): Because => ({ rule, code, ko, en })

const latest = (times: readonly Instant[]): Instant | null =>
  times.length === 0 ? null : times.reduce((a, b) => (a > b ? a : b))

function earliestEnd({ rules, seen }: Heard, paidAt: Instant): Instant | null {
  const ends = decisive(rules, 'window').map(({ window }) => endOfWindow(window, paidAt, seen.depositUntil))
  return ends.reduce((a, b) => (a === null || (b !== null && b < a) ? b : a), null)
}

/** No row, or one that leaves the window to the provider. */
function isWindowUnknown({ rules }: Heard): boolean {
  const windows = decisive(rules, 'window')
  return windows.length === 0 || windows.some(({ window }) => window === 'PG')
}

/** What is against all of it is against a part of it too; where no row speaks, the provider's own word counts. */
function partialAnswer({ heard, facts }: { heard: Heard; facts: PolicyFacts }, against: readonly Objection[]) {
  if (against.some(({ hard }) => hard)) return 'no'
  const said = decisive(heard.rules, 'partial').length > 0 || facts.instrument?.partialCancel === true
  return against.length === 0 && said ? 'yes' : 'depends'
}

function namesOf({ rules }: Heard): readonly string[] {
  const spoke = new Set(CELLS.flatMap((cell) => decisive(rules, cell).map(({ id }) => id)))
  return rules.map(({ id }) => id).filter((id) => spoke.has(id))
}
