/** The HTTP face of the simulator: every call is decoded, recorded, processed, and answered or spoilt by a fault. */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { createApp } from '../face.ts'
import type { SpokenFault } from '../faults/catalogue.ts'
import { deliver, type WireAnswer } from '../faults/deliver.ts'
import type { Windows } from '../window/routes.ts'
import { type Answer, answerCharset, type Charset, decodeForm, encodeAnswer, type Fields, toRecord } from './form.ts'
import { inquireStale } from './inquire.ts'
import { answerTo, operationOf, PATHS, type Path, type Task } from './operations.ts'
import { refusal } from './request.ts'
import { addWindowRoutes } from './window/routes.ts'
import type { World } from './world.ts'

export interface NicepayServer {
  readonly app: FastifyInstance
  readonly windows: Pick<Windows<never>, 'clear'>
}

export function createServer(world: World): NicepayServer {
  // Form fields only, whatever the header says: a JSON body decodes to no field and misses them all (§18 trap 6).
  const app = createApp({})
  for (const path of PATHS) app.post(path, (request, reply) => receive(world, path, { request, reply }))
  return { app, windows: addWindowRoutes(app, world) }
}

interface Http {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

async function receive(world: World, path: Path, { request, reply }: Http): Promise<void> {
  const fields = decodeForm(Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0))
  const operation = operationOf(path, fields, world)
  const fault = world.host.faults().take(operation)
  const call = world.host.calls.add(
    { operation, path, fields: toRecord(fields), fault: fault?.fault ?? null },
    world.now(),
  )
  const say = (answer: Answer, charset: Charset = answerCharset(fields)): WireAnswer => {
    call.code = answer.ResultCode ?? null
    return onWire(answer, fields, charset)
  }
  const task = { operation, arrivedAt: world.now() }
  const act = (): Answer => answerTo(world, fields, task)
  reply.hijack()
  await deliver({
    request: request.raw,
    response: reply.raw,
    timers: world.host.timers,
    fault,
    act: () => say(act()),
    speak: words({ world, task, fields, act, say }),
  })
}

interface Words {
  readonly world: World
  readonly task: Task
  readonly fields: Fields
  readonly act: () => Answer
  readonly say: (answer: Answer, charset?: Charset) => WireAnswer
}

function words({ world, task, fields, act, say }: Words): Partial<Record<SpokenFault, () => WireAnswer>> {
  return {
    wrong_signature: () => say(misSigned(act())),
    unlisted_code: () => say(refusal('unlisted', fields, world)),
    maintenance: () => say(refusal('trouble', fields, world)),
    balance_short: () =>
      say(answerTo(world, fields, { ...task, process: () => refusal('balanceShort', fields, world) })),
    stale_inquiry: () => say(answerTo(world, fields, { ...task, process: inquireStale })),
    euckr_answer: () => say(act(), 'euc-kr'),
  }
}

/** A digest of the right shape that belongs to nothing. */
const misSigned = (answer: Answer): Answer => ({ ...answer, Signature: '0'.repeat(64) })

/** The content type is not documented (§3): ours says as little as an old JSP page does. */
const onWire = (answer: Answer, fields: Fields, charset: Charset): WireAnswer => ({
  status: 200,
  contentType: `text/html;charset=${charset}`,
  body: encodeAnswer(answer, fields, charset),
})
