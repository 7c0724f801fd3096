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
  const about = RULES.filter(({ when }) => isAbout(when, it)).map((rule) => changed(rule, terms))
  return {
    seen: it,
    rules: about.filter(({ unseen }) => unseen === undefined),
    doubts: about.filter(({ unseen }) => unseen?.speaks === 'doubt'),
  }
}

const changed = (rule: Rule, { changes }: PolicyTerms): Rule =>
  Object.hasOwn(changes, rule.id) ? { ...rule, ...changes[rule.id] } : rule

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
