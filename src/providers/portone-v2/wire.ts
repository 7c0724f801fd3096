/** The shapes of PortOne V2's answers as far as this adapter reads them; whatever else they carry is left behind. */
import { z } from 'zod'
import { type Amount, amount, isAmount } from '../../core/money.ts'
import { fromIso } from '../../core/time.ts'

/** §1: integers in minor units. */
const money: z.ZodType<Amount> = z.number().refine(isAmount).transform(amount)

/** §1: RFC 3339 with up to nine decimals; a time that is none is not told, because no decision hangs on it. */
const moment = z
  .string()
  .nullish()
  .transform((text) => (text == null ? null : fromIso(text)))

const told = z
  .string()
  .nullish()
  .transform((text) => text ?? null)

/** §5.5. `status` is open: new ones may come at any time (§1). */
const cancellation = z.object({
  id: z.string().min(1).max(300),
  status: z.string(),
  totalAmount: money,
  reason: told,
  requestedAt: moment,
  cancelledAt: moment,
  trigger: told,
})
export type PortoneCancellation = z.output<typeof cancellation>

/** What no decision about money hangs on: of another shape than documented it is not told. */
const aside = told.catch(null)

/** §5.4. Never the number, not even in stars. */
const card = z.object({ type: aside, ownerType: aside, issuer: aside })
export type PortoneCard = z.output<typeof card>

const cardAside = card
  .nullish()
  .catch(null)
  .transform((one) => one ?? null)

/** Anything but a plain yes is none. */
const isTrue = z
  .unknown()
  .optional()
  .transform((value) => value === true)

/** §5.6. Which status it is, is decided where it is read. */
const dispute = z.object({
  status: z.string(),
  pgDisputeId: aside,
  reason: aside,
  createdAt: moment.catch(null),
  resolvedAt: moment.catch(null),
})

/** What a wallet took the money from. */
const easyPayMethod = z
  .object({ type: aside, card: cardAside, pointUsed: isTrue })
  .nullish()
  .catch(null)
  .transform((one) => one ?? null)

/** §5.6; an escrow of another shape still is one. */
const escrowStatus = z
  .object({ status: told })
  .transform((escrow): string | null => escrow.status)
  .catch(null)

/** §5.4, the fields of all methods that are read, each null where a method has it not. */
const method = z
  .object({
    type: z.string(),
    card: cardAside,
    pointUsed: isTrue,
    provider: aside,
    easyPayMethod,
    bank: aside,
    accountNumber: aside,
    accountType: aside,
    remitteeName: aside,
    expiredAt: moment.catch(null),
    refundStatus: told,
  })
  .nullish()
  .transform((one) => one ?? null)

/** §5. Fields that only some states have are nullish; which state needs which is decided where it is read. */
const payment = z.object({
  id: z.string(),
  status: z.string(),
  storeId: z.string(),
  version: told,
  channel: z
    .object({ type: z.string(), pgProvider: aside })
    .nullish()
    .transform((one) => one ?? null),
  method,
  amount: z.object({ total: money, discount: money, cancelled: money }),
  currency: z.string(),
  paidAt: moment,
  promotionId: aside,
  // §5.2: there where the payment is one.
  escrow: z
    .unknown()
    .optional()
    .transform((one) => (one == null ? null : { status: escrowStatus.parse(one) })),
  // §5.2: only of a PAID payment; of another shape than documented they are not told.
  disputes: z.array(dispute).nullish().catch(null),
  cancellations: z
    .array(cancellation)
    .nullish()
    .transform((list) => list ?? []),
})
export type PortonePayment = z.output<typeof payment>

const cancelAnswer = z.object({ cancellation })

/** §8: not even the account. `paidAt` is when it was issued. */
const issueAnswer = z.object({ payment: z.object({ pgTxId: z.string(), paidAt: z.string() }) })
const closeAnswer = z.object({ closedAt: z.string().transform(fromIso) })
const listAnswer = z.object({ items: z.array(z.unknown()), page: z.object({ totalCount: z.number().int().min(0) }) })
const errorAnswer = z.object({ type: z.string(), message: told, pgCode: told, pgMessage: told })

const reader =
  <Schema extends z.ZodType>(schema: Schema) =>
  (json: unknown): z.output<Schema> | null => {
    const parsed = schema.safeParse(json)
    return parsed.success ? parsed.data : null
  }

/** Each answers null where the body has another shape. */
export const parsePayment = reader(payment)
export const parseCancelAnswer = reader(cancelAnswer)
export const parseIssueAnswer = reader(issueAnswer)
export const parseCloseAnswer = reader(closeAnswer)
export const parseListAnswer = reader(listAnswer)
export const parseError = reader(errorAnswer)
export const parseEmpty = reader(z.object({}))
