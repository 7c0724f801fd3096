/** Which faults make sense on which operation of PortOne V1, and what to say about those that do not. */
import {
  type FaultName,
  isTransportFault,
  isWebhookFault,
  LISTENER_FAULT,
  type Operation,
  type SpokenFault,
} from '../faults/catalogue.ts'

const CALLS = ['cancel', 'inquire', 'issue', 'close', 'list'] as const satisfies Operation[]

const SPOKEN_ON: Partial<Record<SpokenFault, readonly Operation[]>> = {
  unlisted_code: ['approve', ...CALLS],
  maintenance: ['approve', ...CALLS],
  balance_short: ['cancel'],
  async_then_refuse: ['cancel'],
  stale_inquiry: ['inquire', 'list'],
  test_channel: ['approve', 'inquire', 'list'],
}

/** Null when it can be played. */
export function cannotPlay(operation: Operation, fault: FaultName): string | null {
  if (operation === 'net_cancel') return 'PortOne V1 has no net cancel call: play it on cancel'
  if (operation === 'webhook' || isWebhookFault(fault)) return cannotPlayWebhook(operation, fault)
  if (fault === LISTENER_FAULT || isTransportFault(fault)) return null
  const on = Object.entries(SPOKEN_ON).find(([name]) => name === fault)?.[1]
  if (on === undefined) return `the PortOne V1 simulator has no way to play ${fault}`
  return on.includes(operation) ? null : `${fault} makes sense on ${on.join(', ')} only, not on ${operation}`
}

function cannotPlayWebhook(operation: Operation, fault: FaultName): string | null {
  if (operation === 'webhook' && isWebhookFault(fault)) return null
  return `${fault} cannot be played on ${operation}: webhook takes the webhook_ faults, and nothing else does`
}
