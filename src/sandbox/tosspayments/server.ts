/** The HTTP face of the simulator: every call is decoded, recorded, processed, and answered or spoilt by a fault. */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { MINUTE_MS } from '../../core/time.ts'
import { createApp } from '../face.ts'
import type { SpokenFault } from '../faults/catalogue.ts'
import { deliver, type WireAnswer } from '../faults/deliver.ts'
import type { Fault } from '../faults/plan.ts'
import type { Windows } from '../window/routes.ts'
import { failure, type Input, type Process, refusal } from './answer.ts'
import { cancelEnding } from './cancel.ts'
import { UNLISTED_CODE } from './codes.ts'
import { lookUpStale } from './lookup.ts'
import { ROUTES, type Route } from './operations.ts'
import { type Answered, answerTo, type Call, occupyKey } from './pipeline.ts'
import { codeOf } from './switches.ts'
import { addWindowRoutes } from './window/routes.ts'
import type { World } from './world.ts'

/** The largest documented body is metadata: 5 values of 2,000 characters. */
const MAX_BODY_BYTES = 128 * 1024
/** An orderId has 64 characters, a paymentKey 200; percent escapes triple that. */
const MAX_PARAM_LENGTH = 1_000
/** When nothing else is asked for, an accepted cancel is refused so much later. */
const REFUSED_AFTER_MS = MINUTE_MS

export interface TossServer {
  readonly app: FastifyInstance
  readonly windows: Pick<Windows<never>, 'clear'>
}

export function createServer(world: World): TossServer {
  const app = createApp({ bodyLimit: MAX_BODY_BYTES, routerOptions: { maxParamLength: MAX_PARAM_LENGTH } })
  for (const route of ROUTES)
    app.route({
      method: route.method,
      url: route.path,
      handler: (request, reply) => receive(world, route, { request, reply }),
    })
  app.setNotFoundHandler((request, reply) => {
    const { status, json } = refusal(world, 'noSuchPath', { language: languageOf(request) })
    return reply.code(status).header('x-tosspayments-trace-id', world.newTraceId()).send(json)
  })
  return { app, windows: addWindowRoutes(app, world) }
}

interface Http {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

async function receive(world: World, route: Route, { request, reply }: Http): Promise<void> {
  const call = decode(world, route, request)
  const fault = world.host.faults().take(call.operation)
  const { operation, path } = call
  const recorded = world.host.calls.add(
    { operation, path, fields: fieldsOf(call), fault: fault?.fault ?? null },
    world.now(),
  )
  const say = (process: Process): WireAnswer => {
    const answer = answerTo(world, call, process)
    recorded.code = answer.code
    return onWire(answer, call)
  }
  if (fault?.fault === 'late_effect') occupyKey(world, call)
  reply.hijack()
  await deliver({
    request: request.raw,
    response: reply.raw,
    timers: world.host.timers,
    fault,
    act: () => say(route.process),
    speak: words(say, fault),
  })
}

/** What a fault says is bound to the idempotency key like every other answer (§7). */
function words(
  say: (process: Process) => WireAnswer,
  fault: Fault | null,
): Partial<Record<SpokenFault, () => WireAnswer>> {
  const afterMs = fault?.delayMs ?? REFUSED_AFTER_MS
  return {
    unlisted_code: () => say(() => failure(UNLISTED_CODE)),
    maintenance: () => say((world) => failure(codeOf('trouble', world.switches()))),
    balance_short: () => say((world, input) => refusal(world, 'merchantFundsShort', input)),
    stale_inquiry: () => say(lookUpStale),
    async_then_refuse: () => say((world, input) => cancelEnding(world, input, { kind: 'aborted', afterMs })),
  }
}

function decode(world: World, route: Route, request: FastifyRequest): Call {
  const input: Input = {
    params: request.params as Record<string, string>,
    query: request.query as Record<string, string>,
    body: parsed(request.body),
    idempotencyKey: headerOf(request, 'idempotency-key') || null,
    language: languageOf(request),
  }
  return {
    method: route.method,
    path: request.url.split('?')[0] ?? '',
    operation: route.operation(world, input),
    authorization: headerOf(request, 'authorization'),
    testCode: headerOf(request, 'tosspayments-test-code'),
    input,
    owner: request,
  }
}

const headerOf = (request: FastifyRequest, name: string): string => String(request.headers[name] ?? '')

const languageOf = (request: FastifyRequest) =>
  headerOf(request, 'accept-language').toLowerCase().startsWith('en') ? 'en' : 'ko'

function parsed(body: unknown): unknown {
  if (!Buffer.isBuffer(body)) return undefined
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}

/** Objects inside are shown as JSON; the idempotency key belongs to what was asked. */
function fieldsOf({ input }: Call): Record<string, string> {
  const body = typeof input.body === 'object' && input.body !== null ? input.body : {}
  const key = input.idempotencyKey === null ? {} : { 'Idempotency-Key': input.idempotencyKey }
  const all = Object.entries({ ...input.query, ...input.params, ...body, ...key })
  return Object.fromEntries(
    all.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  )
}

/** A replay names the new trace and the first one (§16 item 12). */
function onWire({ status, body, traceId, replayOf }: Answered, { input }: Call): WireAnswer {
  const key = input.idempotencyKey
  return {
    status,
    contentType: 'application/json;charset=UTF-8',
    body,
    headers: {
      'x-tosspayments-trace-id': replayOf === null ? traceId : `${traceId},${replayOf}`,
      ...(key === null ? {} : { 'idempotency-key': key }),
    },
  }
}
