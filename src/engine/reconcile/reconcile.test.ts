/** A day compared with each provider that lists: what was planted is found and asked about, and nothing else is. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Compared, compareToday, refund, refundOf, tamper, untilNoon } from '../../../test/reconcile.ts'
import { createWorld, type World } from '../../../test/world.ts'

const LISTING = ['tosspayments', 'nicepay-rest', 'portone-v1', 'portone-v2'] as const
type Listing = (typeof LISTING)[number]

interface Planted {
  /** Whether asking settles it, or a person must. */
  readonly ends: 'settled' | 'open'
  readonly plant: (world: World, on: Listing) => Promise<unknown>
}

/** A reference that the protocol could have given, and nobody has. */
const NOBODYS = {
  tosspayments: 'tviva20261120000000AAAA0',
  'nicepay-rest': 'UT0000113m01012611200000000001',
  'portone-v1': 'imp_000000000001',
  'portone-v2': 'NOBODYS0001',
} as const satisfies Record<Listing, string>

const change = (what: string) => async (world: World, orderId: string) => {
  const { payment } = await world.pay(orderId)
  await tamper(world, `update payments set ${what} where id = $1`, [payment.id])
}

/** Each is a fact that one side has and the other has not. */
const PLANTED: Readonly<Record<string, Planted>> = {
  missing_here: {
    ends: 'settled',
    plant: async (world, on) => {
      const other = await createWorld({ sandbox: world.sandbox, on })
      await other.pay('OTHERSYSTEM1')
      await other.close()
    },
  },
  missing_there: {
    ends: 'open',
    plant: async (world, on) => {
      const { payment } = await world.pay('NOTTHERE1')
      const names = 'provider_ref = $2, provider_order_id = $2, order_id = $2'
      await tamper(world, `update payments set ${names} where id = $1`, [payment.id, NOBODYS[on]])
    },
  },
  paid_there_not_here: {
    ends: 'settled',
    plant: async (world, on) => {
      const file = await world.register('LOSTRETURN1')
      const back = await world.buyer(file)
      if (on.startsWith('portone')) return
      await world.fault('approve', 'lose_reply', { times: 1 })
      await world.engine.takeReturn(file.payment.id, back)
    },
  },
  amount_differs: { ends: 'open', plant: (world) => change('paid = 49000, total = 49000')(world, 'OTHERAMOUNT1') },
  currency_differs: { ends: 'open', plant: (world) => change(`currency = 'USD'`)(world, 'OTHERCURRENCY1') },
  order_number_differs: {
    ends: 'open',
    plant: (world) => change(`provider_order_id = 'ELSE1'`)(world, 'OTHERNUMBER1'),
  },
  day_differs: { ends: 'open', plant: (world) => change(`paid_at = paid_at - interval '1 day'`)(world, 'OTHERDAY1') },
  cancel_missing_here: {
    ends: 'settled',
    plant: async (world, on) => {
      const { payment } = await world.pay('CONSOLECANCEL')
      const cancel = { provider: on, ref: payment.providerRef, amount: 10_000 }
      await world.control('POST', '/control/console-cancels', cancel)
    },
  },
  cancel_state_differs: {
    ends: 'settled',
    plant: async (world) => {
      const { payment } = await world.pay('LOSTREFUND1')
      await world.fault('cancel', 'lose_reply', { times: 1 })
      await world.engine.refund(payment.id, refundOf('lost', 20_000), 100)
    },
  },
  cancel_missing_there: {
    ends: 'open',
    plant: async (world) => {
      const { payment } = await world.pay('NOREFUND1')
      await tamper(
        world,
        `with born as (insert into cancellations (id, payment_id, kind, via, state, amount, reserved, reason,
           requester, created_at, settled_at, attempts, provider_cancel_id, detail)
         select 'can_01m7y0qrx7f1v9kaw5jgnm76zz', id, 'refund', 'cancel', 'done', 20000, 0, 'x', 'merchant', paid_at,
           paid_at, 1, 'nobodys', '{"keyEpoch":0,"taxFree":null,"vat":null,"guard":null,"sentAt":null,
             "callEndsAt":null,"answer":null,"ladder":null,"credential":null}' from payments where id = $1)
         update payments set cancelled_by_us = 20000, state = 'partially_cancelled' where id = $1`,
        [payment.id],
      )
    },
  },
  cancel_amount_differs: {
    ends: 'open',
    plant: async (world) => {
      const { cancellation, file } = await refund(world, 'OTHERREFUND1', 20_000)
      await tamper(world, 'update cancellations set amount = 21000 where id = $1', [cancellation.id])
      await tamper(world, 'update payments set cancelled_by_us = 21000 where id = $1', [file.payment.id])
    },
  },
}

describe.each(LISTING)('%s', (on) => {
  let world: World
  let clean: Compared
  let planted: Compared
  let again: Compared
  beforeAll(async () => {
    world = await createWorld({ on })
    untilNoon(world)
    for (const n of [1, 2, 3, 4, 5, 6]) await world.pay(`CLEAN${n}ORDER`)
    await refund(world, 'CLEANREFUND1', 20_000)
    await refund(world, 'CLEANREFUND2', 50_000)
    clean = await compareToday(world)
    for (const { plant } of Object.values(PLANTED)) await plant(world, on)
    planted = await compareToday(world)
    again = await compareToday(world)
  })
  afterAll(() => world.close())

  it('finds nothing on a clean day, and both sides’ sums agree', () => {
    expect(clean.kinds).toEqual([])
    expect(clean.run).toMatchObject({ state: 'done', progress: { phase: 'ended', compared: 8, found: 0, asked: 0 } })
    expect(clean.run.theirs).toEqual({ charges: 8, charged: 400_000, cancels: 2, cancelled: 70_000 })
    expect(clean.run.ours).toEqual(clean.run.theirs)
  })

  it.each(Object.entries(PLANTED))('finds %s', (kind, { ends }) => {
    const found = planted.all.find((one) => one.kind === kind)
    expect(found?.resolved === null ? 'open' : (found?.resolved?.by ?? planted.kinds.join())).toBe(
      ends === 'open' ? 'open' : 'maedeup',
    )
    if (ends === 'settled') expect(found?.resolved?.reason).toMatch(/^By inquiry: /)
  })

  it('finds nothing else', () => {
    // The payment that carries a wrong reference here is missing under its right one, too.
    expect(planted.kinds).toEqual([...Object.keys(PLANTED), 'missing_here'].toSorted())
  })

  it('compared again: each difference is the same row, and what settled stays so', () => {
    expect(again.run.attempt).toBe(3)
    expect(again.all.map(({ id, kind, resolved }) => [id, kind, resolved === null])).toEqual(
      planted.all.map(({ id, kind, resolved }) => [id, kind, resolved === null]),
    )
  })

  it('no comparison called anything that moves money', async () => {
    const calls = (await world.control('GET', `/control/calls?provider=${on}`)) as { operation: string }[]
    // The three refunds of the merchant's own, and the one whose answer was lost.
    expect(calls.filter(({ operation }) => operation === 'cancel')).toHaveLength(4)
    expect(calls.filter(({ operation }) => operation === 'net_cancel')).toHaveLength(0)
  })
})
