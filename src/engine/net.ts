/** What stops the net: the brake, a paused channel, and the time that we were away. */
import { type Refusal, refuse } from '../core/errors.ts'
import type { PaymentId } from '../core/ids.ts'
import type { Stop } from '../core/payment/attention.ts'
import { after, type Instant, instant, MINUTE_MS, SECOND_MS, toIso } from '../core/time.ts'
import type { NetState } from '../ports/store.ts'
import type { Channel } from './channel.ts'
import type { EngineDeps } from './deps.ts'
import { step } from './step.ts'

/** Nobody at work for this long counts as "away": merchants could not record orders (DESIGN §5). */
export const AWAY_MS = 60 * SECOND_MS
export const BEAT_EVERY_MS = 10 * SECOND_MS
/** A stopped net is told again this often until somebody releases it. */
const ALERT_AGAIN_MS = 15 * MINUTE_MS
const GAP_PAGE = 500

const NO_STATE: Omit<NetState, 'channel'> = {
  brake: null,
  brakeReleasedAt: null,
  pause: null,
  alertedAt: null,
  recovering: false,
}

export async function netStateOf({ store }: EngineDeps, channel: string): Promise<NetState> {
  const states = await store.netStates()
  return states.find((state) => state.channel === channel) ?? { ...NO_STATE, channel }
}

/** What is stopped on the channel. */
export function stopOf({ brake, pause, recovering }: NetState): Stop | null {
  if (pause !== null || recovering) return 'pause'
  return brake === null ? null : 'brake'
}

/** Asked before each orphan is given back; pulls the brake where the count says so. */
export async function brakeAllows(deps: EngineDeps, channel: Channel): Promise<boolean> {
  const state = await netStateOf(deps, channel.name)
  if (state.recovering) return false
  if (channel.brake === null) return true
  if (state.brake !== null || state.pause !== null) return false
  const { orphans: most, share, windowMs } = channel.brake
  const now = deps.clock.now()
  const from = after(now, -windowMs)
  const releasedAt = state.brakeReleasedAt ?? instant(0)
  const { passed, orphans } = await deps.store.deadlinesPassed(channel.name, { from, releasedAt, to: now })
  if (orphans <= most || orphans <= passed * share) return true
  const detail = `${orphans} of ${passed} order deadlines passed without an order since ${toIso(from)}`
  const pulled = await deps.store.changeNet(channel.name, { what: 'brake', at: now, detail })
  if (pulled) deps.log.error({ channel: channel.name, alert: 'brake', orphans, passed }, `brake pulled: ${detail}`)
  return false
}

/** One alarm for a wrong key or MID, instead of ten thousand desk items. */
export async function pauseChannel(deps: EngineDeps, channel: Channel, detail: string): Promise<void> {
  const stopped = await deps.store.changeNet(channel.name, { what: 'pause', at: deps.clock.now(), detail })
  if (stopped)
    deps.log.error({ channel: channel.name, alert: 'pause' }, `channel paused: the provider refused it: ${detail}`)
}

/** An operator lets it go on. */
export async function releaseNet(
  deps: EngineDeps,
  wish: { channel: string; what: 'brake' | 'pause'; reason: string; by: string },
): Promise<Refusal | null> {
  if (!deps.channels.has(wish.channel)) return refuse('MD_UNKNOWN_CHANNEL', `There is no channel "${wish.channel}".`)
  const state = await netStateOf(deps, wish.channel)
  if (state[wish.what] === null)
    return refuse('MD_NOTHING_TO_RELEASE', `The ${wish.what} of ${wish.channel} is not on.`)
  const what = wish.what === 'brake' ? 'release_brake' : 'release_pause'
  await deps.store.changeNet(wish.channel, { what, at: deps.clock.now() })
  deps.log.warn(
    { ...wish, alert: 'released' },
    `${wish.what} of ${wish.channel} released by ${wish.by}: ${wish.reason}`,
  )
  return null
}

/** Says again what is stopped, so that an alarm that was slept through is heard. */
export async function repeatAlerts(deps: EngineDeps): Promise<void> {
  const now = deps.clock.now()
  for (const state of await deps.store.netStates()) {
    const stopped = state.pause ?? state.brake
    const ifNotSince = after(now, -ALERT_AGAIN_MS)
    if (stopped === null || (state.alertedAt !== null && state.alertedAt > ifNotSince)) continue
    const told = await deps.store.changeNet(state.channel, { what: 'alerted', at: now, ifNotSince })
    if (told) deps.log.error({ channel: state.channel, alert: 'still_stopped' }, `still stopped: ${stopped.detail}`)
  }
}

/**
 * Beats; where the beat before is too old, gives unrecorded orders their time again first. Must have run before any
 * orphan is looked at. A crash in the middle leaves the old beat, so the next start does it again; two processes that
 * do it at once move the same deadlines to almost the same place.
 */
export async function beat(deps: EngineDeps): Promise<Instant> {
  const before = await deps.store.lastBeat()
  const now = deps.clock.now()
  if (before !== null && now - before > AWAY_MS) {
    const moved = await moveDeadlines(deps, now)
    const awaySeconds = Math.round((now - before) / SECOND_MS)
    deps.log.warn({ from: toIso(before), to: toIso(now), moved }, `we were away for ${awaySeconds} s; deadlines moved`)
  }
  const beatAt = deps.clock.now()
  await deps.store.beat(beatAt)
  return beatAt
}

async function moveDeadlines(deps: EngineDeps, restartedAt: Instant): Promise<number> {
  let moved = 0
  for (let last: PaymentId | null = null; ; ) {
    const page: readonly PaymentId[] = await deps.store.untied({ after: last, limit: GAP_PAGE })
    for (const id of page) moved += (await moveOne(deps, id, restartedAt)) ? 1 : 0
    last = page.at(-1) ?? null
    if (page.length < GAP_PAGE) return moved
  }
}

async function moveOne(deps: EngineDeps, id: PaymentId, restartedAt: Instant): Promise<boolean> {
  const file = await deps.store.load(id)
  const channel = file === null ? undefined : deps.channels.get(file.payment.channel)
  if (channel === undefined || !channel.gapRule) return false
  const result = await step(deps, id, { type: 'move_deadline', restartedAt })
  return result.ok && result.file.payment.version !== file?.payment.version
}
