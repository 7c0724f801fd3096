/** Retention in the engine: a real refund's account is forgotten in its time, and the API goes on showing its mask. */
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createWorld, type World } from '../../test/world.ts'
import type { RefundAccount } from '../core/account/account.ts'
import { after, DAY_MS, HOUR_MS, MINUTE_MS } from '../core/time.ts'
import { cancellationJson } from '../http/view.ts'
import { createForgetter } from './retention.ts'
import { step } from './step.ts'

const ACCOUNT: RefundAccount = { bank: 'SHINHAN', number: '56211105948400', holder: '카나리아', phone: '01012345678' }
const SHOWN = { bank: 'SHINHAN', number: '**********8400' }

let world: World
let sql: pg.Client
beforeAll(async () => {
  world = await createWorld({
    on: 'tosspayments',
    deps: { retention: { refundAccountsMs: 30 * DAY_MS, webhooksMs: 180 * DAY_MS } },
  })
  await world.control('PUT', '/control/webhook-targets', { provider: 'tosspayments', url: null })
  sql = new pg.Client({ connectionString: world.connectionString })
  await sql.connect()
})
afterAll(async () => {
  await sql.end()
  await world.close()
})

/** A deposit on a virtual account, given back to the buyer's account. */
async function refunded(orderId: string) {
  const expiresAt = after(world.deps.clock.now(), 3 * DAY_MS)
  const virtualAccount = { bank: 'SHINHAN', holder: '매듭', expiresAt, cashReceipt: null } as const
  const { payment } = await world.register(orderId, { virtualAccount })
  const { id, providerRef: ref, amounts } = payment
  await world.control('POST', '/control/deposits', { provider: 'tosspayments', ref, amount: amounts.total })
  await step(world.deps, id, { type: 'hint', event: 'deposit' })
  await world.pass(11_000)
  const wish = {
    amount: null,
    reason: '변심',
    requester: 'buyer',
    expectedBalance: null,
    taxFree: null,
    vat: null,
  } as const
  const given = await world.engine.refund(id, { ...wish, key: orderId, refundAccount: ACCOUNT }, 5_000)
  if (!given.ok) throw new Error(given.refusal.detail)
  expect(given.cancellation).toMatchObject({ state: 'done', refundAccount: ACCOUNT })
  return id
}

const accounts = async (): Promise<number> =>
  (await sql.query<{ left: number }>('select count(*)::int as left from refund_accounts')).rows[0]?.left ?? -1
const told = () => world.logged.filter(({ message }) => message.startsWith('refund accounts forgotten'))

it('forgets it after its time, not before, and looks once an hour', async () => {
  const id = await refunded('RETENTION1')
  const forget = createForgetter(world.deps)
  world.clock.advance(30 * DAY_MS - MINUTE_MS)
  await forget()
  expect(await accounts()).toBe(1)
  world.clock.advance(2 * MINUTE_MS)
  await forget()
  expect(await accounts()).toBe(1)
  world.clock.advance(HOUR_MS)
  await forget()
  expect(await accounts()).toBe(0)
  expect(told()).toEqual([{ level: 'info', data: { forgotten: 1 }, message: expect.any(String) }])
  const { payment, cancellations } = await world.load(id)
  expect(payment).toMatchObject({ state: 'cancelled', hold: null })
  expect(cancellations.map(cancellationJson)).toMatchObject([{ state: 'done', refundAccount: SHOWN }])
})

it('runs with the pulse of a started engine', async () => {
  await refunded('RETENTION2')
  world.clock.advance(31 * DAY_MS)
  await world.engine.start()
  await expect.poll(accounts, { timeout: 60_000 }).toBe(0)
  expect(told()).toHaveLength(2)
  await world.engine.stop()
})

it('tries again at the next pulse where it failed', async () => {
  await refunded('RETENTION3')
  world.clock.advance(31 * DAY_MS)
  const forget = createForgetter(world.deps)
  await sql.query('alter table refund_accounts rename to refund_accounts_elsewhere')
  await expect(forget()).rejects.toThrow(/refund_accounts/)
  await sql.query('alter table refund_accounts_elsewhere rename to refund_accounts')
  await forget()
  expect(await accounts()).toBe(0)
})
