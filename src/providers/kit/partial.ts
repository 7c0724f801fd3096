/** Partial cancels: any size, told apart, never beyond the balance, and never on a balance that is not the believed. */
import { describe, expect } from 'vitest'
import { amount } from '../../core/money.ts'
import type { Payment } from '../../core/payment/payment.ts'
import { expectOneEffect } from './cancel.ts'
import { expectCleanCall, expectLegalCancelEvidence } from './legal.ts'
import { TOTAL } from './sample.ts'
import type { Suite } from './suite.ts'
import { type KitWorld, lessened } from './world.ts'

/** The least, an odd one, a half, and all but the least. */
const SIZES = [1, 3_333, 5_000, TOTAL - 1] as const

export function describePartialCancel({ skips, world }: Suite): void {
  describe('cancel of a part', () => {
    const partial = skips.needing('partialCancel')
    for (const won of SIZES) partial(`of ${won} is done, and exactly so much goes back`, () => isDone(world(), won))
    partial('and then of the rest gives all back', () => inParts(world(), [3_000, 7_000]))
    partial('three times the same amount is three effects, each with a name of its own', () =>
      inParts(world(), [2_000, 2_000, 2_000]),
    )
    partial('of more than was paid is never done', () => ofTooMuch(world()))
    partial('of nothing never goes out', () => ofNothing(world()))
    partial('of more than staff left is never done', () => ofMoreThanLeft(world()))
    partial('after staff took a part is refused, or shows what is left', () => behindOurBack(world()))
    skips.needing('balanceGuard')('on a stale balance is refused, and we look', () => onStaleBalance(world()))
    skips.needing('balanceGuard')('sent again with its old guard is never a second effect', () => oldGuard(world()))
    for (const fault of ['lose_reply', 'lose_request'] as const) {
      skips.needing('resend.partial is same_key')(`sent again under its key after ${fault} is one effect`, async () => {
        const payment = await world().paid()
        await expectOneEffect(world(), { payment, cancellation: world().cancellation(payment, 3_000) }, fault)
      })
    }
    skips.needing('idempotency')('under a new key after proof that nothing happened is done', () => newKey(world()))
  })
}

async function isDone(world: KitWorld, won: number): Promise<void> {
  const { provider, paid, cancellation, call, book, setup } = world
  const payment = await paid()
  const asked = call()
  const outcome = await provider.cancel(payment, cancellation(payment, won), asked)
  expect(outcome).toMatchObject({ kind: 'done', next: 'none', evidence: { amount: won } })
  expectCleanCall(setup, asked, { outcome, payment })
  if (outcome.kind === 'done') {
    expectLegalCancelEvidence(outcome.evidence)
    expect([TOTAL - won, null]).toContain(outcome.evidence.remaining)
  }
  expect(await book(payment)).toMatchObject({ cancelledAmount: won, cancels: [{ amount: won }] })
}

async function inParts({ provider, paid, cancellation, call, book }: KitWorld, parts: readonly number[]) {
  let payment: Payment = await paid()
  const names = new Set<string | null>()
  for (const won of parts) {
    const outcome = await provider.cancel(payment, cancellation(payment, won), call())
    expect(outcome, JSON.stringify(outcome)).toMatchObject({ kind: 'done', next: 'none', evidence: { amount: won } })
    if (outcome.kind === 'done') names.add(outcome.evidence.providerCancelId)
    payment = lessened(payment, won)
  }
  // Null where the answer does not name it: then names tell nothing.
  if (!names.has(null)) expect(names.size).toBe(parts.length)
  const sum = parts.reduce((all, won) => all + won, 0)
  const cancels = parts.map((won) => expect.objectContaining({ amount: won }))
  expect(await book(payment)).toMatchObject({ cancelledAmount: sum, cancels })
}

/** Whether the adapter says no or the provider does: never done, and a doubt is asked about. */
async function ofTooMuch({ provider, paid, cancellation, call, book }: KitWorld): Promise<void> {
  const payment = await paid()
  const asked = call()
  const outcome = await provider.cancel(payment, cancellation(payment, TOTAL + 1), asked)
  expect(asked.exchanges.length === 0 ? ['refused'] : ['refused', 'unknown']).toContain(outcome.kind)
  if (asked.exchanges.length > 0) expect(outcome.next).toBe('inquire')
  expect(await book(payment)).toMatchObject({ cancelledAmount: 0 })
}

/** Some protocols read a missing amount, and who knows what else, as “all of it”. */
async function ofNothing({ provider, paid, cancellation, call, book }: KitWorld): Promise<void> {
  const payment = await paid()
  const asked = call()
  const outcome = await provider.cancel(payment, { ...cancellation(payment), amount: amount(0) }, asked)
  expect(outcome.kind).toBe('refused')
  expect(asked.exchanges).toHaveLength(0)
  expect(await book(payment)).toMatchObject({ cancelledAmount: 0 })
}

async function ofMoreThanLeft({ provider, paid, cancellation, call, book, control }: KitWorld): Promise<void> {
  const payment = await paid()
  await control.staffCancel(payment.providerRef ?? '', 8_000)
  const outcome = await provider.cancel(payment, cancellation(payment, 3_000), call())
  expect(['refused', 'unknown']).toContain(outcome.kind)
  expect(outcome.next).toBe('inquire')
  expect(await book(payment)).toMatchObject({ cancelledAmount: 8_000 })
}

/** With a guard the provider refuses; without one the answer must make somebody look. */
async function behindOurBack({ provider, paid, cancellation, call, book, control }: KitWorld): Promise<void> {
  const payment = await paid()
  await control.staffCancel(payment.providerRef ?? '', 200)
  const outcome = await provider.cancel(payment, cancellation(payment, 3_000), call())
  expect(['done', 'refused']).toContain(outcome.kind)
  expect(outcome.next).not.toBe('none')
  expect(await book(payment)).toMatchObject({ cancelledAmount: outcome.kind === 'done' ? 3_200 : 200 })
}

async function onStaleBalance({ provider, paid, cancellation, call, book, control }: KitWorld): Promise<void> {
  const payment = await paid()
  await control.staffCancel(payment.providerRef ?? '', 200)
  const outcome = await provider.cancel(payment, cancellation(payment, 3_000), call())
  expect(outcome).toMatchObject({ kind: 'refused', next: 'inquire' })
  expect(await book(payment)).toMatchObject({ cancelledAmount: 200 })
}

/** A key may have died; the balance of then still protects. */
async function oldGuard({ provider, paid, cancellation, call, book, control }: KitWorld): Promise<void> {
  const payment = await paid()
  const one = cancellation(payment, 3_000)
  await control.fault('cancel', 'lose_reply', { times: 1 })
  await provider.cancel(payment, one, call())
  const again = await provider.cancel(payment, { ...one, keyEpoch: 1, attempts: 2 }, call())
  expect(again.kind).not.toBe('done')
  expect(await book(payment)).toMatchObject({ cancelledAmount: 3_000, cancels: [{ amount: 3_000 }] })
}

async function newKey({ provider, paid, cancellation, call, book, control }: KitWorld): Promise<void> {
  const payment = await paid()
  const one = cancellation(payment, 3_000)
  await control.fault('cancel', 'unlisted_code', { times: 1 })
  await provider.cancel(payment, one, call())
  const again = await provider.cancel(payment, { ...one, keyEpoch: 1, attempts: 2 }, call())
  expect(again).toMatchObject({ kind: 'done', evidence: { amount: 3_000 } })
  expect(await book(payment)).toMatchObject({ cancelledAmount: 3_000, cancels: [{ amount: 3_000 }] })
}
