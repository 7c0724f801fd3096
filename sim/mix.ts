/** Rolls what goes wrong in a world, and how often: some worlds are calm, some have only one kind of trouble. */
import { type Dice, diceOf } from './dice.ts'

/** What can happen to a call on its way, beside arriving. */
export const LINE_FAULTS = [
  ...['refuse_connection', 'suspended', 'lose_request', 'late_effect', 'lose_reply', 'slow_reply'],
  ...['error_before', 'error_after', 'garble', 'unlisted_code', 'throws', 'crash_before', 'crash_after'],
  ...['refuse_none', 'refuse_operator', 'refuse_inquire', 'refuse_later', 'refuse_pause', 'stale'],
] as const
export type LineFault = (typeof LINE_FAULTS)[number]

/** What can happen to a question to the store. */
export const STORE_FAULTS = ['slow', 'fails', 'lost_answer', 'lost_race', 'crash_before', 'crash_after'] as const
export type StoreFault = (typeof STORE_FAULTS)[number]

export interface Mix {
  /** Share of calls that meet a fault, and which. */
  readonly line: { readonly share: number; readonly weights: Readonly<Record<LineFault, number>> }
  readonly store: { readonly share: number; readonly weights: Readonly<Record<StoreFault, number>> }
  /** Webhooks: shares that are lost, sent again, and forged beside them; the longest delay, ms. */
  readonly webhooks: {
    readonly lost: number
    readonly twice: number
    readonly forged: number
    readonly delayMs: number
  }
  readonly nodes: number
  /** Kills per simulated hour, whatever a process is doing. */
  readonly killsPerHour: number
  /** Times at which every process is away, or the database; minutes. */
  readonly outages: readonly {
    readonly what: 'nodes' | 'database' | 'provider'
    readonly at: number
    readonly for: number
  }[]
  /** How far a node's wall clock may be off, ms, and how often it is set anew per hour. */
  readonly clocks: { readonly offMs: number; readonly stepsPerHour: number }
  /** Answers to the merchant that get lost. */
  readonly answersLost: number
  /** A provider that takes partial cancels beyond the balance: then only our own sums protect the merchant. */
  readonly naive: boolean
  /** Somebody cancels at the provider's own site. */
  readonly staff: boolean
  /** How much of what is on the desk a person deals with while faults are on. */
  readonly deskManned: number
  /** Most payments are virtual accounts, and most refunds to an account come back: else too few of them meet. */
  readonly accounts: boolean
}

export function mixOf(seed: number): Mix {
  const dice = diceOf(seed, 'mix')
  const level = dice.weighted({ calm: 1, usual: 6, rough: 3 })
  const share = { calm: 0.01, usual: 0.08, rough: 0.25 }[level]
  const naive = dice.chance(0.4)
  return {
    line: { share: share * (0.5 + dice.fraction()), weights: someOf(dice, LINE_FAULTS, WEIGHTS) },
    store: { share: dice.chance(0.3) ? 0 : share * 0.15 * dice.fraction(), weights: someOf(dice, STORE_FAULTS, {}) },
    webhooks: {
      lost: dice.pick([0, 0.1, 0.5, 1]),
      twice: dice.pick([0, 0.2, 0.6]),
      forged: dice.pick([0, 0.05, 0.3]),
      delayMs: dice.pick([2_000, 60_000, 3_600_000]),
    },
    nodes: dice.pick([1, 2, 2, 3]),
    killsPerHour: dice.pick([0, 0, 1, 4, 12]),
    outages: outagesOf(dice),
    clocks: { offMs: dice.pick([0, 0, 500, 2_000, 20_000]), stepsPerHour: dice.pick([0, 0, 1, 3]) },
    answersLost: dice.pick([0, 0.02, 0.1, 0.3]),
    naive,
    // Behind our back and without a check of the balance more can go back than was paid, and nobody could help it.
    staff: !naive && dice.chance(0.4),
    deskManned: dice.pick([0, 0.5, 1]),
    accounts: dice.chance(0.3),
  }
}

/**
 * A wrong key stops a whole channel: rare, or nothing else would happen. Who was suspended is mostly killed before it
 * comes back: more of them, or nobody ever would. What takes effect late is the hardest to get right: more of it too.
 */
const WEIGHTS: Partial<Record<LineFault, number>> = {
  ...{ refuse_pause: 0.02, throws: 0.3, unlisted_code: 0.5 },
  ...{ suspended: 3, late_effect: 3 },
}

/** Each world has its own taste: about half of the faults do not happen in it at all. */
function someOf<Name extends string>(
  dice: Dice,
  names: readonly Name[],
  usual: Partial<Record<Name, number>>,
): Record<Name, number> {
  const weights = names.map(
    (name) => [name, (dice.chance(0.5) ? 0 : dice.fraction() * 2) * (usual[name] ?? 1)] as const,
  )
  const any = weights.some(([, weight]) => weight > 0)
  return Object.fromEntries(any ? weights : names.map((name) => [name, usual[name] ?? 1])) as Record<Name, number>
}

function outagesOf(dice: Dice): Mix['outages'] {
  const some = dice.pick([0, 0, 1, 2, 4])
  return Array.from({ length: some }, () => ({
    what: dice.pick(['nodes', 'nodes', 'database', 'provider'] as const),
    at: dice.between(5, 300),
    for: dice.pick([1, 5, 30, 120]),
  }))
}
