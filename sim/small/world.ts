/** A small world as a model: our processes against one provider, with an environment of its own. */
import { attentionOf, isOpen } from '../../src/core/payment/attention.ts'
import type { PaymentEvent } from '../../src/core/payment/decide.ts'
import type { Policy } from '../../src/core/payment/draft.ts'
import type { ProviderId } from '../../src/core/payment/payment.ts'
import { type Channel, USUAL_CONTRACT } from '../../src/engine/channel.ts'
import { policyOf } from '../../src/engine/deps.ts'
import { must } from '../../test/core-rules.ts'
import { PROFILES, type Profile } from '../profiles.ts'
import { ACCOUNT } from '../provider/answers.ts'
import { chargedOf, returnedOf, stateOf, takenOf } from './books.ts'
import type { Model, Step } from './explore.ts'
import { createMind, type MindOptions } from './mind.ts'
import { NOW } from './plain.ts'
import { commit, stepsOf, type Workshop } from './processes.ts'
import type { Left, State } from './state.ts'

export interface World {
  readonly shop: Workshop
  readonly initial: State
  /** What buyers, merchants and banks may do now. */
  readonly envSteps: (state: State) => readonly Step<State>[]
  /** Causes for which a person is needed although nothing went wrong. */
  readonly expects?: readonly string[]
  /** Throws where a promise of this world is broken, at any moment. */
  readonly judge?: (state: State) => void
  /** Throws where it must not be like this when nothing is under way and nothing is due. */
  readonly judgeQuiet: (state: State) => void
}

/** What is believed of the provider, or done by the core, other than as it is; only to show that it would be seen. */
export interface Wrong extends Pick<MindOptions, 'memory' | 'rule'> {
  readonly policy?: Partial<Policy>
}

/** A real adapter's capabilities, with a channel's usual terms; nothing of it is ever called. */
export function workshopOf(id: ProviderId, { policy: change = {}, ...mind }: Wrong = {}): Workshop {
  const profile: Profile = PROFILES[id]
  const { capabilities } = profile
  const bound = { capabilities, live: true, account: ACCOUNT, credential: id, closeAccount: () => {} }
  const channel = { provider: bound, net: 'on', cancellationPolicy: USUAL_CONTRACT } as unknown as Channel
  const policy = { ...policyOf(channel), ...change }
  return { profile, policy, mind: createMind({ ...mind, policy }) }
}

export function modelOf(world: World, size: Left): Model<State> {
  const { shop, initial, envSteps } = world
  const name = namer()
  return {
    initial: { ...initial, left: size },
    key: (state) => keyOf(shop, state, name),
    steps: (state) => [...envSteps(state), ...stepsOf(shop, state)],
    judge: (state) => {
      judgeBooks(state)
      world.judge?.(state)
      if (!isQuiet(state)) return
      judgeQuiet(state, size, world.expects)
      world.judgeQuiet(state)
    },
    endOf: (state) => {
      must(isQuiet(state), 'an end has nothing under way')
      const { hold, state: is } = state.file.payment
      return hold === null ? is : `desk: ${hold.cause}`
    },
  }
}

/** Nothing of ours is under way or due, and the provider has ended what it took. */
const isQuiet = ({ tasks, late, file, books, isSeen }: State): boolean =>
  tasks.length === 0 &&
  late.length === 0 &&
  (isSeen || attentionOf(file) === null) &&
  books.entries.every((one) => stateOf(one) !== 'pending')

/** The promises by the provider's books. */
function judgeBooks({ books }: State): void {
  const ours = books.entries.filter((one) => stateOf(one) !== 'failed')
  must(new Set(ours.map(({ of }) => of)).size === ours.length, 'never two effects for one intent', books.entries)
  must(takenOf(books) <= chargedOf(books), 'never more is given back than was paid', books.entries)
}

function judgeQuiet({ file, books, left }: State, size: Left, expects: readonly string[] = []): void {
  const { payment, cancellations } = file
  const isCalm = left.crashes === size.crashes && left.faults === size.faults
  const isExpected = payment.hold === null || expects.includes(payment.hold.cause)
  must(!isCalm || isExpected, 'nobody is needed where nothing went wrong', payment.hold)
  if (payment.hold !== null) return
  must(!cancellations.some((one) => isOpen(one.state)), 'nothing is open that is neither due nor on the desk')
  const { cancelledByUs, observedCancelled, paid } = payment.amounts
  must(cancelledByUs + observedCancelled === returnedOf(books), 'the sums agree on what went back', payment.amounts)
  must(paid === chargedOf(books), 'the sums agree on what came', payment.amounts)
}

/** A message of the provider may come at any time, so often as `env.hints` says: it says "look", or more. */
export function webhookSteps(shop: Workshop, state: State, event: PaymentEvent = HINT): Step<State>[] {
  const hints = Number(state.env.hints)
  if (hints === 0) return []
  const heard = { ...state, env: { ...state.env, hints: hints - 1 } }
  return [{ label: 'a webhook comes', run: () => commit(shop, heard, { event, by: 'webhook' }) }]
}

export const HINT: PaymentEvent = { type: 'hint', event: 'webhook' }

const ORDER: PaymentEvent = { type: 'record_order', ref: 'R1', amount: null }

/** The order is recorded, once; a merchant who is told "no" has changed nothing, and may ask again. */
export function orderSteps(shop: Workshop, state: State): Step<State>[] {
  const isTaken = shop.mind.think(state.file, ORDER).ok
  if (state.env.ordered === 1 || !isTaken) return []
  const ordered = { ...state, env: { ...state.env, ordered: 1 } }
  return [{ label: 'the order is recorded', run: () => commit(shop, ordered, { event: ORDER, by: 'merchant' }) }]
}

type Namer = (thing: object) => number

/** A number for each thing, the same for things that read the same. */
function namer(): Namer {
  const byText = new Map<string, number>()
  const byThing = new WeakMap<object, number>()
  return (thing) => {
    const known = byThing.get(thing)
    if (known !== undefined) return known
    const text = JSON.stringify(thing)
    const nth = byText.get(text) ?? byText.size
    byText.set(text, nth)
    byThing.set(thing, nth)
    return nth
  }
}

/** All of a state, but for the order of what runs beside each other, and for a lease that has run out. */
function keyOf({ mind }: Workshop, state: State, name: Namer): string {
  const { file, books, tasks, late, leasedUntil, left, env, isSeen } = state
  const lease = leasedUntil !== null && leasedUntil > NOW ? leasedUntil : 0
  const named = (things: readonly object[]): string =>
    things
      .map(name)
      .sort((a, b) => a - b)
      .join()
  const ours = `${mind.nthOf(file)} ${lease} ${named(tasks)}`
  return `${ours} ${name(books)} ${named(late)} ${name(left)} ${name(env)} ${Number(isSeen)}`
}
