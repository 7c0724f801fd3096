/** The worker: claims due payments of one channel in batches and looks at each; a crash only lets leases run out. */
import type { Stop } from '../core/payment/attention.ts'
import type { Claim } from '../ports/store.ts'
import type { Channel } from './channel.ts'
import { policyOf } from './deps.ts'
import type { Shell } from './effects.ts'
import { look } from './look.ts'
import { netStateOf, stopOf } from './net.ts'
import { createPace } from './pace.ts'

/** How long an idle worker waits before it asks again. */
const POLL_MS = 250
/** After trouble with the database. */
const TROUBLE_WAIT_MS = 1_000
/** DESIGN §5: longer than the longest chain of calls in one look, and at least 90 s. */
const MIN_LEASE_MS = 90_000
const CALLS_PER_LOOK = 4

export interface Worker {
  /** Resolves when every look under way has ended. */
  stop(): Promise<void>
}

/** Starts the worker of one channel. */
export function attend(shell: Shell, channel: Channel): Worker {
  const stopping = new AbortController()
  const running = run(shell, channel, stopping.signal)
  return {
    stop: async () => {
      stopping.abort()
      await running
    },
  }
}

async function run(shell: Shell, channel: Channel, stopping: AbortSignal): Promise<void> {
  const active = new Set<Promise<void>>()
  const { rate } = channel.provider.capabilities
  // The provider's rate limit: most looks make one call.
  const isShared = () => shell.reconciling.has(channel.name)
  const pace = createPace(() => shell.members.share(rate.perSecond) / (isShared() ? 2 : 1), shell.clock)
  while (!stopping.aborted) {
    const atOnce = Math.max(1, Math.floor(shell.members.share(rate.concurrent)))
    const limit = Math.min(atOnce - active.size, pace.available())
    const claims = await claimSome(shell, channel, limit)
    pace.take(claims?.length ?? 0)
    for (const claim of claims ?? []) {
      const one = lookAt(shell, claim).finally(() => active.delete(one))
      active.add(one)
    }
    if (claims === null) await shell.clock.sleep(TROUBLE_WAIT_MS, stopping)
    else if (claims.length === 0) await Promise.race([shell.clock.sleep(POLL_MS, stopping), ...active])
  }
  await Promise.all(active)
}

/** Looks at up to `max` due payments once, for merchants without a process of their own (`POST …/sweep`). */
export async function sweep(shell: Shell, channel: Channel, max: number): Promise<number> {
  const claims = (await claimSome(shell, channel, max)) ?? []
  await Promise.all(claims.map((claim) => lookAt(shell, claim)))
  return claims.length
}

/** A claim, and what was stopped when it was made: the look heeds the same. */
interface Task extends Claim {
  readonly stop: Stop | null
}

/** Null where the database could not be asked. */
async function claimSome(shell: Shell, channel: Channel, limit: number): Promise<readonly Task[] | null> {
  if (limit <= 0) return []
  try {
    const stop = stopOf(await netStateOf(shell, channel.name))
    const leaseMs = Math.max(MIN_LEASE_MS, CALLS_PER_LOOK * policyOf(channel).callLifeMs)
    const aheadMs = shell.clock.aheadMs()
    const claims = await shell.store.claim({ channel: channel.name, limit, leaseMs, stop, aheadMs })
    return claims.map((claim) => ({ ...claim, stop }))
  } catch (error) {
    shell.log.error({ channel: channel.name, error: `${error}` }, 'due payments could not be claimed')
    return null
  }
}

async function lookAt(shell: Shell, claim: Task): Promise<void> {
  try {
    const looked = await look(shell, claim.paymentId, claim.stop)
    // Due by the database's clock and not by ours: without a wait it would be claimed again at once, and again.
    if (looked === 'not_due') await shell.clock.sleep(POLL_MS)
    await shell.store.release([claim])
  } catch (error) {
    // The lease stays: it keeps a payment that breaks every look from being looked at without a wait.
    shell.log.error({ paymentId: claim.paymentId, reason: claim.reason, error: `${error}` }, 'a look failed')
  }
}
