/** Trusts nobody: compares the providers' books with what merchants were told, and says which promise was broken. */
import * as money from './money.ts'
import * as orders from './orders.ts'
import * as states from './states.ts'
import { type Evidence, type Pair, pairsOf, type Violation } from './view.ts'

type Check = (evidence: Evidence, pairs: readonly Pair[]) => Violation[]

const CHECKS: readonly Check[] = [...Object.values(money), ...Object.values(orders), ...Object.values(states)]

export function audit(evidence: Evidence): readonly Violation[] {
  const pairs = pairsOf(evidence)
  return CHECKS.flatMap((check) => check(evidence, pairs))
}
