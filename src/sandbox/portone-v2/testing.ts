/** A shop for tests of the V2 simulator; every answer that it gets is held against the official schema. */
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { type Sandbox, startSandbox } from '../index.ts'
import type { Book } from '../simulator.ts'
import { PORTONE_V2_CREDENTIALS } from './credentials.ts'

export type Json = Readonly<Record<string, unknown>>

export interface Reply {
  readonly status: number
  readonly json: Json
  readonly text: string
}

export interface Sent {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface Shop {
  readonly sandbox: Sandbox
  readonly url: string
  readonly control: (method: string, path: string, body?: unknown) => Promise<{ status: number; json: unknown }>
  /** A call of the API, under the shop's secret. Answers are checked unless a fault has spoilt them. */
  readonly call: (method: string, path: string, sent?: Sent) => Promise<Reply>
  readonly get: (paymentId: string) => Promise<Json>
  readonly cancel: (paymentId: string, body: object, key?: string) => Promise<Reply>
  readonly buy: (buyer?: object) => Promise<Readonly<Record<string, string>>>
  readonly book: (paymentId: string) => Promise<Book>
  readonly fault: (fault: object) => Promise<{ status: number; json: unknown }>
  readonly switches: (patch: object) => Promise<{ status: number; json: unknown }>
  readonly advance: (advanceMs: number) => Promise<unknown>
}

export async function openShop(): Promise<Shop> {
  const sandbox = await startSandbox({ controlPort: 0, seed: 7 })
  const url = sandbox.urls['portone-v2'] ?? ''
  const control: Shop['control'] = async (method, path, body) => {
    const init =
      body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const response = await fetch(`${sandbox.controlUrl}${path}`, { method, ...init })
    return { status: response.status, json: await response.json() }
  }
  const call: Shop['call'] = async (method, path, { body, headers } = {}) => {
    const authorization = `PortOne ${PORTONE_V2_CREDENTIALS.apiSecret}`
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { connection: 'close', authorization, ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const json = parsed(text)
    checkAnswer({ method, path, status: response.status, json })
    return { status: response.status, json, text }
  }
  const to = (paymentId: string, rest = ''): string => `/payments/${encodeURIComponent(paymentId)}${rest}`
  const on = { provider: 'portone-v2' }
  return {
    sandbox,
    url,
    control,
    call,
    get: async (paymentId) => (await call('GET', to(paymentId))).json,
    cancel: (paymentId, body, key) => {
      const headers = key === undefined ? {} : { 'idempotency-key': `"${key}"` }
      return call('POST', to(paymentId, '/cancel'), { body: { reason: '고객 요청', ...body }, headers })
    },
    buy: async (buyer) => {
      const body = { ...on, orderId: 'order-1', amount: 10_000, ...buyer }
      return ((await control('POST', '/control/buyers', body)).json as { return: Record<string, string> }).return
    },
    book: async (paymentId) => {
      const books = (await control('GET', '/control/books?provider=portone-v2')).json as readonly Book[]
      const found = books.find(({ ref }) => ref === paymentId)
      if (found === undefined) throw new Error(`no book of ${paymentId}`)
      return found
    },
    fault: (fault) => control('POST', '/control/faults', { ...on, ...fault }),
    switches: (patch) => control('POST', '/control/switches', { ...on, ...patch }),
    advance: (advanceMs) => control('POST', '/control/clock', { advanceMs }),
  }
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return {}
  }
}

export interface Heard {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Where webhooks arrive; `status` is what it answers. */
export async function openEar(): Promise<{
  url: string
  heard: Heard[]
  answer: { status: number }
  close: () => Promise<void>
}> {
  const heard: Heard[] = []
  const answer = { status: 200 }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      heard.push({ headers: request.headers as Record<string, string>, body: Buffer.concat(chunks).toString('utf8') })
      response.writeHead(answer.status).end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    heard,
    answer,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

const SPEC_PATH = join(import.meta.dirname, '../../../../shared/specs/portone-v2.openapi.json')

/** Why answers cannot be held against the official schema here, or null. */
export const specMissing = (): string | null =>
  existsSync(SPEC_PATH) ? null : 'the official schema of PortOne V2 is not beside the repository'

export interface Answered {
  readonly method: string
  readonly path: string
  readonly status: number
  readonly json: Json
}

interface Operation {
  readonly responses: Readonly<Record<string, { content?: { 'application/json': { schema: object } } }>>
}

interface Spec {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: object
}

/** How many answers were held against the schema, so that a test can see that it happens. */
export const checkedAnswers = { count: 0 }

/** What a simulator says on purpose though no schema has it. */
const UNLISTED = /SETTLEMENT_SEALED|SETTLEMENT_WINDOW_SEALED|HELD_FOR_REVIEW|IDEMPOTENCY_OUTSTANDING_REQUEST/

function checkAnswer(answer: Answered): void {
  const { status, json } = answer
  if (specMissing() !== null || status === 422 || Object.keys(json).length === 0) return
  if (UNLISTED.test(JSON.stringify(json))) return
  const wrong = complaintOf(answer)
  if (wrong !== null) throw new Error(wrong)
  checkedAnswers.count += 1
}

/** What the official schema has against an answer, or null. */
export function complaintOf({ method, path, status, json }: Answered): string | null {
  const validate = validatorOf(method.toLowerCase(), path.split('?')[0] ?? '', status)
  if (validate(json)) return null
  return `${method} ${path} ${status}: ${ajv().errorsText(validate.errors)}\n${JSON.stringify(json)}`
}

const known = new Map<string, ValidateFunction>()

function validatorOf(method: string, path: string, status: number): ValidateFunction {
  const found = Object.keys(spec().paths).find((template) => matches(template, path))
  const name = `${method} ${found} ${status}`
  const compiled = known.get(name)
  if (compiled !== undefined) return compiled
  const schema = spec().paths[found ?? '']?.[method]?.responses[String(status)]?.content?.['application/json'].schema
  if (schema === undefined) throw new Error(`the official schema has no ${name} for ${path}`)
  const { $ref } = schema as { $ref: string }
  const made = ajv().compile({ $ref: `spec${$ref}` })
  known.set(name, made)
  return made
}

const matches = (template: string, path: string): boolean =>
  new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`).test(path)

let spec = (): Spec => {
  const read = strict(JSON.parse(readFileSync(SPEC_PATH, 'utf8'))) as Spec
  spec = () => read
  return read
}

let ajv = (): Ajv => {
  const made = new Ajv({ strict: false, validateSchema: false })
  addFormats.default(made)
  for (const format of ['int32', 'int64']) made.addFormat(format, true)
  made.addSchema(spec(), 'spec')
  ajv = () => made
  return made
}

/** A oneOf with a discriminator takes the one case that is named; an object has no field that is not in the schema. */
function strict(node: unknown): object {
  if (Array.isArray(node)) return node.map((item) => (typeof item === 'object' && item !== null ? strict(item) : item))
  const { discriminator, oneOf, ...rest } = node as Record<string, unknown>
  const entries = Object.entries(rest).map(
    ([name, value]) => [name, typeof value === 'object' && value !== null ? strict(value) : value] as const,
  )
  const copied = Object.fromEntries(entries)
  const { propertyName, mapping } = (discriminator ?? {}) as { propertyName?: string; mapping?: Record<string, string> }
  if (propertyName !== undefined && mapping !== undefined && oneOf !== undefined) {
    const cases = Object.entries(mapping).map(([tag, $ref]) => ({
      if: { properties: { [propertyName]: { const: tag } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { $ref },
    }))
    return { ...copied, properties: { [propertyName]: { enum: Object.keys(mapping) } }, allOf: cases }
  }
  const isClosed = copied.type === 'object' && copied.properties !== undefined
  return { ...copied, ...(oneOf === undefined ? {} : { oneOf }), ...(isClosed ? { additionalProperties: false } : {}) }
}
