/** Approval takes the money once, tells what it took, and never calls a doubt a refusal. */
import { describe, expect, it } from 'vitest'
import { METHODS } from '../../core/evidence.ts'
import { expectAgreement, expectCleanCall } from './legal.ts'
import { TOTAL } from './sample.ts'
import type { Suite } from './suite.ts'
import type { KitWorld } from './world.ts'

export function describeApproval({ self, skips, world }: Suite): void {
  describe('approve', () => {
    // Approving an account issues it, and moves nothing (`account.ts`).
    const methods = METHODS.filter((one) => one !== 'virtual_account')
    for (const method of methods.filter((one) => self.capabilities.methods.includes(one))) {
      it(`of ${method} is done, and the books hold the money`, () => isDone(world(), method))
    }
    it('tells when the money was booked', async () => {
      const { provider, returned, call } = world()
      const { at } = call()
      const outcome = await provider.approve(await returned(), call())
      const paidAt = outcome.kind === 'done' ? outcome.evidence.paidAt : null
      // Providers book in whole seconds.
      expect(Math.abs((paidAt ?? 0) - at)).toBeLessThan(10_000)
    })
    it('twice is one charge, and the second is no refusal', () => twice(world()))
    skips.needing('moneyMoves is at_approve')('twice at the same time is one charge', () => together(world()))
    it('without a return is never done, and never charges', async () => {
      const { provider, fresh, call, book } = world()
      const payment = await fresh()
      const outcome = await provider.approve(payment, call())
      if (outcome.kind === 'done') expect(['none', 'not_paid']).toContain(outcome.evidence.status)
      expect((await book(payment))?.paidAmount ?? 0).toBe(0)
    })
    it('with a wrong key takes nothing, and stops the channel', async () => {
      const { wrongKey, returned, call, setup } = world()
      const payment = await returned()
      const asked = call()
      const outcome = await wrongKey.approve(payment, asked)
      expect(['refused', 'unknown']).toContain(outcome.kind)
      expect(outcome.next).toBe('pause_channel')
      expectCleanCall(setup, asked, { outcome, payment })
    })
  })
}

async function isDone(world: KitWorld, method: (typeof METHODS)[number]): Promise<void> {
  const { provider, returned, call, book, setup, capabilities } = world
  const payment = await returned(method)
  const asked = call()
  const outcome = await provider.approve(payment, asked)
  expect(outcome).toMatchObject({ kind: 'done', next: 'none', evidence: { status: 'paid', ref: payment.providerRef } })
  if (outcome.kind !== 'done') return
  const { evidence } = outcome
  expectAgreement(evidence, await book(payment), capabilities)
  expect(evidence.amount).toBe(TOTAL)
  expect([provider.account, null]).toContain(evidence.account)
  expect([provider.live, null]).toContain(evidence.live)
  expect(['KRW', null]).toContain(evidence.currency)
  expect([method, null]).toContain(evidence.method)
  expect([payment.providerOrderId, null, undefined]).toContain(evidence.orderNumber)
  expect(asked.exchanges.length).toBeGreaterThan(0)
  expectCleanCall(setup, asked, { outcome, payment })
}

async function twice({ provider, paid, call, book }: KitWorld): Promise<void> {
  const payment = await paid()
  const outcome = await provider.approve(payment, call())
  expect(['done', 'unknown']).toContain(outcome.kind)
  expect(await book(payment)).toMatchObject({ paidAmount: TOTAL, cancelledAmount: 0 })
}

async function together({ provider, returned, call, book }: KitWorld): Promise<void> {
  const payment = await returned()
  const outcomes = await Promise.all([provider.approve(payment, call()), provider.approve(payment, call())])
  for (const { kind } of outcomes) expect(['done', 'unknown']).toContain(kind)
  expect(await book(payment)).toMatchObject({ paidAmount: TOTAL, cancelledAmount: 0 })
}
