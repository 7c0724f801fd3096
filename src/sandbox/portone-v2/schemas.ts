/** The bodies that the V2 API accepts. Unknown fields are let through: inputs only ever grow (§1). */
import { z } from 'zod'
import { MAX_AMOUNT } from '../../core/money.ts'
import { BANKS } from './banks.ts'

const money = z.int().min(0).max(MAX_AMOUNT)
const positive = z.int().min(1).max(MAX_AMOUNT)
const text = z.string().min(1).max(2_000)
const time = z.iso.datetime({ offset: true })
const bank = z.enum(BANKS)
const storeId = { storeId: text.optional() }

export const storeBody = z.looseObject(storeId)

export const loginBody = z.looseObject({ apiSecret: text })
export const refreshBody = z.looseObject({ refreshToken: text })

export const preRegisterBody = z.looseObject({
  ...storeId,
  totalAmount: money.optional(),
  taxFreeAmount: money.optional(),
  currency: text.optional(),
})

/** §7.1. Zero and negative amounts are refused here (unconfirmed at the real API). */
export const cancelBody = z.looseObject({
  ...storeId,
  amount: positive.optional(),
  taxFreeAmount: money.optional(),
  vatAmount: money.optional(),
  reason: text,
  requester: z.enum(['CUSTOMER', 'ADMIN']).optional(),
  promotionDiscountRetainOption: z.enum(['RETAIN', 'RELEASE']).optional(),
  currentCancellableAmount: money.optional(),
  refundAccount: z.looseObject({ bank, number: text, holderName: text, holderPhoneNumber: text.optional() }).optional(),
  refundEmail: text.optional(),
  skipWebhook: z.boolean().optional(),
})

/** §8 */
export const confirmBody = z.looseObject({
  ...storeId,
  paymentToken: text,
  txId: text.optional(),
  currency: text.optional(),
  totalAmount: money.optional(),
  taxFreeAmount: money.optional(),
  isTest: z.boolean().optional(),
  skipWebhook: z.boolean().optional(),
})

const expiry = z.union([z.strictObject({ validHours: z.int().min(1).max(8_760) }), z.strictObject({ dueDate: time })])

/** §8: one of the two methods. */
export const instantBody = z.looseObject({
  ...storeId,
  channelKey: text.optional(),
  channelGroupId: text.optional(),
  method: z.union([
    z.strictObject({
      card: z.looseObject({
        credential: z.looseObject({
          number: z.string().regex(/^\d{14,16}$/),
          expiryYear: z.string().regex(/^\d\d$/),
          expiryMonth: z.string().regex(/^(0[1-9]|1[0-2])$/),
        }),
      }),
    }),
    z.strictObject({
      virtualAccount: z.looseObject({
        bank,
        expiry,
        option: z.looseObject({ type: z.enum(['NORMAL', 'FIXED']) }),
        cashReceipt: z
          .looseObject({ type: z.enum(['PERSONAL', 'CORPORATE', 'NO_RECEIPT']), customerIdentityNumber: text })
          .optional(),
        remitteeName: text.optional(),
      }),
    }),
  ]),
  orderName: text,
  amount: z.looseObject({ total: positive, taxFree: money.optional(), vat: money.optional() }),
  currency: text,
  customer: z
    .looseObject({
      name: z.looseObject({ full: text.optional() }).optional(),
      email: text.optional(),
      phoneNumber: text.optional(),
    })
    .optional(),
  customData: z.string().max(10_000).optional(),
  promotionId: text.optional(),
  noticeUrls: z.array(text).max(5).optional(),
  skipWebhook: z.boolean().optional(),
})

export const resendBody = z.looseObject({ ...storeId, webhookId: text.optional() })

const names = z.array(text).max(100)

/** §6. Filters on what no payment of the sandbox has (escrow, cash receipts, gift certificates) match nothing. */
export const listBody = z.looseObject({
  page: z.looseObject({ number: z.int().min(0).optional(), size: z.int().min(1).optional() }).optional(),
  filter: z
    .looseObject({
      ...storeId,
      timestampType: z.enum(['CREATED_AT', 'STATUS_CHANGED_AT']).optional(),
      from: time.optional(),
      until: time.optional(),
      status: z
        .array(
          z.enum(['READY', 'PENDING', 'VIRTUAL_ACCOUNT_ISSUED', 'PAID', 'FAILED', 'PARTIAL_CANCELLED', 'CANCELLED']),
        )
        .optional(),
      methods: names.optional(),
      pgProvider: names.optional(),
      isTest: z.boolean().optional(),
      isScheduled: z.boolean().optional(),
      sortBy: z.enum(['REQUESTED_AT', 'STATUS_CHANGED_AT']).optional(),
      sortOrder: z.enum(['DESC', 'ASC']).optional(),
      version: z.enum(['V1', 'V2']).optional(),
      webhookStatus: z.enum(['SUCCEEDED', 'FAILED_NOT_OK_RESPONSE', 'FAILED_UNEXPECTED_ERROR']).optional(),
      platformType: z.enum(['SDK_PC', 'SDK_MOBILE', 'API']).optional(),
      currency: text.optional(),
      isEscrow: z.boolean().optional(),
      textSearch: z.array(z.looseObject({ field: text, value: z.string() })).optional(),
    })
    .optional(),
})

export type ListBody = z.infer<typeof listBody>
export type CancelBody = z.infer<typeof cancelBody>
export type InstantBody = z.infer<typeof instantBody>
export type ConfirmBody = z.infer<typeof confirmBody>
