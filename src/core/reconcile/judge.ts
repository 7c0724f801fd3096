/** Compares what a provider lists of one transaction with what our books say of it. Pure and total. */
import type { PaymentId } from '../ids.ts'
import { businessDate, type Instant, MINUTE_MS, toIso } from '../time.ts'
import { cancelDifferences } from './cancels.ts'
import { isWithin, type Scope } from './day.ts'
import type { DifferenceKind } from './kinds.ts'
import { hasMoney, type Listed } from './listed.ts'
import type { OurPayment } from './ours.ts'

export interface Difference {
  readonly kind: DifferenceKind
  /** Names it for ever within its channel: the same difference found again is the same row. */
  readonly subject: string
  readonly paymentId: PaymentId | null
  readonly ref: string | null
  readonly orderNumber: string | null
  /** The money at stake, minor units; null where nobody tells. */
  readonly amount: number | null
  /** One English sentence with both sides' figures. */
  readonly detail: string
}

/** Whose account the list is, and which part of it is judged. */
export interface Books {
  readonly live: boolean
  readonly account: string
  /** What is not ours is nobody's business: a MID that is shared with other systems. */
  readonly unknownPayments: 'ignore' | 'watch' | 'net'
  /** Null: an inquiry about one payment, judged whole. */
  readonly scope: Scope | null
}

/** So far apart may two clocks of one provider be. */
const CLOCKS_MS = 10 * MINUTE_MS

/** Null: nothing of it is for this run. */
export function judge(listed: Listed, ours: OurPayment | null, books: Books): readonly Difference[] {
  if (!isDue(listed, books)) return []
  if (ours === null) return judgeUnknown(listed, books)
  const say = teller(listed, ours)
  const foreign = foreignBecause(listed, ours, { books, say })
  if (foreign !== null) return [foreign]
  if (ours.ref !== null && ours.ref !== listed.ref) return judgeOther(listed, ours, say)
  return [
    ...chargeDifferences({ listed, ours, books, say }),
    ...cancelDifferences({ listed, ours, scope: books.scope, say }),
  ]
}

/** Whether any movement of it belongs to the day; what tells no time belongs to the day whose list showed it. */
function isDue(listed: Listed, { scope }: Books): boolean {
  if (scope === null) return true
  const times = [listed.charge?.at ?? null, ...listed.cancels.map(({ at }) => at)].filter((at) => at !== null)
  return times.length === 0 ? listed.within : times.some((at) => isWithin(scope, at))
}

function judgeUnknown(listed: Listed, { live, account, unknownPayments }: Books): readonly Difference[] {
  const isOurs = (listed.live ?? live) === live && (listed.account ?? account) === account
  if (!isOurs || unknownPayments === 'ignore' || !hasMoney(listed.status)) return []
  const { ref, orderNumber, charge } = listed
  const number = orderNumber ?? '(not told)'
  const detail = `${ref} of order number ${number} is ${listed.status} there, and not in our books.`
  return [difference('missing_here', { ref, orderNumber, paymentId: null, amount: charge?.amount ?? null, detail })]
}

/** Another transaction under our order number: a second payment, or the one that we never learned of. */
function judgeOther({ ref, charge, status }: Listed, ours: OurPayment, say: Say): readonly Difference[] {
  if (charge === null || status === 'cancelled') return []
  const { amount } = charge
  if (isUnpaid(ours)) {
    const here = `${ours.state} (${ours.ref})`
    const detail = `${ref} of order number ${ours.orderNumber} is ${status} there; here it is ${here}.`
    return [say('paid_there_not_here', { amount, detail })]
  }
  const detail = `Order number ${ours.orderNumber} has ${ours.ref} here, and ${ref} is ${status} there too.`
  return [say('duplicate_order', { amount, detail })]
}

export type Say = (
  kind: DifferenceKind,
  told: { readonly amount: number | null; readonly detail: string; readonly about?: string },
) => Difference

const teller =
  ({ ref, orderNumber }: Listed, { id, orderNumber: ourNumber }: OurPayment): Say =>
  (kind, told) =>
    difference(kind, { ref, orderNumber: orderNumber ?? ourNumber, paymentId: id, ...told })

export function difference(
  kind: DifferenceKind,
  { about, ...told }: Omit<Difference, 'kind' | 'subject'> & { readonly about?: string },
): Difference {
  const named = [kind, told.ref ?? told.paymentId ?? '', ...(about === undefined ? [] : [about])]
  return { kind, subject: named.join(' '), ...told }
}

interface Judging {
  readonly listed: Listed
  readonly ours: OurPayment
  readonly books: Books
  readonly say: Say
}

/** What makes everything else about it meaningless. */
function foreignBecause(
  listed: Listed,
  ours: OurPayment,
  { books: { live, account }, say }: Pick<Judging, 'books' | 'say'>,
): Difference | null {
  const amount = listed.charge?.amount ?? null
  if (listed.status === 'none') return null
  if (listed.live !== null && listed.live !== live) {
    const which = listed.live ? 'real money on a test channel' : 'test money on a live channel'
    return say('test_money', { amount, detail: `The provider shows ${which}.` })
  }
  if (listed.account !== null && listed.account !== account) {
    return say('foreign_account', {
      amount,
      detail: `The provider shows ${listed.account}, the channel is ${account}.`,
    })
  }
  if (listed.currency !== null && listed.currency !== ours.currency) {
    return say('currency_differs', { amount, detail: `${listed.currency} there, ${ours.currency} here.` })
  }
  return null
}

const UNPAID = ['ready', 'approving', 'awaiting_deposit', 'failed', 'expired'] as const
const isUnpaid = ({ state }: OurPayment): boolean => (UNPAID as readonly string[]).includes(state)

function chargeDifferences({ listed, ours, books, say }: Judging): readonly Difference[] {
  const { charge, status } = listed
  if (charge === null) return listed.shape === 'payments' ? withoutMoney({ listed, ours, books, say }) : []
  if (books.scope !== null && charge.at !== null && !isWithin(books.scope, charge.at)) return []
  const { amount } = charge
  if (isUnpaid(ours)) {
    const much = amount ?? 'An untold amount'
    const detail = `${much} is ${status} there since ${told(charge.at)}; here it is ${ours.state}.`
    return [say('paid_there_not_here', { amount, detail })]
  }
  const found: Difference[] = []
  if (amount !== null && amount !== ours.paid) {
    found.push(say('amount_differs', { amount, detail: `${amount} was charged there, ${ours.paid} here.` }))
  }
  if (listed.orderNumber !== null && listed.orderNumber !== ours.orderNumber) {
    const detail = `Order number ${listed.orderNumber} there, ${ours.orderNumber} here.`
    found.push(say('order_number_differs', { amount, detail }))
  }
  if (isAnotherDay(charge.at, ours.paidAt)) {
    const detail = `Charged at ${told(charge.at)} there, at ${told(ours.paidAt)} here.`
    found.push(say('day_differs', { amount, detail }))
  }
  return found
}

/** A row of a payment that has no money there, whatever it is called. */
function withoutMoney({ listed, ours, say }: Judging): readonly Difference[] {
  const { status } = listed
  if (ours.state === 'paid' || ours.state === 'partially_cancelled') {
    const detail = `${ours.paid} is paid here; the provider says "${status}".`
    return [say('paid_here_not_there', { amount: ours.paid, detail })]
  }
  if (ours.state !== 'awaiting_deposit' || status !== 'not_paid') return []
  return [say('account_closed_there', { amount: null, detail: 'The provider says that the account is closed.' })]
}

const isAnotherDay = (theirs: Instant | null, ours: Instant | null): boolean =>
  theirs !== null && ours !== null && Math.abs(theirs - ours) > CLOCKS_MS && businessDate(theirs) !== businessDate(ours)

const told = (at: Instant | null): string => (at === null ? 'an untold time' : toIso(at))
