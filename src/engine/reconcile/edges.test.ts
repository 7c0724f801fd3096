/** Where comparisons could go wrong: midnight, lists that lack something, accounts, test money, faults, processes. */
import { afterEach, describe, expect, it } from 'vitest'
import { channelOf, compareDay, compareToday, refund, tamper, untilNoon, whatCame } from '../../../test/reconcile.ts'
import { createWorld, type World, type WorldOptions } from '../../../test/world.ts'
import { businessDate, DAY_MS, HOUR_MS, MINUTE_MS, plusDays, SECOND_MS } from '../../core/time.ts'
import type { Provider } from '../../ports/provider.ts'

const LISTING = ['tosspayments', 'nicepay-rest', 'portone-v1', 'portone-v2'] as const

let world: World
afterEach(() => world.close())

const begin = async (options: WorldOptions) => {
  world = await createWorld(options)
  untilNoon(world)
}

/** A list that lacks what it should show. */
const without =
  (isHidden: (ref: string | null) => boolean) =>
  (made: Provider): Provider => ({
    ...made,
    list: async (query, call) => {
      const page = await made.list?.(query, call)
      if (page?.kind !== 'done') throw new Error('no page')
      const rows = page.evidence.rows.filter(({ ref }) => !isHidden(ref))
      return { ...page, evidence: { ...page.evidence, rows } }
    },
  })

const untilMidnightBut = (ms: number): void => {
  const sinceMidnight = (world.clock.now() + 9 * HOUR_MS) % DAY_MS
  world.clock.advance((2 * DAY_MS - sinceMidnight - ms) % DAY_MS)
}

describe.each(LISTING)('midnight on %s', (on) => {
  it('what is paid and refunded around it is compared on its own day, and nothing differs on either', async () => {
    await begin({ on })
    untilMidnightBut(10 * SECOND_MS)
    const day = businessDate(world.clock.now())
    const { payment } = await world.pay('BEFORE1ORDER')
    await refund(world, 'BEFORE2ORDER', 10_000)
    untilMidnightBut(SECOND_MS)
    await world.pay('LASTSECOND1')
    world.clock.advance(2 * SECOND_MS)
    // Refunded on the next day: a list of payments shows it there only.
    const back = { key: 'over-midnight', amount: 15_000, reason: '고객 요청', expectedBalance: null } as never
    await world.engine.refund(payment.id, Object.assign(back, { requester: 'merchant' }), 5_000)
    await refund(world, 'AFTER1ORDER', 50_000)
    world.clock.advance(5 * MINUTE_MS)
    const first = await compareDay(world, day)
    const second = await compareDay(world, plusDays(day, 1))
    world.clock.advance(2 * DAY_MS)
    const later = await compareDay(world, day)
    for (const { kinds, run } of [first, second, later]) {
      expect(kinds).toEqual([])
      expect(run.state).toBe('done')
    }
  })
})

describe('what a list does not show', () => {
  it.each(LISTING)('%s: the provider confirms the charge, and that its list lacks it stays told', async (on) => {
    let hidden: string | null = null
    await begin({ on, provider: without((ref) => ref === hidden) })
    await world.pay('SHOWN1ORDER')
    hidden = (await world.pay('HIDDEN1ORDER')).payment.providerRef
    const { all, kinds } = await compareToday(world)
    expect(kinds).toEqual(['missing_there', 'unlisted'])
    expect(all.find(({ kind }) => kind === 'missing_there')?.resolved?.reason).toMatch(/the provider says paid 50000/)
    expect(all.find(({ kind }) => kind === 'unlisted')?.resolved).toBeNull()
    hidden = null
    const again = await compareDay(world, businessDate(world.clock.now()))
    expect(again.all.every(({ resolved }) => resolved?.by === 'maedeup')).toBe(true)
  })

  it('a page that moved while it was read is read again, and nothing is missing', async () => {
    const seen = new Set<string | null>()
    // Each row is skipped the first time, as one behind a row that left.
    await begin({ on: 'portone-v2', provider: without((ref) => !seen.has(ref) && seen.add(ref).size > 0) })
    for (const n of [1, 2, 3]) await world.pay(`MOVED${n}ORDER`)
    expect((await compareToday(world)).kinds).toEqual([])
  })

  it('of a provider that cannot be read nothing is compared, and the run comes again', async () => {
    await begin({ on: 'tosspayments' })
    await world.pay('UNREAD1ORDER')
    await world.fault('list', 'error_before', { times: 1 })
    const once = await compareToday(world)
    expect(once.run).toMatchObject({ state: 'done', failures: 0 })
    await world.control('POST', '/control/switches', {
      provider: 'tosspayments',
      refuse: { list: 'FORBIDDEN_REQUEST' },
    })
    const refused = await compareToday(world)
    expect(refused.run).toMatchObject({ state: 'queued', failures: 1 })
    expect(refused.run.failure).toMatch(/FORBIDDEN_REQUEST/)
    expect(refused.kinds).toEqual([])
    await world.control('POST', '/control/switches', { provider: 'tosspayments', refuse: { list: null } })
    expect(await world.engine.reconciler.work()).toBe(0)
    world.clock.advance(2 * MINUTE_MS)
    expect(await world.engine.reconciler.work()).toBe(1)
    expect((await whatCame(world, refused.run.id)).run).toMatchObject({ state: 'done', failure: null })
  })
})

describe('accounts', () => {
  const issue = async (orderId: string) => {
    const file = await world.register(orderId, { method: 'virtual_account' })
    const back = await world.buyer(file, { method: 'virtual_account' })
    const returned = await world.engine.takeReturn(file.payment.id, back)
    if (!returned.ok) throw new Error(returned.refusal.detail)
    return returned.file.payment
  }

  it('Toss Payments: one that was closed there is closed here, and no cancel', async () => {
    await begin({ on: 'tosspayments' })
    const { providerRef: ref } = await issue('ACCOUNT1ORDER')
    await world.control('POST', '/control/console-cancels', { provider: 'tosspayments', ref })
    const { all, kinds } = await compareToday(world)
    expect(kinds).toEqual(['account_closed_there'])
    expect(all[0]?.resolved?.reason).toMatch(/the provider says not_paid.*here it is expired/)
  })

  it.each(LISTING)('%s: waiting accounts and deposits are no difference', async (on) => {
    await begin({ on })
    await issue('WAITING1ORDER')
    const { providerRef: ref, id } = await issue('DEPOSIT1ORDER')
    await world.control('POST', '/control/deposits', { provider: on, ref, amount: 50_000 })
    const heard = await compareToday(world)
    expect(heard.kinds).toEqual(['paid_there_not_here'])
    expect((await world.load(id)).payment.state).toBe('paid')
    const settled = await compareDay(world, businessDate(world.clock.now()))
    expect(settled.kinds).toEqual(['paid_there_not_here'])
    expect(settled.all[0]?.resolved).not.toBeNull()
  })
})

describe('PortOne V1', () => {
  it('test money under an order number of ours is told; under any other it is nobody’s', async () => {
    await begin({ on: 'portone-v1' })
    const file = await world.register('TESTMONEY1')
    await world.control('POST', '/control/switches', { provider: 'portone-v1', testChannel: true })
    await world.buyer(file)
    const other = { provider: 'portone-v1', orderId: 'NOBODYS1', amount: 1_000, method: 'card', action: 'pay' }
    await world.control('POST', '/control/buyers', other)
    expect((await compareToday(world)).kinds).toEqual(['test_money'])
  })

  it('an order that was paid twice is told, and the second payment is in our books', async () => {
    await begin({ on: 'portone-v1' })
    const file = await world.register('PAIDTWICE1')
    // Refused in the window, and charged later all the same, after the second try was paid.
    await world.control('POST', '/control/switches', { provider: 'portone-v1', lateApprovalMs: 5_000 })
    await world.buyer(file, { action: 'fail' })
    await world.control('POST', '/control/switches', { provider: 'portone-v1', lateApprovalMs: null })
    await world.engine.takeReturn(file.payment.id, await world.buyer(file))
    world.clock.advance(10 * SECOND_MS)
    const { all, kinds } = await compareToday(world)
    expect(kinds).toEqual(['duplicate_order'])
    expect(all[0]?.resolved?.reason).toMatch(/is in our books now/)
  })
})

describe('a channel that shares its MID', () => {
  it('counts what is not ours, and finds nothing', async () => {
    await begin({ on: 'tosspayments', channel: { unknownPayments: 'ignore' } })
    const other = await createWorld({ sandbox: world.sandbox, on: 'tosspayments' })
    await other.pay('OTHERSYSTEM1')
    await other.close()
    await world.pay('OURS1ORDER')
    const { kinds, run } = await compareToday(world)
    expect(kinds).toEqual([])
    expect(run.progress).toMatchObject({ compared: 2, foreign: 1 })
  })
})

describe('NICEPAY, which has no list', () => {
  it('is compared by asking about what moved on the day; what differs is found, and some of it settles', async () => {
    await begin({ on: 'nicepay' })
    await world.pay('NICE1ORDER')
    await refund(world, 'NICE2ORDER', 50_000)
    expect((await compareToday(world)).kinds).toEqual([])
    const { payment } = await world.pay('NICE3ORDER')
    await world.control('POST', '/control/console-cancels', { provider: 'nicepay', ref: payment.providerRef })
    const gone = await world.pay('NICE4ORDER')
    await tamper(world, `update payments set provider_ref = 'nicepay00m01012611200000009999' where id = $1`, [
      gone.payment.id,
    ])
    const { all, kinds, run } = await compareToday(world)
    expect(run.progress).toMatchObject({ listed: 4, compared: 4 })
    expect(kinds).toEqual(['cancelled_there_not_here', 'paid_here_not_there'])
    expect(all.find(({ kind }) => kind === 'cancelled_there_not_here')?.resolved?.reason).toMatch(/^By inquiry/)
    expect((await world.load(payment.id)).payment.state).toBe('cancelled')
    expect(all.find(({ kind }) => kind === 'paid_here_not_there')?.resolved).toBeNull()
  })
})

describe('several processes', () => {
  it('carry a run through once; one that waits can be cancelled, and cancelled it is not taken up', async () => {
    await begin({ on: 'tosspayments' })
    const others = [world.another(), world.another()]
    for (const n of [1, 2, 3]) await world.pay(`NODES${n}ORDER`)
    world.clock.advance(5 * MINUTE_MS)
    const date = businessDate(world.clock.now())
    const wish = { channel: channelOf(world), date, by: 'test' }
    const asked = await Promise.all([world.engine, ...others].map(({ reconciler }) => reconciler.request(wish)))
    const worked = await Promise.all([world.engine, ...others].map(({ reconciler }) => reconciler.work()))
    expect(worked.reduce((sum, one) => sum + one, 0)).toBe(1)
    const [first] = asked
    if (first?.ok !== true) throw new Error('refused')
    expect((await whatCame(world, first.run.id)).run).toMatchObject({ state: 'done', attempt: 1 })
    await world.engine.reconciler.request(wish)
    expect(await world.engine.reconciler.cancel(first.run.id)).toBe(true)
    expect(await world.engine.reconciler.work()).toBe(0)
    expect((await whatCame(world, first.run.id)).run.state).toBe('cancelled')
  })

  it('the schedule makes one run a day and catches up with days that were missed', async () => {
    await begin({ on: 'tosspayments' })
    const other = world.another()
    const plan = () => Promise.all([world.engine, other].map(({ reconciler }) => reconciler.plan(channelOf(world))))
    await plan()
    await plan()
    world.clock.advance(3 * DAY_MS)
    await plan()
    const runs = await world.engine.reconciler.books?.list({ limit: 20 })
    const today = businessDate(world.clock.now())
    expect(runs?.map(({ date }) => date)).toEqual([-1, -2, -3, -4].map((days) => plusDays(today, days)))
    expect(new Set(runs?.map(({ requestedBy }) => requestedBy))).toEqual(new Set(['schedule']))
  })
})
