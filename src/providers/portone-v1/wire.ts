/** The shapes of PortOne V1's answers as far as this adapter reads them; whatever else they carry is left behind. */
import { z } from 'zod'
import type { Instant } from '../../core/time.ts'
import { instant, SECOND_MS } from '../../core/time.ts'

const told = z
  .string()
  .nullish()
  .transform((text) => text ?? null)

/** Year 9999: what lies beyond is no time. */
const MAX_SECONDS = 253_402_300_799

/** §1: unix seconds, 0 where there is none. A time that is none is not told, because no decision hangs on it. */
const moment = z
  .unknown()
  .optional()
  .transform((seconds): Instant | null =>
    typeof seconds === 'number' && Number.isSafeInteger(seconds) && seconds > 0 && seconds <= MAX_SECONDS
      ? instant(seconds * SECOND_MS)
      : null,
  )

/** Order numbers have 40 characters, theirs 32 (sheet §3): this is neither. */
const MAX_ID = 300

/** §3 history. */
const cancel = z.object({ amount: z.number(), cancelled_at: moment, reason: told, cancellation_id: told, pg_tid: told })
export type PortoneCancel = z.output<typeof cancel>

/** §3, in major units. */
const discount = z
  .object({ discount: z.number() })
  .transform((promotion): number | null => promotion.discount)
  .catch(null)

/** §3: the first seven are always there; the rest may be missing or null. */
const payment = z.object({
  imp_uid: z.string().min(1).max(MAX_ID),
  merchant_uid: z.string().max(MAX_ID),
  amount: z.number(),
  cancel_amount: z.number(),
  currency: z.string(),
  status: z.string(),
  sandbox: z
    .boolean()
    .nullish()
    .transform((flag) => flag ?? null),
  pay_method: told,
  pg_provider: told,
  emb_pg_provider: told,
  /** 0 or 1, or what is none; only ever described. */
  card_type: z.unknown().optional(),
  escrow: z.unknown().optional(),
  vbank_code: told,
  vbank_num: told,
  vbank_holder: told,
  vbank_date: moment,
  paid_at: moment,
  failed_at: moment,
  cancel_history: z
    .array(cancel)
    .nullish()
    .transform((list) => list ?? null),
  deposit_history: z
    .array(z.unknown())
    .nullish()
    .catch(null)
    .transform((list) => list ?? []),
  /** There where the payment has one; a discount of another shape than documented is not told. */
  promotion: z
    .unknown()
    .optional()
    .transform((promotion) => (promotion == null ? null : { discount: discount.parse(promotion) })),
})
export type PortonePayment = z.output<typeof payment>

/** §1.1: every answer, whatever its HTTP status. Other types of `code` are no code. */
const envelope = z.object({ code: z.int(), message: told, response: z.unknown() })

/** §5: `previous` and `next` are page numbers, 0 = none. */
const page = z.object({ next: z.int().min(0), list: z.array(z.unknown()) })

/** §2: times are the server's own. */
const token = z.object({ access_token: z.string().min(1).max(500), expired_at: z.int(), now: z.int() })

/** §9: an answer to prepare tells what is registered, as far as it tells anything. */
const prepared = z.object({ merchant_uid: z.string(), amount: z.number(), currency: told })

const reader =
  <Schema extends z.ZodType>(schema: Schema) =>
  (json: unknown): z.output<Schema> | null => {
    const parsed = schema.safeParse(json)
    return parsed.success ? parsed.data : null
  }

/** Each answers null where the body has another shape. */
export const parseEnvelope = reader(envelope)
export const parsePayment = reader(payment)
export const parsePage = reader(page)
export const parseToken = reader(token)
export const parsePrepared = reader(prepared)
