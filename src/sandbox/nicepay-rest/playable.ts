/** Which faults make sense on which call of the REST protocol, and what to say about those that do not. */
import type { FaultName, Operation } from '../faults/catalogue.ts'
import { type Playable, whyNotPlayable } from '../faults/playable.ts'
import type { RestOperation } from './operations.ts'

const CALLS = ['approve', 'cancel', 'net_cancel', 'inquire', 'close', 'list'] as const satisfies RestOperation[]

/** Every payment object is signed; the list is not (§16). */
const SIGNED = ['approve', 'cancel', 'net_cancel', 'inquire', 'close'] as const

const PLAYABLE: Playable = {
  name: 'NICEPAY REST',
  noCall: { issue: 'the REST protocol of NICEPAY has no call that issues an account: the window does' },
  spokenOn: {
    unlisted_code: CALLS,
    maintenance: CALLS,
    euckr_answer: CALLS,
    wrong_signature: SIGNED,
    balance_short: ['cancel', 'net_cancel'],
    stale_inquiry: ['inquire'],
    self_net_cancel: ['approve'],
  },
  never: {
    test_channel: 'test mode shows in the tid from the window on: use the switch sandboxMode',
    async_then_refuse: 'the REST protocol of NICEPAY answers every cancel at once',
  },
}

export const cannotPlay = (operation: Operation, fault: FaultName): string | null =>
  whyNotPlayable(PLAYABLE, operation, fault)
