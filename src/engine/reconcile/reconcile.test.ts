/** A day compared with each provider that lists: what was planted is found, asked about, and nothing else. */
import { afterEach, describe, expect, it } from 'vitest'
import { createWorld, type World, type WorldOptions } from '../../../test/world.ts'
import { businessDate, HOUR_MS, MINUTE_MS } from '../../core/time.ts'

const LISTING = ['tosspayments', 'nicepay-rest', 'portone-v1', 'portone-v2'] as const

let world: World
afterEach(() => world.close())

const open = async (options: WorldOptions) => {
  world = await createWorld(options)
  return world
}

/** Far enough behind what happened for it to be judged, on the day on which it happened. */
async function compareToday() {
  const date = businessDate(world.clock.now())
  world.clock.advance(5 * MINUTE_MS)
  return await compareDay(date)
}

async function compareDay(date: ReturnType<typeof businessDate>) {
  const { reconciler } = world.engine
  const channel = [...world.deps.channels.keys()][0] ?? ''
  const asked = await reconciler.request({ channel, date, by: 'test' })
  if (!asked.ok) throw new Error(asked.refusal.detail)
  await reconciler.work()
  const run = await reconciler.books?.find(asked.run.id)
  const all = await world.deps.store.discrepancies({ limit: 200 })
  return {
    run,
    found: all.map(({ kind }) => kind).toSorted(),
    open: all.filter(({ resolved }) => resolved === null).map(({ kind }) => kind),
    all,
  }
}

/** The middle of a Korean day: nothing planted before ends up on another one. */
function untilNoon(): void {
  const sinceMidnight = (world.clock.now() + 9 * HOUR_MS) % (24 * HOUR_MS)
  world.clock.advance((36 * HOUR_MS - sinceMidnight) % (24 * HOUR_MS))
}

describe.each(LISTING)('%s', (on) => {
  it('finds nothing on a clean day', async () => {
    await open({ on })
    untilNoon()
    for (const n of [1, 2, 3, 4, 5, 6]) await world.pay(`CLEAN${n}ORDER`)
    const paid = await world.pay('CLEANREFUND')
    await world.engine.refund(paid.payment.id, REFUND('clean-1', 20_000), 5_000)
    const { run, found } = await compareToday()
    expect(found).toEqual([])
    expect(run).toMatchObject({ state: 'done', progress: { compared: 7, found: 0 } })
    expect(run?.theirs).toEqual(run?.ours)
  })
})

const REFUND = (key: string, amount: number | null) =>
  ({ key, amount, reason: '고객 요청', expectedBalance: null, requester: 'merchant' }) as never
