/** Every world that ever failed, and what was wrong then. They are run with the tests, and must not fail again. */
import type { WorldOptions } from './world.ts'

export const FAILED: readonly (WorldOptions & { readonly was: string })[] = [
  {
    seed: 63,
    payments: 250,
    was: 'the auditor took the account that a buyer named later for the net’s decision; it had decided when it asked',
  },
  { seed: 400, payments: 250, was: 'a merchant that gave its order up twice was believed to have had it in between' },
  { seed: 7020, payments: 250, was: 'a bank was looked at twelve days after the world had ended' },
  { seed: 166, payments: 250, was: 'a deposit at the end of its account left its order two minutes, not fifteen' },
]
