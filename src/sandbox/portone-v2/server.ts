/** The HTTP face of the simulator: every call is decoded, recorded, processed, and answered or spoilt by a fault. */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { createApp } from '../face.ts'
import type { SpokenFault } from '../faults/catalogue.ts'
import { deliver, type WireAnswer } from '../faults/deliver.ts'
import type { Fault } from '../faults/plan.ts'
import { type Answer, refusal } from './answer.ts'
import { PORTONE_V2_CREDENTIALS } from './credentials.ts'
import { addDisputeRoute } from './disputes.ts'
import { keyOf } from './idempotency.ts'
import { CALLS, type Call, type Mood } from './operations.ts'
import { addWindowRoutes } from './window/routes.ts'
import type { World } from './world.ts'

/** The largest documented body, an instant payment with products, stays below 64 kB. */
const MAX_BODY_BYTES = 256 * 1024
/** Payment ids may be long and Korean, and each byte of them three characters of the path. */
const MAX_PARAM_LENGTH = 2_000

export interface PortoneServer {
  readonly app: FastifyInstance
  readonly windows: { readonly clear: () => void }
}

export function createServer(world: World): PortoneServer {
  const app = createApp({ bodyLimit: MAX_BODY_BYTES, routerOptions: { maxParamLength: MAX_PARAM_LENGTH } })
  // The official SDK posts JSON as text/plain, and a GET may carry its filter as a body (§1).
  app.addHttpMethod('GET', { hasBody: true, overrideExisting: true })
  for (const call of CALLS)
    app.route({
      method: call.method,
      url: call.path,
      handler: (request, reply) => receive(world, call, { request, reply }),
    })
  addDisputeRoute(app, world)
  return { app, windows: addWindowRoutes(app, world) }
}

interface Http {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

async function receive(world: World, call: Call, { request, reply }: Http): Promise<void> {
  const fault = call.operation === null ? null : world.host.faults().take(call.operation)
  const incoming: Incoming = {
    call,
    params: request.params as Record<string, string>,
    body: bodyOf(request),
    header: String(request.headers['idempotency-key'] ?? ''),
    authorization: request.headers.authorization ?? '',
  }
  const note = logged(world, incoming, { path: request.url.split('?')[0] ?? '', fault: fault?.fault ?? null })
  const say = (answer: Answer): WireAnswer => {
    note(answer.code)
    return onWire(answer)
  }
  const session = open(world, incoming)
  reply.hijack()
  await deliver({
    request: request.raw,
    response: reply.raw,
    timers: world.host.timers,
    fault,
    act: () => say(session.answer(null)),
    speak: words(world, { call, session, say }),
  })
  session.end(fault)
}

/** Records the call, if it is one of the design's operations; answers how to note what came of it. */
function logged(
  world: World,
  incoming: Incoming,
  seen: { path: string; fault: string | null },
): (code: string) => void {
  const { call, params, header, body } = incoming
  if (call.operation === null) return () => undefined
  const key = header === '' ? {} : { 'Idempotency-Key': header }
  const fields = { ...params, ...key, ...flat(body) }
  const entry = world.host.calls.add({ operation: call.operation, fields, ...seen }, world.now())
  return (code) => {
    entry.code = code
  }
}

interface Incoming {
  readonly call: Call
  readonly params: Readonly<Record<string, string>>
  readonly body: unknown
  readonly header: string
  readonly authorization: string
}

interface Session {
  /** Checked first, processed at most once per Idempotency-Key. `instead` answers for the processor: a fault. */
  readonly answer: (mood: Mood | null, instead?: () => Answer) => Answer
  /** Frees a key whose request will never run. */
  readonly end: (fault: Fault | null) => void
}

function open(world: World, { call, params, body, header, authorization }: Incoming): Session {
  const done = (refused: Answer): Session => ({ answer: () => refused, end: () => undefined })
  if (call.open !== true && !isAuthorized(world, authorization)) return done(refusal(world, 'unauthorized'))
  if (body === BROKEN) return done(refusal(world, 'badRequest'))
  const processed: Session['answer'] = (mood, instead) =>
    (instead ?? (() => call.process(world, { params, body, key: header === '' ? null : keyOf(header), mood })))()
  if (call.method === 'GET' || header === '') return { answer: processed, end: () => undefined }
  const key = keyOf(header)
  if (key === null) return done(refusal(world, 'keyMalformed'))
  const fingerprint = JSON.stringify([call.path, params, body])
  const { idempotencyLifeMs: lifeMs, keyReuse } = world.switches()
  const claim = world.keys.claim({ key, fingerprint, now: world.now(), lifeMs })
  switch (claim.kind) {
    case 'answered':
      return done(claim.answer)
    case 'outstanding':
      return done(refusal(world, 'keyOutstanding'))
    case 'other_request':
      return done(keyReuse === 'replay' && claim.answer !== null ? claim.answer : refusal(world, 'keyReused'))
    case 'run':
      return {
        answer(mood, instead) {
          claim.record.answer ??= processed(mood, instead)
          return claim.record.answer
        },
        end: (fault) => {
          if (fault?.fault !== 'late_effect') world.keys.release(key, claim.record)
        },
      }
  }
}

function isAuthorized(world: World, authorization: string): boolean {
  if (authorization === `PortOne ${PORTONE_V2_CREDENTIALS.apiSecret}`) return true
  return authorization.startsWith('Bearer ') && world.tokens.isValid(authorization.slice('Bearer '.length))
}

interface Words {
  readonly call: Call
  readonly session: Session
  readonly say: (answer: Answer) => WireAnswer
}

function words(world: World, { call, session, say }: Words): Partial<Record<SpokenFault, () => WireAnswer>> {
  const unlisted = (): Answer => refusal(world, 'unlisted')
  return {
    unlisted_code: () =>
      say(call.method === 'GET' ? session.answer('unlisted_status') : session.answer(null, unlisted)),
    maintenance: () => gatewayPage(world.switches().gatewayStatus),
    balance_short: () => say(session.answer('balance_short')),
    async_then_refuse: () => say(session.answer('async_then_refuse')),
    stale_inquiry: () => say(session.answer('stale')),
    test_channel: () => say(session.answer('test_channel')),
  }
}

/** A page of the gateway in front of the API: no JSON, no `type` (§14 item 12). */
const gatewayPage = (status: number): WireAnswer => ({
  status,
  contentType: 'text/html',
  body: Buffer.from(`<html><head><title>${status}</title></head><body><h1>${status}</h1></body></html>\n`),
})

const onWire = ({ status, json }: Answer): WireAnswer => ({
  status,
  contentType: 'application/json; charset=utf-8',
  body: Buffer.from(JSON.stringify(json)),
})

/** What is no JSON. */
const BROKEN = Symbol('no JSON')

/** The body, or for GET the same JSON in the query (§1). */
function bodyOf(request: FastifyRequest): unknown {
  const query = request.query as Record<string, string>
  const text = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : (query.requestBody ?? '')
  if (text === '') return query.storeId === undefined ? {} : { storeId: query.storeId }
  try {
    return JSON.parse(text)
  } catch {
    return BROKEN
  }
}

/** For the record: text as it is, everything else as JSON. */
const flat = (body: unknown): Record<string, string> =>
  typeof body !== 'object' || body === null
    ? {}
    : Object.fromEntries(
        Object.entries(body).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
      )
