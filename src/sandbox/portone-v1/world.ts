/** The whole state of the PortOne V1 simulator: payments, registrations, the token, and the numbers it gives out. */
import { type Amount, type Currency, ZERO } from '../../core/money.ts'
import type { Instant } from '../../core/time.ts'
import type { Method, SimulatorHost } from '../simulator.ts'
import type { Payment } from './payment.ts'
import { DEFAULT_SWITCHES, patched, type Switches, type SwitchesPatch } from './switches.ts'
import { createTokenDesk, type TokenDesk } from './token.ts'

export interface NewPayment
  extends Pick<Payment, 'merchantUid' | 'currency' | 'channel' | 'name' | 'buyer' | 'customData' | 'noticeUrls'> {
  readonly amount: Amount
  readonly method: Method
  readonly sandbox: boolean
}

export interface Prepared {
  readonly merchantUid: string
  readonly amount: Amount
  readonly currency: Currency | null
}

export interface World {
  readonly host: SimulatorHost
  readonly tokens: TokenDesk
  /** Registered amounts, by merchant_uid (§9). */
  readonly prepared: Map<string, Prepared>
  now(): Instant
  switches(): Switches
  patchSwitches(patch: SwitchesPatch): void
  /** Starts a payment in state `ready`. */
  open(payment: NewPayment): Payment
  find(impUid: string): Payment | null
  /** Every attempt of an order, oldest first. */
  attempts(merchantUid: string): readonly Payment[]
  findAccount(number: string): Payment | null
  all(): readonly Payment[]
  newId(prefix: string): string
  reset(): void
}

/** Twelve digits that count milliseconds do not come twice in 31 years, not even over a restart of the sandbox. */
const IMP_UID_MODULUS = 1_000_000_000_000

export function createWorld(host: SimulatorHost): World {
  const payments = new Map<string, Payment>()
  const prepared = new Map<string, Prepared>()
  let switches = DEFAULT_SWITCHES
  let ids = 0
  // Survives a reset: an imp_uid must not come twice, for a merchant may keep its books while ours are emptied.
  let lastImpUid = 0

  const newImpUid = (): string => {
    lastImpUid = Math.max(lastImpUid + 1, host.clock.now() % IMP_UID_MODULUS)
    return `imp_${String(lastImpUid).padStart(12, '0')}`
  }
  const all = (): readonly Payment[] => [...payments.values()]
  return {
    host,
    tokens: createTokenDesk(),
    prepared,
    now: () => host.clock.now(),
    switches: () => switches,
    patchSwitches: (patch) => {
      switches = patched(switches, patch)
    },
    open(request) {
      const payment = born(request, { impUid: newImpUid(), seq: payments.size, host, switches })
      payments.set(payment.impUid, payment)
      return payment
    },
    find: (impUid) => payments.get(impUid) ?? null,
    attempts: (merchantUid) => all().filter((payment) => payment.merchantUid === merchantUid),
    findAccount: (number) => all().find(({ facts }) => facts.account?.number === number) ?? null,
    all,
    newId(prefix) {
      ids += 1
      return `${prefix}${host.random().hex(8).toLowerCase()}${String(ids).padStart(6, '0')}`
    },
    reset() {
      payments.clear()
      prepared.clear()
      switches = DEFAULT_SWITCHES
      ids = 0
    },
  }
}

interface Circumstances extends Pick<Payment, 'impUid' | 'seq'> {
  readonly host: SimulatorHost
  readonly switches: Switches
}

function born({ amount, method, sandbox, ...payment }: NewPayment, around: Circumstances): Payment {
  const { host, switches, impUid, seq } = around
  const now = host.clock.now()
  return {
    ...payment,
    impUid,
    seq,
    pgProvider: switches.pgProvider,
    payMethod: switches.payMethod,
    pgTid: `SIMTID${host.random().digits(14)}`,
    applyNum: host.random().digits(8),
    facts: {
      state: 'ready',
      amount,
      paid: ZERO,
      startedAt: now,
      paidAt: null,
      failedAt: null,
      cancelledAt: null,
      updatedAt: now,
      failReason: null,
      cancels: [],
      account: null,
      method,
      sandbox,
    },
    before: null,
    pending: ZERO,
  }
}
