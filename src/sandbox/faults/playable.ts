/** Judges whether a fault can be played on an operation, by the tables of one protocol. */
import {
  type FaultName,
  isTransportFault,
  LISTENER_FAULT,
  type Operation,
  type SpokenFault,
  webhookMismatch,
} from './catalogue.ts'

export interface Playable {
  /** What the refusals call the simulator. */
  readonly name: string
  /** Operations for which the protocol has no call, and why. */
  readonly noCall: Partial<Record<Operation, string>>
  readonly spokenOn: Partial<Record<SpokenFault, readonly Operation[]>>
  /** Faults that the protocol has no words for, and why. */
  readonly never?: Partial<Record<FaultName, string>>
}

/** Null when it can be played, else why it cannot. */
export function whyNotPlayable(rules: Playable, operation: Operation, fault: FaultName): string | null {
  const noCall = rules.noCall[operation]
  if (noCall !== undefined) return noCall
  if (fault === LISTENER_FAULT) return null
  const mismatch = webhookMismatch(operation, fault)
  if (mismatch !== null || operation === 'webhook' || isTransportFault(fault)) return mismatch
  const on = Object.entries(rules.spokenOn).find(([name]) => name === fault)?.[1]
  if (on === undefined) return rules.never?.[fault] ?? `the ${rules.name} simulator has no way to play ${fault}`
  return on.includes(operation) ? null : `${fault} makes sense on ${on.join(', ')} only, not on ${operation}`
}
