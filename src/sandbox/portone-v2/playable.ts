/** Which faults make sense on which call of PortOne V2, and what to say about those that do not. */
import type { FaultName, Operation } from '../faults/catalogue.ts'
import { type Playable, whyNotPlayable } from '../faults/playable.ts'

const CALLS = ['approve', 'cancel', 'inquire', 'issue', 'close', 'list'] as const satisfies Operation[]

const PLAYABLE: Playable = {
  name: 'PortOne V2',
  noCall: { net_cancel: 'PortOne V2 has no net cancel: what was paid is given back by a cancel' },
  spokenOn: {
    unlisted_code: CALLS,
    maintenance: CALLS,
    balance_short: ['cancel'],
    stale_inquiry: ['inquire', 'list'],
    async_then_refuse: ['approve', 'cancel'],
    test_channel: ['approve', 'inquire', 'list'],
  },
}

export const cannotPlay = (operation: Operation, fault: FaultName): string | null =>
  whyNotPlayable(PLAYABLE, operation, fault)
