/** Accounts are issued once as they were asked for, and closing one before its deposit moves nothing. */
import { describe, expect } from 'vitest'
import type { Payment } from '../../core/payment/payment.ts'
import { MINUTE_MS, SECOND_MS } from '../../core/time.ts'
import type { AccountCapabilities } from '../../ports/provider.ts'
import { clean, close, closing, expectMoney, issue, issued, issuedInWindow, withAccount } from './account-stage.ts'
import { isWaiting } from './control.ts'
import { expectAgreement } from './legal.ts'
import { type AccountWish, RECEIPTS, TOTAL } from './sample.ts'
import type { Suite } from './suite.ts'
import type { KitWorld } from './world.ts'

export function describeAccount(suite: Suite): void {
  describeIssue(suite)
  describeClose(suite)
}

function describeIssue({ setup, self, skips, world }: Suite): void {
  const byCall = skips.needing('virtualAccount.issue is api')
  describe('issue of an account', () => {
    byCall('answers number, bank and deadline as they were asked for, and the books hold one account', () =>
      asAsked(world(), {}),
    )
    for (const cashReceipt of RECEIPTS) {
      byCall(`with a cash receipt of ${cashReceipt.kind} keeps its number to itself`, () =>
        asAsked(world(), { cashReceipt }),
      )
    }
    for (const bank of self.capabilities.virtualAccount?.issuingBanks ?? []) {
      byCall(`at ${bank} is at ${bank}`, () => asAsked(world(), { bank }))
    }
    const named = skips.needing('virtualAccount.issue is api', 'an issue has a name')
    named('asked for twice by the same intent is one account', () => twice(world()))
    for (const fault of ['lose_request', 'lose_reply', 'late_effect'] as const) {
      if (setup.cannotPlay('issue', fault) !== null) continue
      byCall(`under ${fault} is settled without a second account`, () => settledAfter(world(), fault))
    }
    byCall('with a wrong key is refused, and stops the channel', () => withWrongKey(world()))
    skips.needing('virtualAccount')('in the window waits for its deposit, and the approval tells its number', () =>
      inWindow(world()),
    )
  })
}

const ROUNDED_TO_MS = { minute: MINUTE_MS, second: SECOND_MS } as const

async function asAsked(world: KitWorld, wish: AccountWish): Promise<void> {
  const accounts = accountsOf(world)
  const payment = world.asking(wish)
  const outcome = await clean(world, payment, (call) => issue(world.provider, payment, call))
  expect(outcome, JSON.stringify(outcome)).toMatchObject({
    kind: 'done',
    next: 'none',
    evidence: { status: 'awaiting_deposit', amount: TOTAL, virtualAccount: { bank: payment.virtualAccount?.bank } },
  })
  if (outcome.kind !== 'done') return
  const { evidence } = outcome
  const unitMs = ROUNDED_TO_MS[accounts.expiryUnit]
  const deadline = payment.virtualAccount?.expiresAt ?? 0
  expect(evidence.virtualAccount?.expiresAt).toBe(deadline - (deadline % unitMs))
  expect(evidence.ref).not.toBe(null)
  if (payment.providerRef !== null) expect(evidence.ref).toBe(payment.providerRef)
  const books = await world.booksOf(payment)
  expect(books).toHaveLength(1)
  expect(books[0]).toMatchObject({ account: evidence.virtualAccount?.number, paidAmount: 0 })
  expectAgreement(evidence, books[0], world.capabilities)
}

function accountsOf({ capabilities }: KitWorld): AccountCapabilities {
  if (capabilities.virtualAccount === null) throw new Error('the adapter has no accounts')
  return capabilities.virtualAccount
}

const waitingOf = async (world: KitWorld, payment: Payment): Promise<number> =>
  (await world.booksOf(payment)).filter(isWaiting).length

async function twice(world: KitWorld): Promise<void> {
  const payment = world.asking()
  await issue(world.provider, payment, world.call())
  const second = await clean(world, payment, (call) => issue(world.provider, payment, call))
  // That there is one already is no proof that there is none.
  expect(second).not.toMatchObject({ kind: 'refused', next: 'none' })
  expect(await waitingOf(world, payment)).toBe(1)
}

/** In sandbox time. */
const LATER_MS = 5_000

/** The engine never issues again: it asks, or closes what nobody ever saw. */
async function settledAfter(world: KitWorld, fault: 'lose_request' | 'lose_reply' | 'late_effect'): Promise<void> {
  const payment = world.asking()
  await world.control.fault('issue', fault, { times: 1, ...(fault === 'late_effect' ? { delayMs: LATER_MS } : {}) })
  const lost = await clean(world, payment, (call) => issue(world.provider, payment, call))
  expect(lost).toMatchObject({ kind: 'unknown' })
  expect(lost.next).not.toBe('none')
  if (fault === 'late_effect') await world.control.advance(2 * LATER_MS)
  const isThere = fault !== 'lose_request'
  expect(await waitingOf(world, payment)).toBe(isThere ? 1 : 0)
  switch (accountsOf(world).lostIssue) {
    case 'inquire':
      return foundByAsking(world, payment, isThere)
    case 'close':
      return closedUnseen(world, payment, isThere)
  }
}

async function foundByAsking(world: KitWorld, payment: Payment, isThere: boolean): Promise<void> {
  const asked = await clean(world, payment, (call) => world.provider.inquire(payment, call))
  expect(asked.kind, JSON.stringify(asked)).toBe('done')
  if (asked.kind !== 'done') return
  if (!isThere) return expect(['none', 'not_paid']).toContain(asked.evidence.status)
  expect(asked.evidence.status).toBe('awaiting_deposit')
  expect(asked.evidence.virtualAccount?.number).toBe((await world.book(payment))?.account)
}

async function closedUnseen(world: KitWorld, payment: Payment, isThere: boolean): Promise<void> {
  const outcome = await clean(world, payment, (call) => close(world.provider, closing(world, payment), call))
  if (isThere) expect(outcome).toMatchObject({ kind: 'done', evidence: { amount: 0 } })
  else expect(outcome.kind).not.toBe('done')
  expect(await waitingOf(world, payment)).toBe(0)
}

async function withWrongKey(world: KitWorld): Promise<void> {
  const payment = world.asking()
  const outcome = await clean(world, payment, (call) => issue(world.wrongKey, payment, call))
  expect(outcome).toMatchObject({ kind: 'refused', next: 'pause_channel' })
  expect(await waitingOf(world, payment)).toBe(0)
}

async function inWindow(world: KitWorld): Promise<void> {
  expect(world.capabilities.methods).toContain('virtual_account')
  const payment = await world.returned('virtual_account')
  const outcome = await clean(world, payment, (call) => world.provider.approve(payment, call))
  expect(outcome, JSON.stringify(outcome)).toMatchObject({
    kind: 'done',
    next: 'none',
    evidence: { status: 'awaiting_deposit', ref: payment.providerRef, paidAt: null },
  })
  const { virtualAccount } = withAccount(payment, outcome)
  expect(virtualAccount?.bank).not.toBe(null)
  expect(virtualAccount?.expiresAt).toBeGreaterThan(world.call().at)
  expect(await world.book(payment)).toMatchObject({ account: virtualAccount?.number, paidAmount: 0 })
}

function describeClose({ skips, world }: Suite): void {
  const needing = skips.needing('virtualAccount')
  describe('close of an account', () => {
    needing('before its deposit is done and moves nothing; it takes no money any more', () => beforeDeposit(world()))
    needing('that the window issued is done', async () => ends(world(), await issuedInWindow(world())))
    needing('again by the same intent is no refusal', () => again(world(), 'same'))
    needing('again by another intent is no refusal', () => again(world(), 'other'))
    needing('after the deposit is refused, and the money stays', () => afterDeposit(world()))
    needing('with a wrong key is refused, and stops the channel', () => closedWithWrongKey(world()))
  })
}

async function ends(world: KitWorld, payment: Payment): Promise<void> {
  const outcome = await clean(world, payment, (call) => close(world.provider, closing(world, payment), call))
  expect(outcome, JSON.stringify(outcome)).toMatchObject({ kind: 'done', next: 'none', evidence: { amount: 0 } })
  expect(await waitingOf(world, payment)).toBe(0)
  await expectMoney(world, payment, { paid: 0, back: 0 })
}

async function beforeDeposit(world: KitWorld): Promise<void> {
  const payment = await issued(world)
  await ends(world, payment)
  await expect(world.control.deposit(payment.providerRef ?? '', TOTAL)).rejects.toThrow()
  const asked = await clean(world, payment, (call) => world.provider.inquire(payment, call))
  if (asked.kind === 'done') expectAgreement(asked.evidence, await world.book(payment), world.capabilities)
  else expect([asked.kind, accountsOf(world).depositProof]).toEqual(['unknown', 'notice'])
}

async function again(world: KitWorld, intent: 'same' | 'other'): Promise<void> {
  const payment = await issued(world)
  const first = closing(world, payment)
  await close(world.provider, first, world.call())
  const second = intent === 'same' ? first : closing(world, payment)
  const outcome = await clean(world, payment, (call) => close(world.provider, second, call))
  expect(['done', 'unknown'], JSON.stringify(outcome)).toContain(outcome.kind)
  if (outcome.kind === 'done') expect(outcome.evidence.amount).toBe(0)
  await expectMoney(world, payment, { paid: 0, back: 0 })
}

/** Closing must never be a refund to nobody. */
async function afterDeposit(world: KitWorld): Promise<void> {
  const payment = await issued(world)
  await world.control.deposit(payment.providerRef ?? '', TOTAL)
  const outcome = await clean(world, payment, (call) => close(world.provider, closing(world, payment), call))
  expect(outcome.kind, JSON.stringify(outcome)).toBe('refused')
  expect(['ask_account', 'inquire']).toContain(outcome.next)
  await expectMoney(world, payment, { paid: TOTAL, back: 0 })
}

async function closedWithWrongKey(world: KitWorld): Promise<void> {
  const payment = await issued(world)
  const outcome = await clean(world, payment, (call) => close(world.wrongKey, closing(world, payment), call))
  expect(outcome).toMatchObject({ kind: 'refused', next: 'pause_channel' })
  expect(await waitingOf(world, payment)).toBe(1)
}
