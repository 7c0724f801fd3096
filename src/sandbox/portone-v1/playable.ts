/** Which faults make sense on which operation of PortOne V1, and what to say about those that do not. */
import type { FaultName, Operation } from '../faults/catalogue.ts'
import { type Playable, whyNotPlayable } from '../faults/playable.ts'

const CALLS = ['cancel', 'inquire', 'issue', 'close', 'list'] as const satisfies Operation[]

const PLAYABLE: Playable = {
  name: 'PortOne V1',
  noCall: { net_cancel: 'PortOne V1 has no net cancel call: play it on cancel' },
  spokenOn: {
    unlisted_code: ['approve', ...CALLS],
    maintenance: ['approve', ...CALLS],
    balance_short: ['cancel'],
    async_then_refuse: ['cancel'],
    stale_inquiry: ['inquire', 'list'],
    test_channel: ['approve', 'inquire', 'list'],
  },
}

/** The charge is the end of a window, not a call of the merchant: it has no body to spoil and cannot come twice. */
const NOT_ON_APPROVE: readonly FaultName[] = ['slow', 'duplicate_request']

/** Null when it can be played. */
export function cannotPlay(operation: Operation, fault: FaultName): string | null {
  if (operation === 'approve' && NOT_ON_APPROVE.includes(fault))
    return `the window charges once and its end is not a call: ${fault} makes no sense on approve`
  return whyNotPlayable(PLAYABLE, operation, fault)
}
