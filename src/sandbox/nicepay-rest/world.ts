/** The whole state of the REST simulator: its transactions, the order numbers that were used, and its switches. */
import type { Instant } from '../../core/time.ts'
import type { SimulatorHost } from '../simulator.ts'
import type { Kind } from './codes.ts'
import { NICEPAY_REST_CREDENTIALS } from './credentials.ts'
import { createNumbers, type Numbers } from './numbers.ts'
import { DEFAULT_SWITCHES, patched, type Switches, type SwitchesPatch } from './switches.ts'
import { letTimePass, NEW_FACTS, type Transaction } from './transaction.ts'

export type NewTransaction = Omit<Transaction, 'authenticatedAt' | 'facts' | 'before' | 'underWay'>

/** Something happened that merchants are told of; `cancelTid` names the cancel where it was one. */
export type Tell = (world: World, tx: Transaction, cancelTid: string | null) => void

export interface WebhookAddress {
  readonly url: string
  readonly managerEmail: string
}

export interface World {
  readonly host: SimulatorHost
  readonly clientKey: string
  readonly secretKey: string
  readonly numbers: Numbers
  readonly tell: Tell
  /** Where the shop asked to be told of payments of a kind. */
  readonly webhooks: Map<Kind, WebhookAddress>
  now(): Instant
  switches(): Switches
  patchSwitches(patch: SwitchesPatch): void
  /** By the tid of the payment. What time alone changes has happened. */
  find(tid: string): Transaction | null
  /** Everything under an order number that is more than an authentication, oldest first. */
  findOrder(orderId: string): readonly Transaction[]
  findAccount(number: string): Transaction | null
  all(): readonly Transaction[]
  add(transaction: NewTransaction): Transaction
  /** Notes that a cancel was asked for under this order number; false when one had been before, or a payment (§16). */
  useOrderId(orderId: string): boolean
  reset(): void
}

export interface WorldOptions {
  readonly base: SwitchesPatch
  readonly tell: Tell
}

const BORN = { facts: NEW_FACTS, before: null, underWay: false } as const

export function createWorld(host: SimulatorHost, { base, tell }: WorldOptions): World {
  const transactions = new Map<string, Transaction>()
  const byOrder = new Map<string, Transaction[]>()
  const usedOrderIds = new Set<string>()
  const webhooks = new Map<Kind, WebhookAddress>()
  let switches = patched(DEFAULT_SWITCHES, base)
  const numbers = createNumbers(host)

  const settled = (tx: Transaction): Transaction => {
    letTimePass(tx, host.clock.now())
    return tx
  }
  const all = (): readonly Transaction[] => [...transactions.values()].map(settled)
  const findOrder = (orderId: string): readonly Transaction[] =>
    (byOrder.get(orderId) ?? []).map(settled).filter(({ facts }) => facts.state !== 'authenticated')

  return {
    host,
    ...NICEPAY_REST_CREDENTIALS,
    numbers,
    tell,
    webhooks,
    now: () => host.clock.now(),
    switches: () => switches,
    patchSwitches: (patch) => {
      switches = patched(switches, patch)
    },
    find(tid) {
      const found = transactions.get(tid)
      return found === undefined ? null : settled(found)
    },
    findOrder,
    findAccount: (number) => all().find(({ facts }) => facts.account?.number === number) ?? null,
    all,
    add(transaction) {
      const added: Transaction = { ...transaction, ...BORN, authenticatedAt: host.clock.now() }
      transactions.set(added.tid, added)
      byOrder.set(added.orderId, [...(byOrder.get(added.orderId) ?? []), added])
      return added
    },
    useOrderId(orderId) {
      const isFresh = !usedOrderIds.has(orderId) && findOrder(orderId).length === 0
      usedOrderIds.add(orderId)
      return isFresh
    },
    reset() {
      transactions.clear()
      byOrder.clear()
      usedOrderIds.clear()
      webhooks.clear()
      numbers.reset()
      switches = patched(DEFAULT_SWITCHES, base)
    },
  }
}
