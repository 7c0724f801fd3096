/** Plays accounts against the sandbox: issued once, deposited, closed, refunded; what is lost never becomes money. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { amount, ZERO } from '../../core/money.ts'
import type { Outcome } from '../../core/outcome.ts'
import type { Cancellation, Payment } from '../../core/payment/payment.ts'
import { DAY_MS } from '../../core/time.ts'
import type { Provider, RawWebhook } from '../../ports/provider.ts'
import { startSandbox } from '../../sandbox/index.ts'
import { amounts, asking, REFUND_ACCOUNT, sampleCancellation } from './fixtures/sample.ts'
import type { World } from './fixtures/world.ts'
import { worldOf } from './fixtures/world.ts'

let world: World
beforeAll(async () => {
  world = worldOf(await startSandbox({ controlPort: 0 }))
})
afterAll(() => world.sandbox.close())
beforeEach(() => world.control('POST', 'reset', {}))

const closing = sampleCancellation({ kind: 'account_close', via: 'close', amount: ZERO })
const refund = sampleCancellation({ refundAccount: REFUND_ACCOUNT })

type Calls = Required<Pick<Provider, 'issueRef' | 'issueAccount' | 'closeAccount'>>
const calls = (): Calls => world.provider as Provider & Calls
const close = (payment: Payment, one: Cancellation = closing) => calls().closeAccount(payment, one, world.call())
const issue = (payment: Payment) => calls().issueAccount(payment, world.call())

let serial = 0
/** A payment that asks for an account until tomorrow, under a TID of its own. */
function wanted(): Payment {
  serial += 1
  const now = world.sandbox.clock.now()
  const expiresAt = (Math.floor((now + DAY_MS) / 60_000) * 60_000) as Payment['createdAt']
  const providerRef = calls().issueRef(serial, now)
  return asking({ expiresAt }, { providerOrderId: `ACCOUNT${serial}`, providerRef, createdAt: now })
}

async function issued(): Promise<Payment> {
  const payment = wanted()
  return told(payment, await issue(payment))
}

function told(payment: Payment, outcome: Outcome<unknown>): Payment {
  const evidence = outcome.kind === 'done' ? (outcome.evidence as { virtualAccount?: { number: string } }) : {}
  if (payment.virtualAccount === null || evidence.virtualAccount === undefined) throw new Error(outcome.answer.message)
  return { ...payment, virtualAccount: { ...payment.virtualAccount, number: evidence.virtualAccount.number } }
}

const deposit = ({ providerRef }: Payment) =>
  world.control('POST', 'deposits', { provider: 'nicepay', ref: providerRef, amount: 1000 })
const asPaid = (payment: Payment): Payment => ({ ...payment, state: 'paid', amounts: amounts({ paid: 1000 }) })

describe('an issue', () => {
  test('tells the account that the books have, and waits for its deposit', async () => {
    const payment = wanted()
    const outcome = await issue(payment)
    const number = expect.stringMatching(/^\d{14}$/)
    expect(outcome).toMatchObject({
      kind: 'done',
      next: 'none',
      evidence: {
        status: 'awaiting_deposit',
        ref: payment.providerRef,
        virtualAccount: { bank: 'SHINHAN', number, expiresAt: payment.virtualAccount?.expiresAt },
      },
    })
    expect(await world.book(payment)).toMatchObject({ state: 'issued', paidAmount: 0 })
    expect(await world.statusOf(payment)).toBe('awaiting_deposit')
  })

  test('under a TID that is used is refused, and the account behind it stays', async () => {
    const payment = await issued()
    const second = await issue({ ...payment, providerOrderId: 'ANOTHER' })
    expect(second).toMatchObject({ kind: 'refused', next: 'operator', answer: { code: 'A225' } })
    expect(await world.book(payment)).toMatchObject({ state: 'issued' })
  })

  test.each([
    ['lose_request', '2012', undefined],
    ['error_before', '2012', undefined],
    ['unlisted_code', '2012', undefined],
    ['maintenance', '2012', undefined],
    ['lose_reply', '2001', 'closed'],
    ['error_after', '2001', 'closed'],
    ['garble', '2001', 'closed'],
    ['slow', '2001', 'closed'],
  ])('under %s is unknown, and closing it unseen answers %s', async (name, code, state) => {
    const payment = wanted()
    await world.fault('issue', name)
    expect(await issue(payment)).toMatchObject({ kind: 'unknown', next: 'inquire' })
    expect(await close(payment)).toMatchObject({ answer: { code } })
    expect((await world.book(payment))?.state).toBe(state)
  })

  test('without a bank is not sent', async () => {
    const outcome = await issue({ ...wanted(), virtualAccount: null })
    expect(outcome).toMatchObject({ kind: 'not_sent' })
  })
})

describe('an account from the window', () => {
  test('is told by the approval', async () => {
    const payment = await world.returned('virtual_account')
    const outcome = await world.provider.approve(payment, world.call())
    expect(outcome).toMatchObject({
      kind: 'done',
      evidence: { status: 'awaiting_deposit', paidAt: null, virtualAccount: { bank: 'SHINHAN' } },
    })
    expect(await world.statusOf(payment)).toBe('awaiting_deposit')
  })

  test('of a lost approval is undone by net cancel or cancel, and no money went back', async () => {
    const whole = sampleCancellation({ kind: 'net_cancel', via: 'net_cancel_call' })
    for (const undo of ['netCancel', 'cancel'] as const) {
      const payment = await world.returned('virtual_account')
      await world.fault('approve', 'lose_reply')
      await world.provider.approve(payment, world.call())
      const outcome = await world.provider[undo](payment, whole, world.call())
      expect(outcome).toMatchObject({ kind: 'done', evidence: { amount: 0, remaining: 0 } })
      expect(await world.book(payment)).toMatchObject({ state: 'closed', paidAmount: 0 })
    }
  })

  test('with its deposit is never net-cancelled: that call knows no account', async () => {
    const payment = await world.approved('virtual_account')
    const asked = world.call()
    const outcome = await world.provider.netCancel(payment, refund, asked)
    expect(outcome).toMatchObject({ kind: 'refused', next: 'ordinary_cancel' })
    expect(asked.exchanges).toHaveLength(0)
  })
})

describe('a close', () => {
  test('before the deposit is done and moves nothing; the inquiry says cancelled', async () => {
    const payment = await issued()
    expect(await close(payment)).toMatchObject({ kind: 'done', next: 'none', evidence: { amount: 0, remaining: 0 } })
    expect(await world.book(payment)).toMatchObject({ state: 'closed', cancelledAmount: 0 })
    expect(await world.statusOf(payment)).toBe('cancelled')
  })

  test('after the deposit asks for an account, and the money stays', async () => {
    const payment = await issued()
    await deposit(payment)
    expect(await close(payment)).toMatchObject({ kind: 'refused', next: 'ask_account', answer: { code: '2047' } })
    expect(await world.book(payment)).toMatchObject({ state: 'deposited', cancelledAmount: 0 })
  })

  test('again is unknown, and the inquiry says cancelled', async () => {
    const payment = await issued()
    await close(payment)
    expect(await close(payment)).toMatchObject({ kind: 'unknown', next: 'inquire' })
    expect(await world.statusOf(payment)).toBe('cancelled')
  })

  test.each([
    ['lose_reply', 'cancelled'],
    ['garble', 'cancelled'],
    ['wrong_signature', 'cancelled'],
    ['lose_request', 'awaiting_deposit'],
    ['maintenance', 'awaiting_deposit'],
  ])('under %s is unknown, and the inquiry says %s', async (name, status) => {
    const payment = await issued()
    await world.fault('close', name)
    expect(await close(payment)).toMatchObject({ kind: 'unknown', next: 'inquire' })
    expect(await world.statusOf(payment)).toBe(status)
  })
})

describe('a deposit', () => {
  test('is not seen by asking', async () => {
    const payment = await issued()
    await deposit(payment)
    expect(await world.statusOf(payment)).toBe('awaiting_deposit')
  })

  test('is told in full by the notice, and goes back to the account of the buyer', async () => {
    const payment = await issued()
    const [reading] = await heard(() => deposit(payment))
    expect(reading).toMatchObject({
      kind: 'hint',
      deposit: {
        ref: payment.providerRef,
        orderNumber: payment.providerOrderId,
        account: payment.virtualAccount?.number,
        amount: 1000,
        trusted: true,
      },
    })
    const outcome = await world.provider.cancel(asPaid(payment), refund, world.call())
    expect(outcome).toMatchObject({ kind: 'done', next: 'none', evidence: { amount: 1000, remaining: 0 } })
    expect(await world.book(payment)).toMatchObject({ state: 'cancelled', cancelledAmount: 1000 })
  })

  test('goes back in parts, each with the account', async () => {
    const payment = asPaid(await issued())
    await deposit(payment)
    const part = { ...refund, amount: amount(300) }
    expect(await world.provider.cancel(payment, part, world.call())).toMatchObject({
      kind: 'done',
      next: 'none',
      evidence: { amount: 300, remaining: 700 },
    })
  })

  test('without an account is not sent back', async () => {
    const payment = asPaid(await issued())
    await deposit(payment)
    const asked = world.call()
    const outcome = await world.provider.cancel(payment, { ...refund, refundAccount: null }, asked)
    expect(outcome).toMatchObject({ kind: 'refused', next: 'ask_account' })
    expect(asked.exchanges).toHaveLength(0)
  })

  test('on a closed account is told too, and goes back', async () => {
    const payment = await issued()
    await close(payment)
    await world.switches({ lateDeposits: 'accept' })
    const [reading] = await heard(() => deposit(payment))
    expect(reading).toMatchObject({ deposit: { amount: 1000, trusted: true } })
    expect(await world.provider.cancel(asPaid(payment), refund, world.call())).toMatchObject({ kind: 'done' })
  })
})

/** What a shop hears while something happens, as the adapter reads it. */
async function heard(happens: () => Promise<unknown>) {
  const webhooks: RawWebhook[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    webhooks.push({ headers: {}, contentType: '', body: Buffer.concat(chunks), trusted: true })
    response.end(world.provider.webhookAnswer.accepted.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  try {
    await world.control('PUT', 'webhook-targets', { provider: 'nicepay', url })
    await happens()
    await expect.poll(() => webhooks).not.toHaveLength(0)
    return await Promise.all(webhooks.map((one) => world.provider.readWebhook(one, world.sandbox.clock.now())))
  } finally {
    await world.control('PUT', 'webhook-targets', { provider: 'nicepay', url: null })
    server.close()
  }
}
