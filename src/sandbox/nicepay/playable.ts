/** Which faults make sense on which call of the legacy protocol, and what to say about those that do not. */
import {
  type FaultName,
  isTransportFault,
  LISTENER_FAULT,
  type Operation,
  type SpokenFault,
} from '../faults/catalogue.ts'
import type { NicepayOperation } from './operations.ts'

const CALLS = ['approve', 'cancel', 'net_cancel', 'inquire', 'issue', 'close'] as const satisfies NicepayOperation[]

/** Only these answers are signed (§8 and §9: the others carry no Signature). */
const SIGNED = ['approve', 'cancel', 'net_cancel', 'close'] as const

const SPOKEN_ON: Partial<Record<SpokenFault, readonly Operation[]>> = {
  unlisted_code: CALLS,
  maintenance: CALLS,
  euckr_answer: CALLS,
  wrong_signature: SIGNED,
  balance_short: ['cancel', 'net_cancel'],
  stale_inquiry: ['inquire'],
}

const NO_CALL: Partial<Record<Operation, string>> = {
  list: 'the legacy protocol of NICEPAY has no call that lists transactions',
  webhook: 'the NICEPAY simulator sends no notifications yet',
}

/** Null when it can be played. */
export function cannotPlay(operation: Operation, fault: FaultName): string | null {
  const noCall = NO_CALL[operation]
  if (noCall !== undefined) return noCall
  if (fault === LISTENER_FAULT || isTransportFault(fault)) return null
  const on = Object.entries(SPOKEN_ON).find(([name]) => name === fault)?.[1]
  if (on === undefined) return `the NICEPAY simulator has no way to play ${fault}`
  return on.includes(operation) ? null : `${fault} makes sense on ${on.join(', ')} only, not on ${operation}`
}
