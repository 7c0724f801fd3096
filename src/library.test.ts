/** The library: the whole job inside a merchant's own process, with nothing of HTTP in between. */
import { expect, it } from 'vitest'
import { createWorld } from '../test/world.ts'
import { amount } from './core/money.ts'
import { defineConfig, nicepay, openMaedeup, startSandbox } from './index.ts'
import { SANDBOX_CREDENTIALS } from './sandbox/index.ts'

it('registers, approves and ties over a database and a channel of the merchant’s own', async () => {
  const world = await createWorld() // For its migrated database only; the library opens everything else itself.
  const sandbox = await startSandbox({ controlPort: 0 })
  const origin = sandbox.urls.nicepay
  const provider = nicepay({
    ...SANDBOX_CREDENTIALS.nicepay,
    urls: { api: origin, inquiry: origin },
    trustedOrigins: [origin, origin.replace('127.0.0.1', 'localhost')],
  })
  const maedeup = await openMaedeup({
    config: defineConfig({ channels: { shop: { provider, orderWithin: 'PT2S' } } }),
    databaseUrl: world.connectionString,
    secrets: ['a secret for tests that is long enough'],
    log: world.deps.log,
  })
  await maedeup.start()
  const wish = { channel: 'shop', orderName: '책', amount: amount(9_900), currency: 'KRW', ...NOTHING_ELSE } as const
  const kept = await pay('LIBRARY1')
  expect(await maedeup.recordOrder(kept, { ref: 'R-1', amount: null })).toMatchObject({ ok: true })
  const lost = await pay('LIBRARY2')
  await expect.poll(async () => (await maedeup.load(lost))?.payment.state, { timeout: 60_000 }).toBe('cancelled')
  expect((await maedeup.load(kept))?.payment).toMatchObject({ state: 'paid', order: { ref: 'R-1' } })
  await maedeup.close()
  await sandbox.close()
  await world.close()

  async function pay(orderId: string) {
    const registered = await maedeup.register({ ...wish, orderId })
    if (!registered.ok) throw new Error(registered.refusal.detail)
    const { id, providerOrderId } = registered.file.payment
    const play = { provider: 'nicepay', orderId: providerOrderId, amount: 9_900, method: 'card', action: 'pay' }
    const answer = await fetch(`${sandbox.controlUrl}/control/buyers`, {
      method: 'POST',
      body: JSON.stringify(play),
      headers: { 'content-type': 'application/json' },
    })
    const { return: fields } = (await answer.json()) as { return: Record<string, string> }
    expect(await maedeup.takeReturn(id, fields)).toMatchObject({ ok: true, file: { payment: { state: 'paid' } } })
    return id
  }
})

const NOTHING_ELSE = {
  method: null,
  taxFree: null,
  vat: null,
  orderWithinMs: null,
  buyer: null,
  returnUrls: null,
  metadata: {},
} as const
