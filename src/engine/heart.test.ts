/** The heartbeat: a database that forgets it has forgotten more, and no money moves before that is known. */
import pg from 'pg'
import { afterEach, expect, it } from 'vitest'
import { recoveryOf } from '../../test/recovering.ts'
import { createWorld, type World } from '../../test/world.ts'
import { MINUTE_MS } from '../core/time.ts'
import { createHeart } from './heart.ts'

let world: World
afterEach(() => world.close())

it('a database that failed over under a living process is recovered without anybody saying so', async () => {
  world = await createWorld()
  const paid = await world.pay('FAILOVER')
  const beat = createHeart(world.deps)
  await beat()
  const before = await world.deps.store.lastBeat()
  world.clock.advance(MINUTE_MS)
  await beat()
  expect(await recoveryOf(world.engine)).toBeNull()
  const database = new pg.Client({ connectionString: world.connectionString })
  await database.connect()
  await database.query('update heartbeat set at = $1', [new Date(before ?? 0)])
  await database.end()
  await beat()
  expect(await recoveryOf(world.engine)).toMatchObject({ since: before })
  expect(world.logged.filter(({ data }) => 'alert' in data).map(({ data }) => data)).toMatchObject([
    { alert: 'database_went_back' },
    { alert: 'recovery' },
  ])
  await world.pass(60 * MINUTE_MS)
  expect((await world.books('FAILOVER')).at(0)).toMatchObject({ cancelledAmount: 0 })
  expect((await world.load(paid.payment.id)).payment.state).toBe('paid')
})

it('that goes on is nothing to speak of, whoever else beats', async () => {
  world = await createWorld()
  const [one, other] = [createHeart(world.deps), createHeart(world.deps)]
  for (let nth = 0; nth < 4; nth += 1) {
    await one()
    world.clock.advance(10_000)
    await other()
  }
  expect(await recoveryOf(world.engine)).toBeNull()
})
