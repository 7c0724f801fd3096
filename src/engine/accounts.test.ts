/** Virtual accounts on every provider: issued once, deposited, closed, expired, and given back to an account. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createWorld, type World } from '../../test/world.ts'
import { developmentConfig } from '../cli/dev-channels.ts'
import type { RefundAccount } from '../core/account/account.ts'
import { amount } from '../core/money.ts'
import { type Payment, type PaymentFile, PROVIDER_IDS, type ProviderId } from '../core/payment/payment.ts'
import { after, DAY_MS, HOUR_MS, instant, MINUTE_MS } from '../core/time.ts'
import { step } from './step.ts'

const URLS = Object.fromEntries(PROVIDER_IDS.map((id) => [id, 'http://127.0.0.1:1']))
const CHANNELS = Object.entries(developmentConfig({ orderWithin: null }, { urls: URLS }).channels)
const BY_API = CHANNELS.filter(([, { provider }]) => provider.capabilities.virtualAccount?.issue === 'api').map(
  ([name]) => name as ProviderId,
)

const ACCOUNT: RefundAccount = { bank: 'SHINHAN', number: '56211105948400', holder: '홍길동', phone: '01012345678' }

describe.each(BY_API)('an account on %s', (on) => {
  let world: World
  beforeAll(async () => {
    world = await createWorld({ on })
    await world.control('PUT', '/control/webhook-targets', { provider: on, url: null })
  })
  afterEach(() => world.clearFaults())
  afterAll(() => world.close())

  const issue = async (orderId: string, more: object = {}): Promise<PaymentFile> => {
    const expiresAt = after(world.deps.clock.now(), 3 * DAY_MS)
    const virtualAccount = { bank: 'SHINHAN', holder: '매듭', expiresAt, cashReceipt: null, ...more } as const
    return await world.register(orderId, {
      virtualAccount,
      buyer: { name: '홍길동', email: 'a@example.com', phone: '01012345678' },
    })
  }
  const deposit = ({ payment }: PaymentFile) =>
    world.control('POST', '/control/deposits', {
      provider: on,
      ref: payment.providerRef,
      amount: payment.amounts.total,
    })
  const seen = async ({ payment }: PaymentFile): Promise<Payment> => (await world.load(payment.id)).payment
  /** As a webhook would make us look; NICEPAY's own notice is heard elsewhere. */
  const hint = async (file: PaymentFile) => {
    const { payment } = await world.load(file.payment.id)
    const notice = {
      ref: payment.providerRef,
      orderNumber: payment.providerOrderId,
      account: payment.virtualAccount?.number ?? null,
      amount: payment.amounts.total,
      at: world.deps.clock.now(),
    }
    const proof = world.deps.channels.get(on)?.provider.capabilities.virtualAccount?.depositProof
    await step(
      world.deps,
      payment.id,
      proof === 'notice' ? { type: 'deposit_notice', notice, trusted: true } : { type: 'hint', event: 'x' },
    )
    await world.pass(11_000)
  }

  it('is issued at once, with its number and its deadline', async () => {
    const { payment } = await issue('ISSUED0001')
    expect(payment.state).toBe('awaiting_deposit')
    expect(payment.virtualAccount?.number).toMatch(/^\d{10,16}$/)
    expect(payment.virtualAccount?.expiresAt).toBeGreaterThan(world.deps.clock.now() + 2 * DAY_MS)
  })

  it('waits ninety days at most, whatever the protocol would take', async () => {
    const expiresAt = instant(world.deps.clock.now() + 90 * DAY_MS + HOUR_MS)
    await expect(issue('TOOLONG001', { expiresAt })).rejects.toThrow(/up to 90 days ahead/)
  })

  it('is paid by its deposit, which starts the order deadline; the order ties it', async () => {
    const file = await issue('DEPOSIT001')
    await deposit(file)
    await hint(file)
    const paid = await seen(file)
    expect(paid).toMatchObject({ state: 'paid', amounts: { paid: 50_000 } })
    expect(paid.orderDueAt).toBeGreaterThan(world.deps.clock.now())
    expect((await world.engine.recordOrder(paid.id, { ref: 'R1', amount: amount(50_000) })).ok).toBe(true)
    await world.pass(HOUR_MS)
    expect(await seen(file)).toMatchObject({ state: 'paid', accountAsk: null })
  })

  it('whose deposit has no order waits for the buyer’s account, and goes back to it', async () => {
    const file = await issue('ORPHAN0001')
    await deposit(file)
    await hint(file)
    await world.pass(16 * MINUTE_MS)
    const asked = await seen(file)
    expect(asked).toMatchObject({ state: 'paid', accountAsk: { why: 'orphan' } })
    expect((await world.load(asked.id)).cancellations).toEqual([])
    const path = world.engine.refundAccountPath(asked.id, asked.accountAsk?.linkId ?? '')
    const token = path.split('/').at(-1) ?? ''
    expect((await world.engine.giveAccount({ id: asked.id, token, account: ACCOUNT })).ok).toBe(true)
    expect((await world.engine.giveAccount({ id: asked.id, token, account: ACCOUNT })).ok).toBe(false)
    await world.settle()
    for (let day = 0; day < 4; day += 1) await world.pass(DAY_MS)
    expect(await seen(file)).toMatchObject({ state: 'cancelled', accountAsk: null, hold: null })
    expect(await world.books(file.payment.providerOrderId)).toMatchObject([{ cancelledAmount: 50_000 }])
  })

  it('is refunded with an account, and not without one', async () => {
    const file = await issue('REFUND0001')
    await deposit(file)
    await hint(file)
    await world.engine.recordOrder(file.payment.id, { ref: 'R2', amount: null })
    const wish = {
      amount: amount(20_000),
      reason: '변심',
      requester: 'buyer',
      expectedBalance: null,
      taxFree: null,
      vat: null,
    } as const
    const without = await world.engine.refund(file.payment.id, { ...wish, key: `${on}-k1` }, 5_000)
    expect(without).toMatchObject({ ok: false, refusal: { code: 'MD_REFUND_ACCOUNT_NEEDED' } })
    const refunded = await world.engine.refund(
      file.payment.id,
      { ...wish, key: `${on}-k1`, refundAccount: ACCOUNT },
      5_000,
    )
    if (!refunded.ok) throw new Error(refunded.refusal.detail)
    expect(['done', 'accepted']).toContain(refunded.cancellation.state)
    expect(await world.books(file.payment.providerOrderId)).toMatchObject([{ cancelledAmount: 20_000 }])
  })

  it('is closed before its deposit', async () => {
    const file = await issue('CLOSE00001')
    const wish = {
      amount: null,
      reason: '변심',
      requester: 'buyer',
      expectedBalance: null,
      taxFree: null,
      vat: null,
    } as const
    const closed = await world.engine.refund(file.payment.id, { ...wish, key: `${on}-c1` }, 5_000)
    if (!closed.ok) throw new Error(closed.refusal.detail)
    expect(closed.cancellation).toMatchObject({ kind: 'account_close', state: 'done', amount: 0 })
    expect(await seen(file)).toMatchObject({ state: 'expired', amounts: { paid: 0 } })
  })

  it('past its deadline is closed, and expires', async () => {
    const file = await issue('OVERDUE001')
    await world.pass(3 * DAY_MS + 20 * MINUTE_MS)
    await world.pass(MINUTE_MS)
    expect(await seen(file)).toMatchObject({ state: 'expired', hold: null })
    for (let hour = 0; hour < 30; hour += 6) await world.pass(6 * HOUR_MS)
    expect(await seen(file)).toMatchObject({ state: 'expired', hold: null, ladders: {} })
  })

  it('that was deposited in silence is found at the deadline', async () => {
    const file = await issue('SILENT0001')
    await deposit(file)
    for (let day = 0; day < 4; day += 1) await world.pass(DAY_MS)
    const found = await seen(file)
    expect(['paid', 'cancelled']).toContain(found.state)
    expect(found.amounts.paid).toBe(50_000)
  })

  it('that was deposited after its end is caught, and goes back through the buyer’s account', async () => {
    await world.control('POST', '/control/switches', { provider: on, lateDeposits: 'accept' })
    const file = await issue('LATE000001')
    await world.pass(3 * DAY_MS + 20 * MINUTE_MS)
    await world.pass(MINUTE_MS)
    expect(await seen(file)).toMatchObject({ state: 'expired' })
    const late = await deposit(file).then(
      () => true,
      () => false,
    )
    // Toss Payments has no way back from a closed account.
    if (!late) return
    await hint(file)
    await world.pass(16 * MINUTE_MS)
    expect(await seen(file)).toMatchObject({ state: 'paid', amounts: { paid: 50_000 }, accountAsk: { why: 'orphan' } })
  })

  it.each([
    ['lose_reply', 1_000],
    ['lose_request', 1_000],
    ['late_effect', 1_000],
    // Longer than any call lives: our books have ended it by then, and only a late look can find it.
    ['late_effect', 200_000],
    ['late_effect', 5_000_000],
  ])(
    'whose issue met %s of %d ms leaves no second live account, and keeps no receipt number',
    async (fault, delayMs) => {
      await world.fault('issue', fault, { times: 1, delayMs })
      const cashReceipt = on === 'portone-v1' ? null : ({ kind: 'income_deduction', number: '01012345678' } as const)
      const orderId = `LOST${fault.replaceAll('_', '').toUpperCase()}${delayMs}`
      const file = await issue(orderId, { cashReceipt })
      await world.clearFaults()
      for (let minute = 0; minute < 40; minute += 2) await world.pass(2 * MINUTE_MS)
      const given = await seen(file)
      const second = given.state === 'failed' || given.state === 'expired' ? await issue(orderId) : null
      for (let hour = 0; hour < 30; hour += 1) await world.pass(HOUR_MS)
      const ended = await seen(file)
      expect(['awaiting_deposit', 'failed', 'expired']).toContain(ended.state)
      const attempts = [file, ...(second === null ? [] : [second])]
      const books = (await Promise.all(attempts.map((one) => world.books(one.payment.providerOrderId)))).flat()
      expect(books.filter(({ state }) => /issued|WAITING|ready|ISSUED/.test(state))).toHaveLength(1)
      if (ended.state === 'awaiting_deposit') expect(ended.virtualAccount?.number).toMatch(/^\d+$/)
      expect(ended.virtualAccount?.cashReceipt?.number ?? null).toBeNull()
    },
  )
})

/** Where asking shows that the bank sent a refund back. */
const BOUNCES = {
  tosspayments: { accountRefund: 'bounces' },
  'portone-v2': { refundTransfer: 'FAILED' },
} as const

describe.each(Object.entries(BOUNCES))('a refund that the bank sends back on %s', (on, switches) => {
  let world: World
  beforeAll(async () => {
    world = await createWorld({ on: on as keyof typeof BOUNCES })
  })
  afterAll(() => world.close())

  it('is found on a bank day, and the buyer is asked for another account', async () => {
    const expiresAt = after(world.deps.clock.now(), 3 * DAY_MS)
    const virtualAccount = { bank: 'SHINHAN', holder: '매듭', expiresAt, cashReceipt: null } as const
    const { payment } = await world.register('BOUNCE0001', { virtualAccount, buyer: { name: '홍길동' } })
    const ref = payment.providerRef
    await world.control('POST', '/control/deposits', { provider: on, ref, amount: 50_000 })
    await step(world.deps, payment.id, { type: 'hint', event: 'deposit' })
    await world.pass(11_000)
    await world.engine.recordOrder(payment.id, { ref: 'R', amount: null })
    await world.control('POST', '/control/switches', { provider: on, ...switches })
    const request = {
      amount: null,
      reason: '변심',
      requester: 'buyer',
      expectedBalance: null,
      taxFree: null,
      vat: null,
    } as const
    const refunded = await world.engine.refund(payment.id, { ...request, key: 'b1', refundAccount: ACCOUNT }, 5_000)
    expect(refunded).toMatchObject({ ok: true, cancellation: { state: 'done' } })
    for (let day = 0; day < 30; day += 1) await world.pass(DAY_MS)
    const { payment: found, cancellations } = await world.load(payment.id)
    expect(cancellations[0]).toMatchObject({ state: 'bounced' })
    expect(found).toMatchObject({ state: 'paid', accountAsk: { why: 'refund_bounced', amount: 50_000 } })
    expect(await world.deps.store.discrepancies({ paymentId: payment.id, limit: 5 })).toMatchObject([
      { kind: 'refund_bounced' },
    ])
  })
})
