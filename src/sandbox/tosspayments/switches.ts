/** What a Toss contract or an unconfirmed point of the sheet may change, switchable while the sandbox runs. */
import { z } from 'zod'
import { DAY_MS, MINUTE_MS } from '../../core/time.ts'
import { ERROR_CODES, type ErrorCode, SITUATIONS, type Situation } from './codes.ts'

const situations = Object.keys(SITUATIONS) as [Situation, ...Situation[]]
const code = z.enum(ERROR_CODES)
const durationMs = z.int().min(0).max(Number.MAX_SAFE_INTEGER)

export const EVENTS = ['PAYMENT_STATUS_CHANGED', 'DEPOSIT_CALLBACK', 'CANCEL_STATUS_CHANGED'] as const
export type EventName = (typeof EVENTS)[number]

/** Calls that `refuse` can name. */
const REFUSABLE = ['approve', 'cancel', 'inquire', 'issue', 'close', 'list'] as const

/** Every field may be left out: a patch changes only what it names. */
export const switchesPatch = z.strictObject({
  /** Every call of this operation is refused with this code, until null. A refused card aborts its payment (§16.3). */
  refuse: z.partialRecord(z.enum(REFUSABLE), code.nullable()).optional(),
  /** Other codes for single situations of `codes.ts`. */
  codes: z.partialRecord(z.enum(situations), code).optional(),
  /** Cards are refused at confirm above so many won; null: no limit. */
  cardLimitKrw: z.int().min(0).nullable().optional(),
  /** Stamped on a payment when it is approved (§5). */
  isPartialCancelable: z.boolean().optional(),
  /** Can READY and IN_PROGRESS payments be looked up? (§4.2, unconfirmed) */
  pendingOnLookup: z.enum(['hidden', 'visible']).optional(),
  /** `secret` of an account in look-ups (§4.2, trap 17). */
  secretOnLookup: z.enum(['present', 'null']).optional(),
  /** Is a 5xx answer bound to its idempotency key? (§7, unconfirmed) */
  replay5xx: z.enum(['no', 'yes']).optional(),
  /** Which events the shop has registered (§11). Both of the first two tell of an account twice. */
  events: z.array(z.enum(EVENTS)).optional(),
  /** Cancels are accepted first and end so later, as with overseas easy pay (§4.3). */
  asyncCancel: z.enum(['off', 'done', 'aborted']).optional(),
  asyncCancelMs: durationMs.optional(),
  /** What the bank does with money for an account whose due date is over (§6 says only that nobody is told). */
  lateDeposits: z.enum(['refuse', 'accept']).optional(),
  /** What the bank does with the refund of an account, `refundMs` after the cancel (§14). */
  accountRefund: z.enum(['arrives', 'bounces']).optional(),
  refundMs: durationMs.optional(),
  /** Does the money of a bounced refund go back to the balance? (§18, undocumented) */
  bouncedRefund: z.enum(['stays', 'returns']).optional(),
  /** Sign of a cancel in the transactions (§4.6, unconfirmed). */
  cancelSign: z.enum(['positive', 'negative']).optional(),
  /** `orderId` on failUrl when the buyer ends the window (§2, unconfirmed). */
  closedOrderId: z.enum(['present', 'missing']).optional(),
  /** From the opening of the window to the last moment of authentication (§2). */
  readyLifeMs: durationMs.optional(),
  /** From authentication to the last moment of confirm (§2). */
  authLifeMs: durationMs.optional(),
})

export type SwitchesPatch = z.infer<typeof switchesPatch>

export type Switches = { readonly [Name in keyof SwitchesPatch]-?: Exclude<SwitchesPatch[Name], undefined> }

/** A shop as Toss opens it. */
export const DEFAULT_SWITCHES: Switches = {
  refuse: {},
  codes: {},
  cardLimitKrw: null,
  isPartialCancelable: true,
  pendingOnLookup: 'hidden',
  secretOnLookup: 'present',
  replay5xx: 'no',
  events: [...EVENTS],
  asyncCancel: 'off',
  asyncCancelMs: MINUTE_MS,
  lateDeposits: 'refuse',
  accountRefund: 'arrives',
  // Two business days (§4.3), counted as plain days.
  refundMs: 2 * DAY_MS,
  bouncedRefund: 'stays',
  cancelSign: 'positive',
  closedOrderId: 'present',
  readyLifeMs: 30 * MINUTE_MS,
  authLifeMs: 10 * MINUTE_MS,
}

/** Refusals and overrides of codes add up; everything else is replaced. */
export function patched(switches: Switches, patch: SwitchesPatch): Switches {
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
  return {
    ...switches,
    ...given,
    refuse: { ...switches.refuse, ...patch.refuse },
    codes: { ...switches.codes, ...patch.codes },
  }
}

/** The code that answers a situation now. */
export const codeOf = (situation: Situation, switches: Switches): ErrorCode =>
  switches.codes[situation] ?? SITUATIONS[situation].code
