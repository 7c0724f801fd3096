/** A world whose day is compared with its provider, and facts planted on one side of it only. */
import pg from 'pg'
import type { Reconciliation } from '../src/core/reconcile/run.ts'
import { type BusinessDate, businessDate, HOUR_MS, MINUTE_MS } from '../src/core/time.ts'
import type { Discrepancy } from '../src/ports/store.ts'
import type { World } from './world.ts'

/** Shown after this is one of the last two minutes, which a run leaves alone. */
const LONG_AGO_MS = 5 * MINUTE_MS

export interface Compared {
  readonly run: Reconciliation
  readonly all: readonly Discrepancy[]
  readonly kinds: readonly string[]
}

export const channelOf = (world: World): string => [...world.deps.channels.keys()][0] ?? ''

/** Compares the present day of the world. */
export async function compareToday(world: World): Promise<Compared> {
  const date = businessDate(world.clock.now())
  world.clock.advance(LONG_AGO_MS)
  return await compareDay(world, date)
}

export async function compareDay(world: World, date: BusinessDate): Promise<Compared> {
  const { reconciler } = world.engine
  const asked = await reconciler.request({ channel: channelOf(world), date, by: 'test' })
  if (!asked.ok) throw new Error(asked.refusal.detail)
  await reconciler.work()
  return await whatCame(world, asked.run.id)
}

export async function whatCame(world: World, id: number): Promise<Compared> {
  const run = await world.engine.reconciler.books?.find(id)
  if (run == null) throw new Error(`no run ${id}`)
  const all = await world.deps.store.discrepancies({ limit: 200 })
  return { run, all, kinds: all.map(({ kind }) => kind).toSorted() }
}

/** The middle of a Korean day: nothing that is planted ends up on another one. */
export function untilNoon({ clock }: World): void {
  const sinceMidnight = (clock.now() + 9 * HOUR_MS) % (24 * HOUR_MS)
  clock.advance((36 * HOUR_MS - sinceMidnight) % (24 * HOUR_MS))
}

/** The books as nobody should write them. */
export async function tamper(world: World, statement: string, values: readonly unknown[] = []): Promise<void> {
  const client = new pg.Client({ connectionString: world.connectionString })
  await client.connect()
  try {
    await client.query(statement, [...values])
  } finally {
    await client.end()
  }
}

export const refundOf = (key: string, amount: number) =>
  ({ key, amount, reason: '고객 요청', expectedBalance: null, requester: 'merchant' }) as never

export async function refund(world: World, orderId: string, amount: number) {
  const { payment } = await world.pay(orderId)
  const done = await world.engine.refund(payment.id, refundOf(`key-${orderId}`, amount), 5_000)
  if (!done.ok) throw new Error(done.refusal.detail)
  return done
}
