/** What a merchant can do with endpoints and deliveries. */
import { lookup } from 'node:dns'
import { type Refusal, refuse } from '../../core/errors.ts'
import { type EndpointId, ID_RANDOM_BYTES, newEndpointId } from '../../core/ids.ts'
import { after, type Instant, toIso } from '../../core/time.ts'
import type { Delivery, DeliveryQuery, Endpoint, EndpointChange } from '../../ports/deliveries.ts'
import type { EngineDeps } from '../deps.ts'
import { isPublicAddress, urlProblem } from './address.ts'
import { type Sent, send } from './send.ts'
import { newSecret, signedHeaders } from './sign.ts'

/** Each costs a statement per batch of events, and half a process where it hangs; a merchant has a few. */
const MOST_ENDPOINTS = 16
/** Of dead deliveries in one call; a caller asks again while it is as many. */
export const MOST_REDELIVERED = 1_000

export interface EndpointWish {
  readonly url: string
  readonly description: string
  readonly types: readonly string[]
}

type Made = { readonly ok: true; readonly endpoint: Endpoint; readonly secret: string }
type Refused = { readonly ok: false; readonly refusal: Refusal }

export interface Webhooks {
  list(): Promise<readonly Endpoint[]>
  get(id: EndpointId): Promise<Endpoint | null>
  add(wish: EndpointWish): Promise<Made | Refused>
  /** Null where there is no such endpoint; so everywhere below. */
  change(id: EndpointId, change: EndpointChange): Promise<{ ok: true; endpoint: Endpoint } | Refused | null>
  remove(id: EndpointId): Promise<boolean>
  /** The secret before it signs too for `overlapMs`. */
  rotate(id: EndpointId, overlapMs: number): Promise<Made | null>
  /** Posts a signed `webhook.test` now, also to a disabled endpoint, and answers what came of it. */
  test(id: EndpointId): Promise<Sent | null>
  delivery(id: string): Promise<Delivery | null>
  deliveries(query: DeliveryQuery): Promise<readonly Delivery[]>
  redeliver(id: string): Promise<Delivery | null>
  redeliverDead(id: EndpointId, since: Instant): Promise<number>
}

export function createWebhooks(deps: EngineDeps): Webhooks {
  const { store, clock } = deps
  return {
    list: () => store.endpoints(),
    get: (id) => store.endpoint(id),
    add: (wish) => add(deps, wish),
    change: async (id, change) => {
      const refusal = change.url === undefined ? null : await refusalOf(deps, change.url)
      if (refusal !== null) return { ok: false, refusal }
      const endpoint = await store.changeEndpoint(id, change, clock.now())
      return endpoint === null ? null : { ok: true, endpoint }
    },
    remove: (id) => store.removeEndpoint(id),
    rotate: async (id, overlapMs) => {
      const secret = newSecret(deps.random)
      const endpoint = await store.rotateSecret(id, { secret, previousUntil: after(clock.now(), overlapMs) })
      return endpoint === null ? null : { ok: true, endpoint, secret }
    },
    test: (id) => test(deps, id),
    delivery: (id) => store.delivery(id),
    deliveries: (query) => store.deliveries(query),
    redeliver: async (id) => ((await store.redeliver(id, clock.now())) ? await store.delivery(id) : null),
    redeliverDead: (id, since) => store.redeliverDead(id, { since, at: clock.now(), limit: MOST_REDELIVERED }),
  }
}

async function add(deps: EngineDeps, wish: EndpointWish): Promise<Made | Refused> {
  const { store, clock, random } = deps
  const refusal = await refusalOf(deps, wish.url)
  if (refusal !== null) return { ok: false, refusal }
  const createdAt = clock.now()
  const id = newEndpointId(createdAt, random.bytes(ID_RANDOM_BYTES))
  const secret = newSecret(random)
  const added = await store.addEndpoint({ ...wish, id, secret, createdAt }, MOST_ENDPOINTS)
  const endpoint = added ? await store.endpoint(id) : null
  if (endpoint !== null) return { ok: true, endpoint, secret }
  return { ok: false, refusal: refuse('MD_TOO_MANY_ENDPOINTS', `There are ${MOST_ENDPOINTS} endpoints already.`) }
}

/** A name that has no address yet is taken: each attempt looks again. */
async function refusalOf({ webhooks: { internalHosts } }: EngineDeps, url: string): Promise<Refusal | null> {
  const problem = urlProblem(url, internalHosts) ?? (await namesProblem(new URL(url), internalHosts))
  return problem === null ? null : refuse('MD_WEBHOOK_URL', `url ${problem}`, [{ field: 'url', problem }])
}

function namesProblem({ hostname }: URL, internalHosts: readonly string[]): Promise<string | null> {
  if (internalHosts.includes(hostname)) return Promise.resolve(null)
  return new Promise((resolve) => {
    lookup(hostname, { all: true }, (error, addresses) => {
      const isClosed = error === null && addresses.some(({ address }) => !isPublicAddress(address))
      resolve(isClosed ? 'leads to an address that is not public' : null)
    })
  })
}

async function test(deps: EngineDeps, id: EndpointId): Promise<Sent | null> {
  const { store, clock, random } = deps
  const endpoint = await store.endpoint(id)
  const secrets = await store.endpointSecrets(id)
  if (endpoint === null || secrets === null) return null
  const event = { feedSeq: null, paymentId: null, seq: 0, type: 'webhook.test', data: {}, at: toIso(clock.now()) }
  const message = {
    id: `test_${Buffer.from(random.bytes(16)).toString('hex')}`,
    body: JSON.stringify({ ...event, data: { endpointId: id } }),
  }
  const posting = { url: endpoint.url, body: message.body, headers: signedHeaders(message, secrets, clock) }
  return await send(posting, { ...deps.webhooks, monotonicMs: clock.monotonicMs })
}
