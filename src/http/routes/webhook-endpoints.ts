/** Webhook endpoints of merchants: made, changed, tested, removed; and their secrets, each shown once. */
import { type EndpointId, isEndpointId } from '../../core/ids.ts'
import { toIso } from '../../core/time.ts'
import type { Webhooks } from '../../engine/deliveries/endpoints.ts'
import type { Endpoint } from '../../ports/deliveries.ts'
import type { App, HttpContext } from '../context.ts'
import { granted, Refused } from '../problem.ts'
import { BODY_ERRORS, problems } from '../schemas/common.ts'
import { idParams, noBody } from '../schemas/requests.ts'
import * as shown from '../schemas/webhooks.ts'

const TAGS = ['webhooks']
const PATH = '/v1/webhook-endpoints'
const ONE = `${PATH}/:id` as const

export function addWebhookEndpointRoutes(app: App, { engine: { webhooks } }: HttpContext): void {
  app.post(
    PATH,
    {
      schema: {
        tags: TAGS,
        summary: 'Have events delivered to a URL',
        description: 'From the newest event on, signed as Standard Webhooks says. The answer shows the secret, once.',
        body: shown.endpointBody,
        response: {
          201: shown.endpointWithSecret,
          ...problems([...BODY_ERRORS, 'MD_WEBHOOK_URL', 'MD_TOO_MANY_ENDPOINTS']),
        },
      },
    },
    async (request, reply) => {
      const { url, description = '', types } = request.body
      const { endpoint, secret } = granted(await webhooks.add({ url, description, types }))
      return reply.code(201).send({ ...endpointJson(endpoint), secret })
    },
  )
  app.get(
    PATH,
    { schema: { tags: TAGS, summary: 'All endpoints', response: { 200: shown.endpointList, ...problems([]) } } },
    async () => ({ data: (await webhooks.list()).map(endpointJson) }),
  )
  app.get(
    ONE,
    {
      schema: {
        tags: TAGS,
        summary: 'One endpoint',
        params: idParams,
        response: { 200: shown.endpoint, ...problems(['MD_NOT_FOUND']) },
      },
    },
    async (request) => endpointJson(found(await webhooks.get(endpointIdOf(request.params.id)))),
  )
  app.delete(
    ONE,
    {
      schema: {
        tags: TAGS,
        summary: 'Remove an endpoint: nothing more is delivered to it',
        params: idParams,
        response: { 204: shown.nothing, ...problems(['MD_NOT_FOUND']) },
      },
    },
    async (request, reply) => {
      found((await webhooks.remove(endpointIdOf(request.params.id))) || null)
      return reply.code(204).send(null)
    },
  )
  addChanges(app, webhooks)
}

function addChanges(app: App, webhooks: Webhooks): void {
  app.patch(
    ONE,
    {
      schema: {
        tags: TAGS,
        summary: 'Change an endpoint, or switch it off and on',
        params: idParams,
        body: shown.endpointChange,
        response: { 200: shown.endpoint, ...problems([...BODY_ERRORS, 'MD_NOT_FOUND', 'MD_WEBHOOK_URL']) },
      },
    },
    async (request) => {
      const { state, resume = 'go_on', ...rest } = request.body
      const change = {
        ...rest,
        ...(state === 'enabled' ? { enable: resume } : {}),
        ...(state === 'disabled' ? { disable: 'by_hand' as const } : {}),
      }
      const changed = found(await webhooks.change(endpointIdOf(request.params.id), change))
      return endpointJson(granted(changed).endpoint)
    },
  )
  app.post(
    `${ONE}/rotate`,
    {
      schema: {
        tags: TAGS,
        summary: 'Give an endpoint a new secret',
        description:
          'Both sign until the overlap is over; a secret that was on its way out before ends now. The answer shows ' +
          'the new one, once.',
        params: idParams,
        body: shown.rotateBody,
        response: { 200: shown.endpointWithSecret, ...problems([...BODY_ERRORS, 'MD_NOT_FOUND']) },
      },
    },
    async (request) => {
      const { endpoint, secret } = found(await webhooks.rotate(endpointIdOf(request.params.id), request.body.overlapMs))
      return { ...endpointJson(endpoint), secret }
    },
  )
  app.post(
    `${ONE}/test`,
    {
      schema: {
        tags: TAGS,
        summary: 'Send a signed `webhook.test` now, and hear what came of it',
        params: idParams,
        body: noBody,
        response: { 200: shown.tested, ...problems([...BODY_ERRORS, 'MD_NOT_FOUND']) },
      },
    },
    async (request) => {
      const sent = found(await webhooks.test(endpointIdOf(request.params.id)))
      return { delivered: sent.trouble === null, ...sent }
    },
  )
}

/** A text that cannot be an id names nothing. */
export function endpointIdOf(text: string): EndpointId {
  if (!isEndpointId(text)) throw new Refused('MD_NOT_FOUND', 'There is no such webhook endpoint.')
  return text
}

export function found<Thing>(thing: Thing | null): Thing {
  if (thing === null) throw new Refused('MD_NOT_FOUND', 'There is no such webhook endpoint.')
  return thing
}

const endpointJson = (one: Endpoint): shown.EndpointJson => ({
  id: one.id,
  url: one.url,
  description: one.description,
  types: [...one.types],
  state: one.disabled === null ? 'enabled' : 'disabled',
  disabled: one.disabled === null ? null : { at: toIso(one.disabled.at), why: one.disabled.why },
  failingSince: one.failingSince === null ? null : toIso(one.failingSince),
  previousSecretUntil: one.previousUntil === null ? null : toIso(one.previousUntil),
  createdAt: toIso(one.createdAt),
})
