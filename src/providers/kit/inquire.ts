/** An inquiry tells what the provider's books say, or that it does not know: never more than it was told. */
import { describe, expect, it } from 'vitest'
import type { Payment } from '../../core/payment/payment.ts'
import { expectAgreement, expectCleanCall } from './legal.ts'
import type { Suite } from './suite.ts'
import { booked, type KitWorld, lessened } from './world.ts'

export function describeInquiry({ skips, world }: Suite): void {
  describe('inquire', () => {
    it('of a paid payment says paid', async () => agrees(world(), await world().paid()))
    it('of what the buyer never finished says that nothing is paid', async () => agrees(world(), await world().fresh()))
    skips.needing('moneyMoves is at_approve')('of an authenticated payment says that nothing is paid', async () =>
      agrees(world(), await world().returned()),
    )
    skips.needing('partialCancel')('after a part went back agrees with the books', async () => {
      const { paid } = world()
      await agrees(world(), await cancelled(world(), await paid(), 3_000))
    })
    it('after all went back says cancelled', async () =>
      agrees(world(), await cancelled(world(), await world().paid())))
    skips.needing('inquiry.partialProof')('shows each of ours by its tag and under its id', () => showsOurs(world()))
    skips.needing('inquiry.partialProof')('shows what staff cancelled, without a tag of ours', () =>
      showsStaff(world()),
    )
    skips.needing('inquiry.byOrder')('finds a payment by its order number alone', () => byOrder(world()))
    skips.needing('inquiry.byOrder')('of an order number that nobody has says none', async () => {
      const { provider, fresh, call } = world()
      const payment = { ...(await fresh()), providerOrderId: 'NOBODYHAS0001', providerRef: null }
      const outcome = await provider.inquire(payment, call())
      expect(outcome).toMatchObject({ kind: 'done', evidence: { status: 'none' } })
    })
    it('without anything to ask by is unknown, or an honest none', () => withoutReference(world()))
    it('of an own payment with a foreign account is never paid', () => asForeigner(world()))
    it('with a wrong key is no evidence', async () => {
      const { wrongKey, paid, call } = world()
      expect((await wrongKey.inquire(await paid(), call())).kind).not.toBe('done')
    })
  })
}

async function agrees(world: KitWorld, payment: Payment): Promise<void> {
  const asked = world.call()
  const outcome = await world.provider.inquire(payment, asked)
  expectCleanCall(world.setup, asked, { outcome, payment })
  if (asked.exchanges.length === 0) {
    expect(outcome).toMatchObject({ kind: 'unknown' })
    return
  }
  expect(outcome.kind, JSON.stringify(outcome)).toBe('done')
  if (outcome.kind === 'done') expectAgreement(outcome.evidence, await world.book(payment), world.capabilities)
}

async function cancelled(world: KitWorld, payment: Payment, won?: number): Promise<Payment> {
  const cancellation = world.cancellation(payment, won)
  const outcome = await world.provider.cancel(payment, cancellation, world.call())
  expect(outcome.kind, JSON.stringify(outcome)).toBe('done')
  return lessened(payment, cancellation.amount)
}

async function showsOurs({ provider, paid, cancellation, call }: KitWorld): Promise<void> {
  let payment = await paid()
  const ours = []
  for (const won of [1_000, 1_000, 2_500]) {
    const one = cancellation(payment, won)
    const outcome = await provider.cancel(payment, one, call())
    expect(outcome.kind).toBe('done')
    if (outcome.kind === 'done') ours.push({ tag: one.id, id: outcome.evidence.providerCancelId, amount: won })
    payment = lessened(payment, won)
  }
  const outcome = await provider.inquire(payment, call())
  const listed = outcome.kind === 'done' ? (outcome.evidence.cancels ?? []) : []
  expect(listed).toHaveLength(3)
  for (const { tag, id, amount } of ours) {
    expect(listed).toContainEqual(expect.objectContaining({ providerCancelId: id, amount, tag }))
  }
}

async function showsStaff({ provider, paid, control, call }: KitWorld): Promise<void> {
  const payment = await paid()
  await control.staffCancel(payment.providerRef ?? '', 700)
  const outcome = await provider.inquire(payment, call())
  expect(outcome).toMatchObject({ kind: 'done', evidence: { cancels: [{ amount: 700, tag: null }] } })
}

async function byOrder({ provider, paid, call, capabilities, book }: KitWorld): Promise<void> {
  const payment = await paid()
  const outcome = await provider.inquire({ ...payment, providerRef: null, providerState: null }, call())
  expect(outcome).toMatchObject({ kind: 'done', evidence: { status: 'paid', ref: payment.providerRef } })
  if (outcome.kind === 'done') expectAgreement(outcome.evidence, await book(payment), capabilities)
}

/** Either no call was made, or the provider was asked by order number and knew of nothing. */
async function withoutReference({ provider, fresh, call }: KitWorld): Promise<void> {
  const asked = call()
  const outcome = await provider.inquire({ ...(await fresh()), providerRef: null, providerState: null }, asked)
  if (asked.exchanges.length === 0) expect(outcome.kind).toBe('unknown')
  else if (outcome.kind === 'done') expect(['none', 'not_paid']).toContain(outcome.evidence.status)
}

async function asForeigner({ foreign, provider, paid, call }: KitWorld): Promise<void> {
  const outcome = await foreign.inquire(booked(await paid()), call())
  if (outcome.kind !== 'done') return
  const { status, account } = outcome.evidence
  if (account === null || account === foreign.account) expect(['none', 'not_paid']).toContain(status)
  else expect(account).toBe(provider.account)
}
