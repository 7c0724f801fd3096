/** Plays virtual accounts against the sandbox: issue, deposit, end, close and refund, whatever is lost on the way. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { amount } from '../../core/money.ts'
import type { Cancellation, Payment } from '../../core/payment/payment.ts'
import { DAY_MS } from '../../core/time.ts'
import { startSandbox } from '../../sandbox/index.ts'
import { amounts, cancellationId, REFUND_ACCOUNT, sampleCancellation } from './fixtures/sample.ts'
import type { World } from './fixtures/world.ts'
import { worldOf } from './fixtures/world.ts'

let world: World
beforeAll(async () => {
  world = worldOf(await startSandbox({ controlPort: 0 }))
})
afterAll(() => world.sandbox.close())
beforeEach(() => world.control('POST', 'reset', {}))

const closing = sampleCancellation({ kind: 'account_close', via: 'close', amount: amount(0), guard: null })
const refund = (change: Partial<Cancellation> = {}): Cancellation =>
  sampleCancellation({ refundAccount: REFUND_ACCOUNT, ...change })

async function issued(): Promise<Payment> {
  const payment = await world.returned('virtual_account')
  expect(await world.provider.approve(payment, world.call())).toMatchObject({ kind: 'done', next: 'none' })
  return { ...payment, state: 'awaiting_deposit' }
}
const pay = ({ providerRef: ref }: Payment) =>
  world.control('POST', 'deposits', { provider: 'nicepay-rest', ref, amount: 1004 })
async function deposited(): Promise<Payment> {
  const payment = await issued()
  await pay(payment)
  return { ...payment, state: 'paid', amounts: amounts({ paid: 1004 }) }
}
const close = (payment: Payment) => world.provider.closeAccount?.(payment, closing, world.call())
const cancel = (payment: Payment, cancellation: Cancellation) =>
  world.provider.cancel(payment, cancellation, world.call())
const inquire = (payment: Payment) => world.provider.inquire(payment, world.call())

describe('an account', () => {
  test('issued in the window is told by the approval and by the look-up alike', async () => {
    const payment = await world.returned('virtual_account')
    const evidence = {
      status: 'awaiting_deposit',
      balance: 1004,
      paidAt: null,
      virtualAccount: {
        bank: 'SHINHAN',
        number: expect.stringMatching(/^\d{14}$/),
        holder: '샌드박스',
        expiresAt: expect.any(Number),
      },
    }
    const approved = await world.provider.approve(payment, world.call())
    expect(approved).toMatchObject({ kind: 'done', evidence })
    if (approved.kind !== 'done') return
    expect(await inquire(payment)).toMatchObject({ kind: 'done', evidence: approved.evidence })
    const life = (approved.evidence.virtualAccount?.expiresAt ?? 0) - world.call().at
    expect(Math.abs(life - 7 * DAY_MS)).toBeLessThan(10_000)
  })

  test('whose issue was answered to nobody is found by asking', async () => {
    const payment = await world.returned('virtual_account')
    await world.fault('approve', 'lose_reply')
    expect(await world.provider.approve(payment, world.call())).toMatchObject({ kind: 'unknown', next: 'inquire' })
    expect(await inquire(payment)).toMatchObject({
      evidence: { status: 'awaiting_deposit', virtualAccount: { number: expect.any(String) } },
    })
  })

  test('is paid by its deposit, and ends unpaid without one', async () => {
    expect(await inquire(await deposited())).toMatchObject({
      evidence: { status: 'paid', amount: 1004, balance: 1004, paidAt: expect.any(Number) },
    })
    const payment = await issued()
    await world.control('POST', 'clock', { advanceMs: 7 * DAY_MS + 1 })
    expect(await inquire(payment)).toMatchObject({ evidence: { status: 'not_paid', paidAt: null, cancels: [] } })
  })

  test.each(['expired', 'closed'])('that is %s and takes money late all the same is paid', async (how) => {
    await world.switches({ lateDeposits: 'accept' })
    const payment = await issued()
    if (how === 'closed') await close(payment)
    else await world.control('POST', 'clock', { advanceMs: 7 * DAY_MS + 1 })
    expect(await world.statusOf(payment)).toBe('not_paid')
    await pay(payment)
    expect(await inquire(payment)).toMatchObject({ evidence: { status: 'paid', balance: 1004 } })
    const booked: Payment = { ...payment, amounts: amounts({ paid: 1004 }) }
    expect(await cancel(booked, refund())).toMatchObject({ kind: 'done', evidence: { amount: 1004, remaining: 0 } })
    await world.switches({ lateDeposits: 'refuse' })
  })
})

describe('closing an account', () => {
  test('moves no money, and once is enough', async () => {
    const payment = await issued()
    expect(await close(payment)).toMatchObject({ kind: 'done', next: 'none', evidence: { amount: 0, remaining: 0 } })
    expect(await world.statusOf(payment)).toBe('not_paid')
    expect(await world.book(payment)).toMatchObject({ state: 'closed', paidAmount: 0, cancelledAmount: 0 })
    // ALREADY is for the look-up to settle.
    expect(await close(payment)).toMatchObject({ kind: 'unknown', next: 'inquire', answer: { code: '2015' } })
  })

  test.each(['lose_reply', 'garble', 'error_after', 'wrong_signature', 'euckr_answer', 'duplicate_request'])(
    '%s: unknown, and the look-up says that it is closed',
    async (name) => {
      const payment = await issued()
      await world.fault('close', name)
      expect(await close(payment)).toMatchObject({ kind: 'unknown', next: 'inquire' })
      expect(await world.statusOf(payment)).toBe('not_paid')
    },
  )

  test.each(['lose_request', 'error_before', 'unlisted_code', 'maintenance'])(
    '%s: unknown, and the look-up says that it still waits; closed again it is closed',
    async (name) => {
      const payment = await issued()
      await world.fault('close', name)
      expect(await close(payment)).toMatchObject({ kind: 'unknown', next: 'inquire' })
      expect(await world.statusOf(payment)).toBe('awaiting_deposit')
      expect(await close(payment)).toMatchObject({ kind: 'done', evidence: { amount: 0 } })
    },
  )

  test.each([
    ['U100', 'inquire'],
    ['2047', 'ask_account'],
  ])('is refused with %s where the deposit was faster, and takes nothing', async (code, next) => {
    await world.switches({ codes: { refundAccountMissing: code } })
    const payment = await issued()
    await pay(payment)
    expect(await close(payment)).toMatchObject({ kind: 'refused', next, answer: { code } })
    expect(await inquire(payment)).toMatchObject({ evidence: { status: 'paid', balance: 1004 } })
    await world.switches({ codes: { refundAccountMissing: 'U100' } })
  })

  test('is refused once it has expired, and the look-up says that it has', async () => {
    const payment = await issued()
    await world.control('POST', 'clock', { advanceMs: 7 * DAY_MS + 1 })
    expect(await close(payment)).toMatchObject({ kind: 'refused', next: 'inquire', answer: { code: '2016' } })
    expect(await world.statusOf(payment)).toBe('not_paid')
  })

  test('that has its money by our own books never goes out', async () => {
    const asked = world.call()
    const outcome = await world.provider.closeAccount?.(await deposited(), closing, asked)
    expect(outcome).toMatchObject({ kind: 'refused', next: 'ask_account' })
    expect(asked.exchanges).toHaveLength(0)
  })

  test('of a wrong key stops the channel and closes nothing', async () => {
    const payment = await issued()
    const wrong = world.other({ secretKey: 'a-secret-that-is-wrong' })
    expect(await wrong.closeAccount?.(payment, closing, world.call())).toMatchObject({ next: 'pause_channel' })
    expect(await world.statusOf(payment)).toBe('awaiting_deposit')
  })
})

describe('a deposit goes back', () => {
  test('to the account of the buyer, whole', async () => {
    const payment = await deposited()
    expect(await cancel(payment, refund())).toMatchObject({
      kind: 'done',
      next: 'none',
      evidence: { amount: 1004, remaining: 0 },
    })
    expect(await inquire(payment)).toMatchObject({
      evidence: { status: 'cancelled', cancels: [{ amount: 1004, tag: cancellationId(1) }] },
    })
  })

  test('in parts, each found by its tag', async () => {
    const payment = await deposited()
    const first = refund({ amount: amount(304) })
    expect(await cancel(payment, first)).toMatchObject({ kind: 'done', evidence: { amount: 304, remaining: 700 } })
    const left: Payment = { ...payment, amounts: amounts({ paid: 1004, cancelledByUs: 304 }) }
    const second = refund({ id: cancellationId(2), amount: amount(700), guard: amount(700) })
    expect(await cancel(left, second)).toMatchObject({ kind: 'done', evidence: { amount: 700, remaining: 0 } })
    expect(await inquire(payment)).toMatchObject({
      evidence: { cancels: [{ tag: cancellationId(1) }, { tag: cancellationId(2) }] },
    })
  })

  test('only where the account is known and can be paid into; nothing is sent before', async () => {
    const payment = await deposited()
    for (const refundAccount of [
      null,
      { ...REFUND_ACCOUNT, bank: 'NFCF' },
      { ...REFUND_ACCOUNT, holder: '황보가나다라' },
    ] as const) {
      const asked = world.call()
      const outcome = await world.provider.cancel(payment, refund({ refundAccount }), asked)
      expect(outcome).toMatchObject({ kind: 'refused', next: 'ask_account' })
      expect(JSON.stringify(outcome)).not.toMatch(/56211105948400|황보/)
      expect(asked.exchanges).toHaveLength(0)
    }
    expect(await world.book(payment)).toMatchObject({ cancelledAmount: 0 })
  })

  test('to names of five syllables: banks count two bytes each', async () => {
    const account = { ...REFUND_ACCOUNT, holder: '황보가나다' }
    expect(await cancel(await deposited(), refund({ refundAccount: account }))).toMatchObject({ kind: 'done' })
  })

  test('once, though the answer was lost', async () => {
    const payment = await deposited()
    await world.fault('cancel', 'lose_reply')
    expect(await cancel(payment, refund())).toMatchObject({ kind: 'unknown', next: 'inquire' })
    expect(await inquire(payment)).toMatchObject({ evidence: { status: 'cancelled', cancels: [{ amount: 1004 }] } })
    expect(await cancel(payment, refund())).toMatchObject({ kind: 'unknown', answer: { code: '2015' } })
    expect(await world.book(payment)).toMatchObject({ cancelledAmount: 1004 })
  })
})
