/** Which small worlds there are, and how much may go wrong in them. */
import type { ProviderId } from '../../src/core/payment/payment.ts'
import { accountWorld } from './accounts.ts'
import { orphanWorld } from './orphans.ts'
import { refundWorld } from './refunds.ts'
import type { Left } from './state.ts'
import type { World, Wrong } from './world.ts'

export const WORLDS: readonly (readonly [name: string, worldOf: (provider: ProviderId, wrong?: Wrong) => World])[] = [
  ['two refunds of a part', (provider, wrong) => refundWorld({ provider, won: 25_000, keys: 'two keys', wrong })],
  ['two refunds of the whole', (provider, wrong) => refundWorld({ provider, won: 50_000, keys: 'two keys', wrong })],
  ['one refund asked for twice', (provider, wrong) => refundWorld({ provider, won: 25_000, keys: 'one key', wrong })],
  ['an order that may not come', orphanWorld],
  ['a virtual account', accountWorld],
]

/** `pending`: a cancel that the provider takes and ends later, where it does so at all. */
export const SIZES = {
  'a crash': { crashes: 1, faults: 0, pending: 1 },
  'a misfortune on the line': { crashes: 0, faults: 1, pending: 1 },
} as const satisfies Record<string, Left>

/** Two of anything more and a world is not small; a mistake in a key would look like this. */
export const MAX_STATES = 3_000_000
