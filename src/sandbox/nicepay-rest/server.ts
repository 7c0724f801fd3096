/** The HTTP face of the simulator: every call is read, recorded, processed, and answered or spoilt by a fault. */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { createApp } from '../face.ts'
import type { SpokenFault } from '../faults/catalogue.ts'
import { deliver, type WireAnswer } from '../faults/deliver.ts'
import type { Fault } from '../faults/plan.ts'
import type { Windows } from '../window/routes.ts'
import { type Answer, type Charset, charsetOf, kstTime, onWire, refusal } from './answer.ts'
import { approveAndFallBack } from './approve.ts'
import { SUCCESS } from './codes.ts'
import { bytesOf, headerOf, sendAnswer } from './http.ts'
import { answerTo, operationOf, type Process, ROUTES, type Route, type Task } from './operations.ts'
import { authFault, type Fields, readJson, textOf } from './request.ts'
import { addWebhookRoutes, WEBHOOK_PATHS } from './webhook-routes.ts'
import type { WindowRequest } from './window/open.ts'
import { addWindowRoutes } from './window/routes.ts'
import type { World } from './world.ts'

/** A tid has 30 bytes, an order number 64; percent escapes triple them, and what is longer is refused by its field. */
const MAX_PARAM_LENGTH = 1_000
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

export interface RestServer {
  readonly app: FastifyInstance
  readonly windows: Windows<WindowRequest>
}

export function createServer(world: World): RestServer {
  const app = createApp({ exposeHeadRoutes: false, routerOptions: { maxParamLength: MAX_PARAM_LENGTH } })
  for (const route of ROUTES)
    app.route({
      method: route.method,
      url: route.path,
      handler: (request, reply) => receive(world, route, { request, reply }),
    })
  app.post('/v1/access-token', (request, reply) => sendAnswer(reply, tokenAnswer(world, headerOf(request))))
  addWebhookRoutes(app, world)
  refuseOtherMethods(app, world)
  const windows = addWindowRoutes(app, world)
  app.setNotFoundHandler((_request, reply) => sendAnswer(reply, refusal(world, 'noSuchPath')))
  return { app, windows }
}

/** Every known path answers 405 U308 to the methods that it has no use for (§19 item 1). */
function refuseOtherMethods(app: FastifyInstance, world: World): void {
  const paths = new Set([...ROUTES.map(({ path }) => path), '/v1/access-token', ...WEBHOOK_PATHS])
  for (const url of paths) {
    const method = METHODS.filter((name) => !app.hasRoute({ method: name, url }))
    app.route({ method, url, handler: (_request, reply) => sendAnswer(reply, refusal(world, 'wrongMethod')) })
  }
}

function tokenAnswer(world: World, authorization: string): Answer {
  const stranger = authFault(authorization, 'token', world)
  if (stranger !== null) return refusal(world, stranger)
  const { text, expiresAt } = world.numbers.token()
  return {
    resultCode: SUCCESS.code,
    resultMsg: SUCCESS.message,
    accessToken: text,
    tokenType: 'Bearer',
    expiredAt: kstTime(expiresAt),
    now: kstTime(world.now()),
  }
}

interface Http {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

async function receive(world: World, route: Route, { request, reply }: Http): Promise<void> {
  const path = asFields(request.params)
  const body = route.method === 'GET' ? asFields(request.query) : readJson(bytesOf(request.body))
  const fields = body === null ? null : { ...body, ...path }
  const operation = operationOf(route, path, world)
  const fault = world.host.faults().take(operation)
  const call = world.host.calls.add(
    { operation, path: request.url, fields: fields ?? path, fault: fault?.fault ?? null },
    world.now(),
  )
  const charset = charsetOf(textOf(fields ?? {}, 'returnCharSet'))
  const task = { route, operation, fields, authorization: headerOf(request), arrivedAt: world.now() }
  const say = (answer: Answer, spoken: Charset = charset): WireAnswer => {
    call.code = answer.resultCode
    return onWire(answer, spoken)
  }
  reply.hijack()
  await deliver({
    request: request.raw,
    response: reply.raw,
    timers: world.host.timers,
    fault,
    act: actor({ world, task, fault, say }),
    speak: words({ world, task, say }),
  })
}

interface Acting {
  readonly world: World
  readonly task: Task
  readonly say: (answer: Answer, charset?: Charset) => WireAnswer
}

/** An approval whose effect comes late is under way until then (§19 item 8). */
function actor({ world, task, fault, say }: Acting & { readonly fault: Fault | null }): () => WireAnswer {
  const tx = task.operation === 'approve' ? world.find(textOf(task.fields ?? {}, 'tid')) : null
  if (tx === null || fault?.fault !== 'late_effect' || tx.underWay) return () => say(answerTo(world, task))
  tx.underWay = true
  return () => {
    tx.underWay = false
    return say(answerTo(world, task))
  }
}

function words({ world, task, say }: Acting): Partial<Record<SpokenFault, () => WireAnswer>> {
  const honest = (): Answer => answerTo(world, task)
  const instead = (process: Process) => () => say(answerTo(world, task, process))
  return {
    wrong_signature: () => say(misSigned(honest())),
    unlisted_code: () => say(refusal(world, 'unlisted')),
    maintenance: () => say(refusal(world, 'trouble')),
    balance_short: instead(() => refusal(world, 'balanceShort')),
    stale_inquiry: instead(task.route.stale),
    self_net_cancel: instead(approveAndFallBack),
    euckr_answer: () => say(honest(), 'euc-kr'),
  }
}

/** A digest of the right shape that belongs to nothing. */
const misSigned = (answer: Answer): Answer =>
  typeof answer.signature === 'string' ? { ...answer, signature: '0'.repeat(64) } : answer

/** Of equal names in a query the first counts. */
const asFields = (given: unknown): Fields =>
  Object.fromEntries(
    Object.entries(typeof given === 'object' && given !== null ? given : {}).map(([name, value]) => [
      name,
      String(Array.isArray(value) ? value[0] : value),
    ]),
  )
