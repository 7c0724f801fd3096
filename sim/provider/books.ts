/** The books of one provider: what was charged, what went back, which accounts stand. The truth of the simulation. */
import type { Method } from '../../src/core/evidence.ts'
import type { Dice } from '../dice.ts'
import type { Profile } from '../profiles.ts'
import type { Time } from '../time.ts'

interface Change {
  readonly at: number
  readonly state: 'pending' | 'done' | 'failed'
}

export interface Cancel {
  readonly id: string
  /** The cancellation of ours that it carries out; null: somebody at the provider's own site. */
  readonly of: string | null
  readonly amount: number
  readonly tag: string | null
  /** The money went to an account, and may come back from the bank. */
  readonly toAccount: boolean
  readonly changes: Change[]
}

export interface Account {
  readonly number: string
  readonly openedAt: number
  readonly expiresAt: number
  closedAt: number | null
}

/** Money that came; `takenBackAt`: the bank took the deposit back. */
export interface Charge {
  readonly at: number
  readonly amount: number
  takenBackAt: number | null
}

export interface Transaction {
  readonly ref: string
  readonly orderNumber: string
  readonly amount: number
  readonly method: Method
  readonly openedAt: number
  /** Real money, or the provider's test mode. */
  readonly live: boolean
  /** The card company will refuse it. */
  readonly declined: boolean
  /** The window brought it to its end without money (in-window protocols). */
  readonly failed: boolean
  /** Nobody told us of it: it was made by another system. */
  readonly foreign: boolean
  charge: Charge | null
  account: Account | null
  readonly cancels: Cancel[]
}

export interface Books {
  readonly profile: Profile
  readonly transactions: Map<string, Transaction>
  readonly byOrder: Map<string, Transaction[]>
  open(wish: Opening): Transaction
  charge(one: Transaction, amount: number): void
  /** Somebody pays into the account; false where it takes nothing any more. */
  deposit(one: Transaction, amount: number): boolean
  takeDepositBack(one: Transaction): void
  issue(one: Transaction, expiresAt: number): void
  close(one: Transaction): void
  cancel(one: Transaction, wish: Pick<Cancel, 'of' | 'amount' | 'tag' | 'toAccount'>, state: Change['state']): Cancel
  change(one: Transaction, cancel: Cancel, state: Change['state']): void
}

export type Opening = Pick<Transaction, 'orderNumber' | 'amount' | 'method'> &
  Partial<Pick<Transaction, 'live' | 'declined' | 'failed' | 'foreign' | 'ref'>>

/** `changed` hears of everything that the provider would tell by webhook. */
export function createBooks(
  profile: Profile,
  { time, dice, changed }: { time: Time; dice: Dice; changed: (one: Transaction, event: string) => void },
): Books {
  const transactions = new Map<string, Transaction>()
  const byOrder = new Map<string, Transaction[]>()
  let names = 0
  const name = (kind: string): string => {
    names += 1
    return `${kind}${names}x${dice.below(1_000)}`
  }
  return {
    profile,
    transactions,
    byOrder,
    open: ({ ref, ...wish }) => {
      const usual = { live: true, declined: false, failed: false, foreign: false }
      const one: Transaction = {
        ...usual,
        ...wish,
        ref: ref ?? name('T'),
        openedAt: time.now(),
        charge: null,
        account: null,
        cancels: [],
      }
      transactions.set(one.ref, one)
      byOrder.set(one.orderNumber, [...(byOrder.get(one.orderNumber) ?? []), one])
      return one
    },
    charge: (one, amount) => {
      one.charge = { at: time.now(), amount, takenBackAt: null }
      changed(one, 'paid')
    },
    deposit: (one, amount) => {
      if (one.account === null || one.account.closedAt !== null || one.charge !== null) return false
      one.charge = { at: time.now(), amount, takenBackAt: null }
      changed(one, 'deposit')
      return true
    },
    takeDepositBack: (one) => {
      if (one.charge === null || one.cancels.length > 0) return
      one.charge.takenBackAt = time.now()
      changed(one, 'deposit_lost')
    },
    ...undoing({ time, changed, name }),
  }
}

interface Keeping {
  readonly time: Time
  readonly changed: (one: Transaction, event: string) => void
  readonly name: (kind: string) => string
}

/** Accounts that are issued and closed, and cancels. */
const undoing = ({ time, changed, name }: Keeping): Pick<Books, 'issue' | 'close' | 'cancel' | 'change'> => ({
  issue: (one, expiresAt) => {
    const number = name('5621').replace('x', '00')
    one.account = { number, openedAt: time.now(), expiresAt, closedAt: null }
    changed(one, 'issued')
  },
  close: (one) => {
    if (one.account !== null) one.account.closedAt ??= time.now()
  },
  cancel: (one, wish, state) => {
    const made: Cancel = { ...wish, id: name('C'), changes: [{ at: time.now(), state }] }
    one.cancels.push(made)
    changed(one, 'cancelled')
    return made
  },
  change: (one, cancel, state) => {
    cancel.changes.push({ at: time.now(), state })
    changed(one, 'cancelled')
  },
})

export const stateOf = ({ changes }: Cancel, asOf = Number.POSITIVE_INFINITY): Change['state'] | null =>
  changes.findLast(({ at }) => at <= asOf)?.state ?? null

/** What was charged, as the provider saw it then; 0 where nothing was. */
export function chargedOf({ charge }: Transaction, asOf = Number.POSITIVE_INFINITY): number {
  if (charge === null || charge.at > asOf) return 0
  return charge.takenBackAt !== null && charge.takenBackAt <= asOf ? 0 : charge.amount
}

/** All that went back, or is going back. */
export const takenOf = ({ cancels }: Transaction, asOf?: number): number =>
  sum(cancels.filter((one) => ['pending', 'done'].includes(stateOf(one, asOf) ?? '')))

export const returnedOf = ({ cancels }: Transaction, asOf?: number): number =>
  sum(cancels.filter((one) => stateOf(one, asOf) === 'done'))

const sum = (cancels: readonly Cancel[]): number => cancels.reduce((all, { amount }) => all + amount, 0)

/** Money that the merchant holds, by these books. */
export const heldOf = (one: Transaction): number => chargedOf(one) - takenOf(one)
