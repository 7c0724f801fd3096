/** What a NICEPAY contract or an unconfirmed point of the sheet may change, switchable while the sandbox runs. */
import { z } from 'zod'
import { HOUR_MS, MINUTE_MS } from '../../core/time.ts'
import { SITUATIONS, type Situation } from './codes.ts'

const situations = Object.keys(SITUATIONS) as [Situation, ...Situation[]]
const code = z.string().regex(/^[0-9A-Z]{4}$/, 'a result code is four capitals or digits')
const durationMs = z.int().min(0).max(Number.MAX_SAFE_INTEGER)

/** Every field may be left out: a patch changes only what it names. */
export const switchesPatch = z.strictObject({
  /** The separate contract by which NICEPAY refuses a partial cancel with a Moid seen before (§19 item 9). */
  moidDedup: z.boolean().optional(),
  /** Stamped on a card payment when it is approved: may it be cancelled in parts? (§5) */
  ccPartCl: z.enum(['0', '1']).optional(),
  /** PartialCancelCode 0 after a partial cancel (§19 item 8, unconfirmed). */
  fullAfterPartial: z.enum(['refuse', 'accept']).optional(),
  /** Are amounts hashed as they stand in the answer, or plain? (§11, unconfirmed) */
  signaturePadding: z.enum(['padded', 'plain']).optional(),
  /** From approval to the last moment of the net cancel (§6, unconfirmed). */
  netCancelWindowMs: durationMs.optional(),
  /** From authentication to the last moment of approval (§14, unconfirmed: the sheet's safe assumption). */
  authLifeMs: durationMs.optional(),
  /** Payments of the test MID are cancelled by themselves every night (§14). */
  nightlyAutoCancel: z.boolean().optional(),
  /** One code for every failed signature check; null: as the table of codes says. */
  signFailCode: code.nullable().optional(),
  /** Cards are refused at approval above so many won; null: no limit. */
  cardLimitKrw: z.int().min(0).nullable().optional(),
  /** Status of an account without deposit (§17: its meaning is unconfirmed). */
  undepositedStatus: z.enum(['0', '9']).optional(),
  /** Does a bank take money on an account that is expired or closed? (no source says how quickly banks follow) */
  lateDeposits: z.enum(['refuse', 'accept']).optional(),
  /** Other codes for single situations of `codes.ts`. */
  codes: z.partialRecord(z.enum(situations), code).optional(),
})

export type SwitchesPatch = z.infer<typeof switchesPatch>

export type Switches = { readonly [Name in keyof SwitchesPatch]-?: Exclude<SwitchesPatch[Name], undefined> }

/** A live shop without special contracts (design §9). */
export const DEFAULT_SWITCHES: Switches = {
  moidDedup: false,
  ccPartCl: '1',
  fullAfterPartial: 'refuse',
  signaturePadding: 'padded',
  netCancelWindowMs: HOUR_MS,
  authLifeMs: 10 * MINUTE_MS,
  nightlyAutoCancel: false,
  signFailCode: null,
  cardLimitKrw: null,
  undepositedStatus: '0',
  lateDeposits: 'refuse',
  codes: {},
}

/** Overrides of codes add up; everything else is replaced. */
export function patched(switches: Switches, patch: SwitchesPatch): Switches {
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
  return { ...switches, ...given, codes: { ...switches.codes, ...patch.codes } }
}

/** The code that answers a situation now. */
export function codeOf(situation: Situation, switches: Switches): string {
  const isSignature = situation === 'signFailed' || situation === 'cancelSignFailed'
  if (isSignature && switches.signFailCode !== null) return switches.signFailCode
  return switches.codes[situation] ?? SITUATIONS[situation].code
}
