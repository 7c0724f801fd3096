/** The HTTP face of the simulator: each call is decoded, its token checked, recorded, and answered or spoilt. */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { createApp } from '../face.ts'
import type { SpokenFault } from '../faults/catalogue.ts'
import { deliver, type WireAnswer } from '../faults/deliver.ts'
import { type Answer, type Look, ok, refusal, seconds } from './answer.ts'
import { PORTONE_V1_CREDENTIALS } from './credentials.ts'
import { decodeBody, decodeForm, type Fields, flat, textOf } from './fields.ts'
import type { Request } from './request.ts'
import { ROUTES, type Route } from './routes.ts'
import type { World } from './world.ts'

/** A merchant_uid has at most 40 characters, escaped up to nine times as many. */
const MAX_PARAM_LENGTH = 400

export function createServer(world: World): FastifyInstance {
  // JSON or form on every call (§1): the bytes are decoded where the answer to bad ones can be an envelope.
  const app = createApp({ routerOptions: { ignoreTrailingSlash: true, maxParamLength: MAX_PARAM_LENGTH } })
  app.setNotFoundHandler((_request, reply) => send(reply, refusal(world, 'noSuchCall')))
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const { statusCode = 500, message } = error
    if (statusCode < 500) return send(reply, refusal(world, 'unreadable'))
    return reply.code(statusCode).type('text/plain').send(`${message}\n`)
  })
  app.post('/users/getToken', (request, reply) => send(reply, giveToken(world, bodyOf(request))))
  for (const route of ROUTES)
    app.route({
      method: route.method,
      url: route.path,
      handler: (request, reply) => receive(world, route, { request, reply }),
    })
  return app
}

const bodyOf = (request: FastifyRequest): Fields | null =>
  decodeBody(Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0), request.headers['content-type'] ?? '')

function giveToken(world: World, fields: Fields | null): Answer {
  if (fields === null) return refusal(world, 'unreadable')
  const [key, secret] = [textOf(fields, 'imp_key'), textOf(fields, 'imp_secret')]
  if (key === '' || secret === '') return refusal(world, 'secretMissing')
  if (key !== PORTONE_V1_CREDENTIALS.impKey || secret !== PORTONE_V1_CREDENTIALS.impSecret)
    return refusal(world, 'wrongSecret')
  const now = world.now()
  const { text, expiresAt } = world.tokens.issue(now, () => world.host.random().hex(40).toLowerCase())
  return ok({ access_token: text, expired_at: seconds(expiresAt), now: seconds(now) })
}

interface Http {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

async function receive(world: World, route: Route, { request, reply }: Http): Promise<void> {
  // The door comes before everything: who has no token reaches no operation, and uses up no fault (§15).
  if (!hasToken(world, request)) return void send(reply, refusal(world, 'unauthorized'))
  const body = bodyOf(request)
  if (body === null) return void send(reply, refusal(world, 'unreadable'))
  const url = new URL(request.url, 'http://sandbox')
  const call: Request = {
    params: request.params as Readonly<Record<string, string>>,
    query: decodeForm(url.search.slice(1)),
    body,
    look: { when: 'now', channel: 'own' },
    play: null,
    arrivedAt: world.now(),
  }
  if (route.operation === null) return void send(reply, route.process(world, call))
  const fault = world.host.faults().take(route.operation)
  const fields = { ...flat(call.query), ...flat(body) }
  const entry = world.host.calls.add(
    { operation: route.operation, path: url.pathname, fields, fault: fault?.fault ?? null },
    world.now(),
  )
  const say = (answer: Answer): WireAnswer => {
    entry.code = String(answer.body.code)
    return onWire(answer)
  }
  reply.hijack()
  await deliver({
    request: request.raw,
    response: reply.raw,
    timers: world.host.timers,
    fault,
    act: () => say(route.process(world, call)),
    speak: words(world, { route, call, say }),
  })
}

/** With or without `Bearer`: old clients send the token bare (§1). */
function hasToken(world: World, request: FastifyRequest): boolean {
  const header = request.headers.authorization ?? ''
  return world.tokens.isGood(header.replace(/^Bearer\s+/i, '').trim(), world.now())
}

interface Words {
  readonly route: Route
  readonly call: Request
  readonly say: (answer: Answer) => WireAnswer
}

function words(world: World, { route, call, say }: Words): Partial<Record<SpokenFault, () => WireAnswer>> {
  const process = (changes: Partial<Request>) => () => say(route.process(world, { ...call, ...changes }))
  const look = (changes: Partial<Look>) => process({ look: { ...call.look, ...changes } })
  return {
    unlisted_code: () => say(refusal(world, 'unlisted')),
    maintenance: () => say(refusal(world, 'trouble')),
    balance_short: process({ play: 'balance_short' }),
    async_then_refuse: process({ play: 'async_then_refuse' }),
    stale_inquiry: look({ when: 'before' }),
    test_channel: look({ channel: 'test' }),
  }
}

const CONTENT_TYPE = 'application/json; charset=utf-8'

const onWire = ({ status, body }: Answer): WireAnswer => ({
  status,
  contentType: CONTENT_TYPE,
  body: Buffer.from(JSON.stringify(body)),
})

function send(reply: FastifyReply, { status, body }: Answer): FastifyReply {
  return reply.code(status).type(CONTENT_TYPE).send(JSON.stringify(body))
}
