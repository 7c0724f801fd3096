/** The whole state of the Toss simulator: payments, billing keys, idempotency keys, switches, and its numbers. */
import { ZERO } from '../../core/money.ts'
import { type Instant, kstStamp } from '../../core/time.ts'
import type { SimulatorHost } from '../simulator.ts'
import { createIdempotencyStore, type IdempotencyStore } from './idempotency.ts'
import type { Cancel, Payment, Transaction } from './payment.ts'
import { DEFAULT_SWITCHES, patched, type Switches, type SwitchesPatch } from './switches.ts'

export type NewPayment = Pick<
  Payment,
  | 'orderId'
  | 'orderName'
  | 'method'
  | 'type'
  | 'customerKey'
  | 'customerName'
  | 'customerMobilePhone'
  | 'amount'
  | 'taxFree'
  | 'taxExemption'
  | 'accountEnd'
>

export interface BillingKey {
  readonly billingKey: string
  readonly customerKey: string
  state: 'live' | 'removed'
}

/** An entry of the transactions, with the payment that it belongs to. */
export interface Recorded {
  readonly payment: Payment
  readonly transaction: Transaction
}

export interface World {
  readonly host: SimulatorHost
  readonly idempotency: IdempotencyStore
  readonly billingKeys: Map<string, BillingKey>
  now(): Instant
  switches(): Switches
  patchSwitches(patch: SwitchesPatch): void
  find(paymentKey: string): Payment | null
  findAccount(number: string): Payment | null
  /** Every payment of an order number, the oldest first: a buyer may open the window more than once. */
  ofOrder(orderId: string): readonly Payment[]
  all(): readonly Payment[]
  add(payment: NewPayment): Payment
  /** Books one approval, deposit or cancel; it becomes the payment's last. */
  record(payment: Payment, transaction: Omit<Transaction, 'transactionKey' | 'at'>): Transaction
  /** Books a cancel that is done, under the key that it has. */
  recordCancel(payment: Payment, cancel: Cancel): void
  /** In the order of their time. */
  recorded(): readonly Recorded[]
  newTransactionKey(): string
  newTraceId(): string
  reset(): void
}

export function createWorld(host: SimulatorHost, base: SwitchesPatch): World {
  const payments = new Map<string, Payment>()
  const orders = new Map<string, Payment[]>()
  const idempotency = createIdempotencyStore()
  const billingKeys = new Map<string, BillingKey>()
  const recorded: Recorded[] = []
  let switches = patched(DEFAULT_SWITCHES, base)
  // Survives a reset: a key must not come twice, for a merchant may keep its books while ours are emptied.
  let count = 0
  const next = (digits: number): string => {
    count += 1
    return count.toString(16).toUpperCase().padStart(digits, '0')
  }
  const newTransactionKey = (): string => `${host.random().hex(24)}${next(8)}`

  return {
    host,
    idempotency,
    billingKeys,
    now: () => host.clock.now(),
    switches: () => switches,
    patchSwitches: (patch) => {
      switches = patched(switches, patch)
    },
    find: (paymentKey) => payments.get(paymentKey) ?? null,
    findAccount: (number) => [...payments.values()].find(({ account }) => account?.number === number) ?? null,
    ofOrder: (orderId) => orders.get(orderId) ?? [],
    all: () => [...payments.values()],
    add(payment) {
      const paymentKey = `maed${kstStamp(host.clock.now())}${host.random().hex(12)}${next(6)}`
      const added = born({ ...payment, paymentKey, secret: `ps_${host.random().hex(24)}` }, host.clock.now())
      payments.set(paymentKey, added)
      orders.set(added.orderId, [...(orders.get(added.orderId) ?? []), added])
      return added
    },
    record(payment, entry) {
      const transaction = { ...entry, transactionKey: newTransactionKey(), at: host.clock.now() }
      payment.transactions.push(transaction)
      payment.lastTransactionKey = transaction.transactionKey
      recorded.push({ payment, transaction })
      return transaction
    },
    recordCancel(payment, { transactionKey, amount: won }) {
      const transaction = { transactionKey, status: payment.status, at: host.clock.now(), won: -won }
      payment.transactions.push(transaction)
      recorded.push({ payment, transaction })
    },
    recorded: () => recorded,
    newTransactionKey,
    newTraceId: () => next(32).toLowerCase(),
    reset() {
      payments.clear()
      orders.clear()
      billingKeys.clear()
      idempotency.clear()
      recorded.length = 0
      switches = patched(DEFAULT_SWITCHES, base)
    },
  }
}

const born = (payment: NewPayment & Pick<Payment, 'paymentKey' | 'secret'>, at: Instant): Payment => ({
  ...payment,
  requestedAt: at,
  status: 'READY',
  authenticatedAt: null,
  approvedAt: null,
  lastTransactionKey: null,
  isPartialCancelable: true,
  account: null,
  failure: null,
  paid: ZERO,
  cancels: [],
  transactions: [],
  before: null,
})
