/** Processes that start, are killed, and start again; outages of all of them, of the database, and of a provider. */
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../src/core/time.ts'
import { beat } from '../src/engine/net.ts'
import type { Store } from '../src/ports/store.ts'
import { type Dice, diceOf } from './dice.ts'
import { type Mix, STORE_FAULTS, type StoreFault } from './mix.ts'
import { createNode, type Node } from './node.ts'
import type { Inside } from './service.ts'
import { faultyStore } from './store.ts'
import { arm, BEAT_MS, catchUpLater } from './workers.ts'

/** Starts a process: the gap rule runs before it takes anything, and one that cannot write ends and tries again. */
export function startNode(inside: Inside): void {
  const { options, state } = inside
  const { seed, isCalm, mix } = options
  state.made += 1
  const name = `n${state.made}`
  const dice = diceOf(seed, 'process', name)
  const clock = { off: dice.between(-mix.clocks.offMs, mix.clocks.offMs) }
  const opened = inside.database.open()
  const node: Node = createNode({
    ...options,
    name,
    clockOff: () => (isCalm() ? 0 : clock.off),
    store: (body) => watched(inside, faultyStore(opened, body, { ...options, dice, ...luckOf(inside, dice) })),
    ended: () => afterEnd(inside, { node, opened, dice }),
  })
  stepClock(inside, { node, clock, dice })
  void (async () => {
    const began = await node.ask((shell) => beat(shell))
    if (began.kind === 'lost') return node.crash()
    state.nodes.push(node)
    state.workingSince ??= options.time.now()
    for (const channel of options.channelNames) arm(inside, channel)
  })()
}

function luckOf(inside: Inside, dice: Dice) {
  const { isCalm, mix } = inside.options
  const { share, weights } = mix.store
  const possible = STORE_FAULTS.some((name) => weights[name] > 0)
  return {
    faultOf: (): StoreFault | null => (!possible || isCalm() || !dice.chance(share) ? null : dice.weighted(weights)),
    isDown: () => inOutage(inside, 'database'),
  }
}

function afterEnd(inside: Inside, { node, opened, dice }: { node: Node; opened: Store; dice: Dice }): void {
  const { options, state } = inside
  const { time, channelNames } = options
  state.crashes += 1
  state.nodes = state.nodes.filter((one) => one !== node)
  if (state.nodes.length === 0) state.workingSince = null
  // PostgreSQL sees a connection end soon, or not before its leases have run out.
  time.later(dice.pick([0, SECOND_MS, 30 * SECOND_MS, 5 * MINUTE_MS]), () => {
    void opened.close()
    for (const channel of channelNames) arm(inside, channel)
  })
  time.later(dice.between(1, 90) * SECOND_MS, () => {
    if (state.nodes.length < options.mix.nodes && !inOutage(inside, 'nodes')) startNode(inside)
  })
}

function stepClock(
  { options }: Inside,
  { node, clock, dice }: { node: Node; clock: { off: number }; dice: Dice },
): void {
  const { time, mix, isCalm } = options
  const { stepsPerHour, offMs } = mix.clocks
  if (stepsPerHour === 0) return
  const again = (): void =>
    time.later((HOUR_MS / stepsPerHour) * (0.5 + dice.fraction()), () => {
      if (!node.isAlive() || isCalm()) return
      clock.off = dice.between(-offMs, offMs)
      again()
    })
  again()
}

/** What workers have to hear of goes on from here. */
function watched(inside: Inside, store: Store): Store {
  const { options, state } = inside
  return {
    ...store,
    save: async (write) => {
      const written = await store.save(write)
      arm(inside, write.file.payment.channel)
      return written
    },
    insert: async (payment) => {
      const written = await store.insert(payment)
      arm(inside, payment.file.payment.channel)
      return written
    },
    release: async (claims) => {
      await store.release(claims)
      for (const channel of options.channelNames) arm(inside, channel)
    },
    changeNet: async (channel, change) => {
      const changed = await store.changeNet(channel, change)
      if (changed) options.netChanged(channel, change)
      if (change.what.startsWith('release')) state.quietUntil.delete(channel)
      arm(inside, channel)
      return changed
    },
    keepWebhook: async (webhook) => {
      const key = await store.keepWebhook(webhook)
      if (webhook.followAt !== null) catchUpLater(inside)
      return key
    },
  }
}

export const inOutage = ({ options, state }: Inside, wanted: Mix['outages'][number]['what']): boolean =>
  state.away[wanted] > 0 && !options.isCalm()

/** After the database was away the next beat runs the gap rule; until one is written, nobody is at work. */
function beatAgain(inside: Inside, node: Node): void {
  const { options, state, dice } = inside
  const { time } = options
  time.later(dice.below(BEAT_MS), () => {
    void node
      .ask((shell) => beat(shell))
      .then((asked) => {
        if (asked.kind === 'answer') state.workingSince ??= time.now()
        else if (node.isAlive()) beatAgain(inside, node)
      })
  })
}

/** Kills at random, and times when every process is away, or none can write. */
export function planTrouble(inside: Inside): void {
  const { options, dice, state } = inside
  const { time, mix, isCalm } = options
  for (const { what, at, for: long } of mix.outages) {
    time.later(at * MINUTE_MS, () => {
      state.away[what] += 1
      if (what !== 'provider') state.workingSince = null
      if (what === 'nodes') for (const node of [...state.nodes]) node.crash()
    })
    time.later((at + long) * MINUTE_MS, () => {
      state.away[what] -= 1
      for (const node of state.nodes) beatAgain(inside, node)
      // Another outage may go on.
      if (inOutage(inside, 'nodes')) return
      for (let n = state.nodes.length; n < mix.nodes; n += 1) startNode(inside)
    })
  }
  if (mix.killsPerHour === 0) return
  const kill = (): void =>
    time.later((HOUR_MS / mix.killsPerHour) * (0.2 + 1.6 * dice.fraction()), () => {
      if (isCalm()) return
      if (state.nodes.length > 0) dice.pick(state.nodes).crash()
      kill()
    })
  kill()
}
