/** A shop under load: payments that are tied, lost, refunded in parts and wholly, dropped; and what it was told. */
import type { Cluster } from './cluster.ts'

export const KINDS = ['tied', 'lost', 'parts', 'whole', 'dropped'] as const
export type Kind = (typeof KINDS)[number]

/** One order's life, as the shop remembers it. */
export interface Life {
  readonly channel: string
  readonly kind: Kind
  readonly orderId: string
  readonly paymentId: string
  readonly providerOrderId: string
  readonly amount: number
  /** Whether the shop was ever told 200 to its order, and confirmed it. */
  confirmed: boolean
  /** Whether it was told that the order will not do, and dropped it. */
  refused: boolean
  readonly refunds: RefundAsked[]
}

export interface RefundAsked {
  readonly key: string
  readonly amount: number
  /** Every id that the key was ever answered with; one, whatever happens. */
  readonly ids: Set<string>
}

const AMOUNT = 30_000
const PART = 10_000

type Wish = Pick<Life, 'channel' | 'kind' | 'orderId'> & { readonly orderWithin?: string }

/** Lives one order up to its end, or to where only time goes on. Calls are repeated until somebody answers. */
export async function live(cluster: Cluster, { orderWithin, ...wish }: Wish): Promise<Life> {
  const { call, control } = cluster
  const { channel, orderId, kind } = wish
  const within = orderWithin === undefined ? {} : { orderWithin }
  const body = { orderId, orderName: '바다방', amount: AMOUNT, channel, ...within }
  const { body: payment } = await call('POST', '/v1/payments', body)
  const one: Life = {
    ...wish,
    paymentId: payment.id,
    providerOrderId: payment.providerOrderId,
    amount: AMOUNT,
    confirmed: false,
    refused: false,
    refunds: [],
  }
  const play = { provider: channel, orderId: one.providerOrderId, amount: AMOUNT, method: 'card', action: 'pay' }
  const { body: window } = await control('POST', '/control/buyers', play)
  await call('POST', `/v1/payments/${one.paymentId}/approve`, { return: window.return })
  if (kind !== 'lost') await tie(cluster, one)
  return one
}

/** What follows once the order is confirmed. */
async function goOn(cluster: Cluster, one: Life): Promise<void> {
  const path = `/v1/payments/${one.paymentId}`
  switch (one.kind) {
    case 'parts':
      one.refunds.push(refundOf(one, PART, 1), refundOf(one, PART, 2))
      break
    case 'whole':
      one.refunds.push(refundOf(one, AMOUNT, 1))
      break
    case 'dropped':
      await cluster.call('DELETE', `${path}/order`, { reason: '예약 취소' })
      break
    case 'tied':
    case 'lost':
      break
  }
  // Each is asked for twice, as a shop does whose first answer was lost.
  for (const asked of [...one.refunds, ...one.refunds]) await refund(cluster, one, asked)
}

const refundOf = ({ orderId }: Life, amount: number, nth: number): RefundAsked => ({
  key: `${orderId}-refund-${nth}`,
  amount,
  ids: new Set(),
})

/** The success recipe: 200 confirms, a final 409 drops, "not paid yet" is asked again later. */
export async function tie(cluster: Cluster, one: Life): Promise<void> {
  const { status, body } = await cluster.call('PUT', `/v1/payments/${one.paymentId}/order`, { ref: `R-${one.orderId}` })
  if (status !== 200) {
    one.refused = body.code !== 'MD_NOT_PAID_YET'
    return
  }
  one.confirmed = true
  await goOn(cluster, one)
}

export async function refund({ call }: Cluster, one: Life, { key, amount, ids }: RefundAsked): Promise<void> {
  const wish = { amount, reason: '고객 요청' }
  const path = `/v1/payments/${one.paymentId}/cancellations`
  const { status, body } = await call('POST', path, wish, { 'idempotency-key': key })
  const id = body.cancellation?.id ?? (status < 300 ? body.id : null)
  if (id !== null) ids.add(id)
}
