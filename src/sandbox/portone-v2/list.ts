/** Lists of payments: filters, 90 days by default, pages that are no snapshot and end at 60,000 (§6). */
import { after, DAY_MS, fromIso } from '../../core/time.ts'
import { type Answer, ok, refusal } from './answer.ts'
import { CHANNEL, PORTONE_V2_CREDENTIALS } from './credentials.ts'
import type { Payment, Status } from './payment.ts'
import type { ListBody } from './schemas.ts'
import type { World } from './world.ts'

type Filter = NonNullable<ListBody['filter']>

const MAX_REACH = 60_000
const DEFAULT_SIZE = 10
const DEFAULT_REACH_MS = 90 * DAY_MS

/** The filter says PENDING where the object says PAY_PENDING (§5.1). */
const FILTER_NAME = {
  READY: 'READY',
  PAY_PENDING: 'PENDING',
  VIRTUAL_ACCOUNT_ISSUED: 'VIRTUAL_ACCOUNT_ISSUED',
  PAID: 'PAID',
  FAILED: 'FAILED',
  PARTIAL_CANCELLED: 'PARTIAL_CANCELLED',
  CANCELLED: 'CANCELLED',
} as const satisfies Record<Status, string>

/** The filter says SDK_PC where the object says PC (§5.7). */
const PLATFORM_NAME = { PC: 'SDK_PC', MOBILE: 'SDK_MOBILE', API: 'API' } as const

type Test = (payment: Payment, filter: Filter) => boolean

/** Each says whether a payment stays; a field that was not given lets everything stay. */
const TESTS: Readonly<Record<string, Test>> = {
  status: (payment, { status }) => status?.includes(FILTER_NAME[payment.status]) ?? true,
  methods: ({ method }, { methods }) => methods?.includes((method ?? '').toUpperCase()) ?? true,
  pgProvider: (_payment, { pgProvider }) => pgProvider?.includes(CHANNEL.pgProvider) ?? true,
  isTest: ({ channelType }, { isTest }) => (isTest ?? channelType === 'TEST') === (channelType === 'TEST'),
  isScheduled: (_payment, { isScheduled }) => isScheduled !== true,
  isEscrow: (_payment, { isEscrow }) => isEscrow !== true,
  version: (_payment, { version }) => version !== 'V1',
  webhookStatus: ({ webhooks }, { webhookStatus }) =>
    webhookStatus === undefined || webhooks.some(({ status }) => status === webhookStatus),
  platformType: ({ order }, { platformType }) =>
    (platformType ?? PLATFORM_NAME[order.platform]) === PLATFORM_NAME[order.platform],
  currency: ({ order }, { currency }) => (currency ?? order.currency) === order.currency,
  textSearch: (payment, { textSearch }) => textSearch?.every((search) => matchesText(payment, search)) ?? true,
}

const TEXTS: Readonly<Record<string, (payment: Payment) => string>> = {
  PAYMENT_ID: ({ order }) => order.paymentId,
  TX_ID: ({ transactionId }) => transactionId,
  ORDER_NAME: ({ order }) => order.orderName,
  PG_TX_ID: ({ pgTxId }) => pgTxId ?? '',
  VIRTUAL_ACCOUNT_NUMBER: ({ account }) => account?.number ?? '',
  CUSTOMER_NAME: ({ order }) => order.customer.name ?? '',
}

function matchesText(payment: Payment, { field, value }: { field: string; value: string }): boolean {
  const readers = field === 'ALL' ? Object.values(TEXTS) : [TEXTS[field]].filter((reader) => reader !== undefined)
  return readers.some((reader) => reader(payment).includes(value))
}

/** Features that no payment of the sandbox has. */
const NEVER = ['escrowStatus', 'giftCertificateType', 'cashReceiptType', 'cashReceiptStatus'] as const

/** How the caller sees a payment; null where it does not see it yet. */
export type Show = (payment: Payment) => object | null

export function list(world: World, { page, filter = {} }: ListBody, show: Show): Answer {
  const { number = 0, size = DEFAULT_SIZE } = page ?? {}
  if ((number + 1) * size > MAX_REACH) return refusal(world, 'badRequest')
  const { storeId } = filter
  if (storeId !== undefined && storeId !== PORTONE_V2_CREDENTIALS.storeId) return refusal(world, 'foreignStore')
  const until = filter.until === undefined ? world.now() : fromIso(filter.until)
  const from = filter.from === undefined ? after(until ?? world.now(), -DEFAULT_REACH_MS) : fromIso(filter.from)
  if (until === null || from === null) return refusal(world, 'badRequest')
  const stamp = filter.timestampType === 'CREATED_AT' ? 'requestedAt' : 'statusChangedAt'
  const found = world
    .all()
    .filter((payment) => payment[stamp] >= from && payment[stamp] <= until)
    .filter((payment) => Object.values(TESTS).every((holds) => holds(payment, filter)))
    .filter(() => NEVER.every((field) => filter[field] === undefined))
  const by = filter.sortBy === 'STATUS_CHANGED_AT' ? 'statusChangedAt' : 'requestedAt'
  const sorted = found.toSorted((a, b) => (filter.sortOrder === 'ASC' ? a[by] - b[by] : b[by] - a[by]))
  const items = sorted.slice(number * size, (number + 1) * size).flatMap((payment) => show(payment) ?? [])
  return ok({ items, page: { number, size, totalCount: found.length } })
}
