/** Which faults make sense on which call of Toss Payments, and what to say about those that do not. */
import type { FaultName, Operation } from '../faults/catalogue.ts'
import { type Playable, whyNotPlayable } from '../faults/playable.ts'
import type { TossOperation } from './operations.ts'

const CALLS = ['approve', 'cancel', 'inquire', 'issue', 'close', 'list'] as const satisfies TossOperation[]

const PLAYABLE: Playable = {
  name: 'Toss Payments',
  noCall: { net_cancel: 'Toss Payments has no net cancel: repeat the confirm, look up, then cancel' },
  spokenOn: {
    unlisted_code: CALLS,
    maintenance: CALLS,
    balance_short: ['cancel'],
    async_then_refuse: ['cancel'],
    stale_inquiry: ['inquire'],
  },
  never: {
    wrong_signature: 'answers of Toss Payments carry no signature',
    test_channel: 'the Payment object does not say in which mode it was made: the key decides',
    euckr_answer: 'Toss Payments speaks UTF-8 only',
  },
}

export const cannotPlay = (operation: Operation, fault: FaultName): string | null =>
  whyNotPlayable(PLAYABLE, operation, fault)
