/** What a PortOne contract, a gateway or an unconfirmed point of the sheet may change while the sandbox runs. */
import { z } from 'zod'
import { SITUATIONS, type Situation } from './codes.ts'

const situations = Object.keys(SITUATIONS) as [Situation, ...Situation[]]
const durationMs = z.int().min(0).max(Number.MAX_SAFE_INTEGER)

/** Every field may be left out: a patch changes only what it names. */
export const switchesPatch = z.strictObject({
  /** The gateway beneath new payments; its quirks follow, unknown names have none (§17 item 13). */
  pgProvider: z.string().min(1).max(16).optional(),
  /** New payments come through a test channel (§5.1). */
  testChannel: z.boolean().optional(),
  /** Shown as `pay_method` of new payments instead of the real one (§17 item 13). */
  payMethod: z.string().min(1).max(20).nullable().optional(),
  /** Answers carry fields that nobody has heard of (§17 item 13). */
  unknownFields: z.boolean().optional(),
  /** What the window does when its amount differs from the registered one: block, pay all the same, or pay and have
   * the gateway cancel by itself (§9, §16 trap 20). */
  preparedAmount: z.enum(['block', 'pay', 'auto_cancel']).optional(),
  /** What a window that its buyer closed leaves behind (§4). */
  closedWindow: z.enum(['failed', 'ready']).optional(),
  /** A refused payment is approved after all so much later (§4); null: never. */
  lateApprovalMs: durationMs.nullable().optional(),
  /** Does the gateway cancel while PortOne waits, or later (§7.3)? */
  cancelMode: z.enum(['sync', 'async']).optional(),
  /** So much later it decides. */
  asyncCancelMs: durationMs.optional(),
  /** The gateway refuses every cancel with this text; null: it does not (§17 item 6). */
  gatewayRefusal: z.string().min(1).max(500).nullable().optional(),
  /** What the bank does with money for an account after its deadline (§4). */
  lateDeposits: z.enum(['accept', 'refuse']).optional(),
  /** Is the gateway set up to tell PortOne of deposits (§8.4)? */
  depositNotice: z.boolean().optional(),
  webhookFormat: z.enum(['json', 'form']).optional(),
  /** Further attempts, a minute apart, after a network error or HTTP 5xx: 0, or on request up to 5 (§11). */
  webhookRetries: z.int().min(0).max(5).optional(),
  /** So long after the fact. */
  webhookDelayMs: durationMs.optional(),
  /** `webhook`: the window brings the buyer back only after the first attempt to notify (§11). */
  first: z.enum(['whoever', 'webhook']).optional(),
  /** Other answers for single situations of `codes.ts`. */
  codes: z
    .partialRecord(
      z.enum(situations),
      z.strictObject({
        status: z.int().min(200).max(599).optional(),
        code: z.int().optional(),
        message: z.string().max(500).optional(),
      }),
    )
    .optional(),
})

export type SwitchesPatch = z.infer<typeof switchesPatch>

export type Switches = { readonly [Name in keyof SwitchesPatch]-?: Exclude<SwitchesPatch[Name], undefined> }

/** A live store at a gateway with the standard bank codes (design §9). */
export const DEFAULT_SWITCHES: Switches = {
  pgProvider: 'nice_v2',
  testChannel: false,
  payMethod: null,
  unknownFields: false,
  preparedAmount: 'block',
  closedWindow: 'failed',
  lateApprovalMs: null,
  cancelMode: 'sync',
  asyncCancelMs: 5_000,
  gatewayRefusal: null,
  lateDeposits: 'refuse',
  depositNotice: true,
  webhookFormat: 'json',
  webhookRetries: 0,
  webhookDelayMs: 0,
  first: 'whoever',
  codes: {},
}

/** Overrides of codes add up; everything else is replaced. */
export function patched(switches: Switches, patch: SwitchesPatch): Switches {
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
  return { ...switches, ...given, codes: { ...switches.codes, ...patch.codes } }
}
