/** The net-cancel call, on its own terms; where the protocol has none, asking for it sends nothing. */
import { describe, expect, it } from 'vitest'
import type { Cancellation, Payment } from '../../core/payment/payment.ts'
import { MINUTE_MS } from '../../core/time.ts'
import { expectCleanCall } from './legal.ts'
import { TOTAL } from './sample.ts'
import { asNetCancel } from './scenes.ts'
import type { Suite } from './suite.ts'
import { booked, type KitWorld } from './world.ts'

/** How far beyond the window that the adapter uses the provider's own may reach. */
const MARGIN_MS = 30 * MINUTE_MS

export function describeNetCancel({ self, skips, world }: Suite): void {
  const needing = skips.needing('netCancel')
  describe('net cancel', () => {
    if (self.capabilities.netCancel === null) {
      it('does not exist here: it is refused for the ordinary cancel, and nothing is sent', () => isNone(world()))
    }
    needing('of an approval whose answer was lost gives all back', () => ofLostAnswer(world()))
    needing('repeated is one effect', () => repeated(world()))
    needing('of an approval that never arrived is never done', () => ofLostRequest(world()))
    needing('of a part never goes out', () => ofPart(world()))
    needing('after its window is for the ordinary cancel, which then works', () => afterWindow(world()))
    needing('without what the window brought back is for the ordinary cancel', () => withoutState(world()))
  })
}

async function isNone({ provider, paid, cancellation, call }: KitWorld): Promise<void> {
  const payment = await paid()
  const asked = call()
  const outcome = await provider.netCancel(payment, asNetCancel(cancellation(payment)), asked)
  expect(outcome).toMatchObject({ kind: 'refused', next: 'ordinary_cancel' })
  expect(asked.exchanges).toHaveLength(0)
}

async function unsettled(world: KitWorld, fault: 'lose_reply' | 'lose_request'): Promise<Lost> {
  const payment = await world.returned()
  await world.control.fault('approve', fault, { times: 1 })
  expect(await world.provider.approve(payment, world.call())).toMatchObject({ kind: 'unknown' })
  return { payment, whole: asNetCancel(world.cancellation(payment)) }
}

interface Lost {
  readonly payment: Payment
  readonly whole: Cancellation
}

async function ofLostAnswer(world: KitWorld): Promise<void> {
  const { payment, whole } = await unsettled(world, 'lose_reply')
  const asked = world.call()
  const outcome = await world.provider.netCancel(payment, whole, asked)
  expect(outcome).toMatchObject({ kind: 'done', evidence: { amount: TOTAL } })
  expectCleanCall(world.setup, asked, { outcome, payment })
  expect(await world.book(payment)).toMatchObject({ paidAmount: TOTAL, cancelledAmount: TOTAL })
}

async function repeated(world: KitWorld): Promise<void> {
  const { payment, whole } = await unsettled(world, 'lose_reply')
  await world.provider.netCancel(payment, whole, world.call())
  const second = await world.provider.netCancel(payment, whole, world.call())
  expect(second).not.toMatchObject({ kind: 'refused', next: 'none' })
  expect(await world.book(payment)).toMatchObject({ cancelledAmount: TOTAL, cancels: [{ amount: TOTAL }] })
}

/** The approval may still be on its way: nothing to cancel is no proof. */
async function ofLostRequest(world: KitWorld): Promise<void> {
  const { payment, whole } = await unsettled(world, 'lose_request')
  expect((await world.provider.netCancel(payment, whole, world.call())).kind).not.toBe('done')
  expect((await world.book(payment))?.paidAmount ?? 0).toBe(0)
}

async function ofPart(world: KitWorld): Promise<void> {
  const payment = await world.paid()
  const asked = world.call()
  const outcome = await world.provider.netCancel(payment, asNetCancel(world.cancellation(payment, 3_000)), asked)
  expect(outcome).toMatchObject({ kind: 'refused', next: 'ordinary_cancel' })
  expect(asked.exchanges).toHaveLength(0)
}

async function afterWindow(world: KitWorld): Promise<void> {
  const { payment, whole } = await unsettled(world, 'lose_reply')
  await world.control.advance((world.capabilities.netCancel?.windowMs ?? 0) + MARGIN_MS)
  expect(await world.provider.netCancel(payment, whole, world.call())).toMatchObject({
    kind: 'refused',
    next: 'ordinary_cancel',
  })
  const asBooked = booked(payment)
  expect(await world.provider.cancel(asBooked, world.cancellation(asBooked), world.call())).toMatchObject({
    kind: 'done',
    evidence: { amount: TOTAL },
  })
}

/** An adopted payment: the ordinary cancel must stay open. */
async function withoutState(world: KitWorld): Promise<void> {
  const payment = await world.paid()
  const bare = { ...payment, providerState: null }
  const outcome = await world.provider.netCancel(bare, asNetCancel(world.cancellation(bare)), world.call())
  if (outcome.kind !== 'done') expect(outcome).toMatchObject({ kind: 'refused', next: 'ordinary_cancel' })
}
