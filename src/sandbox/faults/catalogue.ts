/** The operations and faults that the sandbox knows, as tables (design §9, fact sheet nicepay §19 item 11). */

export const OPERATIONS = ['approve', 'cancel', 'net_cancel', 'inquire', 'issue', 'close', 'list', 'webhook'] as const
export type Operation = (typeof OPERATIONS)[number]

/** Faults of the transport: the sandbox plays them for every provider alike. */
export const TRANSPORT_FAULTS = {
  lose_request: 'nothing is processed, the connection is reset',
  lose_reply: 'it is processed, then the connection is reset',
  late_effect: 'the connection is reset at once, it is processed delayMs later',
  error_before: 'HTTP 500 with an HTML page, nothing is processed',
  error_after: 'it is processed, then HTTP 500 with an HTML page',
  garble: 'it is processed, the body is cut in half',
  slow: 'it is processed, the body trickles over delayMs',
  duplicate_request: 'it is processed twice, the second answer is given',
} as const

/** Faults in the words of a protocol: each simulator says which it can play. */
export const SPOKEN_FAULTS = {
  wrong_signature: 'it is processed, the signature of the answer is wrong',
  unlisted_code: 'nothing is processed, the code is in no list',
  maintenance: 'nothing is processed, the code of internal trouble',
  stale_inquiry: 'the inquiry answers the state before the last change',
  async_then_refuse: 'accepted first, refused delayMs later',
  balance_short: 'refused, because the unsettled balance of the shop is too small',
  self_net_cancel: 'it is processed, then given back by the provider itself, and the answer says so',
  test_channel: 'the answer says that this is test mode',
  euckr_answer: 'it is processed, the answer is in EUC-KR whatever was asked',
} as const

/** Faults of the provider's own calls to the merchant. */
export const WEBHOOK_FAULTS = {
  webhook_drop: 'the notification is never sent',
  webhook_duplicate: 'the notification is sent twice',
  webhook_delay: 'the notification is sent delayMs later',
  webhook_forge: 'a notification of something that did not happen is sent',
} as const

/** The fault of the listener: a genuine ECONNREFUSED, for all operations of the provider. */
export const LISTENER_FAULT = 'refuse_connection'

export type TransportFault = keyof typeof TRANSPORT_FAULTS
export type SpokenFault = keyof typeof SPOKEN_FAULTS
export type WebhookFault = keyof typeof WEBHOOK_FAULTS
export type FaultName = typeof LISTENER_FAULT | TransportFault | SpokenFault | WebhookFault

export const FAULT_NAMES = [
  LISTENER_FAULT,
  ...(Object.keys(TRANSPORT_FAULTS) as TransportFault[]),
  ...(Object.keys(SPOKEN_FAULTS) as SpokenFault[]),
  ...(Object.keys(WEBHOOK_FAULTS) as WebhookFault[]),
] as const satisfies readonly FaultName[]

export const isTransportFault = (name: FaultName): name is TransportFault => Object.hasOwn(TRANSPORT_FAULTS, name)

export const isWebhookFault = (name: FaultName): name is WebhookFault => Object.hasOwn(WEBHOOK_FAULTS, name)

/** For simulators that send notifications: why this fault is not one of this operation, or null. */
export function webhookMismatch(operation: Operation, fault: FaultName): string | null {
  if (operation === 'webhook' && !isWebhookFault(fault)) return `notifications have faults of their own, not ${fault}`
  if (operation !== 'webhook' && isWebhookFault(fault))
    return `${fault} makes sense on webhook only, not on ${operation}`
  return null
}
