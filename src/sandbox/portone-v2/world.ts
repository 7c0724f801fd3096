/** The whole state of the V2 simulator: its payments, its tokens, its keys, its switches, and the ids it gives out. */
import { ZERO } from '../../core/money.ts'
import { after, type Instant } from '../../core/time.ts'
import type { SimulatorHost } from '../simulator.ts'
import { createKeys, type Keys } from './idempotency.ts'
import { move, type Order, type Payment } from './payment.ts'
import { shownPayment } from './render.ts'
import { DEFAULT_SWITCHES, patched, type Switches, type SwitchesPatch } from './switches.ts'
import { createTokens, type Tokens } from './tokens.ts'

/** What `pre-register` has said about a payment id (§8). */
export interface PreRegistration {
  readonly totalAmount: number | null
  readonly taxFreeAmount: number | null
  readonly currency: string | null
}

export interface World {
  readonly host: SimulatorHost
  readonly tokens: Tokens
  readonly keys: Keys
  readonly preRegistered: Map<string, PreRegistration>
  now(): Instant
  switches(): Switches
  patchSwitches(patch: SwitchesPatch): void
  /** By payment id. What time alone changes has happened. */
  find(paymentId: string): Payment | null
  findAccount(number: string): Payment | null
  all(): readonly Payment[]
  /** A new payment, READY, or a further attempt of one that can be tried again. */
  begin(order: Order): Payment
  /** Keeps what a lagging inquiry will see, changes, and stamps the change. */
  change(payment: Payment, how: (payment: Payment) => void): void
  newId(): string
  newPgId(prefix: string): string
  reset(): void
}

export function createWorld(host: SimulatorHost, base: SwitchesPatch): World {
  const payments = new Map<string, Payment>()
  let switches = patched(DEFAULT_SWITCHES, base)
  const ids = createIds(host)

  const now = (): Instant => host.clock.now()
  const change: World['change'] = (payment, how) => {
    const before = shownPayment(payment, now())
    how(payment)
    payment.before = before
    payment.updatedAt = now()
  }
  const settled = (payment: Payment): Payment => {
    const expired = payment.status === 'VIRTUAL_ACCOUNT_ISSUED' && now() > (payment.account?.expiresAt ?? now())
    if (expired && switches.expiredAccount === 'FAILED')
      change(payment, () => {
        payment.failure = { reason: '입금 기한 만료', pgCode: 'EXPIRED', pgMessage: '입금 기한 만료' }
        move(payment, 'FAILED', now())
      })
    return payment
  }
  const all = (): readonly Payment[] => [...payments.values()].map(settled)
  return {
    host,
    tokens: createTokens(host),
    keys: createKeys(),
    preRegistered: new Map(),
    now,
    switches: () => switches,
    patchSwitches: (patch) => {
      switches = patched(switches, patch)
    },
    find: (paymentId) => {
      const found = payments.get(paymentId)
      return found === undefined ? null : settled(found)
    },
    findAccount: (number) => all().find(({ account }) => account?.number === number) ?? null,
    all,
    begin(order) {
      const known = payments.get(order.paymentId)
      const payment = known ?? born(order, { at: now(), cardNumber: host.random().digits(16) })
      if (known === undefined) payments.set(order.paymentId, payment)
      else change(payment, () => tryAgain(payment, order, now()))
      payment.transactionId = ids.newId()
      payment.attempts.push(payment.transactionId)
      payment.channelType = switches.channelType
      return payment
    },
    change,
    ...ids,
    reset() {
      payments.clear()
      this.tokens.clear()
      this.keys.clear()
      this.preRegistered.clear()
      switches = patched(DEFAULT_SWITCHES, base)
    },
  }
}

/** Ids survive a reset: none must come twice, for a merchant may keep its books while ours are emptied. */
function createIds(host: SimulatorHost): Pick<World, 'newId' | 'newPgId'> {
  let count = 0
  return {
    /** Shaped like a version 7 UUID, which the real ones are (§5.7). */
    newId() {
      count += 1
      const time = host.clock.now().toString(16).padStart(12, '0')
      const noise = host.random().hex(6).toLowerCase()
      const last = count.toString(16).padStart(12, '0')
      return `${time.slice(0, 8)}-${time.slice(8)}-7${noise.slice(0, 3)}-8${noise.slice(3)}-${last}`
    },
    newPgId(prefix) {
      count += 1
      return `${prefix}${String(count).padStart(10, '0')}`
    },
  }
}

function tryAgain(payment: Payment, order: Order, now: Instant): void {
  Object.assign(payment, fresh(order))
  if (payment.status === 'FAILED') move(payment, 'READY', now)
}

/** What a further attempt begins anew. */
const fresh = (order: Order) => ({ order, failure: null, token: null, method: null, account: null, discount: ZERO })

const born = (order: Order, { at, cardNumber }: { at: Instant; cardNumber: string }): Payment => ({
  ...fresh(order),
  transactionId: '',
  attempts: [],
  status: 'READY',
  channelType: 'LIVE',
  charge: ZERO,
  paid: ZERO,
  requestedAt: at,
  updatedAt: at,
  statusChangedAt: after(at, 0),
  paidAt: null,
  pgTxId: null,
  cardNumber,
  cancellations: [],
  underlying: [],
  retainOption: null,
  cancelAttempts: 0,
  disputes: [],
  webhooks: [],
  resends: 0,
  before: null,
})
