/** What a simulated provider must offer the sandbox, and what the sandbox gives it; a new provider is one folder. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { CallLog } from './calls.ts'
import type { SandboxClock } from './clock.ts'
import type { FaultName, Operation } from './faults/catalogue.ts'
import type { FaultPlan } from './faults/plan.ts'
import type { Notification } from './notify.ts'
import type { Random } from './random.ts'
import type { Timers } from './timers.ts'

/** In the order of their ports: the first listens on the control port + 1 (design §9). */
export const PROVIDER_IDS = ['nicepay', 'tosspayments', 'portone-v1', 'portone-v2', 'nicepay-rest'] as const
export type ProviderId = (typeof PROVIDER_IDS)[number]

export const METHODS = ['card', 'virtual_account', 'transfer', 'mobile', 'easy_pay'] as const
export type Method = (typeof METHODS)[number]

export interface BookCancel {
  readonly id: string
  readonly amount: number
  readonly at: string
  /** What the merchant named this cancel by; null where the call carries no name, or nobody called. */
  readonly key: string | null
  readonly via: 'cancel' | 'net_cancel' | 'console' | 'provider'
}

/** One transaction as the provider's truth. Invariant: `cancelledAmount <= paidAmount <= amount`. */
export interface Book {
  readonly ref: string
  readonly orderId: string
  readonly amount: number
  readonly state: string
  /** Money that really arrived: 0 until an approval or a deposit. */
  readonly paidAmount: number
  readonly cancelledAmount: number
  readonly cancels: readonly BookCancel[]
  readonly account: string | null
}

export interface BuyerRequest {
  /** The provider's order number. */
  readonly orderId: string
  /** What the buyer authenticates, in won: another amount than the merchant's imitates tampering. */
  readonly amount: number
  readonly method: Method
  readonly action: 'pay' | 'close' | 'fail'
  /** The merchant's own text that the window brings back, where the protocol has one. */
  readonly reserved?: string | undefined
}

export interface DepositRequest {
  readonly ref?: string | undefined
  readonly account?: string | undefined
  readonly amount: number
}

export interface ConsoleCancelRequest {
  readonly ref: string
  readonly amount?: number | undefined
  readonly at: 'provider' | 'underlying'
}

/** Why the control API says no; `field` is the field of the request that has to change. */
export interface ControlRefusal {
  readonly status: 404 | 409 | 422
  readonly field: string
  readonly detail: string
}

export type Answered<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: ControlRefusal }

export const answered = <Value>(value: Value): Answered<Value> => ({ ok: true, value })
export const denied = (status: ControlRefusal['status'], field: string, detail: string): Answered<never> => ({
  ok: false,
  refusal: { status, field, detail },
})

/** What the sandbox lends to each simulator. */
export interface SimulatorHost {
  readonly clock: SandboxClock
  readonly timers: Timers
  readonly calls: CallLog
  readonly faults: () => FaultPlan
  readonly random: () => Random
  /** The two addresses of the simulator's port: `http://127.0.0.1:…` and `http://localhost:…`. */
  readonly origins: () => readonly [string, string]
  /** Tells the merchant, if it said where; faults and retries are the sender's business, not the simulator's. */
  readonly notify: (notification: Notification) => void
}

export interface Simulator {
  readonly provider: ProviderId
  /** Ready once its routes are; called before the port opens. */
  readonly ready: () => Promise<void>
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void
  readonly books: () => readonly Book[]
  /** Plays a buyer without a browser: the fields that the window would bring back. */
  readonly buyer: (request: BuyerRequest) => Answered<Readonly<Record<string, string>>>
  readonly deposit: (request: DepositRequest) => Answered<Book>
  /** The bank takes a deposit back, where the protocol tells of that. */
  readonly bounceDeposit?: (request: DepositRequest) => Answered<Book>
  /** Staff cancels at the provider's own site. */
  readonly consoleCancel: (request: ConsoleCancelRequest) => Answered<Book>
  readonly switches: () => object
  /** Changes the switches named in `patch` and answers all of them. */
  readonly setSwitches: (patch: object) => Answered<object>
  /** Null when the fault can be played on the operation, else why it cannot. */
  readonly cannotPlay: (operation: Operation, fault: FaultName) => string | null
  /** Forgets everything; switches go back to their defaults. */
  readonly reset: () => void
  readonly close: () => Promise<void>
}
