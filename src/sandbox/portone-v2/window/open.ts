/** What the merchant's page asks `PortOne.requestPayment` for, checked before a window opens (§8, sheet silent). */
import { z } from 'zod'
import { amount, MAX_AMOUNT, ZERO } from '../../../core/money.ts'
import type { Instant } from '../../../core/time.ts'
import type { Method } from '../../simulator.ts'
import { cannotBegin } from '../charge.ts'
import { PORTONE_V2_CREDENTIALS } from '../credentials.ts'
import { differsFromPreRegistered, endOf } from '../pay-calls.ts'
import type { Order } from '../payment.ts'
import { accountEnd } from '../play.ts'
import { isPromotionId } from '../promotions.ts'
import type { World } from '../world.ts'
import type { WindowProblem } from './texts.ts'

const PAY_METHODS = {
  CARD: 'card',
  EASY_PAY: 'easy_pay',
  TRANSFER: 'transfer',
  VIRTUAL_ACCOUNT: 'virtual_account',
  MOBILE: 'mobile',
} as const satisfies Record<string, Method>

type PayMethod = keyof typeof PAY_METHODS

const text = z.string().min(1).max(2_000)
const money = z.int().min(0).max(MAX_AMOUNT)

const params = z.looseObject({
  storeId: text,
  channelKey: text,
  paymentId: text,
  orderName: text,
  totalAmount: z.int().min(1).max(MAX_AMOUNT),
  taxFreeAmount: money.optional(),
  vatAmount: money.optional(),
  /** `KRW`, or as older pages write it `CURRENCY_KRW`. */
  currency: z.string().regex(/^(CURRENCY_)?[A-Z]{3}$/),
  payMethod: z.enum(Object.keys(PAY_METHODS) as [PayMethod, ...PayMethod[]]),
  redirectUrl: z.url({ protocol: /^https?$/ }).optional(),
  noticeUrls: z.array(text).max(5).optional(),
  promotionId: text.optional(),
  customData: z.unknown().optional(),
  customer: z
    .looseObject({ fullName: text.optional(), email: text.optional(), phoneNumber: text.optional() })
    .optional(),
  virtualAccount: z
    .looseObject({
      accountExpiry: z
        .union([z.strictObject({ validHours: z.int().min(1).max(8_760) }), z.strictObject({ dueDate: text })])
        .optional(),
    })
    .optional(),
})

type Params = z.infer<typeof params>

export interface WindowRequest {
  readonly order: Order
  readonly method: Method
  readonly accountEndsAt: Instant
  readonly redirectUrl: string | null
}

export interface Finding {
  readonly problem: WindowProblem
  readonly field: string
}

export type Opened = { readonly request: WindowRequest } | { readonly findings: readonly Finding[] }

export function openRequest(world: World, asked: unknown, platform: Order['platform']): Opened {
  const read = params.safeParse(asked)
  if (!read.success) {
    const fields = new Set(read.error.issues.map(({ path }) => path.join('.') || 'params'))
    return { findings: [...fields].map((field) => ({ problem: 'malformed', field })) }
  }
  const order = orderOf(read.data, platform)
  const finding = wrong(world, read.data, order)
  if (finding !== null) return { findings: [finding] }
  const expiry = read.data.virtualAccount?.accountExpiry
  return {
    request: {
      order,
      method: PAY_METHODS[read.data.payMethod],
      accountEndsAt: expiry === undefined ? accountEnd(world) : endOf(expiry, world.now()),
      redirectUrl: read.data.redirectUrl ?? null,
    },
  }
}

function wrong(world: World, asked: Params, order: Order): Finding | null {
  if (asked.storeId !== PORTONE_V2_CREDENTIALS.storeId) return { problem: 'unknownStore', field: 'storeId' }
  if (asked.channelKey !== PORTONE_V2_CREDENTIALS.channelKey) return { problem: 'unknownChannel', field: 'channelKey' }
  if (order.taxFree + (order.vat ?? 0) > order.total) return { problem: 'partsAboveTotal', field: 'taxFreeAmount' }
  if (asked.promotionId !== undefined && order.promotionId === null)
    return { problem: 'malformed', field: 'promotionId' }
  if (cannotBegin(world, order.paymentId) !== null) return { problem: 'alreadyPaid', field: 'paymentId' }
  const isChecked = world.switches().preRegister !== 'ignore'
  return isChecked && differsFromPreRegistered(world, order) ? { problem: 'preRegistered', field: 'totalAmount' } : null
}

const orderOf = (asked: Params, platform: Order['platform']): Order => ({
  paymentId: asked.paymentId,
  orderName: asked.orderName,
  total: amount(asked.totalAmount),
  taxFree: amount(asked.taxFreeAmount ?? ZERO),
  vat: asked.vatAmount === undefined ? null : amount(asked.vatAmount),
  currency: asked.currency.replace('CURRENCY_', ''),
  promotionId: asked.promotionId !== undefined && isPromotionId(asked.promotionId) ? asked.promotionId : null,
  customer: customerOf(asked),
  customData: customDataOf(asked.customData),
  platform,
  noticeUrls: asked.noticeUrls ?? [],
})

function customerOf({ customer = {} }: Params): Order['customer'] {
  const { fullName, email, phoneNumber } = customer
  return {
    ...(fullName === undefined ? {} : { name: fullName }),
    ...(email === undefined ? {} : { email }),
    ...(phoneNumber === undefined ? {} : { phoneNumber }),
  }
}

/** The browser SDK takes any value; the object of the API holds text (§5.2). */
const customDataOf = (value: unknown): string | null =>
  value === undefined || value === null ? null : typeof value === 'string' ? value : JSON.stringify(value)
