/** Workers by events instead of polls: one wakes when something of its channel is due, and beats as it would anyway. */
import { MINUTE_MS, SECOND_MS } from '../src/core/time.ts'
import { beat } from '../src/engine/net.ts'
import type { Node } from './node.ts'
import type { Inside } from './service.ts'

/** How many due payments a worker takes at a time, and how soon it asks again. */
const BATCH = 8
const POLL_MS = 250
/** Nothing could be claimed of what is due: a brake, a pause, or somebody else's lease. */
const IDLE_MS = MINUTE_MS
export const BEAT_MS = 10 * SECOND_MS
const CATCH_UP_MS = 30 * SECOND_MS

/** Plans the next wake of the channel's workers, unless one is planned before it. */
export function arm(inside: Inside, channel: string): void {
  const { options, database, state, dice } = inside
  const { time } = options
  const ready = database.nextReadyAt(channel)
  if (ready === null) return
  const at = Math.max(ready, state.quietUntil.get(channel) ?? 0, time.now())
  const planned = state.wakeAt.get(channel)
  if (planned !== undefined && planned <= at + POLL_MS) return
  const wake = at + dice.below(POLL_MS)
  state.wakeAt.set(channel, wake)
  time.later(wake - time.now(), () => {
    if (state.wakeAt.get(channel) !== wake) return
    state.wakeAt.delete(channel)
    attend(inside, channel)
  })
}

/** One process takes a batch; others may take the next one while it is at work. */
function attend(inside: Inside, channel: string): void {
  const { options, state, dice } = inside
  const { time } = options
  if (state.nodes.length === 0) return
  const node = dice.pick(state.nodes)
  const one = node.shell.channels.get(channel)
  if (one === undefined) return
  void (async () => {
    await keepBeating(inside, node)
    const asked = await node.ask(() => node.attend(one, BATCH))
    if (asked.kind === 'answer' && asked.value === 0) state.quietUntil.set(channel, time.now() + IDLE_MS)
    arm(inside, channel)
  })()
  time.later(POLL_MS, () => arm(inside, channel))
}

/** Processes at work beat every ten seconds; what idle ones would have done meanwhile is done in one go. */
async function keepBeating({ options, state, store }: Inside, node: Node): Promise<void> {
  const now = options.time.now()
  if (now - state.beatAt < BEAT_MS) return
  state.beatAt = now
  const { workingSince } = state
  if (workingSince !== null && state.away.database === 0 && now - workingSince > BEAT_MS) await store.beat(now)
  await node.ask((shell) => beat(shell))
}

/** What nobody followed in time is taken over. */
export function catchUpLater(inside: Inside): void {
  const { options, state, dice, database } = inside
  if (state.isCatchingUp) return
  state.isCatchingUp = true
  options.time.later(CATCH_UP_MS, () => {
    state.isCatchingUp = false
    if (database.unfollowed() === 0) return
    if (state.nodes.length === 0) return catchUpLater(inside)
    const node = dice.pick(state.nodes)
    void node.ask(() => node.ears.sweep()).then(() => database.unfollowed() > 0 && catchUpLater(inside))
  })
}
