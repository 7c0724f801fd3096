/** A deposit is seen as the protocol can show it, and goes back once, to the account that was named and to no other. */
import { describe, expect, vi } from 'vitest'
import type { RefundAccount } from '../../core/account/account.ts'
import { BANK_NAMES } from '../../core/account/bank.ts'
import { amount } from '../../core/money.ts'
import type { Cancellation, Payment } from '../../core/payment/payment.ts'
import type { Provider, RawWebhook, WebhookReading } from '../../ports/provider.ts'
import { clean, deposited, expectMoney, issued, toAccount } from './account-stage.ts'
import { openEar } from './ear.ts'
import { expectAgreement, expectLegalCancelEvidence } from './legal.ts'
import { REFUND_ACCOUNT, TOTAL } from './sample.ts'
import type { Suite } from './suite.ts'
import { booked, type KitWorld, lessened } from './world.ts'

export function describeDeposit({ setup, skips, world }: Suite): void {
  const asked = skips.needing('virtualAccount.depositProof is inquiry')
  const told = skips.needing('virtualAccount.depositProof is notice')
  describe('deposit', () => {
    asked('is awaited before it came, and paid after it, as an inquiry says', () => seenByAsking(world()))
    asked('is told by a hint at this payment', async () => {
      const { payment, readings } = await heardDeposit(world())
      expect(readings.some((reading) => isAbout(reading, payment))).toBe(true)
    })
    told('is no contradiction to an inquiry, which cannot show it', () => notContradicted(world()))
    told('is told with reference, order number, account, amount and time, from an allowed source', () =>
      toldInFull(world()),
    )
    told('from any other source, or from nobody, is not trusted', () => distrusted(world()))
  })
  describeRefund({ setup, skips, world })
}

async function seenByAsking(world: KitWorld): Promise<void> {
  const payment = await issued(world)
  const before = await clean(world, payment, (call) => world.provider.inquire(payment, call))
  expect(before).toMatchObject({
    kind: 'done',
    evidence: { status: 'awaiting_deposit', paidAt: null, virtualAccount: { number: payment.virtualAccount?.number } },
  })
  await world.control.deposit(payment.providerRef ?? '', TOTAL)
  const { at } = world.call()
  const after = await clean(world, payment, (call) => world.provider.inquire(payment, call))
  expect(after).toMatchObject({ kind: 'done', evidence: { status: 'paid', amount: TOTAL } })
  if (after.kind !== 'done') return
  expectAgreement(after.evidence, await world.book(payment), world.capabilities)
  // Providers book in whole seconds.
  expect(Math.abs((after.evidence.paidAt ?? 0) - at)).toBeLessThan(10_000)
}

interface Heard {
  readonly payment: Payment
  readonly webhooks: readonly RawWebhook[]
  readonly readings: readonly WebhookReading[]
}

const isAbout = (reading: WebhookReading, { providerRef, providerOrderId }: Payment): boolean =>
  reading.kind === 'hint' && (reading.ref === providerRef || reading.orderNumber === providerOrderId)

/** Listens from the issue on, and reads what was told about the deposit. */
async function heardDeposit(world: KitWorld): Promise<Heard> {
  const { control, provider } = world
  const payment = await issued(world)
  const ear = await openEar(provider.webhookAnswer.accepted)
  try {
    await control.webhooksTo(ear.url)
    await control.deposit(payment.providerRef ?? '', TOTAL)
    await vi.waitFor(() => expect(ear.heard.length).toBeGreaterThan(0), { timeout: 5_000, interval: 10 })
    const webhooks = [...ear.heard]
    const readings = await Promise.all(webhooks.map((webhook) => provider.readWebhook(webhook, world.call().at)))
    return { payment, webhooks, readings }
  } finally {
    await control.webhooksTo(null)
    await ear.close()
  }
}

async function notContradicted(world: KitWorld): Promise<void> {
  const payment = await deposited(world)
  const outcome = await clean(world, payment, (call) => world.provider.inquire(payment, call))
  if (outcome.kind === 'done') expect(['paid', 'awaiting_deposit']).toContain(outcome.evidence.status)
  else expect(outcome.kind).toBe('unknown')
}

const depositIn = (readings: readonly WebhookReading[]) =>
  readings.flatMap((reading) => (reading.kind === 'hint' && reading.deposit !== undefined ? [reading.deposit] : []))

async function toldInFull(world: KitWorld): Promise<void> {
  const { at } = world.call()
  const { payment, readings } = await heardDeposit(world)
  const [deposit] = depositIn(readings)
  expect(deposit).toMatchObject({
    ref: payment.providerRef,
    orderNumber: payment.providerOrderId,
    account: payment.virtualAccount?.number,
    amount: TOTAL,
    trusted: true,
  })
  expect(Math.abs((deposit?.at ?? 0) - at)).toBeLessThan(10_000)
}

async function distrusted(world: KitWorld): Promise<void> {
  const { webhooks } = await heardDeposit(world)
  for (const { trusted: _listed, ...unlisted } of webhooks) {
    for (const webhook of [unlisted, { ...unlisted, trusted: false }]) {
      const reading = await world.provider.readWebhook(webhook, world.call().at)
      for (const { trusted } of depositIn([reading])) expect(trusted).toBe(false)
    }
  }
}

function describeRefund({ setup, skips, world }: Pick<Suite, 'setup' | 'skips' | 'world'>): void {
  const needing = skips.needing('virtualAccount')
  const partial = skips.needing('virtualAccount', 'partialCancel')
  const proven = skips.needing('virtualAccount.refundProof')
  describe('refund of a deposit', () => {
    needing('to an account is done, and the books show it once', () => isDone(world()))
    needing('repeated for the same intent is one effect', () => repeated(world()))
    needing('without an account is never done, and the money stays', () => withoutAccount(world()))
    partial('in parts is done in each, and all is back in the end', () => inParts(world()))
    partial('of a part without an account is never done', () => withoutAccount(world(), 3_000))
    const { wrongAccount } = setup
    if (wrongAccount !== undefined) {
      needing('to an account that the bank turns away asks for another one', () =>
        turnedAway(world(), { ...REFUND_ACCOUNT, ...wrongAccount }),
      )
    }
    needing('to an account that the protocol cannot carry is named by field beforehand', async () =>
      namesFields(world().provider),
    )
    proven('that was paid out stays done', () => paidOut(world()))
    proven('that came back is shown as failed', () => cameBack(world()))
  })
}

const refundOf = (world: KitWorld, payment: Payment, won?: number): Cancellation =>
  toAccount(world.cancellation(payment, won))

const give = (world: KitWorld, payment: Payment, cancellation: Cancellation) =>
  clean(world, payment, (call) => world.provider.cancel(payment, cancellation, call))

async function isDone(world: KitWorld): Promise<void> {
  const payment = await deposited(world)
  const outcome = await give(world, payment, refundOf(world, payment))
  expect(outcome, JSON.stringify(outcome)).toMatchObject({ kind: 'done', next: 'none', evidence: { amount: TOTAL } })
  if (outcome.kind === 'done') expectLegalCancelEvidence(outcome.evidence)
  expect(await world.book(payment)).toMatchObject({ cancelledAmount: TOTAL, cancels: [{ amount: TOTAL }] })
}

async function repeated(world: KitWorld): Promise<void> {
  const payment = await deposited(world)
  const one = refundOf(world, payment)
  await give(world, payment, one)
  expect(await give(world, payment, one)).not.toMatchObject({ kind: 'refused', next: 'none' })
  expect(await world.book(payment)).toMatchObject({ cancelledAmount: TOTAL, cancels: [{ amount: TOTAL }] })
}

async function withoutAccount(world: KitWorld, won?: number): Promise<void> {
  const payment = await deposited(world)
  const outcome = await give(world, payment, world.cancellation(payment, won))
  expect(['refused', 'unknown'], JSON.stringify(outcome)).toContain(outcome.kind)
  expect(outcome.next).not.toBe('none')
  await expectMoney(world, payment, { paid: TOTAL, back: 0 })
}

async function inParts(world: KitWorld): Promise<void> {
  let payment = await deposited(world)
  for (const won of [3_000, 7_000].map(amount)) {
    const outcome = await give(world, payment, refundOf(world, payment, won))
    expect(outcome, JSON.stringify(outcome)).toMatchObject({ kind: 'done', next: 'none', evidence: { amount: won } })
    payment = lessened(payment, won)
    await expectMoney(world, payment, { paid: TOTAL, back: payment.amounts.cancelledByUs })
  }
}

async function turnedAway(world: KitWorld, account: RefundAccount): Promise<void> {
  const payment = await deposited(world)
  const outcome = await give(world, payment, toAccount(world.cancellation(payment), account))
  expect(outcome, JSON.stringify(outcome)).toMatchObject({ kind: 'refused', next: 'ask_account' })
  await expectMoney(world, payment, { paid: TOTAL, back: 0 })
}

function namesFields(provider: Provider): void {
  const problemOf = (change: Partial<RefundAccount>) =>
    provider.refundAccountProblem?.({ ...REFUND_ACCOUNT, ...change })?.field ?? null
  const banks = provider.capabilities.virtualAccount?.refundBanks ?? []
  for (const bank of BANK_NAMES) expect(problemOf({ bank }), bank).toBe(banks.includes(bank) ? null : 'bank')
  expect(problemOf({ number: '1'.repeat(21) })).toBe('number')
  expect(problemOf({ holder: '가'.repeat(100) })).toBe('holder')
}

async function refunded(world: KitWorld): Promise<{ payment: Payment; one: Cancellation }> {
  const payment = await deposited(world)
  const one = refundOf(world, payment)
  expect((await give(world, payment, one)).kind).toBe('done')
  return { payment, one }
}

const bouncing = ({ setup }: KitWorld) => {
  if (setup.refundBounces === undefined) throw new Error('the kit was not told how refunds bounce (`refundBounces`)')
  return setup.refundBounces
}

async function paidOut(world: KitWorld): Promise<void> {
  const { payment, one } = await refunded(world)
  await world.control.advance(bouncing(world).afterMs)
  const asked = await clean(world, payment, (call) => world.provider.inquire(booked(payment), call))
  expect(asked).toMatchObject({
    kind: 'done',
    evidence: { status: 'cancelled', cancels: [{ amount: TOTAL, tag: one.id }] },
  })
  if (asked.kind === 'done') expect(asked.evidence.cancels?.[0]?.state ?? 'done').toBe('done')
}

async function cameBack(world: KitWorld): Promise<void> {
  const { switches, afterMs } = bouncing(world)
  await world.control.switches(switches)
  const { payment, one } = await refunded(world)
  await world.control.advance(afterMs)
  const asked = await clean(world, payment, (call) => world.provider.inquire(booked(payment), call))
  expect(asked, JSON.stringify(asked)).toMatchObject({
    kind: 'done',
    evidence: { cancels: [{ amount: TOTAL, tag: one.id, state: 'failed' }] },
  })
}
