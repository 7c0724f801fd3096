/** A merchant who repeats each call until somebody answers, and remembers what it asked and what it was told. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type JsonClient, jsonClient, type Reply } from '../src/cli/client.ts'

export const KINDS = [
  'tied',
  'lost',
  'parts',
  'whole',
  'dropped',
  'left',
  'silent',
  'deposited',
  'returned',
  'closed',
  'staff',
  'adopted',
] as const
/**
 * What becomes of an order: tied and kept · never tied · refunded in two parts · refunded wholly · dropped · given up
 * by the buyer · paid in a window that never came back · paid into an account · that, and given back · an account that
 * is closed before a deposit · partly cancelled by staff at the provider · paid without us, and brought under the net.
 */
export type Kind = (typeof KINDS)[number]

export interface Refund {
  readonly key: string
  readonly amount: number
  /** Every id that the key was ever answered with; one, whatever happens. */
  readonly ids: Set<string>
}

/** One order's life, as the shop remembers it. */
export interface Life {
  readonly channel: string
  readonly kind: Kind
  readonly orderId: string
  /** Empty until a registration was answered. */
  paymentId: string
  providerOrderId: string
  /** Told 200 to its order. */
  confirmed: boolean
  /** Told that the order will not do. */
  refused: boolean
  /** What it asked for was taken: repeated, it is the same. */
  dropped: boolean
  readonly refunds: Refund[]
}

export interface Shop {
  readonly call: Call
  readonly control: (method: string, path: string, body?: object) => Promise<Reply>
}

type Call = (...request: [...Parameters<JsonClient>, headers?: Record<string, string>]) => Promise<Reply>

export const AMOUNT = 30_000
export const PART = 10_000
const REFUND_ACCOUNT = { bank: 'SHINHAN', number: '110123456789', holder: '홍길동' }

/** Within the ninety days for which accounts wait, and beyond all that a run lets pass. */
const IN_A_MONTH = new Date(Date.now() + 30 * 86_400_000).toISOString()

const KEY = { authorization: 'Bearer mk_dev_maedeup' }
/** Longer than any process takes to come back, also on a machine that is busy with other things. */
const MAX_TRIES = 600
const TRY_AGAIN_MS = 150

/** Asks one service after the other: a merchant behind a load balancer. */
export function merchant(urls: readonly string[]): Call {
  let turn = 0
  return async (...request) => {
    const [method, path, body, headers = {}] = request
    for (let tried = 0; ; tried += 1) {
      turn += 1
      const client = jsonClient(urls[turn % urls.length] ?? '', { ...KEY, ...headers })
      const answer = await client(method, path, body).catch(() => null)
      if (answer !== null && answer.status < 500) return answer
      if (tried > MAX_TRIES) throw new Error(`${method} ${path}: nobody answers (${answer?.status ?? '-'})`)
      await sleep(TRY_AGAIN_MS)
    }
  }
}

export const newLife = (channel: string, kind: Kind, orderId: string): Life => ({
  channel,
  kind,
  orderId,
  paymentId: '',
  providerOrderId: '',
  confirmed: false,
  refused: false,
  dropped: false,
  refunds: [],
})

const WITH_ACCOUNT: ReadonlySet<Kind> = new Set(['deposited', 'returned', 'closed'])

/** Lives one order up to its end, or to where only time goes on. */
export async function live(shop: Shop, one: Life): Promise<void> {
  if (one.kind === 'adopted') return await bringIn(shop, one)
  await register(shop, one)
  if (WITH_ACCOUNT.has(one.kind)) await withAccount(shop, one)
  else await withCard(shop, one)
}

async function register({ call }: Shop, one: Life): Promise<void> {
  const account = WITH_ACCOUNT.has(one.kind) ? { virtualAccount: { bank: 'SHINHAN', expiresAt: IN_A_MONTH } } : {}
  const orderWithin = one.kind === 'lost' || one.kind === 'silent' ? 'PT5S' : 'PT24H'
  const { orderId, channel } = one
  const buyer = { name: '홍길동', email: 'buyer@example.com', phone: '01000000000' }
  const wish = { orderId, orderName: '바다방', amount: AMOUNT, channel, orderWithin, buyer, ...account }
  const { status, body } = await call('POST', '/v1/payments', wish)
  one.refused = body.code === 'MD_ISSUE_REFUSED'
  if (status >= 300 && !one.refused) throw new Error(`${orderId} was not registered: ${JSON.stringify(body)}`)
  const known = one.refused ? (await call('GET', `/v1/payments?orderId=${orderId}`)).body.data[0] : body
  one.paymentId = known.id
  one.providerOrderId = known.providerOrderId
}

async function play({ control }: Shop, one: Life, action: 'pay' | 'close'): Promise<Readonly<Record<string, string>>> {
  const who = { provider: one.channel, orderId: one.providerOrderId }
  const { status, body } = await control('POST', '/control/buyers', { ...who, amount: AMOUNT, method: 'card', action })
  if (status >= 300) throw new Error(`${one.orderId}: no window opened: ${JSON.stringify(body)}`)
  return body.return
}

async function withCard(shop: Shop, one: Life): Promise<void> {
  const { call } = shop
  const path = `/v1/payments/${one.paymentId}`
  const brought = await play(shop, one, one.kind === 'left' ? 'close' : 'pay')
  if (one.kind === 'silent') return
  await call('POST', `${path}/approve`, { return: brought })
  if (one.kind === 'left') await call('POST', `${path}/expire`)
  else if (one.kind !== 'lost') await tie(shop, one)
}

/** An account whose number got lost on the way takes no deposit: the shop tries no further. */
async function withAccount(shop: Shop, one: Life): Promise<void> {
  const { body } = await shop.call('GET', `/v1/payments/${one.paymentId}`)
  if (body.state !== 'awaiting_deposit') return
  if (one.kind !== 'closed') {
    const deposit = { provider: one.channel, ref: body.providerRef, amount: AMOUNT }
    const { status } = await shop.control('POST', '/control/deposits', deposit)
    if (status >= 300) return
  }
  await tie(shop, one)
}

async function bringIn({ call, control }: Shop, one: Life): Promise<void> {
  const { channel, orderId } = one
  one.providerOrderId = orderId
  await play({ call, control }, one, 'pay')
  const wish = { channel, providerOrderId: orderId, orderId, net: 'on', order: { ref: `R-${orderId}` } }
  const { status, body } = await call('POST', '/v1/payments/adopt', wish)
  if (status >= 300) throw new Error(`${orderId} was not adopted: ${JSON.stringify(body)}`)
  one.paymentId = body.id
  await tie({ call, control }, one)
}

/** The success recipe: 200 confirms, a final 409 drops, "not paid yet" is asked again later. */
async function tie(shop: Shop, one: Life): Promise<void> {
  const wish = { ref: `R-${one.orderId}` }
  const { status, body } = await shop.call('PUT', `/v1/payments/${one.paymentId}/order`, wish)
  if (status !== 200) one.refused = body.code !== 'MD_NOT_PAID_YET'
  if (status !== 200) return
  one.confirmed = true
  await goOn(shop, one)
}

/** What follows once the order is confirmed. */
async function goOn(shop: Shop, one: Life): Promise<void> {
  const path = `/v1/payments/${one.paymentId}`
  const wished = (amount: number, nth: number): Refund => ({ key: `${one.orderId}-${nth}`, amount, ids: new Set() })
  if (one.kind === 'parts') one.refunds.push(wished(PART, 1), wished(PART, 2))
  if (one.kind === 'whole') one.refunds.push(wished(AMOUNT, 1))
  if (one.kind === 'dropped') await drop(shop, one)
  if (one.kind === 'staff') {
    const { body } = await shop.call('GET', path)
    const cancel = { provider: one.channel, ref: body.providerRef, amount: PART }
    await shop.control('POST', '/control/console-cancels', cancel)
  }
  await askAgain(shop, one)
  await askAgain(shop, one)
}

/** What is still to be asked for: an account is given back once the deposit is here. */
export async function goOnLater(shop: Shop, one: Life): Promise<void> {
  if (one.paymentId === '') return
  if (!one.confirmed && !one.refused && !UNTIED.has(one.kind)) await tie(shop, one)
  if (one.kind === 'dropped' && one.confirmed && !one.dropped) await drop(shop, one)
  const { body } = await shop.call('GET', `/v1/payments/${one.paymentId}`)
  const isDue =
    (one.kind === 'returned' && body.state === 'paid') || (one.kind === 'closed' && body.state === 'awaiting_deposit')
  if (one.refunds.length === 0 && one.confirmed && isDue) {
    one.refunds.push({ key: `${one.orderId}-1`, amount: AMOUNT, ids: new Set() })
  }
  // One that was answered is not asked for again before the end: an open one is waited for, ten seconds each.
  if (one.refunds.some(({ ids }) => ids.size === 0)) await askAgain(shop, one)
}

const UNTIED: ReadonlySet<Kind> = new Set(['lost', 'silent', 'left'])

async function drop({ call }: Shop, one: Life): Promise<void> {
  const { status } = await call('DELETE', `/v1/payments/${one.paymentId}/order`, { reason: '예약 취소' })
  one.dropped = status < 300
}

/** Under its key, as a shop does whose first answer was lost. */
export async function askAgain({ call }: Shop, one: Life): Promise<void> {
  for (const { key, amount, ids } of one.refunds) {
    const account = one.kind === 'returned' ? { refundAccount: REFUND_ACCOUNT } : {}
    const wish = { amount, reason: '고객 요청', ...account }
    const path = `/v1/payments/${one.paymentId}/cancellations`
    const { status, body } = await call('POST', path, wish, { 'idempotency-key': key })
    const id = body.cancellation?.id ?? (status < 300 ? body.id : null)
    if (id !== null) ids.add(id)
  }
}
