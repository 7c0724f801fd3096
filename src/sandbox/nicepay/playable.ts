/** Which faults make sense on which call of the legacy protocol, and what to say about those that do not. */
import type { FaultName, Operation } from '../faults/catalogue.ts'
import { type Playable, whyNotPlayable } from '../faults/playable.ts'
import type { NicepayOperation } from './operations.ts'

const CALLS = ['approve', 'cancel', 'net_cancel', 'inquire', 'issue', 'close'] as const satisfies NicepayOperation[]

/** Only these answers are signed (§8 and §9: the others carry no Signature). */
const SIGNED = ['approve', 'cancel', 'net_cancel', 'close'] as const

const PLAYABLE: Playable = {
  name: 'NICEPAY',
  noCall: {
    list: 'the legacy protocol of NICEPAY has no call that lists transactions',
  },
  spokenOn: {
    unlisted_code: CALLS,
    maintenance: CALLS,
    euckr_answer: CALLS,
    wrong_signature: SIGNED,
    balance_short: ['cancel', 'net_cancel'],
    stale_inquiry: ['inquire'],
  },
}

export const cannotPlay = (operation: Operation, fault: FaultName): string | null =>
  whyNotPlayable(PLAYABLE, operation, fault)
