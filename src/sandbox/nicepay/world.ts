/** The whole state of the NICEPAY simulator: its transactions, its switches, and the numbers that it gives out. */
import { type Amount, ZERO } from '../../core/money.ts'
import { type Instant, kstStamp } from '../../core/time.ts'
import type { SimulatorHost } from '../simulator.ts'
import { PAY_METHODS, type PayMethod } from './codes.ts'
import { NICEPAY_CREDENTIALS } from './credentials.ts'
import { DEFAULT_SWITCHES, patched, type Switches, type SwitchesPatch } from './switches.ts'
import { letTimePass, type Transaction } from './transaction.ts'

export type NewTransaction = Pick<
  Transaction,
  'tid' | 'moid' | 'method' | 'clickpay' | 'amount' | 'authToken' | 'accountEndsAt' | 'goodsName' | 'buyer'
>

export interface World {
  readonly host: SimulatorHost
  readonly mid: string
  readonly merchantKey: string
  now(): Instant
  switches(): Switches
  patchSwitches(patch: SwitchesPatch): void
  /** By TID, also by the TID of a cancel (§7: OTID, media code 10). What time alone changes has happened. */
  find(tid: string): Transaction | null
  findAccount(number: string): Transaction | null
  all(): readonly Transaction[]
  add(transaction: NewTransaction): Transaction
  addAlias(tid: string, transaction: Transaction): void
  newTid(method: PayMethod, media: '01' | '10'): string
  newAuthToken(): string
  /** Eight digits, counted up: the id of a cancel in our books and `CancelNum` on the wire. */
  newCancelNum(): string
  reset(): void
}

/** Four digits distinguish the TIDs of one second (§10). */
const TIDS_PER_SECOND = 10_000

export function createWorld(host: SimulatorHost, base: SwitchesPatch): World {
  const transactions = new Map<string, Transaction>()
  const aliases = new Map<string, Transaction>()
  let switches = patched(DEFAULT_SWITCHES, base)
  let cancelNum = 0
  // Survives a reset: a TID must not come twice, for a merchant may keep its books while ours are emptied.
  let tidCount = 0

  const newCancelNum = (): string => {
    cancelNum += 1
    return String(cancelNum).padStart(8, '0')
  }
  const settled = (transaction: Transaction): Transaction => {
    const nightly = switches.nightlyAutoCancel ? 'on' : 'off'
    letTimePass(transaction, { now: host.clock.now(), nightly, newCancelId: newCancelNum })
    return transaction
  }
  const all = (): readonly Transaction[] => [...transactions.values()].map(settled)

  return {
    host,
    mid: NICEPAY_CREDENTIALS.mid,
    merchantKey: NICEPAY_CREDENTIALS.merchantKey,
    now: () => host.clock.now(),
    switches: () => switches,
    patchSwitches: (patch) => {
      switches = patched(switches, patch)
    },
    find(tid) {
      const found = transactions.get(tid) ?? aliases.get(tid)
      return found === undefined ? null : settled(found)
    },
    findAccount: (number) => all().find(({ account }) => account?.number === number) ?? null,
    all,
    add(transaction) {
      const added = born(transaction, host.clock.now())
      transactions.set(added.tid, added)
      return added
    },
    addAlias: (tid, transaction) => void aliases.set(tid, transaction),
    newTid(method, media) {
      tidCount += 1
      const stamp = kstStamp(host.clock.now()).slice(2)
      const count = String(tidCount % TIDS_PER_SECOND).padStart(4, '0')
      const tid = `${NICEPAY_CREDENTIALS.mid}${PAY_METHODS[method].tidPart}${media}${stamp}${count}`
      // Merchants name the accounts that they ask for by themselves, in the same form.
      return transactions.has(tid) ? this.newTid(method, media) : tid
    },
    newAuthToken: () => `NICETOKN${host.random().hex(32)}`,
    newCancelNum,
    reset() {
      transactions.clear()
      aliases.clear()
      switches = patched(DEFAULT_SWITCHES, base)
      cancelNum = 0
    },
  }
}

const born = (transaction: NewTransaction, at: Instant): Transaction => ({
  ...transaction,
  authenticatedAt: at,
  state: 'authenticated',
  stateBefore: null,
  approval: null,
  account: null,
  paid: ZERO satisfies Amount,
  cancels: [],
})
