/** Retention on real PostgreSQL: deleted is exactly what is final and old enough, and the mask stays. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { CANARY, keepSealed, sealedPayment } from '../../../test/sealed.ts'
import { CANCELLATION_STATES } from '../../core/payment/payment.ts'
import { after, DAY_MS, type Instant, instant, MINUTE_MS } from '../../core/time.ts'
import { systemRandom } from '../../engine/system.ts'
import type { Store } from '../../ports/store.ts'
import { openVault } from '../vault.ts'
import { openPostgresStore } from './store.ts'

let database: TestDatabase
let store: Store
beforeAll(async () => {
  database = await createTestDatabase()
  const { connectionString } = database
  const vault = openVault(['a secret for tests that is long enough'])
  store = await openPostgresStore({ connectionString, vault, random: systemRandom, onTrouble: () => {} })
})
afterAll(async () => {
  await store.close()
  await database.drop()
})

/** Long after every account was given. */
const LIMIT = instant(Date.UTC(2027, 0, 1))
const BEFORE = after(LIMIT, -1)
let made = 0

async function keep(state: (typeof CANCELLATION_STATES)[number], settledAt: Instant | null): Promise<number> {
  made += 1
  await keepSealed(store, made, { state, settledAt })
  return made
}

const refundOf = async (n: number) => (await store.load(sealedPayment(n)))?.cancellations[0]
const MASK = { bank: 'SHINHAN', number: '**********8400' }

it('a final refund’s account goes when it is old enough; an open one’s never does, however old', async () => {
  const kept: number[] = []
  const gone: number[] = []
  for (const state of CANCELLATION_STATES) {
    const final = state === 'done' || state === 'refused' || state === 'bounced'
    ;(final ? gone : kept).push(await keep(state, final ? BEFORE : null))
    if (final) kept.push(await keep(state, LIMIT), await keep(state, after(LIMIT, DAY_MS)))
  }
  expect(await store.forgetRefundAccounts(LIMIT, 100)).toBe(3)
  for (const n of kept) expect(await refundOf(n)).toMatchObject({ refundAccount: CANARY, shownAccount: MASK })
  for (const n of gone) expect(await refundOf(n)).toMatchObject({ refundAccount: null, shownAccount: MASK })
  expect(await store.forgetRefundAccounts(LIMIT, 100)).toBe(0)
})

it('a write of an engine that still remembers the account does not bring it back', async () => {
  const n = await keep('done', BEFORE)
  const before = await store.load(sealedPayment(n))
  if (before === null) throw new Error('not there')
  expect(before.cancellations[0]?.refundAccount).toEqual(CANARY)
  expect(await store.forgetRefundAccounts(LIMIT, 100)).toBe(1)
  const cancellations = before.cancellations.map((one) => ({ ...one, state: 'bounced', settledAt: LIMIT }) as const)
  const payment = { ...before.payment, version: before.payment.version + 1 }
  const write = { before, file: { payment, cancellations }, timeline: [], at: LIMIT }
  expect(await store.save(write)).toBe('saved')
  expect(await refundOf(n)).toMatchObject({ state: 'bounced', refundAccount: null, shownAccount: MASK })
})

it('goes in bounded steps, the oldest first, and processes side by side delete each once', async () => {
  for (let n = 0; n < 30; n += 1) await keep('done', after(BEFORE, -n * MINUTE_MS))
  expect(await store.forgetRefundAccounts(LIMIT, 8)).toBe(8)
  const both = await Promise.all([1, 2, 3].map(() => store.forgetRefundAccounts(LIMIT, 100)))
  const later = await store.forgetRefundAccounts(LIMIT, 100)
  expect(both.reduce((sum, one) => sum + one, later)).toBe(22)
})
