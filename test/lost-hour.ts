/** An hour that a restored database has lost: lived in one world, forgotten in another, both on one provider. */
import { amount } from '../src/core/money.ts'
import type { PaymentFile } from '../src/core/payment/payment.ts'
import { HOUR_MS, MINUTE_MS } from '../src/core/time.ts'
import type { Refunded, RefundWish } from '../src/engine/refund.ts'
import { copyTestDatabase } from './database.ts'
import { createWorld, type World, type WorldOptions } from './world.ts'

export interface LostHour {
  /** Where the hour was lived; the buyers', the merchant's and the provider's memory. */
  readonly lived: World
  /** The same before the hour, and with the clock after it. */
  readonly restored: World
  readonly files: Files
  close(): Promise<void>
}

type Files = Readonly<Record<(typeof BEFORE)[number] | (typeof WITHIN)[number], PaymentFile>>

/** Registered before the backup … */
const BEFORE = ['TIEDLATER', 'ORPHAN', 'PAIDLATER', 'WHOLLY', 'PARTLY', 'TWICEPART', 'WAITING', 'LEFTOPEN'] as const
/** … and after it. */
const WITHIN = ['NEWTIED', 'NEWORPHAN', 'NEWPART'] as const

const refundWish = (key: string, won: number | null, more: Partial<RefundWish> = {}): RefundWish => ({
  key,
  amount: won === null ? null : amount(won),
  reason: '고객 요청',
  requester: 'buyer',
  expectedBalance: null,
  taxFree: null,
  vat: null,
  ...more,
})

/** The refunds of the hour, in the order in which the merchant asked for them. */
export const REFUNDS = [
  { order: 'WHOLLY', key: 'whole', won: null },
  { order: 'PARTLY', key: 'part', won: 10_000 },
  { order: 'TWICEPART', key: 'twice-1', won: 10_000 },
  { order: 'TWICEPART', key: 'twice-2', won: 10_000 },
] as const

export const askRefund = (world: World, file: PaymentFile, { key, won }: { key: string; won: number | null }) =>
  world.engine.refund(file.payment.id, refundWish(`${world.on}-${key}`, won), 8_000) as Promise<Refunded>

export async function loseAnHour(options: Pick<WorldOptions, 'on'> & { restored?: WorldOptions }): Promise<LostHour> {
  const { on } = options
  const lived = await createWorld(on === undefined ? {} : { on })
  const before = await liveBefore(lived)
  await lived.deps.store.beat(lived.deps.clock.now())
  const database = await copyTestDatabase({ connectionString: lived.connectionString })
  const within = await liveWithin(lived, before)
  const base = { sandbox: lived.sandbox, database, ...(on === undefined ? {} : { on }) }
  const restored = await createWorld({ ...base, ...options.restored })
  return {
    lived,
    restored,
    files: { ...before, ...within },
    close: async () => {
      await restored.close()
      await lived.close()
    },
  }
}

const tie = (world: World, { payment }: PaymentFile) =>
  world.engine.recordOrder(payment.id, { ref: `R-${payment.orderId}`, amount: null })

async function liveBefore(world: World): Promise<Record<(typeof BEFORE)[number], PaymentFile>> {
  const paid = {
    TIEDLATER: await world.pay('TIEDLATER'),
    ORPHAN: await world.pay('ORPHAN'),
    WHOLLY: await world.pay('WHOLLY'),
    PARTLY: await world.pay('PARTLY'),
    TWICEPART: await world.pay('TWICEPART'),
    LEFTOPEN: await world.pay('LEFTOPEN'),
  }
  for (const file of [paid.WHOLLY, paid.PARTLY, paid.TWICEPART]) await tie(world, file)
  const open = { PAIDLATER: await world.register('PAIDLATER'), WAITING: await world.register('WAITING') }
  return { ...paid, ...open }
}

async function liveWithin(world: World, before: Record<(typeof BEFORE)[number], PaymentFile>) {
  await world.pass(5 * MINUTE_MS)
  await tie(world, before.TIEDLATER)
  const returned = await world.engine.takeReturn(before.PAIDLATER.payment.id, await world.buyer(before.PAIDLATER))
  if (!returned.ok) throw new Error(returned.refusal.detail)
  await tie(world, before.PAIDLATER)
  const [NEWTIED, NEWPART] = [await world.pay('NEWTIED'), await world.pay('NEWPART')]
  for (const file of [NEWTIED, NEWPART]) await tie(world, file)
  // ORPHAN goes back at its deadline, and LEFTOPEN would: the merchant takes it in time.
  await tie(world, before.LEFTOPEN)
  await world.pass(15 * MINUTE_MS)
  for (const { order, ...asked } of REFUNDS) await mustBeDone(askRefund(world, before[order], asked))
  await mustBeDone(askRefund(world, NEWPART, { key: 'new-part', won: 20_000 }))
  const NEWORPHAN = await world.pay('NEWORPHAN')
  await world.pass(HOUR_MS - 20 * MINUTE_MS)
  return { NEWTIED, NEWPART, NEWORPHAN }
}

async function mustBeDone(refunding: Promise<Refunded>): Promise<void> {
  const refunded = await refunding
  if (refunded.ok && refunded.cancellation.state === 'done') return
  throw new Error(refunded.ok ? `the refund is ${refunded.cancellation.state}` : refunded.refusal.detail)
}
