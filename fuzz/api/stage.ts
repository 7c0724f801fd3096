/** The world that requests are sent to: payments in every state, new in each round, and what paths name besides. */
import { type Service, startService } from '../../test/http/server.ts'
import { STOCK, type Stood } from './request.ts'

export interface Stage {
  readonly shop: Service
  /** What a name in braces stands for, as text. */
  readonly names: Stood
}

const COLUMNS = { ref: 'tid', amount: 'amount', at: 'date' } as const
const WAITS_MS = 3 * 86_400_000
const PRICE = 50_000
/** What a service does by itself takes a second, on a machine that is busy with others a few more. */
const MOST_LOOKS = 600
const LOOK_MS = 100

/** Every request comes from an address of its own: limits of one address are tested elsewhere. */
export async function openStage(): Promise<Stage> {
  const settlement = { columns: COLUMNS, encoding: 'auto', delimiter: ',', cancelWords: [] } as const
  const shop = await startService({
    channel: { reconcileAt: null, settlement },
    app: { trustedProxies: ['127.0.0.1'] },
  })
  const hook = await madeBy(shop, '/v1/webhook-endpoints', { url: 'http://127.0.0.1:9/hooks' })
  const spare = await madeBy(shop, '/v1/webhook-endpoints', { url: 'http://127.0.0.1:9/spare' })
  const run = await madeBy(shop, '/v1/reconciliations', { channel: 'nicepay', date: '2026-01-05' })
  const names = {
    endpoint: hook,
    spare,
    run,
    heard: (await shop.book('heard')).id,
    delivery: await deliveryOf(shop, hook),
    discrepancy: await discrepancyOf(shop),
    webhook: shop.engine.webhookPath('nicepay').split('/').at(-1) ?? '',
  }
  return { shop, names: { ...names, ...(await stocked(shop, 0)) } }
}

/** The same stage with new payments: those of the round before are tied, gone or held by now. */
export const nextRound = async ({ shop, names }: Stage, round: number): Promise<Stage> => ({
  shop,
  names: { ...names, ...(await stocked(shop, round)) },
})

async function madeBy(shop: Service, path: string, body: object): Promise<string> {
  const answer = await shop.call('POST', path, body)
  if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`)
  return String(answer.body.id)
}

type Booked = Awaited<ReturnType<Service['book']>>
type Maker = (shop: Service, orderId: string) => Promise<Stood>

/** What each kind is called by, under the name of the one that is made (''). */
const MAKERS: Readonly<Record<keyof typeof STOCK, Maker>> = {
  ready: async (shop, orderId) => ({ '': (await shop.book(orderId)).id }),
  wanted: async (shop, orderId) => {
    const payment = await shop.book(orderId)
    return { '': payment.id, ...(await shop.window(payment)) }
  },
  paid: async (shop, orderId) => ({ '': (await shop.paid(orderId)).id }),
  tied: async (shop, orderId) => {
    const { id } = await shop.paid(orderId)
    await shop.call('PUT', `/v1/payments/${id}/order`, { ref: orderId })
    return { '': id }
  },
  refunded: async (shop, orderId) => {
    const { id } = await shop.paid(orderId)
    return { '': id, cancellation: await partlyBack(shop, id) }
  },
  waiting: async (shop, orderId) => named(await account(shop, orderId)),
  asked: async (shop, orderId) => {
    const payment = await account(shop, orderId)
    await deposited(shop, payment)
    await shop.call('DELETE', `/v1/payments/${payment.id}/order`, { reason: '객실 없음' })
    return { ...named(payment), link: await linkOf(shop, payment.id) }
  },
}

/** `paid0: pay_…, wanted0_AuthToken: …`: the names of all that a round has. */
async function stocked(shop: Service, round: number): Promise<Stood> {
  const soon = new Date(shop.clock.now() + WAITS_MS).toISOString()
  const entries: (readonly [string, string])[] = [
    ['round', String(round)],
    ['soon', soon],
  ]
  for (const [kind, count] of Object.entries(STOCK)) {
    for (let number = 0; number < count; number += 1) {
      const name = `${kind}${number}`
      const made = await MAKERS[kind as keyof typeof STOCK](shop, `R${round}-${name}`)
      entries.push(...Object.entries(made).map(([own, text]) => [own === '' ? name : `${name}_${own}`, text] as const))
    }
  }
  const names = Object.fromEntries(entries)
  return { ...names, cancellation: names.refunded0_cancellation ?? '' }
}

async function partlyBack(shop: Service, id: string): Promise<string> {
  const wish = { reason: '변심', amount: 1_000 }
  const headers = { 'idempotency-key': `stage-${id}` }
  return (await shop.call('POST', `/v1/payments/${id}/cancellations`, wish, headers)).body.id
}

const account = (shop: Service, orderId: string): Promise<Booked> =>
  shop.book(orderId, {
    method: 'virtual_account',
    virtualAccount: { bank: 'SHINHAN', expiresAt: new Date(shop.clock.now() + WAITS_MS).toISOString() },
  })

const named = ({ id, providerRef, providerOrderId, virtualAccount }: Booked): Stood => ({
  '': id,
  ref: providerRef,
  order: providerOrderId,
  number: virtualAccount.number,
})

async function deposited(shop: Service, { id, providerRef }: Booked): Promise<void> {
  const url = `${shop.url}${shop.engine.webhookPath('nicepay')}`
  await shop.control('PUT', '/control/webhook-targets', { provider: 'nicepay', url })
  await shop.control('POST', '/control/deposits', { provider: 'nicepay', ref: providerRef, amount: PRICE })
  await until('the deposit was never heard', async () => {
    const { body } = await shop.call('GET', `/v1/payments/${id}`)
    return body.state === 'paid' ? id : undefined
  })
  await shop.control('PUT', '/control/webhook-targets', { provider: 'nicepay', url: null })
}

/** Of the first event that an endpoint is told; nobody hears it. */
const deliveryOf = (shop: Service, endpoint: string): Promise<string> =>
  until('there is no delivery', async () => {
    const { body } = await shop.call('GET', `/v1/webhook-endpoints/${endpoint}/deliveries`)
    return body.data[0]?.id
  })

/** Of a settlement file that tells of a payment that we do not know. */
async function discrepancyOf(shop: Service): Promise<string> {
  const body = 'tid,amount,date\nnobody-knows-me,1000,2025-05-20'
  const headers = { 'content-type': 'text/csv' }
  await shop.call('POST', '/v1/settlement-files?channel=nicepay&date=2025-05-20', body, headers)
  return until('there is no discrepancy', async () => {
    const told = await shop.call('GET', '/v1/discrepancies')
    return told.body.data[0]?.id
  })
}

/** The page at which the buyer names an account; as the merchant reads it from the timeline. */
async function linkOf(shop: Service, id: string): Promise<string> {
  const { text } = await shop.call('GET', `/v1/payments/${id}/events`)
  const path = /refund-account\/([^"\\]+)/.exec(text)?.[1]
  if (path === undefined) throw new Error(`no link in ${text}`)
  return path
}

async function until(otherwise: string, look: () => Promise<string | undefined>): Promise<string> {
  for (let looked = 0; looked < MOST_LOOKS; looked += 1) {
    const found = await look()
    if (found !== undefined) return String(found)
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  }
  throw new Error(otherwise)
}
