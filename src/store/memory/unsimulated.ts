/** Names what is not about a payment's truth: the simulation does not ask for it, and a store that is asked throws. */
import type { Store } from '../../ports/store.ts'

const UNSIMULATED = [
  ...['endpoints', 'endpoint', 'addEndpoint', 'changeEndpoint', 'removeEndpoint', 'rotateSecret', 'endpointSecrets'],
  ...['fanOut', 'handOut', 'beginDelivery', 'endDelivery', 'delivery', 'deliveries', 'redeliver', 'redeliverDead'],
  'forgetDeliveries',
] as const satisfies readonly (keyof Store)[]

type Unsimulated = Pick<Store, (typeof UNSIMULATED)[number]>

export const unsimulated = (): Unsimulated => Object.fromEntries(UNSIMULATED.map((name) => [name, refuse])) as never

const refuse = (): never => {
  throw new Error('the store in memory does not keep this')
}
