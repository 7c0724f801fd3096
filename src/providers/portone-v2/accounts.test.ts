/** Plays accounts against the sandbox: issued once, closed or paid into, given back once, and what bounced is seen. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { RefundAccount } from '../../core/account/account.ts'
import type { Evidence } from '../../core/evidence.ts'
import { newCancellationId } from '../../core/ids.ts'
import { amount } from '../../core/money.ts'
import type { Cancellation, Payment } from '../../core/payment/payment.ts'
import { after, DAY_MS } from '../../core/time.ts'
import { startSandbox } from '../../sandbox/index.ts'
import { PORTONE_V2_CAPABILITIES } from './capabilities.ts'
import { accountPayment, amounts, NOW, OPTIONS, sampleCancellation } from './fixtures/sample.ts'
import type { World } from './fixtures/world.ts'
import { worldOf } from './fixtures/world.ts'
import { portoneV2 } from './index.ts'

let world: World
beforeAll(async () => {
  world = worldOf(await startSandbox({ controlPort: 0 }))
})
afterAll(() => world.sandbox.close())
beforeEach(() => world.control('POST', 'reset', {}))

const REFUND: RefundAccount = { bank: 'KAKAO', number: '3333012345678', holder: '홍길동', phone: null }

/** Registered to be issued an account at the sandbox's time. */
function asking(): Payment {
  const { id, providerOrderId, providerRef } = world.fresh('virtual_account')
  return accountPayment({ expiresAt: after(world.sandbox.clock.now(), DAY_MS) }, { id, providerOrderId, providerRef })
}
const issue = async (payment: Payment) => world.provider.issueAccount?.(payment, world.call())
const close = async (payment: Payment) => world.provider.closeAccount?.(payment, closing, world.call())
const closing = sampleCancellation({ kind: 'account_close', via: 'close', amount: amount(0) })

async function issued(): Promise<Payment> {
  const payment = asking()
  expect(await issue(payment)).toMatchObject({ kind: 'done' })
  return payment
}
const transfer = ({ providerRef: ref }: Payment) =>
  world.control('POST', 'deposits', { provider: 'portone-v2', ref, amount: 10_000 })

async function deposited(): Promise<Payment> {
  const payment = await issued()
  await transfer(payment)
  return { ...payment, state: 'paid', amounts: amounts({ paid: 10_000 }) }
}

let born = 0
function refund(won: number, change: Partial<Cancellation> = {}): Cancellation {
  born += 1
  const id = newCancellationId(NOW, new Uint8Array(10).fill(born))
  return sampleCancellation({ id, amount: amount(won), guard: amount(10_000), refundAccount: REFUND, ...change })
}
const cancel = (payment: Payment, one: Cancellation) => world.provider.cancel(payment, one, world.call())

async function seen(payment: Payment): Promise<{ next: string; evidence: Evidence }> {
  const outcome = await world.provider.inquire(payment, world.call())
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome))
  return outcome
}

describe('an issue', () => {
  test('is two exchanges, and its evidence is what an inquiry says', async () => {
    const payment = asking()
    const call = world.call()
    const outcome = await world.provider.issueAccount?.(payment, call)
    expect(call.exchanges.map(({ endpoint }) => endpoint.split(' ')[0])).toEqual(['POST', 'GET'])
    expect(outcome).toMatchObject({ kind: 'done', next: 'none', evidence: { ref: payment.providerRef } })
    expect(outcome).toHaveProperty('evidence', (await seen(payment)).evidence)
  })

  test.each(['lose_reply', 'error_after', 'garble', 'maintenance', 'unlisted_code', 'test_channel'])(
    'whose look is hit by %s says nothing false, and an inquiry tells the number',
    async (fault) => {
      const payment = asking()
      await world.fault('inquire', fault)
      const outcome = await issue(payment)
      if (fault === 'test_channel') expect(outcome).toMatchObject({ kind: 'done', evidence: { live: false } })
      else expect(outcome).toMatchObject({ kind: 'unknown', next: 'inquire' })
      const { number } = (await seen(payment)).evidence.virtualAccount ?? {}
      expect(await world.book(payment)).toMatchObject({ account: number })
    },
  )

  test('whose look comes too early is not settled, though PortOne says "no such payment"', async () => {
    await world.fault('inquire', 'stale_inquiry')
    expect(await issue(asking())).toMatchObject({ kind: 'unknown', next: 'inquire' })
  })

  test('of what is paid already is no refusal: the money must be seen', async () => {
    expect(await issue({ ...asking(), providerRef: (await world.paid()).providerRef })).toMatchObject({
      kind: 'unknown',
      next: 'inquire',
    })
  })

  test('on a channel that the store has not stops ours', async () => {
    const other = world.other({ channelKey: 'channel-key-other' })
    expect(await other.issueAccount?.(asking(), world.call())).toMatchObject({ kind: 'refused', next: 'pause_channel' })
  })

  test('with a deadline that is over is refused, and nothing is issued', async () => {
    const late = asking()
    const payment = { ...late, virtualAccount: accountPayment({ expiresAt: NOW }).virtualAccount }
    expect(await issue(payment)).toMatchObject({ kind: 'refused', answer: { code: 'INVALID_REQUEST' }, next: 'none' })
    expect(await world.book(payment)).toBeUndefined()
  })

  test('at no bank never goes out', async () => {
    const call = world.call()
    const outcome = await world.provider.issueAccount?.(accountPayment({ bank: null }), call)
    expect([outcome?.kind, call.exchanges]).toEqual(['refused', []])
  })
})

describe('a closing', () => {
  test.each(['FAILED', 'CANCELLED'])('leaves %s, which is not paid', async (closedAccount) => {
    await world.switches({ closedAccount })
    const payment = await issued()
    expect(await close(payment)).toMatchObject({
      kind: 'done',
      next: 'none',
      evidence: { amount: 0, at: expect.any(Number) },
    })
    expect((await seen(payment)).evidence).toMatchObject({ status: 'not_paid', amount: null })
    expect(await close(payment)).toMatchObject({ kind: 'done', evidence: { amount: 0, at: null } })
  })

  test('that the deposit was faster than is refused, and asking tells', async () => {
    const payment = await deposited()
    expect(await close(payment)).toMatchObject({
      kind: 'refused',
      answer: { code: 'PAYMENT_NOT_WAITING_FOR_DEPOSIT' },
      next: 'inquire',
    })
    expect((await seen(payment)).evidence).toMatchObject({ status: 'paid', balance: 10_000 })
  })

  test('that finds no account and hears no more stays refused', async () => {
    const payment = await issued()
    await close(payment)
    await world.fault('inquire', 'lose_reply')
    expect(await close(payment)).toMatchObject({ kind: 'refused', next: 'inquire' })
  })

  test('of a payment that waits for its window is not called closed', async () => {
    const payment = world.fresh('virtual_account')
    await world.switches({ manualApproval: 'on' })
    await world.buyer(payment, { method: 'card' })
    expect(await close(payment)).toMatchObject({ kind: 'refused', next: 'inquire' })
  })
})

test.each([
  ['expired', null],
  ['closed', 'FAILED'],
  ['closed', 'CANCELLED'],
])('money for an account that is %s (%s) is seen as paid', async (_how, closedAccount) => {
  await world.switches({ lateDeposits: 'accept', ...(closedAccount === null ? {} : { closedAccount }) })
  const payment = await issued()
  if (closedAccount === null) await world.control('POST', 'clock', { advanceMs: 2 * DAY_MS })
  else await close(payment)
  await transfer(payment)
  expect((await seen(payment)).evidence).toMatchObject({ status: 'paid', amount: 10_000, balance: 10_000 })
})

describe('a refund of a deposit', () => {
  test('is on its way until the next bank day, and done from the beginning', async () => {
    const payment = await deposited()
    const one = refund(10_000)
    expect(await cancel(payment, one)).toMatchObject({ kind: 'done', evidence: { amount: 10_000 } })
    const done = { status: 'cancelled', balance: 0, cancels: [{ tag: one.id, state: 'done' }] }
    expect(await seen(payment)).toMatchObject({ next: 'none', evidence: done })
    await world.control('POST', 'clock', { advanceMs: 10 * DAY_MS })
    expect(await seen(payment)).toMatchObject({ next: 'none', evidence: done })
  })

  test('that came back is money again, and PortOne gives it back no second time by itself', async () => {
    await world.switches({ refundTransfer: 'FAILED' })
    const payment = await deposited()
    const one = refund(10_000)
    await cancel(payment, one)
    await world.control('POST', 'clock', { advanceMs: 10 * DAY_MS })
    expect(await seen(payment)).toMatchObject({
      next: 'none',
      evidence: { status: 'paid', balance: 10_000, cancels: [{ tag: one.id, state: 'failed', amount: 10_000 }] },
    })
    expect(await cancel(payment, refund(10_000))).toMatchObject({ kind: 'unknown', next: 'inquire' })
    expect(await world.book(payment)).toMatchObject({ cancelledAmount: 10_000 })
  })

  test('of which a part came back is for a person: nobody says which', async () => {
    await world.switches({ refundTransfer: 'PARTIAL_REFUND_FAILED' })
    const payment = await deposited()
    await cancel(payment, refund(3_000))
    await world.control('POST', 'clock', { advanceMs: 10 * DAY_MS })
    expect(await seen(payment)).toMatchObject({
      next: 'operator',
      evidence: { status: 'partially_cancelled', balance: 7_000, cancels: [{ state: 'done' }] },
    })
  })

  test('without a phone that its PG needs asks for the account again, before anything is sent', async () => {
    const smartro = world.other({ requiresHolderPhone: true })
    const payment = await deposited()
    const call = world.call()
    expect(await smartro.cancel(payment, refund(10_000), call)).toMatchObject({ kind: 'refused', next: 'ask_account' })
    expect(call.exchanges).toEqual([])
    const reachable = refund(10_000, { refundAccount: { ...REFUND, phone: '01012345678' } })
    expect(await smartro.cancel(payment, reachable, world.call())).toMatchObject({ kind: 'done' })
  })
})

describe('a refund account', () => {
  const problemOf = (change: Partial<RefundAccount>, requiresHolderPhone = false) =>
    portoneV2({ ...OPTIONS, requiresHolderPhone }).refundAccountProblem?.({ ...REFUND, ...change })

  test('is fine as it is, and needs a phone only where the channel says so', () => {
    expect(problemOf({})).toBeNull()
    expect(problemOf({}, true)).toMatchObject({ field: 'phone' })
    expect(problemOf({ phone: '01012345678' }, true)).toBeNull()
  })

  test.each([
    ['number', { number: '12345' }],
    ['holder', { holder: '홍<b>길동' }],
    ['phone', { phone: '119' }],
  ])('of a wrong shape is named by its field (%s)', (field, change) => {
    expect(problemOf(change)).toMatchObject({ field })
  })
})

const SPEC = join(import.meta.dirname, '../../../../shared/specs/portone-v2.openapi.json')

test.skipIf(!existsSync(SPEC))('every bank of ours is in the official enum', () => {
  const { components } = JSON.parse(readFileSync(SPEC, 'utf8'))
  const { issuingBanks, refundBanks } = PORTONE_V2_CAPABILITIES.virtualAccount
  expect(components.schemas.Bank.enum).toEqual(expect.arrayContaining([...issuingBanks, ...refundBanks]))
})
