/** The calls that move money and those that only ask, as scenes that every fault is played on. */
import type { Outcome } from '../../core/outcome.ts'
import type { Cancellation, Payment } from '../../core/payment/payment.ts'
import { after, HOUR_MS, MINUTE_MS } from '../../core/time.ts'
import type { CallContext, Capabilities, Operation, Provider } from '../../ports/provider.ts'
import { close, closing, issue, issued, type Stage } from './account-stage.ts'
import { type Book, isClosed, isWaiting } from './control.ts'
import { TOTAL } from './sample.ts'
import type { SimulatedOperation } from './setup.ts'
import type { KitWorld } from './world.ts'

export interface Scene {
  readonly name: string
  readonly operation: Exclude<Operation, 'prepare'>
  /** What the simulator calls it. */
  readonly simulated: (capabilities: Capabilities) => Exclude<SimulatedOperation, 'webhook'>
  readonly isPlayed: (capabilities: Capabilities, provider: Provider) => boolean
  readonly prepare: (world: KitWorld) => Promise<Stage>
  readonly act: (provider: Provider, stage: Stage, call: CallContext) => Promise<Outcome<unknown>>
  /** Won, or accounts, that this call moved, by the books of its order number; null for calls that only ask. */
  readonly moved: ((books: readonly Book[]) => number) | null
  /** What it should move. */
  readonly aim: number
}

/** A part whose double would still be within the balance: a double effect is seen, not refused. */
const PART = 3_000

/** Where the net cancel is for unsettled approvals only, the answer of this one is lost. */
async function toBeNetCancelled(world: KitWorld): Promise<Stage> {
  if (world.capabilities.netCancel?.appliesTo !== 'unknown_only') {
    const stage = await staged(world, await world.paid())
    return { ...stage, cancellation: asNetCancel(stage.cancellation) }
  }
  const payment = await world.returned()
  await world.control.fault('approve', 'lose_reply', { times: 1 })
  await world.provider.approve(payment, world.call())
  const stage = await staged(world, payment)
  return { ...stage, cancellation: asNetCancel(stage.cancellation) }
}

async function staged(world: KitWorld, payment: Payment, won?: number): Promise<Stage> {
  return { payment, cancellation: world.cancellation(payment, won) }
}

export const asNetCancel = (cancellation: Cancellation): Cancellation => ({
  ...cancellation,
  kind: 'net_cancel',
  via: 'net_cancel_call',
})

const cancelledBy = (books: readonly Book[]): number => books.reduce((won, book) => won + book.cancelledAmount, 0)
const paidBy = (books: readonly Book[]): number => books.reduce((won, book) => won + book.paidAmount, 0)
const always = (): boolean => true
const cancel: Scene['act'] = (provider, { payment, cancellation }, call) => provider.cancel(payment, cancellation, call)

/** The calls that move money. Approving where the window moved it is one that only asks. */
export const MONEY_SCENES: readonly Scene[] = [
  {
    name: 'approve',
    operation: 'approve',
    simulated: () => 'approve',
    isPlayed: ({ moneyMoves }) => moneyMoves === 'at_approve',
    prepare: async (world) => staged(world, await world.returned()),
    act: (provider, { payment }, call) => provider.approve(payment, call),
    moved: (books) => paidBy(books) - cancelledBy(books),
    aim: TOTAL,
  },
  {
    name: 'cancel of all',
    operation: 'cancel',
    simulated: () => 'cancel',
    isPlayed: always,
    prepare: async (world) => staged(world, await world.paid()),
    act: cancel,
    moved: cancelledBy,
    aim: TOTAL,
  },
  {
    name: 'cancel of a part',
    operation: 'cancel',
    simulated: () => 'cancel',
    isPlayed: ({ partialCancel }) => partialCancel,
    prepare: async (world) => staged(world, await world.paid(), PART),
    act: cancel,
    moved: cancelledBy,
    aim: PART,
  },
  {
    name: 'net cancel',
    operation: 'net_cancel',
    simulated: () => 'net_cancel',
    isPlayed: ({ netCancel }) => netCancel !== null,
    prepare: toBeNetCancelled,
    act: (provider, { payment, cancellation }, call) => provider.netCancel(payment, cancellation, call),
    moved: cancelledBy,
    aim: TOTAL,
  },
  {
    name: 'issue of an account',
    operation: 'issue',
    simulated: () => 'issue',
    isPlayed: ({ virtualAccount }) => virtualAccount?.issue === 'api',
    prepare: async (world) => staged(world, world.asking()),
    act: (provider, { payment }, call) => issue(provider, payment, call),
    moved: (books) => books.filter(isWaiting).length,
    aim: 1,
  },
  {
    name: 'close of an account',
    operation: 'close',
    simulated: () => 'close',
    isPlayed: ({ virtualAccount }) => virtualAccount !== null,
    prepare: async (world) => closing(world, await issued(world)),
    act: close,
    moved: (books) => books.filter(isClosed).length,
    aim: 1,
  },
]

export const QUESTION_SCENES: readonly Scene[] = [
  {
    name: 'inquire',
    operation: 'inquire',
    simulated: () => 'inquire',
    isPlayed: always,
    prepare: async (world) => staged(world, await world.paid()),
    act: (provider, { payment }, call) => provider.inquire(payment, call),
    moved: null,
    aim: 0,
  },
  {
    name: 'approve, which only looks',
    operation: 'approve',
    simulated: () => 'inquire',
    isPlayed: ({ moneyMoves }) => moneyMoves === 'in_window',
    prepare: async (world) => staged(world, await world.returned()),
    act: (provider, { payment }, call) => provider.approve(payment, call),
    moved: null,
    aim: 0,
  },
  {
    name: 'list',
    operation: 'list',
    simulated: () => 'list',
    isPlayed: (_capabilities, { list }) => list !== null,
    prepare: async (world) => staged(world, await world.paid()),
    act: async (provider, _stage, call) => {
      const query = { from: after(call.at, -HOUR_MS), to: after(call.at, MINUTE_MS), cursor: null }
      if (provider.list === null) throw new Error('no list')
      return provider.list(query, call)
    },
    moved: null,
    aim: 0,
  },
]
