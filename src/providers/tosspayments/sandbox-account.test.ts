/** Plays the whole life of accounts against the sandbox: late and lost deposits, closes that lose a race, refunds. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { amount } from '../../core/money.ts'
import type { Cancellation, Payment } from '../../core/payment/payment.ts'
import { after, DAY_MS, HOUR_MS } from '../../core/time.ts'
import { startSandbox } from '../../sandbox/index.ts'
import { ASKED, asking, cancellationId, paymentId, REFUND_ACCOUNT, sampleCancellation } from './fixtures/sample.ts'
import type { World } from './fixtures/world.ts'
import { worldOf } from './fixtures/world.ts'

let world: World
beforeAll(async () => {
  world = worldOf(await startSandbox({ controlPort: 0 }))
})
afterAll(() => world.sandbox.close())
beforeEach(() => world.control('POST', 'reset', {}))

let serial = 100
/** An account that waits for an hour. */
async function issued(): Promise<Payment> {
  serial += 1
  const { at } = world.call()
  const payment = asking({
    id: paymentId(serial % 250),
    providerOrderId: `ACCOUNT-${serial}`,
    createdAt: at,
    virtualAccount: { ...ASKED, expiresAt: after(at, HOUR_MS) },
  })
  const outcome = await world.provider.issueAccount?.(payment, world.call())
  if (outcome?.kind !== 'done') throw new Error(JSON.stringify(outcome))
  return { ...payment, providerRef: outcome.evidence.ref }
}

const deposit = (payment: Payment, more: object = {}) =>
  world.control('POST', 'deposits', { provider: 'tosspayments', ref: payment.providerRef, amount: 1000, ...more })
async function deposited(): Promise<Payment> {
  const payment = await issued()
  await deposit(payment)
  return { ...payment, state: 'paid', amounts: { ...payment.amounts, paid: amount(1000) } }
}

const close = (payment: Payment) =>
  world.provider.closeAccount?.(payment, sampleCancellation({ via: 'close', amount: amount(0) }), world.call())
const refund = (payment: Payment, change: Partial<Cancellation> = {}) =>
  world.provider.cancel(payment, sampleCancellation({ refundAccount: REFUND_ACCOUNT, ...change }), world.call())
const inquire = (payment: Payment) => world.provider.inquire(payment, world.call())
const pass = (advanceMs: number) => world.control('POST', 'clock', { advanceMs })

describe('an account', () => {
  test('past its due date still waits, and is closed like any other', async () => {
    const payment = await issued()
    await pass(2 * HOUR_MS)
    expect(await world.statusOf(payment)).toBe('awaiting_deposit')
    expect(await close(payment)).toMatchObject({ kind: 'done', evidence: { amount: 0 } })
    expect(await world.statusOf(payment)).toBe('not_paid')
  })

  test('past its due date takes a deposit where the bank lets it in, and then cannot be closed', async () => {
    const payment = await issued()
    await pass(2 * HOUR_MS)
    await expect(deposit(payment)).rejects.toThrow('takes no money any more')
    await world.switches({ lateDeposits: 'accept' })
    await deposit(payment)
    expect(await close(payment)).toMatchObject({ kind: 'refused', next: 'inquire' })
    expect(await world.statusOf(payment)).toBe('paid')
  })

  test('that was closed takes no deposit, however late deposits are treated', async () => {
    await world.switches({ lateDeposits: 'accept' })
    const payment = await issued()
    await close(payment)
    await expect(deposit(payment)).rejects.toThrow('WAITING_FOR_DEPOSIT')
  })

  test('whose deposit was taken back waits again, with its number', async () => {
    const payment = await deposited()
    expect(await world.statusOf(payment)).toBe('paid')
    await deposit(payment, { kind: 'bounces' })
    expect(await inquire(payment)).toMatchObject({
      evidence: {
        status: 'awaiting_deposit',
        paidAt: null,
        virtualAccount: { number: expect.stringMatching(/^\d+$/) },
      },
    })
  })

  // The sheet does not know which code says that an account is missing (§4.3).
  test.each(['INVALID_REFUND_ACCOUNT_INFO', 'INVALID_REQUEST'])(
    'closed after its deposit: %s',
    async (accountMissing) => {
      await world.switches({ codes: { accountMissing } })
      const payment = await deposited()
      expect(await close(payment)).toMatchObject({ kind: 'refused', next: 'inquire', answer: { code: accountMissing } })
      expect(await world.book(payment)).toMatchObject({ paidAmount: 1000, cancelledAmount: 0 })
    },
  )

  test('before its deposit is never cancelled as if it were money', async () => {
    const payment = await issued()
    expect(await refund(payment, { refundAccount: null })).toMatchObject({ kind: 'refused', next: 'ask_account' })
    // Toss takes no account before the deposit.
    expect(await refund(payment)).toMatchObject({ kind: 'refused' })
    expect(await world.statusOf(payment)).toBe('awaiting_deposit')
  })

  test('closed by staff is closed, and refunded by staff is refunded', async () => {
    const unpaid = await issued()
    await world.control('POST', 'console-cancels', { provider: 'tosspayments', ref: unpaid.providerRef })
    expect(await close(unpaid)).toMatchObject({ kind: 'unknown', next: 'inquire' })
    expect(await world.statusOf(unpaid)).toBe('not_paid')
    const paid = await deposited()
    await world.control('POST', 'console-cancels', { provider: 'tosspayments', ref: paid.providerRef })
    expect(await world.statusOf(paid)).toBe('cancelled')
  })
})

describe('a refund', () => {
  test.each([
    ['another holder', { holder: '다른사람' }, 'INVALID_REFUND_ACCOUNT_INFO'],
    ['an account that takes nothing', { number: '99999999999' }, 'FORBIDDEN_BANK_REFUND_REQUEST'],
  ])('to %s asks for another account, which then works under a new cancellation', async (_name, wrong, code) => {
    const payment = await deposited()
    const refused = await refund(payment, { refundAccount: { ...REFUND_ACCOUNT, ...wrong } })
    expect(refused).toMatchObject({ kind: 'refused', next: 'ask_account', answer: { code } })
    for (const told of Object.values(wrong)) expect(JSON.stringify(refused)).not.toContain(told)
    expect(await refund(payment, { id: cancellationId(2) })).toMatchObject({ kind: 'done', evidence: { amount: 1000 } })
  })

  test('that the bank sends back is failed; the money may come back to the balance or not', async () => {
    for (const bouncedRefund of ['stays', 'returns']) {
      await world.switches({ accountRefund: 'bounces', bouncedRefund })
      const payment = await deposited()
      await refund(payment)
      expect(await inquire(payment)).toMatchObject({ evidence: { status: 'cancelled', cancels: [{ state: 'done' }] } })
      await pass(2 * DAY_MS)
      expect(await inquire(payment)).toMatchObject({ next: 'none', evidence: { cancels: [{ state: 'failed' }] } })
    }
  })

  test('of two, of which one came back, is for a person: paying out both again would be one too many', async () => {
    const payment = await deposited()
    await refund(payment, { amount: amount(300) })
    await pass(2 * DAY_MS)
    await world.switches({ accountRefund: 'bounces' })
    await refund(payment, { id: cancellationId(2), amount: amount(700), guard: amount(700) })
    await pass(2 * DAY_MS)
    expect(await inquire(payment)).toMatchObject({
      next: 'operator',
      evidence: { status: 'cancelled', cancels: [{ state: 'done' }, { state: 'done' }] },
    })
  })
})
