/** A cancel of all gives everything back once, and one that cannot be gives nothing back. */
import { describe, expect, it } from 'vitest'
import { amount } from '../../core/money.ts'
import type { Cancellation, Payment } from '../../core/payment/payment.ts'
import { expectCleanCall, expectLegalCancelEvidence } from './legal.ts'
import { TOTAL } from './sample.ts'
import type { Suite } from './suite.ts'
import type { KitWorld } from './world.ts'

export function describeCancel({ skips, world }: Suite): void {
  describe('cancel of all', () => {
    it('is done, and the books say so', () => isDone(world()))
    it('sends our tag with its reason, however long that is', () => withLongReason(world()))
    it('repeated for the same intent is one effect', () => repeated(world()))
    it('at the same time for the same intent is one effect', () => together(world()))
    it('by another intent once all is back gives nothing', () => onceMore(world()))
    it('after staff gave all back is never done', () => afterStaff(world()))
    it('of what was never paid gives nothing', async () => {
      const { provider, fresh, cancellation, call, book } = world()
      const payment = await fresh()
      expect((await provider.cancel(payment, cancellation(payment), call())).kind).not.toBe('done')
      expect((await book(payment))?.cancelledAmount ?? 0).toBe(0)
    })
    it('with a wrong key is refused, and stops the channel', async () => {
      const { wrongKey, paid, cancellation, call, book } = world()
      const payment = await paid()
      expect(await wrongKey.cancel(payment, cancellation(payment), call())).toMatchObject({
        kind: 'refused',
        next: 'pause_channel',
      })
      expect(await book(payment)).toMatchObject({ cancelledAmount: 0 })
    })
    skips.needing('resend.full is same_key')('sent again under its key after a lost answer is one effect', () =>
      resent(world(), 'lose_reply'),
    )
    skips.needing('resend.full is same_key')('sent again under its key after a lost request is one effect', () =>
      resent(world(), 'lose_request'),
    )
  })
}

async function isDone(world: KitWorld): Promise<void> {
  const { provider, paid, cancellation, call, book, setup } = world
  const payment = await paid()
  const asked = call()
  const outcome = await provider.cancel(payment, cancellation(payment), asked)
  expect(outcome).toMatchObject({ kind: 'done', next: 'none', evidence: { amount: TOTAL } })
  expectCleanCall(setup, asked, { outcome, payment })
  if (outcome.kind === 'done') {
    expectLegalCancelEvidence(outcome.evidence)
    expect([0, null]).toContain(outcome.evidence.remaining)
  }
  expect(await book(payment)).toMatchObject({ cancelledAmount: TOTAL, cancels: [{ amount: TOTAL }] })
}

async function withLongReason({ provider, paid, cancellation, call, capabilities }: KitWorld): Promise<void> {
  const payment = await paid()
  const one = { ...cancellation(payment), reason: '똠방각하 고객 요청 🙏 '.repeat(200) }
  expect((await provider.cancel(payment, one, call())).kind).toBe('done')
  if (!capabilities.inquiry.partialProof) return
  const asked = await provider.inquire(payment, call())
  expect(asked).toMatchObject({ kind: 'done', evidence: { cancels: [{ tag: one.id }] } })
}

async function repeated({ provider, paid, cancellation, call, book }: KitWorld): Promise<void> {
  const payment = await paid()
  const one = cancellation(payment)
  await provider.cancel(payment, one, call())
  const second = await provider.cancel(payment, one, call())
  // That it is done already is no refusal.
  expect(second).not.toMatchObject({ kind: 'refused', next: 'none' })
  expect(await book(payment)).toMatchObject({ cancelledAmount: TOTAL, cancels: [{ amount: TOTAL }] })
}

async function together({ provider, paid, cancellation, call, book }: KitWorld): Promise<void> {
  const payment = await paid()
  const one = cancellation(payment)
  const outcomes = await Promise.all([1, 2, 3].map(() => provider.cancel(payment, one, call())))
  expect(outcomes.some(({ kind }) => kind === 'done' || kind === 'unknown')).toBe(true)
  expect(await book(payment)).toMatchObject({ cancelledAmount: TOTAL, cancels: [{ amount: TOTAL }] })
}

async function onceMore({ provider, paid, cancellation, call, book }: KitWorld): Promise<void> {
  const payment = await paid()
  await provider.cancel(payment, cancellation(payment), call())
  expect((await provider.cancel(payment, cancellation(payment), call())).kind).not.toBe('done')
  expect(await book(payment)).toMatchObject({ cancelledAmount: TOTAL })
}

/** Whatever is answered, it was not ours: the engine has to look. */
async function afterStaff({ provider, paid, cancellation, call, book, control }: KitWorld): Promise<void> {
  const payment = await paid()
  await control.staffCancel(payment.providerRef ?? '', TOTAL)
  const outcome = await provider.cancel(payment, cancellation(payment), call())
  expect(['unknown', 'refused']).toContain(outcome.kind)
  expect(outcome.next).not.toBe('none')
  expect(await book(payment)).toMatchObject({ cancelledAmount: TOTAL, cancels: [{ key: null }] })
}

async function resent(world: KitWorld, fault: 'lose_reply' | 'lose_request'): Promise<void> {
  const payment = await world.paid()
  await expectOneEffect(world, { payment, cancellation: world.cancellation(payment) }, fault)
}

/** The same intent under the same key: whatever was lost, the money goes back once. */
export async function expectOneEffect(
  { provider, call, book, control }: KitWorld,
  { payment, cancellation }: { payment: Payment; cancellation: Cancellation },
  fault: 'lose_reply' | 'lose_request',
): Promise<void> {
  await control.fault('cancel', fault, { times: 1 })
  expect(await provider.cancel(payment, cancellation, call())).toMatchObject({ kind: 'unknown' })
  const again = await provider.cancel(payment, { ...cancellation, attempts: 2 }, call())
  expect(['done', 'unknown']).toContain(again.kind)
  if (fault === 'lose_request') expect(again.kind, 'nothing had happened').toBe('done')
  expect(await book(payment)).toMatchObject({
    cancelledAmount: cancellation.amount,
    cancels: [{ amount: amount(cancellation.amount) }],
  })
}
