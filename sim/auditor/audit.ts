/** Trusts nobody: compares the providers' books with what merchants were told, and says which promise was broken. */
import * as back from './back.ts'
import * as fence from './fence.ts'
import * as leftAlone from './left-alone.ts'
import * as money from './money.ts'
import * as orders from './orders.ts'
import * as states from './states.ts'
import { type Evidence, type Pair, pairsOf, type Violation } from './view.ts'

type Check = (evidence: Evidence, pairs: readonly Pair[]) => Violation[]

const CHECKS: readonly Check[] = [money, back, orders, leftAlone, states, fence].flatMap((part) =>
  Object.values<Check>(part),
)

export function audit(evidence: Evidence): readonly Violation[] {
  const pairs = pairsOf(evidence)
  return CHECKS.flatMap((check) => check(evidence, pairs))
}
