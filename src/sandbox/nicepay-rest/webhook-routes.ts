/** Where the shop registers its webhook addresses: each must first answer a sample with OK (§16 Webhook). */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { isLoopbackTarget } from '../notify.ts'
import { type Answer, kstTime, onWire, refusal } from './answer.ts'
import { KINDS, type Kind, type Situation, SUCCESS } from './codes.ts'
import { bytesOf, headerOf, sendAnswer } from './http.ts'
import { saysOk } from './notification.ts'
import { authFault, type Fields, readJson, textOf } from './request.ts'
import type { World } from './world.ts'

export const WEBHOOK_PATHS = ['/v1/webhook', '/v1/webhook/:method/update', '/v1/webhook/:method/delete'] as const

const BYTES = { method: 10, url: 200, managerEmail: 255 } as const

/** The real one surely waits no longer for a sample; in real time. */
const SAMPLE_TIMEOUT_MS = 5_000

type Act = (world: World, kind: Kind, fields: Fields) => Promise<Situation | null>

export function addWebhookRoutes(app: FastifyInstance, world: World): void {
  app.get('/v1/webhook', (request, reply) => sendAnswer(reply, listed(world, headerOf(request))))
  const add = (path: (typeof WEBHOOK_PATHS)[number], act: Act) =>
    app.post(path, async (request, reply) => sendAnswer(reply, await changed(world, request, act)))
  add('/v1/webhook', register)
  add('/v1/webhook/:method/update', update)
  add('/v1/webhook/:method/delete', remove)
}

function listed(world: World, authorization: string): Answer {
  const stranger = authFault(authorization, 'api', world)
  return stranger === null ? allOf(world) : refusal(world, stranger)
}

const allOf = ({ webhooks }: World): Answer => ({
  resultCode: SUCCESS.code,
  resultMsg: SUCCESS.message,
  messageSource: 'nicepay',
  urls: [...webhooks].map(([method, { url, managerEmail }]) => ({ method, url, managerEmail })),
})

async function changed(world: World, request: FastifyRequest, act: Act): Promise<Answer> {
  const stranger = authFault(headerOf(request), 'api', world)
  if (stranger !== null) return refusal(world, stranger)
  const body = readJson(bytesOf(request.body))
  if (body === null) return refusal(world, 'fieldMalformed')
  const fields: Fields = { ...body, ...(request.params as Fields) }
  const kind = KINDS.find((name) => name === textOf(fields, 'method'))
  if (kind === undefined) return refusal(world, textOf(fields, 'method') === '' ? 'fieldMissing' : 'badOption')
  if (Object.entries(BYTES).some(([name, bytes]) => Buffer.byteLength(textOf(fields, name)) > bytes))
    return refusal(world, 'fieldTooLong')
  const wrong = await act(world, kind, fields)
  return wrong === null ? allOf(world) : refusal(world, wrong)
}

const register: Act = async (world, kind, fields) =>
  world.webhooks.has(kind) ? 'webhookKnown' : take(world, kind, fields)

const update: Act = async (world, kind, fields) =>
  world.webhooks.has(kind) ? take(world, kind, fields) : 'webhookUnknown'

const remove: Act = async (world, kind) => (world.webhooks.delete(kind) ? null : 'webhookUnknown')

async function take(world: World, kind: Kind, fields: Fields): Promise<Situation | null> {
  const url = textOf(fields, 'url')
  if (url === '') return 'fieldMissing'
  const wrong = await trySample(world, kind, url)
  if (wrong === null) world.webhooks.set(kind, { url, managerEmail: textOf(fields, 'managerEmail') })
  return wrong
}

/** The sandbox reaches nothing but this machine: every other address is unreachable. */
async function trySample(world: World, kind: Kind, url: string): Promise<Situation | null> {
  if (!isLoopbackTarget(url)) return 'webhookUnreachable'
  const { body, contentType } = onWire(sampleOf(world, kind), 'utf-8')
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': contentType, connection: 'close' },
      body: new Uint8Array(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(SAMPLE_TIMEOUT_MS),
    })
    const text = await response.text()
    if (saysOk(response.status, text)) return null
    return response.status === 200 ? 'webhookNotOk' : 'webhookStatus'
  } catch {
    return 'webhookUnreachable'
  }
}

/** A payment that never was: its tid is unknown and its signature means nothing (§16: act on nothing). */
const sampleOf = (world: World, kind: Kind): Answer => ({
  resultCode: SUCCESS.code,
  resultMsg: SUCCESS.message,
  tid: 'UT0000000m01010000000000000000',
  cancelledTid: null,
  orderId: 'sample-order-id',
  ediDate: kstTime(world.now()),
  signature: '0'.repeat(64),
  status: 'paid',
  paidAt: kstTime(world.now()),
  failedAt: '0',
  cancelledAt: '0',
  payMethod: kind,
  amount: 1004,
  balanceAmt: 1004,
  goodsName: '나이스페이-샘플',
  useEscrow: false,
  currency: 'KRW',
  cancels: null,
})
