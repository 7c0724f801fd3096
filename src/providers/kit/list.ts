/** The provider's own list: complete, page by page, every row legal evidence. */
import { describe, expect, it } from 'vitest'
import type { Evidence } from '../../core/evidence.ts'
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS, after as plusMs } from '../../core/time.ts'
import type { ListPage, ListQuery } from '../../ports/provider.ts'
import { expectCleanCall, expectLegalEvidence } from './legal.ts'
import { TOTAL } from './sample.ts'
import type { Suite } from './suite.ts'
import type { KitWorld } from './world.ts'

const PAYMENTS = 25
/** 25 payments on pages of one row each, and some that are empty. */
const MAX_PAGES = 60

export function describeList({ self, skips, world }: Suite): void {
  const needing = skips.needing('list')
  describe('list', () => {
    it('is null or a function', () => expect(self.list === null || typeof self.list === 'function').toBe(true))
    it('is there exactly where the capabilities say how it is read', () =>
      expect(self.list === null).toBe(self.capabilities.listing === undefined))
    needing(`shows each of ${PAYMENTS} payments, however many pages it takes`, () => showsAll(world()))
    needing('shows what was given back', () => showsCancelled(world()))
    needing('of a time in which nothing happened is empty', async () => {
      const { call } = world()
      const { at } = call()
      expect(await rowsOf(world(), { from: plusMs(at, -3 * DAY_MS), to: plusMs(at, -2 * DAY_MS) })).toEqual([])
    })
    needing('with a cursor that is not its own is never a page and never throws', () => strangeCursor(world()))
    needing('with a wrong key is no page', async () => {
      const { wrongKey, call } = world()
      const outcome = await wrongKey.list?.({ ...lately(call().at), cursor: null }, call())
      expect(outcome?.kind).not.toBe('done')
    })
  })
}

const lately = (at: Instant) => ({ from: plusMs(at, -HOUR_MS), to: plusMs(at, MINUTE_MS) })

async function rowsOf(world: KitWorld, time: Pick<ListQuery, 'from' | 'to'>): Promise<readonly Evidence[]> {
  const rows: Evidence[] = []
  let cursor: string | null = null
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const shown = await pageOf(world, { ...time, cursor })
    for (const row of shown.rows) expectLegalEvidence(row)
    rows.push(...shown.rows)
    if (shown.next === null) return rows
    cursor = shown.next
  }
  throw new Error(`the list does not end within ${MAX_PAGES} pages`)
}

async function pageOf({ provider, call, setup }: KitWorld, query: ListQuery): Promise<ListPage> {
  const asked = call()
  const outcome = await provider.list?.(query, asked)
  if (outcome?.kind !== 'done') throw new Error(`no page: ${JSON.stringify(outcome)}`)
  expectCleanCall(setup, asked, { outcome, payment: null })
  return outcome.evidence
}

async function showsAll(world: KitWorld): Promise<void> {
  const refs = new Set<string | null>()
  for (let paid = 0; paid < PAYMENTS; paid += 1) refs.add((await world.paid()).providerRef)
  const rows = await rowsOf(world, lately(world.call().at))
  expect(refs.size).toBe(PAYMENTS)
  expect(new Set(rows.map(({ ref }) => ref))).toEqual(refs)
  for (const { amount, live } of rows) {
    expect([TOTAL, null]).toContain(amount)
    expect([world.provider.live, null]).toContain(live)
  }
}

async function showsCancelled(world: KitWorld): Promise<void> {
  const payment = await world.paid()
  await world.provider.cancel(payment, world.cancellation(payment), world.call())
  const rows = await rowsOf(world, lately(world.call().at))
  const told = rows.filter(({ ref }) => ref === payment.providerRef)
  expect(
    told.some(({ status }) => status === 'cancelled'),
    JSON.stringify(rows),
  ).toBe(true)
}

async function strangeCursor({ provider, call }: KitWorld): Promise<void> {
  for (const cursor of ['', '-1', 'not a cursor', '9'.repeat(400), '../..', '\0']) {
    const outcome = await provider.list?.({ ...lately(call().at), cursor }, call())
    if (outcome?.kind === 'done') expect(outcome.evidence.rows).toEqual([])
  }
}
