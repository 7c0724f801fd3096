/** What the engine works with; everything ambient comes in here. */
import type { CancellationId } from '../core/ids.ts'
import { ID_RANDOM_BYTES, newCancellationId } from '../core/ids.ts'
import type { Context, Policy } from '../core/payment/draft.ts'
import type { Clock } from '../ports/clock.ts'
import type { Jobs } from '../ports/jobs.ts'
import type { Capabilities, Provider } from '../ports/provider.ts'
import type { Random } from '../ports/random.ts'
import type { Store } from '../ports/store.ts'
import type { Channel } from './channel.ts'

/** The part of a pino logger that the engine uses. */
export interface Log {
  info(data: object, message: string): void
  warn(data: object, message: string): void
  error(data: object, message: string): void
}

/**
 * Named places between a commit and a call. Crash tests kill or stop the process there; in production it does nothing.
 */
export type Probe = (point: ProbePoint) => Promise<void> | void
export const PROBE_POINTS = [
  'approve.intent_committed',
  'approve.called',
  'issue.intent_committed',
  'issue.called',
  'cancel.intent_committed',
  'cancel.called',
  'orphan.checked',
  'delivery.handed_out',
  'delivery.begun',
  'delivery.sent',
  'reconcile.listed',
  'reconcile.compared',
  'webhook.answered',
] as const
export type ProbePoint = (typeof PROBE_POINTS)[number]

/** How events reach merchants. */
export interface WebhookSettings {
  /** Where buyers and merchants reach the service, without a slash at the end: links in events begin with it. */
  readonly publicUrl: string
  /** Hosts that are delivered to although they are not public, also without TLS. */
  readonly internalHosts: readonly string[]
}

export interface EngineDeps {
  readonly store: Store
  /** Opens no connection before it is used; the engine stops it. */
  readonly jobs: Jobs
  readonly channels: ReadonlyMap<string, Channel>
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly probe: Probe
  /** Keyed fingerprints of a text, newest secret first (the vault's). */
  readonly fingerprints: (text: string) => readonly string[]
  readonly retention: Retention
  readonly webhooks: WebhookSettings
}

/** What is kept for how long, ms. */
export interface Retention {
  /** From the end of a refund until the account that it went to is deleted. */
  readonly refundAccountsMs: number
  /** From the arrival of a webhook, as it came: what a provider sends may quote accounts and names. */
  readonly webhooksMs: number
}

/** A call older than this, counted from the decision to make it, is not sent any more (DESIGN §5). */
export const SEND_FENCE_MS = 5_000

/** Between "the time-out struck" and "our process certainly knows": generous for a machine under load. */
const CALL_SLACK_MS = 2_000

export const freshCancellationId = ({ clock, random }: EngineDeps): CancellationId =>
  newCancellationId(clock.now(), random.bytes(ID_RANDOM_BYTES))

/** What a decision about a payment of this channel may depend on, as of now. */
export const contextOf = (deps: EngineDeps, channel: Channel): Context => ({
  now: deps.clock.now(),
  jitter: deps.random.fraction(),
  freshId: freshCancellationId(deps),
  policy: policyOf(channel),
})

export function policyOf({ provider, net, cancellationPolicy }: Channel): Policy {
  const { capabilities } = provider
  return {
    callLifeMs: callLifeMs(capabilities),
    netCancel: capabilities.netCancel,
    negativeProof: capabilities.negativeProof,
    resendFull: capabilities.resend.full,
    resendPartial: capabilities.resend.partial,
    keyLifeMs: capabilities.idempotency?.lifeMs ?? null,
    partialCancel: capabilities.partialCancel,
    virtualAccount: accountPolicyOf(provider),
    ...cancellationPolicy,
    net,
    live: provider.live,
    account: provider.account,
    credential: provider.credential,
  }
}

function accountPolicyOf({ capabilities, closeAccount }: Provider): Policy['virtualAccount'] {
  const { virtualAccount } = capabilities
  if (virtualAccount === null) return null
  const { depositProof, lostIssue, refundProof } = virtualAccount
  return { depositProof, lostIssue, refundProof, closes: closeAccount !== undefined }
}

/** From the decision until the call has certainly ended: fence, connect, the longest read limit, slack. */
function callLifeMs({ connectTimeoutMs, readTimeoutMs }: Capabilities): number {
  const longestReadMs = Math.max(...Object.values(readTimeoutMs))
  return SEND_FENCE_MS + connectTimeoutMs + longestReadMs + CALL_SLACK_MS
}
