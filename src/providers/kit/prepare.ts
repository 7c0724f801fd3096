/** Freezing the amount at the provider before the window opens: idempotent, and nothing is charged. */
import { describe, expect, it } from 'vitest'
import { expectCleanCall } from './legal.ts'
import type { Suite } from './suite.ts'
import type { KitWorld } from './world.ts'

export function describePrepare({ self, skips, world }: Suite): void {
  const needing = skips.needing('prepares')
  describe('prepare', () => {
    it('is there exactly where the capability says so', () => {
      expect(self.prepare !== undefined).toBe(self.capabilities.prepares)
    })
    needing('is done, and done again', () => again(world()))
    needing('at a closed port was provably not sent', () => closedPort(world()))
    needing('behind a closed fence sends nothing', () => behindFence(world()))
    needing('with a wrong key is refused, and stops the channel', async () => {
      const { wrongKey, fresh, call } = world()
      expect(await wrongKey.prepare?.(await fresh(), call())).toMatchObject({ kind: 'refused', next: 'pause_channel' })
    })
  })
}

async function again({ provider, fresh, call, setup, book }: KitWorld): Promise<void> {
  const payment = await fresh()
  const asked = call()
  const outcome = await provider.prepare?.(payment, asked)
  expect(outcome).toMatchObject({ kind: 'done' })
  if (outcome !== undefined) expectCleanCall(setup, asked, { outcome, payment })
  expect((await book(payment))?.paidAmount ?? 0).toBe(0)
}

async function closedPort({ provider, fresh, call, control }: KitWorld): Promise<void> {
  const payment = await fresh()
  await control.fault('inquire', 'refuse_connection')
  const outcome = await provider.prepare?.(payment, call())
  await control.clearFaults()
  expect(outcome).toMatchObject({ kind: 'not_sent', next: 'none' })
}

async function behindFence({ provider, fresh, call, control }: KitWorld): Promise<void> {
  const payment = await fresh()
  const before = await control.callCount()
  expect(await provider.prepare?.(payment, call({ mayStillSend: () => false }))).toMatchObject({ kind: 'not_sent' })
  expect(await control.callCount()).toBe(before)
}
