/** What a REST contract or an unconfirmed point of the sheet may change, switchable while the sandbox runs. */
import { z } from 'zod'
import { HOUR_MS, MINUTE_MS } from '../../core/time.ts'
import { SITUATIONS, type Situation } from './codes.ts'

const situations = Object.keys(SITUATIONS) as [Situation, ...Situation[]]
const code = z.string().regex(/^[0-9A-Z]{4}$/, 'a result code is four capitals or digits')
const durationMs = z.int().min(0).max(Number.MAX_SAFE_INTEGER)

/** Every field may be left out: a patch changes only what it names. */
export const switchesPatch = z.strictObject({
  /** What the key was issued for: the merchant approves, or the window charges by itself (§15). */
  approvalMode: z.enum(['server', 'client']).optional(),
  /** Plays the sandbox host: no partial cancel, no list, `UT` tids and a made-up card (§15, §18 trap 26). */
  sandboxMode: z.boolean().optional(),
  /** How callers must show who they are; the other kind is U103 (§15). */
  authType: z.enum(['any', 'basic', 'bearer']).optional(),
  /** Stamped on a card payment when it is approved: may it be cancelled in parts? (§16) */
  canPartCancel: z.boolean().optional(),
  /** A cancel without amount after a partial one (§16, unconfirmed). */
  fullAfterPartial: z.enum(['refuse', 'accept']).optional(),
  /** A second payment under an order number that was paid before (§16: A127 exists; P035 needs two). */
  orderIdReuse: z.enum(['refuse', 'accept']).optional(),
  /** Whose order number the answer of a cancel carries (§16, unconfirmed). */
  cancelAnswerOrderId: z.enum(['payment', 'cancel']).optional(),
  /** Which amount the answer of a cancel shows and signs (§20 open points, unconfirmed). */
  cancelAnswerAmount: z.enum(['payment', 'cancel']).optional(),
  /** The day in a look-up by order number: the Korean manual demands it, the English one does not know it (§16). */
  orderDate: z.enum(['optional', 'required']).optional(),
  /** What signData of a look-up by order number may be: the manuals differ (§16). */
  findSignature: z.enum(['orderId', 'either']).optional(),
  /** From approval to the last moment of the net cancel (§16). */
  netCancelWindowMs: durationMs.optional(),
  /** From authentication to the last moment of approval (§14, unconfirmed: the sheet's safe assumption). */
  authLifeMs: durationMs.optional(),
  /** Between two sends of a notification that was not answered with OK (§16: one minute). */
  webhookRetryMs: durationMs.optional(),
  /** What banks do with money that comes on an account after its end or its close; the sheet does not say. */
  lateDeposits: z.enum(['refuse', 'accept']).optional(),
  /** Cards are refused at approval above so many won; null: no limit. */
  cardLimitKrw: z.int().min(0).nullable().optional(),
  /** Other codes for single situations of `codes.ts`; the HTTP status follows the code. */
  codes: z.partialRecord(z.enum(situations), code).optional(),
})

export type SwitchesPatch = z.infer<typeof switchesPatch>

export type Switches = { readonly [Name in keyof SwitchesPatch]-?: Exclude<SwitchesPatch[Name], undefined> }

/** A live shop with a server-approval key (design §9). */
export const DEFAULT_SWITCHES: Switches = {
  approvalMode: 'server',
  sandboxMode: false,
  authType: 'any',
  canPartCancel: true,
  fullAfterPartial: 'refuse',
  orderIdReuse: 'refuse',
  cancelAnswerOrderId: 'payment',
  cancelAnswerAmount: 'payment',
  orderDate: 'optional',
  findSignature: 'orderId',
  netCancelWindowMs: HOUR_MS,
  authLifeMs: 10 * MINUTE_MS,
  webhookRetryMs: MINUTE_MS,
  lateDeposits: 'refuse',
  cardLimitKrw: null,
  codes: {},
}

/** Overrides of codes add up; everything else is replaced. */
export function patched(switches: Switches, patch: SwitchesPatch): Switches {
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
  return { ...switches, ...given, codes: { ...switches.codes, ...patch.codes } }
}

/** The code that answers a situation now. */
export const codeOf = (situation: Situation, switches: Switches): string =>
  switches.codes[situation] ?? SITUATIONS[situation].code
