/** The bodies and queries of every call as the sheet limits them; unknown fields are ignored, as Toss does (§3, §4). */
import { z } from 'zod'
import { type Amount, amount, MAX_AMOUNT } from '../../core/money.ts'

export const ORDER_ID = /^[A-Za-z0-9_=-]{6,64}$/
const won = z
  .int()
  .min(1)
  .max(MAX_AMOUNT)
  .transform((value): Amount => amount(value))
const tax = z
  .int()
  .min(0)
  .max(MAX_AMOUNT)
  .transform((value): Amount => amount(value))
const orderId = z.string().regex(ORDER_ID)
const text = (max: number) => z.string().min(1).max(max)

/** Absent and null are the same, except for amounts, where the sheet is silent and we refuse. */
const optional = <Type extends z.ZodType>(type: Type) => type.nullish().transform((value) => value ?? null)

export const confirmBody = z.object({ paymentKey: text(200), orderId, amount: won })
export const olderConfirmBody = z.object({ orderId, amount: won })

export const cancelBody = z.object({
  cancelReason: text(200),
  cancelAmount: won.optional(),
  refundableAmount: tax.optional(),
  taxFreeAmount: tax.optional(),
  taxExemptionAmount: tax.optional(),
  currency: optional(z.string()),
  cancelRequestId: optional(z.string().regex(ORDER_ID)),
  refundReceiveAccount: optional(
    z.object({ bank: z.string(), accountNumber: z.string(), holderName: z.string().min(1).max(60) }),
  ),
})

export type CancelBody = z.output<typeof cancelBody>

/** §4.4: a phone or a business registration number, unless none is to be issued. */
const cashReceipt = z.union([
  z.object({ type: z.literal('미발행') }),
  z.object({ type: z.enum(['소득공제', '지출증빙']), registrationNumber: z.string().regex(/^\d{10,13}$/) }),
])

export const accountBody = z.object({
  amount: won,
  orderId,
  orderName: text(100),
  customerName: text(100),
  bank: z.string(),
  validHours: optional(z.int()),
  dueDate: optional(z.string()),
  customerMobilePhone: optional(z.string().regex(/^\d{8,15}$/)),
  taxFreeAmount: tax.optional(),
  cashReceipt: optional(cashReceipt),
})

export const billingKeyBody = z.object({
  customerKey: z.string().regex(/^[A-Za-z0-9_=.@-]{2,300}$/),
  cardNumber: z.string(),
})

export const billingBody = z.object({
  amount: won,
  customerKey: z.string(),
  orderId,
  orderName: text(100),
  customerName: optional(z.string().max(100)),
  taxFreeAmount: tax.optional(),
  taxExemptionAmount: tax.optional(),
})

export const transactionsQuery = z.object({
  startDate: z.string(),
  endDate: z.string(),
  startingAfter: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(5_000).default(100),
})
