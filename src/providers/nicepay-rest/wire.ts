/** The shapes of the REST API's answers that anything is built on; what else they hold is ignored. */
import { z } from 'zod'
import type { Amount } from '../../core/money.ts'
import { isAmount } from '../../core/money.ts'
import type { Instant } from '../../core/time.ts'
import { fromIso, fromKstStamp } from '../../core/time.ts'

/** Ids have 30 and 64 bytes (§16). */
const id = z.string().min(1).max(100)
const won = z.custom<Amount>(isAmount)

/** Texts that inform and decide nothing: a strange one does not void the answer. */
const note = z.string().nullish().catch(null)

/** The id of something told in passing. One that names nothing is as good as none: money is not booked under it. */
const idInPassing = id.nullish().catch(null)

/** §18 trap 20: the text "0" is no time. The list writes KST without an offset (§16 "Reconciliation"). */
function timeOf(text: string | null | undefined): Instant | null {
  if (text === null || text === undefined || text === '0') return null
  const bare = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text)
  return bare ? fromKstStamp(text.replaceAll(/\D/g, '')) : fromIso(text)
}

const time = note.transform(timeOf)

/** Whatever stands there, or nothing at all. */
const anything = z.unknown().optional()

/** When the money came. `never`: the "0" that says so (§18 trap 20); null: not told, or nothing that we can read. */
const paidTime = anything.transform((value) => {
  if (value === '0' || value === 0) return 'never'
  return typeof value === 'string' ? timeOf(value) : null
})

/** A yes or no, in the table of §16 also as text (`canPartCancel`); anything else is not told. */
const flag = anything.transform((value) => {
  if (value === true || value === 'true') return true
  return value === false || value === 'false' ? false : null
})

/** A part of the payment object that only informs: a strange one does not void the answer. */
const part = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z
    .object(shape)
    .nullish()
    .catch(null)
    .transform((told) => told ?? null)

/** Every answer, also a refusal (§15). */
export const resultShape = z.object({
  resultCode: z.string().min(1).max(100),
  resultMsg: z.string().catch(''),
})

/** An element of `cancels[]` (§16). */
const cancel = z.object({
  tid: id,
  amount: won,
  cancelledAt: time,
  reason: note,
})

/** §16 `status`. */
const STATUSES = ['paid', 'ready', 'failed', 'cancelled', 'partialCancelled', 'expired'] as const

/** One that is no text is as good as none. */
const signature = note.transform((text) => text ?? null)

/** The payment object: one shape for approval, look-up, cancel, net cancel and webhook (§16). */
export const paymentShape = z.object({
  tid: id,
  cancelledTid: idInPassing,
  orderId: id,
  ediDate: z.string().max(100).catch(''),
  signature,
  status: z.enum(STATUSES),
  paidAt: paidTime,
  cancelledAt: time,
  payMethod: note,
  useEscrow: flag,
  card: part({ cardCode: note, cardType: note, canPartCancel: flag }),
  coupon: part({ couponAmt: won.nullish().catch(null) }),
  vbank: part({ vbankCode: note, vbankNumber: note, vbankExpDate: time, vbankHolder: note }),
  amount: won,
  balanceAmt: won,
  currency: z.string(),
  cancels: z
    .array(cancel)
    .nullish()
    .transform((cancels) => cancels ?? []),
})
export type RestPayment = z.output<typeof paymentShape>

/** What a webhook must have to be a hint; the rest of it is never read. */
export const noticeShape = z.object({
  tid: id,
  orderId: id,
  ediDate: z.string().max(100).catch(''),
  signature,
  status: z.string().min(1).max(60),
  amount: won,
})

/** A row of GET /v1/transactions: one per charge and per cancel. The table spells `originalTid` both ways (§16). */
const row = z
  .object({
    sequence: z.int().min(0),
    originalTid: id.nullish(),
    originlTid: id.nullish(),
    tid: id,
    orderId: id,
    currency: z.string(),
    amount: won,
    method: note,
    transactionStatus: z.enum(['paid', 'cancelled', 'partialCancelled']),
    transactionAt: time,
  })
  .transform(({ originalTid, originlTid, ...rest }) => ({ ...rest, paymentTid: originalTid ?? originlTid ?? rest.tid }))
export type Row = z.output<typeof row>

export const listShape = z.object({
  pagination: z.object({ hasMore: z.boolean(), nextSequence: z.int().min(0).nullish() }),
  transactions: z
    .array(row)
    .nullish()
    .transform((rows) => rows ?? []),
})
