/** Plays accounts against the sandbox: issued, deposited, closed, raced for, refunded; the books have the last word. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { VirtualAccount } from '../../core/account/account.ts'
import type { Evidence } from '../../core/evidence.ts'
import { amount } from '../../core/money.ts'
import type { Outcome } from '../../core/outcome.ts'
import type { Payment } from '../../core/payment/payment.ts'
import type { CallContext, Provider } from '../../ports/provider.ts'
import { startSandbox } from '../../sandbox/index.ts'
import { asked, BUYER, closing, REFUND, toAccount } from './fixtures/account.ts'
import { amounts } from './fixtures/sample.ts'
import type { World } from './fixtures/world.ts'
import { worldOf } from './fixtures/world.ts'
import type { PortoneV1Options } from './index.ts'

let world: World
beforeAll(async () => {
  world = worldOf(await startSandbox({ controlPort: 0 }))
})
afterAll(() => world.sandbox.close())
beforeEach(() => world.control('POST', 'reset', {}))

const at = (pgProvider: string, more: Partial<PortoneV1Options> = {}): Provider =>
  world.other({ channelKey: 'channel-key-maedeup', pgProvider, ...more })
const nice = (): Provider => at('nice_v2')

const asking = (change: Partial<VirtualAccount> = {}): Payment => ({
  ...world.fresh('virtual_account'),
  buyer: BUYER,
  virtualAccount: asked(world.sandbox.clock.now(), change),
})
const issue = async (provider: Provider, payment: Payment, call: CallContext = world.call()) => {
  if (provider.issueAccount === undefined) throw new Error('issues nothing')
  return provider.issueAccount(payment, call)
}
const close = async (provider: Provider, payment: Payment) => {
  if (provider.closeAccount === undefined) throw new Error('closes nothing')
  return provider.closeAccount(payment, closing(), world.call())
}
const known = (payment: Payment, outcome: Outcome<Evidence>): Payment => {
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome))
  return { ...payment, state: 'awaiting_deposit', providerRef: outcome.evidence.ref }
}
const issued = async (provider: Provider, change: Partial<VirtualAccount> = {}): Promise<Payment> => {
  const payment = asking(change)
  return known(payment, await issue(provider, payment))
}
const deposit = (payment: Payment) =>
  world.control('POST', 'deposits', { provider: 'portone-v1', ref: payment.providerRef, amount: 10_000 })
const deposited = async (provider: Provider, change: Partial<VirtualAccount> = {}): Promise<Payment> => {
  const payment = await issued(provider, change)
  await deposit(payment)
  return { ...payment, state: 'paid', amounts: amounts({ paid: 10_000 }) }
}
const inquire = (provider: Provider, payment: Payment) => provider.inquire(payment, world.call())
const whole = { amount: amount(10_000) }

/** Of every PG whose accounts our own call issues. */
const ISSUERS: readonly (readonly [string, Partial<PortoneV1Options>])[] = [
  ['nice_v2', {}],
  ['nice', {}],
  ['html5_inicis', { pgApiKey: 'key-of-inicis' }],
  ['settle', {}],
  ['tosspayments', {}],
  ['ksnet', { productType: 'real' }],
  ['smartro_v2', {}],
  ['welcome', {}],
]

describe('an account', () => {
  test.each(ISSUERS)('of %s lives from its issue to the refund of its deposit', async (pgProvider, more) => {
    await world.switches({ pgProvider })
    const provider = at(pgProvider, more)
    const payment = { ...asking({ holder: '매듭' }), providerOrderId: `ORDER${pgProvider.replaceAll('_', '')}` }
    const outcome = await issue(provider, payment)
    expect(outcome, JSON.stringify(outcome)).toMatchObject({
      kind: 'done',
      evidence: {
        status: 'awaiting_deposit',
        virtualAccount: {
          bank: 'SHINHAN',
          expiresAt: Math.floor((payment.virtualAccount?.expiresAt ?? 0) / 1_000) * 1_000,
        },
      },
    })
    const waiting = known(payment, outcome)
    await deposit(waiting)
    const seen = await inquire(provider, waiting)
    expect(seen).toMatchObject({ evidence: { status: 'paid', amount: 10_000, balance: 10_000 } })
    const instrument = seen.kind === 'done' ? (seen.evidence.instrument ?? null) : null
    const paid = { ...waiting, instrument, amounts: amounts({ paid: 10_000 }) }
    const refund = toAccount({ ...whole, guard: amount(10_000) }, { bank: 'SHINHAN', phone: '01000000000' })
    expect((await provider.cancel(paid, refund, world.call())).kind).toBe(
      pgProvider === 'smartro_v2' ? 'accepted' : 'done',
    )
    await world.control('POST', 'clock', { advanceMs: 60_000 })
    expect(await world.book(paid)).toMatchObject({ paidAmount: 10_000, cancelledAmount: 10_000 })
  })

  test('of which the network doubled the call waits twice, and the one that is told counts', async () => {
    await world.fault('issue', 'duplicate_request')
    const payment = await issued(nice())
    await deposit(payment)
    expect(await inquire(nice(), payment)).toMatchObject({ evidence: { status: 'paid', ref: payment.providerRef } })
  })

  test('of which the answer was lost is found by its order number', async () => {
    const payment = asking()
    await world.fault('issue', 'lose_reply')
    expect(await issue(nice(), payment)).toMatchObject({ kind: 'unknown', next: 'inquire' })
    expect(await inquire(nice(), payment)).toMatchObject({
      evidence: { status: 'awaiting_deposit', virtualAccount: { number: (await accountOf(payment)) ?? '' } },
    })
  })

  test('that was never issued is none', async () => {
    const payment = asking()
    await world.fault('issue', 'lose_request')
    expect(await issue(nice(), payment)).toMatchObject({ kind: 'unknown', next: 'inquire' })
    expect(await inquire(nice(), payment)).toMatchObject({ evidence: { status: 'none' } })
  })

  test('of the wrong channel stops the channel; of an order that was paid is asked about', async () => {
    const stranger = at('nice_v2', { channelKey: 'channel-key-of-others' })
    expect(await issue(stranger, asking())).toMatchObject({ kind: 'refused', next: 'pause_channel' })
    const paid = await world.returned()
    const late = { ...asking(), providerOrderId: paid.providerOrderId }
    expect(await issue(nice(), late)).toMatchObject({ kind: 'refused', next: 'inquire' })
  })

  test('that this PG does not issue is not asked for', async () => {
    const call = world.call()
    expect(await issue(nice(), asking({ bank: 'HSBC' }), call)).toMatchObject({ kind: 'refused', next: 'operator' })
    expect(call.exchanges).toEqual([])
  })

  test('is recorded without number, holder, buyer and the key of the PG', async () => {
    await world.switches({ pgProvider: 'html5_inicis' })
    const call = world.call()
    const payment = asking({ holder: '카나리아박' })
    await issue(at('html5_inicis', { pgApiKey: 'key-of-inicis' }), payment, call)
    const told = JSON.stringify(call.exchanges)
    expect(told).toContain('"vbank_due"')
    for (const secret of [
      await accountOf(payment),
      '카나리아박',
      BUYER.name,
      BUYER.phone,
      BUYER.email,
      'key-of-inicis',
    ]) {
      expect(told).not.toContain(secret)
    }
  })
})

const accountOf = async ({ providerOrderId }: Payment): Promise<string | undefined> => {
  const books = (await world.control('GET', 'books?provider=portone-v1')) as { orderId: string; account: string }[]
  return books.find(({ orderId }) => orderId === providerOrderId)?.account
}

describe('closing', () => {
  test('ends the account, twice is once, and a deposit that came first is left alone', async () => {
    const payment = await issued(nice())
    expect(await close(nice(), payment)).toMatchObject({ kind: 'done', evidence: { amount: 0 } })
    expect(await close(nice(), payment)).toMatchObject({ kind: 'done', evidence: { amount: 0 } })
    expect(await inquire(nice(), payment)).toMatchObject({ evidence: { status: 'not_paid' } })
    const paid = await deposited(nice())
    expect(await close(nice(), paid)).toMatchObject({
      kind: 'refused',
      next: 'inquire',
      answer: { code: 'NOT_WAITING' },
    })
    expect(await inquire(nice(), paid)).toMatchObject({ evidence: { status: 'paid' } })
  })

  test('an account whose deposit only the PG knows of is refused', async () => {
    await world.switches({ depositNotice: false })
    const payment = await deposited(nice())
    expect(await close(nice(), payment)).toMatchObject({
      kind: 'refused',
      next: 'inquire',
      answer: { code: 'DEPOSITED' },
    })
    expect(await world.book(payment)).toMatchObject({ paidAmount: 10_000, cancelledAmount: 0 })
  })

  test('what PortOne does not know, or what has no reference, is asked about', async () => {
    const payment = asking()
    expect(await close(nice(), { ...payment, providerRef: 'imp_000000000000' })).toMatchObject({
      kind: 'unknown',
      next: 'inquire',
    })
    expect(await close(nice(), payment)).toMatchObject({ kind: 'refused', next: 'inquire' })
  })

  test('without the right to, at Inicis, stops the channel', async () => {
    await world.switches({ pgProvider: 'html5_inicis' })
    const inicis = at('html5_inicis', { pgApiKey: 'key-of-inicis' })
    const there = await issued(inicis, { holder: '매듭' })
    // A channel that does not know its PG has no key to send.
    expect(await close(nice(), there)).toMatchObject({ kind: 'refused', next: 'pause_channel' })
    expect(await world.statusOf(there)).toBe('awaiting_deposit')
    expect(await close(inicis, there)).toMatchObject({ kind: 'done' })
  })

  test('whose answer is lost is settled by asking', async () => {
    const payment = await issued(nice())
    await world.fault('close', 'lose_reply')
    expect(await close(nice(), payment)).toMatchObject({ kind: 'unknown', next: 'inquire' })
    expect(await world.statusOf(payment)).toBe('not_paid')
  })
})

describe('refunding', () => {
  test('in parts goes to the account that was named', async () => {
    const payment = await deposited(nice())
    const part = toAccount({ amount: amount(3_000), guard: amount(10_000) })
    const call = world.call()
    expect(await nice().cancel(payment, part, call)).toMatchObject({ kind: 'done', evidence: { remaining: 7_000 } })
    const told = JSON.stringify(call.exchanges)
    for (const secret of [REFUND.number, REFUND.holder]) expect(told).not.toContain(secret)
    expect(await world.book(payment)).toMatchObject({ cancelledAmount: 3_000 })
  })

  test('to a bank for which the PG has no code asks for another account, without a call', async () => {
    await world.switches({ pgProvider: 'daou' })
    const payment = await world.returned('virtual_account')
    await deposit(payment)
    const seen = await inquire(nice(), payment)
    const instrument = seen.kind === 'done' ? (seen.evidence.instrument ?? null) : null
    const paid = { ...payment, instrument, amounts: amounts({ paid: 10_000 }) }
    const call = world.call()
    expect(await nice().cancel(paid, toAccount(whole), call)).toMatchObject({ kind: 'refused', next: 'ask_account' })
    expect(call.exchanges).toEqual([])
    const post = toAccount(whole, { bank: 'POST' })
    expect(await nice().cancel(paid, post, world.call())).toMatchObject({ kind: 'done' })
  })

  test('without a phone where the PG wants one asks for the account again', async () => {
    await world.switches({ pgProvider: 'smartro' })
    const payment = await world.returned('virtual_account')
    await deposit(payment)
    const paid = { ...payment, amounts: amounts({ paid: 10_000 }) }
    expect(await nice().cancel(paid, toAccount(whole), world.call())).toMatchObject({
      kind: 'refused',
      next: 'ask_account',
    })
  })

  test('keeps the name of the holder out of what the PG said', async () => {
    const payment = await deposited(nice())
    await world.switches({ gatewayRefusal: '예금주 카나리아박 계좌 3333018765432 불일치' })
    const call = world.call()
    const outcome = await nice().cancel(payment, toAccount(whole), call)
    expect(outcome).toMatchObject({ kind: 'refused', answer: { message: expect.stringContaining('예금주 [name]') } })
    const told = JSON.stringify([outcome, call.exchanges])
    for (const secret of [REFUND.number, REFUND.holder]) expect(told).not.toContain(secret)
  })
})
