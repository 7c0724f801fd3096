/** The shapes of Toss answers that anything is built on; what else they hold is ignored (§1 field growth). */
import { z } from 'zod'
import type { Amount } from '../../core/money.ts'
import { isAmount } from '../../core/money.ts'
import type { Instant } from '../../core/time.ts'
import { fromIso, kstStamp } from '../../core/time.ts'

/** Longest id of the sheet is 200 (§3). */
const id = z.string().min(1).max(300)
const won = z.custom<Amount>(isAmount)

/** Texts that inform and decide nothing: a strange one does not void the answer. */
const note = z.string().nullish().catch(null)

/** §15 trap 19: answers carry +09:00, other times are bare and then KST. */
const timeOf = (text: string | null | undefined): Instant | null =>
  text === null || text === undefined ? null : fromIso(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}+09:00`)

const time = note.transform(timeOf)

/** `yyyy-MM-ddTHH:mm:ss` without offset, as requests want it; what is below a second is left out. */
export const kstSeconds = (at: Instant): string =>
  kstStamp(at).replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3T$4:$5:$6')

/** §6. */
const STATUSES = [
  'READY',
  'IN_PROGRESS',
  'WAITING_FOR_DEPOSIT',
  'DONE',
  'CANCELED',
  'PARTIAL_CANCELED',
  'ABORTED',
  'EXPIRED',
] as const

/** An element of `cancels[]` (§5). `refundableAmount` is the balance *after* it. */
const cancel = z.object({
  cancelAmount: won,
  cancelReason: note,
  refundableAmount: won.nullish().catch(null),
  canceledAt: time,
  transactionKey: id,
  // Older versions have none: then a cancel that is listed is done.
  cancelStatus: z
    .enum(['DONE', 'IN_PROGRESS', 'ABORTED'])
    .nullish()
    .transform((status) => status ?? 'DONE'),
})

/** An object that informs; a strange one is as good as none. */
const told = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z
    .object(shape)
    .nullish()
    .catch(null)
    .transform((object) => object ?? null)

const flag = z
  .boolean()
  .nullish()
  .catch(null)
  .transform((value) => value ?? null)

/** Accounts of test shops begin with an X (§13). */
const accountNumber = z
  .string()
  .regex(/^X?\d{4,20}$/)
  .nullish()
  .catch(null)

/** The Payment object (§5). */
export const paymentShape = z.object({
  paymentKey: id,
  orderId: id,
  mId: note,
  currency: z.string(),
  method: note,
  totalAmount: won,
  balanceAmount: won,
  status: z.enum(STATUSES),
  approvedAt: time,
  cancels: z
    .array(cancel)
    .nullish()
    .transform((cancels) => cancels ?? []),
  isPartialCancelable: flag,
  useEscrow: flag,
  card: told({ cardType: note, ownerType: note, useCardPoint: flag }),
  easyPay: told({ provider: note }),
  transfer: told({}),
  virtualAccount: told({ accountNumber, accountType: note, bankCode: note, dueDate: time, refundStatus: note }),
  discount: told({ amount: won.nullish().catch(null) }),
})
export type TossPayment = z.output<typeof paymentShape>
export type TossCancel = TossPayment['cancels'][number]

/** The v1 error object (§1). */
export const errorShape = z.object({ code: z.string().min(1), message: z.string().catch('') })

/** One page of GET /v1/transactions (§4.6): a bare array. The sign of a cancel's amount is unconfirmed. */
export const transactionsShape = z.array(
  z.object({
    mId: note,
    transactionKey: id,
    paymentKey: id,
    orderId: id,
    method: note,
    status: z.enum(STATUSES),
    transactionAt: time,
    currency: z.string(),
    amount: z
      .number()
      .transform((value) => Math.abs(value))
      .pipe(won),
  }),
)
export type TossTransaction = z.output<typeof transactionsShape>[number]
