/** The bodies and queries that the control API accepts; whatever is not named here is refused. */
import { z } from 'zod'
import { MAX_AMOUNT } from '../../core/money.ts'
import { DAY_MS } from '../../core/time.ts'
import { FAULT_NAMES, OPERATIONS } from '../faults/catalogue.ts'
import { isLoopbackTarget } from '../notify.ts'
import { METHODS, PROVIDER_IDS } from '../simulator.ts'

/** Five years are more than any cancel window of any provider. */
const MAX_ADVANCE_MS = 5 * 366 * DAY_MS
/** A day is longer than any time-out that a test could wait for. */
const MAX_DELAY_MS = DAY_MS
const MAX_TIMES = 1_000_000

const provider = z.enum(PROVIDER_IDS)
const won = z.int().min(1).max(MAX_AMOUNT)
const text = z.string().min(1).max(500)

export const providerQuery = z.strictObject({ provider })
export const anyProviderQuery = z.strictObject({ provider: provider.optional() })

export const buyerBody = z.strictObject({
  provider,
  orderId: text,
  amount: won,
  method: z.enum(METHODS).default('card'),
  action: z.enum(['pay', 'close', 'fail']).default('pay'),
  reserved: z.string().max(500).optional(),
})

export const depositBody = z
  .strictObject({
    provider,
    ref: text.optional(),
    account: text.optional(),
    amount: won,
    kind: z.enum(['arrives', 'bounces']).default('arrives'),
  })
  .refine((body) => (body.ref === undefined) !== (body.account === undefined), {
    path: ['ref'],
    message: 'name the account by ref or by account, one of the two',
  })

export const consoleCancelBody = z.strictObject({
  provider,
  ref: text,
  amount: won.optional(),
  at: z.enum(['provider', 'underlying']).default('provider'),
})

export const faultBody = z.strictObject({
  provider,
  operation: z.enum(OPERATIONS),
  fault: z.enum(FAULT_NAMES),
  times: z.int().min(1).max(MAX_TIMES).optional(),
  rate: z.number().gt(0).max(1).optional(),
  delayMs: z.int().min(0).max(MAX_DELAY_MS).optional(),
  only: z.literal('dc1').optional(),
})

/** From a body or from a query, where every value is text. */
export const faultFilter = z.strictObject({
  provider: provider.optional(),
  id: z.coerce.number().int().min(1).optional(),
  operation: z.enum(OPERATIONS).optional(),
  fault: z.enum(FAULT_NAMES).optional(),
})

export const clockBody = z.strictObject({ advanceMs: z.int().min(0).max(MAX_ADVANCE_MS) })

export const resetBody = z.strictObject({ seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional() })

export const switchesBody = z.looseObject({ provider })

export const webhookTargetBody = z.strictObject({
  provider,
  url: z.string().max(2_000).refine(isLoopbackTarget, 'only an address of this machine is sent to').nullable(),
})
