/** What became of each event at each endpoint, and once more on request. */
import { instant, toIso } from '../../core/time.ts'
import { MOST_REDELIVERED, type Webhooks } from '../../engine/deliveries/endpoints.ts'
import type { Delivery } from '../../ports/deliveries.ts'
import type { App, HttpContext } from '../context.ts'
import { Refused } from '../problem.ts'
import { BODY_ERRORS, problems, readTime } from '../schemas/common.ts'
import { idParams, noBody } from '../schemas/requests.ts'
import * as shown from '../schemas/webhooks.ts'
import { endpointIdOf, found } from './webhook-endpoints.ts'

const TAGS = ['webhooks']
const OF_ENDPOINT = '/v1/webhook-endpoints/:id'
const ONE = '/v1/deliveries/:id'

export function addDeliveryRoutes(app: App, { engine: { webhooks } }: HttpContext): void {
  addOfEndpoint(app, webhooks)
  addOne(app, webhooks)
}

function addOfEndpoint(app: App, webhooks: Webhooks): void {
  app.get(
    `${OF_ENDPOINT}/deliveries`,
    {
      schema: {
        tags: TAGS,
        summary: 'An endpoint’s deliveries, newest event first',
        params: idParams,
        querystring: shown.deliveriesQuery,
        response: { 200: shown.deliveryPage, ...problems(['MD_INVALID_REQUEST', 'MD_NOT_FOUND']) },
      },
    },
    async (request) => {
      const { limit, ...rest } = request.query
      const endpointId = endpointIdOf(request.params.id)
      found(await webhooks.get(endpointId))
      const all = await webhooks.deliveries({ endpointId, ...rest, limit: limit + 1 })
      const page = all.slice(0, limit)
      return { data: page.map(deliveryJson), nextCursor: all.length > limit ? String(page.at(-1)?.feedSeq) : null }
    },
  )
  app.post(
    `${OF_ENDPOINT}/redeliver`,
    {
      schema: {
        tags: TAGS,
        summary: 'Deliver again what is dead',
        description: `Up to ${MOST_REDELIVERED} at a time, oldest first, each from the first rung of the ladder.`,
        params: idParams,
        body: shown.redeliverBody,
        response: { 200: shown.redelivering, ...problems([...BODY_ERRORS, 'MD_NOT_FOUND']) },
      },
    },
    async (request) => {
      const endpointId = endpointIdOf(request.params.id)
      found(await webhooks.get(endpointId))
      const since = readTime(request.body.since) ?? instant(0)
      return { redelivering: await webhooks.redeliverDead(endpointId, since) }
    },
  )
}

function addOne(app: App, webhooks: Webhooks): void {
  app.get(
    ONE,
    {
      schema: {
        tags: TAGS,
        summary: 'One delivery, with its attempts',
        params: idParams,
        response: { 200: shown.delivery, ...problems(['MD_NOT_FOUND']) },
      },
    },
    async (request) => shownDelivery(await webhooks.delivery(deliveryIdOf(request.params.id))),
  )
  app.post(
    `${ONE}/redeliver`,
    {
      schema: {
        tags: TAGS,
        summary: 'Deliver one again, whatever became of it',
        description: 'At once, from the first rung of the ladder, under the same `webhook-id`.',
        params: idParams,
        body: noBody,
        response: { 200: shown.delivery, ...problems([...BODY_ERRORS, 'MD_NOT_FOUND']) },
      },
    },
    async (request) => shownDelivery(await webhooks.redeliver(deliveryIdOf(request.params.id))),
  )
}

const nothing = (): Refused => new Refused('MD_NOT_FOUND', 'There is no such delivery (they are kept for 30 days).')

/** PostgreSQL cannot even be asked for a text with U+0000 in it. */
function deliveryIdOf(text: string): string {
  if (text.includes('\0')) throw nothing()
  return text
}

function shownDelivery(one: Delivery | null): shown.DeliveryJson {
  if (one === null) throw nothing()
  return deliveryJson(one)
}

const deliveryJson = (one: Delivery): shown.DeliveryJson => ({
  id: one.id,
  endpointId: one.endpointId,
  feedSeq: one.feedSeq,
  paymentId: one.paymentId,
  type: one.type,
  state: one.state,
  attempts: one.attempts,
  nextAttemptAt: one.state === 'pending' ? toIso(one.nextAt) : null,
  deliveredAt: one.deliveredAt === null ? null : toIso(one.deliveredAt),
  createdAt: toIso(one.createdAt),
  log: one.log.map(({ at, ...rest }) => ({ at: toIso(at), ...rest })),
})
