/** What a provider tells when it is asked: its books at a moment, as far as its protocol shows them. */
import type { Evidence, ListedCancel } from '../../src/core/evidence.ts'
import { amount } from '../../src/core/money.ts'
import type { Outcome } from '../../src/core/outcome.ts'
import { instant } from '../../src/core/time.ts'
import type { InquiryTarget } from '../../src/ports/provider.ts'
import { ACCOUNT, done, UNTOLD, unknown } from './answers.ts'
import { type Books, type Cancel, chargedOf, returnedOf, stateOf, type Transaction, takenOf } from './books.ts'

type Asked = Pick<InquiryTarget, 'providerRef' | 'providerOrderId' | 'providerState'>

/** `asOf`: a stale answer shows what was. */
export function inquire(books: Books, asked: Asked, asOf: number): Outcome<Evidence> {
  const { inquiry } = books.profile.capabilities
  const known = asked.providerRef === null ? undefined : books.transactions.get(asked.providerRef)
  const all = inquiry.byOrder ? (books.byOrder.get(asked.providerOrderId) ?? []) : []
  const chosen = known ?? all.find((one) => chargedOf(one, asOf) > 0) ?? all.at(-1)
  if (asked.providerRef === null && !inquiry.byOrder) return unknown('NO_REFERENCE')
  if (chosen === undefined || chosen.openedAt > asOf) return done({ ...UNTOLD, ref: asked.providerRef })
  const others = books.profile.id === 'portone-v1' ? all.filter((one) => one !== chosen) : []
  const told = inquiry.amount ? withList(books, chosen, { asked, asOf }) : statusOnly(chosen, asOf)
  if (others.length === 0 || told.kind !== 'done') return told
  const beside = others.map((one) => withList(books, one, { asked, asOf }))
  return {
    ...told,
    evidence: { ...told.evidence, others: beside.flatMap((one) => (one.kind === 'done' ? [one.evidence] : [])) },
  }
}

const common = (one: Transaction): Evidence => ({
  ...UNTOLD,
  ref: one.ref,
  currency: 'KRW',
  method: one.method,
  live: one.live,
  account: ACCOUNT,
})

/** NICEPAY: three states and no sums; whether an account has its deposit nobody can tell (nicepay §9, §17). */
function statusOnly(one: Transaction, asOf: number): Outcome<Evidence> {
  const charged = chargedOf(one, asOf)
  const isAccount = one.method === 'virtual_account'
  if (charged > 0) {
    const isGone = returnedOf(one, asOf) >= charged
    const status = isGone ? 'cancelled' : isAccount ? 'awaiting_deposit' : 'paid'
    return done({ ...common(one), status, paidAt: isAccount ? null : instant(one.charge?.at ?? 0) })
  }
  const { account } = one
  if (account === null || account.openedAt > asOf) return done({ ...UNTOLD, ref: one.ref })
  const isClosed = account.closedAt !== null && account.closedAt <= asOf
  return done({ ...common(one), status: isClosed ? 'cancelled' : 'awaiting_deposit' })
}

interface Reading {
  readonly asked: Asked
  readonly asOf: number
}

function withList({ profile }: Books, one: Transaction, { asked, asOf }: Reading): Outcome<Evidence> {
  const charged = chargedOf(one, asOf)
  if (charged === 0) return unpaid(profile, one, { asked, asOf })
  const returned = profile.countsPending ? takenOf(one, asOf) : returnedOf(one, asOf)
  const bounced = bouncedOf(one, asOf)
  const isGone = bounced === 'told' && profile.id === 'portone-v2' ? 0 : returned
  const status = isGone === 0 ? 'paid' : isGone >= charged ? 'cancelled' : 'partially_cancelled'
  const evidence: Evidence = {
    ...common(one),
    status,
    orderNumber: one.orderNumber,
    amount: amount(charged),
    balance: amount(Math.max(0, charged - isGone)),
    paidAt: instant(one.charge?.at ?? 0),
    cancels: one.cancels.flatMap((cancel) => listed(one, cancel, asOf)),
  }
  return done(evidence, bounced === 'untold' ? 'operator' : 'none')
}

function unpaid(profile: Books['profile'], one: Transaction, { asked, asOf }: Reading): Outcome<Evidence> {
  const { account } = one
  const told = { ...common(one), orderNumber: one.orderNumber, cancels: [] }
  if (account !== null && account.openedAt <= asOf) {
    const isClosed = account.closedAt !== null && account.closedAt <= asOf
    if (isClosed || (profile.accountsExpire && asOf > account.expiresAt)) return done({ ...told, status: 'not_paid' })
    const { number, expiresAt } = account
    const virtualAccount = { bank: 'SHINHAN', number, holder: null, expiresAt: instant(expiresAt) } as const
    return done({ ...told, status: 'awaiting_deposit', amount: amount(one.amount), virtualAccount })
  }
  if (profile.sessionMs !== null) {
    if (asOf > one.openedAt + profile.sessionMs) return done({ ...told, status: 'not_paid' })
    return asked.providerState === null ? done({ ...UNTOLD, ref: one.ref }) : unknown('SESSION_OPEN')
  }
  return profile.capabilities.moneyMoves === 'in_window'
    ? done({ ...told, status: 'not_paid' })
    : done({ ...UNTOLD, ref: asked.providerRef })
}

/** A refused attempt says nothing about a cancellation of which another attempt was taken (portone-v2 §5.5). */
function listed(one: Transaction, cancel: Cancel, asOf: number): ListedCancel[] {
  const state = stateOf(cancel, asOf)
  if (state === null) return []
  const isOutdated =
    state === 'failed' && one.cancels.some((other) => other.of === cancel.of && stateOf(other, asOf) !== 'failed')
  const at = cancel.changes[0]?.at ?? 0
  const shown = state === 'failed' && isBounced(cancel) && bouncedOf(one, asOf) !== 'told' ? 'done' : state
  return [
    {
      providerCancelId: cancel.id,
      amount: amount(cancel.amount),
      at: instant(at),
      tag: isOutdated ? null : cancel.tag,
      state: shown,
    },
  ]
}

/** Went back, and came back from the bank. */
const isBounced = ({ changes }: Cancel): boolean => changes.length > 1 && changes.at(-2)?.state === 'done'

/** A refund that came back is shown only where it is the one refund that there was; else a person is told. */
function bouncedOf(one: Transaction, asOf: number): 'told' | 'untold' | null {
  const came = one.cancels.filter((cancel) => isBounced(cancel) && stateOf(cancel, asOf) === 'failed')
  if (came.length === 0) return null
  const carried = one.cancels.filter((cancel) => cancel.changes.some(({ state }) => state === 'done'))
  return carried.length === 1 ? 'told' : 'untold'
}
