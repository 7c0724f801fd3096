/** What an adapter must hand to the kit: how it is made, where its simulator is, and what must never be recorded. */
import type { RefundAccount } from '../../core/account/account.ts'
import type { Payment, ProviderId } from '../../core/payment/payment.ts'
import type { Instant } from '../../core/time.ts'
import type { CodeRow, Provider, RawWebhook } from '../../ports/provider.ts'

/** What is needed of a running sandbox: adapters import nothing of it, only their tests do. */
export interface RunningSandbox {
  readonly controlUrl: string
  readonly urls: Readonly<Partial<Record<ProviderId, string>>>
  readonly clock: { now(): Instant }
  close(): Promise<void>
}

/** In which way the adapter is to be made. */
export interface KitChange {
  /** `wrong_key`: the same account with a secret that is wrong; `foreign`: another account altogether. */
  readonly account: 'own' | 'wrong_key' | 'foreign'
  readonly timeouts: { readonly connectMs: number; readonly readMs: number }
}

export interface KitSetup {
  /** Which simulator it runs against. */
  readonly simulator: ProviderId
  /** Starts a sandbox on free ports. */
  readonly start: () => Promise<RunningSandbox>
  /** Binds the adapter to the sandbox’s own account at this address; checks nothing and calls nobody. */
  readonly make: (origin: string, change: KitChange) => Provider
  /** Null when the simulator can play the fault on the operation, else why it cannot. */
  readonly cannotPlay: (operation: SimulatedOperation, fault: FaultName) => string | null
  /** Texts that must be in no record and no message, in every form in which they go over the wire. */
  readonly secrets: readonly string[]
  /** Names in `providerState` whose values are secrets too. */
  readonly secretState?: readonly string[]
  /** What secrets that are born in a call (access tokens) look like at this simulator. */
  readonly secretShape?: RegExp
  /** The adapter’s tables, keyed by operation and code. */
  readonly codes: Readonly<Record<string, Readonly<Record<string, CodeRow>>>>
  /** A genuine notification, for simulators that send none themselves. */
  readonly webhookOf?: (payment: Payment) => RawWebhook
  /** What makes a refund account one that the simulator's bank turns away; absent where it believes everything. */
  readonly wrongAccount?: Partial<RefundAccount>
  /** How the bank sends a refund back, for `virtualAccount.refundProof`: switches, and when its word is there. */
  readonly refundBounces?: { readonly switches: object; readonly afterMs: number }
}

/** The operations on which the sandbox plays faults, as far as an adapter calls them (DESIGN §9). */
export type SimulatedOperation =
  | 'approve'
  | 'cancel'
  | 'net_cancel'
  | 'inquire'
  | 'list'
  | 'issue'
  | 'close'
  | 'webhook'

export const FAULTS = [
  'refuse_connection',
  'lose_request',
  'lose_reply',
  'late_effect',
  'error_before',
  'error_after',
  'garble',
  'slow',
  'duplicate_request',
  'wrong_signature',
  'unlisted_code',
  'maintenance',
  'stale_inquiry',
  'async_then_refuse',
  'balance_short',
  'self_net_cancel',
  'test_channel',
  'euckr_answer',
] as const
export type FaultName = (typeof FAULTS)[number]

/** Patient enough for a busy machine. */
export const PATIENT = { connectMs: 5_000, readMs: 10_000 } as const
/** For the fault `slow`, whose answer trickles for {@link SLOW_MS}. */
export const HASTY = { connectMs: 5_000, readMs: 400 } as const
export const SLOW_MS = 2_000

/** An address at which nobody is asked: enough to read what an adapter says about itself. */
const NOWHERE = 'http://127.0.0.1:1'

export const selfDescription = (setup: KitSetup): Provider => setup.make(NOWHERE, { account: 'own', timeouts: PATIENT })

export const playable = (setup: KitSetup, operation: SimulatedOperation): readonly FaultName[] =>
  FAULTS.filter((fault) => setup.cannotPlay(operation, fault) === null)
