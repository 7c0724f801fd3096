/** Picks, for one payment at one time, the rules that speak, and for each cell of the table the ones that decide it. */
import type { Instant } from '../../time.ts'
import type { PolicyFacts, PolicyTerms } from './quote.ts'
import type { Rule } from './rule.ts'
import { RULES } from './rules.ts'
import { isAbout, rankOf, type Seen, seen } from './scope.ts'

export interface Heard {
  readonly seen: Seen
  /** With the channel's changes in them. */
  readonly rules: readonly Rule[]
  /** Rules about payments that we cannot tell from this one: they only warn. */
  readonly doubts: readonly Rule[]
}

export function hear({ facts, terms }: { facts: PolicyFacts; terms: PolicyTerms }, now: Instant): Heard {
  const it = seen({ facts, terms }, now)
  const about = rulesAbout(it, terms)
  const rules = about.filter(({ unseen }) => unseen === undefined)
  return {
    seen: it,
    rules: it.fundingUntold
      ? [...rules, ...shorterWindows(rules, rulesAbout({ ...it, means: 'transfer' }, terms))]
      : rules,
    doubts: about.filter(({ unseen }) => unseen?.speaks === 'doubt'),
  }
}

const rulesAbout = (it: Seen, terms: PolicyTerms): readonly Rule[] =>
  RULES.filter(({ when }) => isAbout(when, it)).map((rule) => changed(rule, terms))

function changed(rule: Rule, { changes }: PolicyTerms): Rule {
  const { applies, ...change } = changes[rule.id] ?? {}
  const { unseen, ...declared } = { ...rule, ...change }
  return unseen === undefined || applies === true ? declared : { ...declared, unseen }
}

/**
 * A wallet without a window of its own, which does not tell what it took the money from, may have taken it from a bank
 * account: the shorter window is assumed (sheet §15), and is nothing to refuse by.
 */
function shorterWindows(rules: readonly Rule[], ofTransfers: readonly Rule[]): readonly Rule[] {
  const isOfCards = decisive(rules, 'window').every(
    ({ when }) => when.wallets === undefined && when.means !== undefined,
  )
  if (!isOfCards) return []
  const windows = decisive(ofTransfers, 'window').filter(
    ({ when, unseen }) => isOfTransfers(when) && unseen === undefined,
  )
  return windows.map(({ id, when, window, ko, en, conf, sources, verifiedOn }) => ({
    ...{ id, when, window, ko, en, conf, sources, verifiedOn },
    stacks: true,
    hard: false,
  }))
}

const isOfTransfers = ({ means }: Rule['when']): boolean => means?.includes('transfer') === true

/** What a row can say. */
export const CELLS = [
  'impossible',
  'window',
  'partial',
  'partialWindow',
  'fee',
  'account',
  'mode',
  'buyer',
  'hours',
] as const satisfies (keyof Rule)[]
type Cell = (typeof CELLS)[number]
type With<Name extends Cell> = Rule & Required<Pick<Rule, Name>>

/** The narrowest rules that fill the cell, and every rule that stacks; of those the strictest counts (sheet §14). */
export function decisive<Name extends Cell>(rules: readonly Rule[], cell: Name): readonly With<Name>[] {
  const filled = rules.filter((rule): rule is With<Name> => rule[cell] !== undefined)
  const ranks = filled.filter(({ stacks }) => stacks !== true).map(({ when }) => rankOf(when))
  const narrowest = Math.max(...ranks)
  return filled.filter(({ stacks, when }) => stacks === true || rankOf(when) === narrowest)
}
