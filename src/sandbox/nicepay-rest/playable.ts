/** Which faults make sense on which call of the REST protocol, and what to say about those that do not. */
import {
  type FaultName,
  isTransportFault,
  LISTENER_FAULT,
  type Operation,
  type SpokenFault,
  webhookMismatch,
} from '../faults/catalogue.ts'
import type { RestOperation } from './operations.ts'

const CALLS = ['approve', 'cancel', 'net_cancel', 'inquire', 'close', 'list'] as const satisfies RestOperation[]

/** Every payment object is signed; the list is not (§16). */
const SIGNED = ['approve', 'cancel', 'net_cancel', 'inquire', 'close'] as const

const SPOKEN_ON: Partial<Record<SpokenFault, readonly Operation[]>> = {
  unlisted_code: CALLS,
  maintenance: CALLS,
  euckr_answer: CALLS,
  wrong_signature: SIGNED,
  balance_short: ['cancel', 'net_cancel'],
  stale_inquiry: ['inquire'],
  self_net_cancel: ['approve'],
}

const WHY_NOT: Partial<Record<FaultName, string>> = {
  test_channel: 'test mode shows in the tid from the window on: use the switch sandboxMode',
  async_then_refuse: 'the REST protocol of NICEPAY answers every cancel at once',
}

/** Null when it can be played. */
export function cannotPlay(operation: Operation, fault: FaultName): string | null {
  if (operation === 'issue') return 'the REST protocol of NICEPAY has no call that issues an account: the window does'
  if (fault === LISTENER_FAULT) return null
  const mismatch = webhookMismatch(operation, fault)
  if (mismatch !== null || operation === 'webhook' || isTransportFault(fault)) return mismatch
  const on = Object.entries(SPOKEN_ON).find(([name]) => name === fault)?.[1]
  if (on === undefined) return WHY_NOT[fault] ?? `the NICEPAY REST simulator has no way to play ${fault}`
  return on.includes(operation) ? null : `${fault} makes sense on ${on.join(', ')} only, not on ${operation}`
}
