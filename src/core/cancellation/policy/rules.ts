/** The whole table of the policy sheet's §3: every row, in its order, with sources and the day it was checked. */
import type { Rule } from './rule.ts'
import { ACCOUNTS } from './rules/accounts.ts'
import { CARDS } from './rules/cards.ts'
import { ESCROW } from './rules/escrow.ts'
import { MOBILE } from './rules/mobile.ts'
import { OTHERS } from './rules/others.ts'
import { TRANSFERS } from './rules/transfers.ts'
import { WALLET_RULES } from './rules/wallets.ts'

export const RULES: readonly Rule[] = [
  ...CARDS,
  ...TRANSFERS,
  ...ACCOUNTS,
  ...MOBILE,
  ...WALLET_RULES,
  ...OTHERS,
  ...ESCROW,
]
