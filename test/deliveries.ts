/** A running engine, a merchant's server, and how a test waits for what becomes of deliveries. */
import { setTimeout as sleep } from 'node:timers/promises'
import { LADDER_MS } from '../src/core/delivery/ladder.ts'
import type { EndpointId } from '../src/core/ids.ts'
import type { Delivery, DeliveryState } from '../src/ports/deliveries.ts'
import { type Receiver, startReceiver } from './receiver.ts'
import { createWorld, type World } from './world.ts'

export interface DeliveryWorld extends World {
  readonly shop: Receiver
  /** One more merchant's server; closed with the world. */
  receiver(): Promise<Receiver>
  endpoint(at: Receiver, types?: string[]): Promise<{ id: EndpointId; secret: string }>
  all(id: EndpointId, state?: DeliveryState): Promise<readonly Delivery[]>
  /** Moves on to the attempt after the `n`-th failure, the jitter with it. */
  passRung(n: number): void
}

export async function createDeliveryWorld(): Promise<DeliveryWorld> {
  const world = await createWorld()
  const shop = await startReceiver()
  const opened = [shop]
  await world.engine.start()
  const { webhooks } = world.engine
  return {
    ...world,
    shop,
    receiver: async () => {
      const made = await startReceiver()
      opened.push(made)
      return made
    },
    endpoint: async ({ url }, types = []) => {
      const added = await webhooks.add({ url, description: 'test', types })
      if (!added.ok) throw new Error(added.refusal.detail)
      return { id: added.endpoint.id, secret: added.secret }
    },
    all: (endpointId, state) => webhooks.deliveries({ endpointId, state, limit: 200 }),
    passRung: (n) => world.clock.advance(Math.ceil((LADDER_MS[n] ?? 0) * 1.1)),
    close: async () => {
      await world.close()
      await Promise.all(opened.map((one) => one.close()))
    },
  }
}

const MAX_WAIT_MS = 15_000

/** Looks until it is so. */
export async function eventually<Value>(look: () => Promise<Value>, is: (value: Value) => boolean): Promise<Value> {
  for (let waited = 0; ; waited += 50) {
    const value = await look()
    if (is(value)) return value
    if (waited > MAX_WAIT_MS) throw new Error(`it did not happen: ${JSON.stringify(value)}`)
    await sleep(50)
  }
}
