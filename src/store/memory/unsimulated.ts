/** Names what is not about a payment's truth: the simulation does not ask for it, and a store that is asked throws. */
import type { Store } from '../../ports/store.ts'

const UNSIMULATED = [
  ...['endpoint', 'addEndpoint', 'changeEndpoint', 'removeEndpoint', 'rotateSecret', 'endpointSecrets'],
  ...['fanOut', 'handOut', 'beginDelivery', 'endDelivery', 'delivery', 'deliveries', 'redeliver', 'redeliverDead'],
  ...['backlogs'],
] as const satisfies readonly (keyof Store)[]

type Unsimulated = Pick<Store, (typeof UNSIMULATED)[number]>

/** There is no endpoint, so nothing is ever delivered. */
export const unsimulated = (): Unsimulated & Pick<Store, 'endpoints' | 'forgetDeliveries'> => ({
  ...(Object.fromEntries(UNSIMULATED.map((name) => [name, refuse])) as never as Unsimulated),
  endpoints: async () => [],
  forgetDeliveries: async () => 0,
})

const refuse = (): never => {
  throw new Error('the store in memory does not keep this')
}
