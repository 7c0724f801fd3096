/** Asks the buyer where money goes back to: by a link that works once, with reminders, and a person at the end. */
import type { RefundAccount } from '../account/account.ts'
import { shownAccount } from '../account/account.ts'
import { accountProblemOf } from '../cancellation/account-needs.ts'
import { queue } from '../cancellation/birth.ts'
import { refuse } from '../errors.ts'
import { type Amount, minus, plus } from '../money.ts'
import { after, DAY_MS, earlier, type Instant } from '../time.ts'
import { refundableOf } from './amounts.ts'
import { climb, LADDERS } from './deadlines.ts'
import {
  type Context,
  clearLadder,
  type Decision,
  type Draft,
  draftOf,
  finish,
  hold,
  note,
  patch,
  setLadder,
  unchanged,
} from './draft.ts'
import type { AccountAsk, Payment, PaymentFile, TakenOver } from './payment.ts'

/** A week after the desk heard of it the buyer may still answer. */
const LINK_LIFE_MS = 14 * DAY_MS

export type AskWish = Pick<AccountAsk, 'why' | 'reason' | 'requester' | 'kind'> & {
  /** Null = all that is refundable when the account comes. */
  readonly amount?: Amount | null
  /** Since when the money is owed, where that began before the question. */
  readonly since?: Instant
}

/** Opens the question, once: whoever wants money back later finds it open, and what it is about grows. */
export function askForAccount(draft: Draft, wish: AskWish, context: Context): Draft {
  const { accountAsk } = draft.file.payment
  const { amount = null, since = context.now, ...asked } = wish
  if (accountAsk === null) return sendLink(draft, { ...asked, amount, since }, context)
  if (accountAsk.amount === null) return draft
  const why = amount === null ? asked : {}
  const sum = amount === null ? null : plus(accountAsk.amount, amount)
  const grown = { ...accountAsk, ...why, amount: sum, since: earlier(accountAsk.since, since) }
  return tellAsk(patch(draft, { accountAsk: grown }), grown)
}

/** What a merchant's refund of `refunded` takes over of the open question; null where it is about all that is left. */
export function takenOver({ accountAsk }: Payment, refunded: Amount): TakenOver | null {
  if (accountAsk === null || accountAsk.amount === null) return null
  const { why, reason, requester, kind, since, amount: asked } = accountAsk
  return { why, reason, requester, kind, since, amount: asked < refunded ? asked : refunded }
}

/** A merchant who knows the account refunds what the buyer is being asked about: that much is asked for no more. */
export function takeOverAsk(draft: Draft, taken: TakenOver | null): Draft {
  const { accountAsk, amounts } = draft.file.payment
  if (accountAsk === null) return draft
  const left = taken === null || accountAsk.amount === null ? accountAsk.amount : minus(accountAsk.amount, taken.amount)
  // Whoever was asked where the rest should go need not answer any more.
  const isOver = refundableOf(amounts) === 0 || left === 0
  if (!isOver && left === accountAsk.amount) return draft
  const changed = isOver ? endAsk(draft) : patch(draft, { accountAsk: { ...accountAsk, amount: left } })
  return note(changed, 'payment.refund_account_taken_over', { left: isOver ? 0 : left })
}

/**
 * A person said "go on" where the asking had come to its end: the buyer gets a new link, and a new week to answer. The
 * old link is dead. Before that end the buyer holds a link that works, and keeps it.
 */
export function askAnew(draft: Draft, context: Context): Draft {
  const { accountAsk, ladders } = draft.file.payment
  if (accountAsk === null) return draft
  const rung = ladders.refund_account_needed?.rung ?? Number.POSITIVE_INFINITY
  const goesOn = rung < LADDERS.refund_account_needed.length && context.now < accountAsk.linkExpiresAt
  return goesOn ? draft : sendLink(draft, accountAsk, context)
}

function sendLink(draft: Draft, asked: Omit<AccountAsk, 'linkId' | 'linkExpiresAt'>, context: Context): Draft {
  const ask: AccountAsk = {
    ...asked,
    // Random, like the id that it is taken from; nobody can guess it, and without our signature it opens nothing.
    linkId: context.freshId.slice(context.freshId.indexOf('_') + 1),
    linkExpiresAt: after(context.now, LINK_LIFE_MS),
  }
  const open = patch(clearLadder(draft, 'order_missing'), { accountAsk: ask })
  const first = climb('refund_account_needed', 0, context)
  return tellAsk(first === null ? open : setLadder(open, 'refund_account_needed', first), ask)
}

/** What an answer would send back now: what is asked about, and never more than what is left. */
export function askedSum({ accountAsk, amounts }: Payment): Amount {
  const refundable = refundableOf(amounts)
  const asked = accountAsk?.amount ?? refundable
  return asked < refundable ? asked : refundable
}

function tellAsk(draft: Draft, { why, linkId, linkExpiresAt }: AccountAsk): Draft {
  const amount = askedSum(draft.file.payment)
  return note(draft, 'payment.refund_account_needed', { why, amount, linkId, linkExpiresAt })
}

/** The question is closed: by an account, by the order, or because the money went another way. */
export const endAsk = (draft: Draft): Draft =>
  draft.file.payment.accountAsk === null
    ? draft
    : patch(clearLadder(draft, 'refund_account_needed'), { accountAsk: null })

/** The buyer has not answered: told once more, and in the end a person. */
export function remindAccount(file: PaymentFile, context: Context): Decision {
  const { accountAsk, ladders } = file.payment
  const at = ladders.refund_account_needed
  if (accountAsk === null || at === undefined || context.now < at.nextAt) return unchanged(file)
  const position = climb('refund_account_needed', at.rung + 1, context)
  const { linkId, linkExpiresAt } = accountAsk
  const draft = note(draftOf(file), 'payment.refund_account_reminder', { linkId, linkExpiresAt })
  if (position === null) {
    const ended = setLadder(draft, 'refund_account_needed', { rung: at.rung + 1, nextAt: context.now })
    const detail = 'The buyer has named no account to refund to; the link still works until it expires.'
    return finish(hold(ended, context.now, { cause: 'account_not_given', detail }))
  }
  return finish(setLadder(draft, 'refund_account_needed', position))
}

export interface GivenAccount {
  readonly linkId: string
  readonly account: RefundAccount
}

/** One write: the question ends and the cancellation is born with the account. That is why a link works once. */
export function giveAccount(file: PaymentFile, { linkId, account }: GivenAccount, context: Context): Decision {
  const { accountAsk, hold: held } = file.payment
  if (accountAsk === null || accountAsk.linkId !== linkId) {
    return { ok: false, refusal: refuse('MD_LINK_USED', 'The link was used, or the money went another way.') }
  }
  if (context.now >= accountAsk.linkExpiresAt) {
    return { ok: false, refusal: refuse('MD_LINK_EXPIRED', 'The link has expired.') }
  }
  if (held !== null && held.cause !== 'account_not_given') {
    return { ok: false, refusal: refuse('MD_ON_HOLD', held.detail) }
  }
  const amount = askedSum(file.payment)
  const missing = amount === 0 ? null : accountProblemOf(file, { amount, account }, context)
  // Where meanwhile no account is taken any more, the gate before the call has the last word.
  if (missing?.code === 'MD_REFUND_ACCOUNT_NEEDED') return { ok: false, refusal: missing }
  if (amount === 0) return finish(note(endAsk(draftOf(file)), 'payment.refund_account_given', { amount }))
  const released = held === null ? draftOf(file) : withoutHold(draftOf(file))
  const { kind, reason, requester, since: owedSince } = accountAsk
  const shown = shownAccount(account)
  const told = note(endAsk(released), 'payment.refund_account_given', {
    amount,
    bank: shown.bank,
    number: shown.number,
  })
  const refund = { via: 'cancel', amount, reserved: amount, refundAccount: account, owedSince } as const
  return finish(queue(told, { ...refund, kind, reason, requester }, context))
}

const withoutHold = (draft: Draft): Draft =>
  note(patch(draft, { hold: null }), 'payment.released', { by: 'buyer', cause: 'account_not_given' })
