/** Sends one request and judges the answer to it. */
import { ERRORS, type ErrorCode } from '../../src/core/errors.ts'
import { KEY } from '../../test/http/server.ts'
import { filledIn, type Request, type Stood } from './request.ts'
import type { Stage } from './stage.ts'

/** Far beyond what the service itself allows (10 s to the first answer), on a machine that is busy with others. */
const MOST_MS = 60_000

export interface Judged {
  readonly status: number
  /** Null where every promise holds. */
  readonly problem: string | null
  /** Of the whole process while it was answered: an upper bound where several are asked at once. */
  readonly cpuMs: number
}

/** Every payment and cancellation that an answer told of. */
export type Told = Set<string>

export async function judge({ shop, names }: Stage, request: Request, told: Told): Promise<Judged> {
  const before = process.threadCpuUsage()
  const answer = await shop.visit(pathOf(request, names), initOf(request, names)).catch(String)
  const { user, system } = process.threadCpuUsage(before)
  const cpuMs = (user + system) / 1_000
  if (typeof answer === 'string') return { status: 0, problem: `no answer: ${answer}`, cpuMs }
  if (answer.status < 300) for (const [id] of answer.text.matchAll(/\b(pay|can)_\w+/g)) told.add(id)
  // A cancellation that was refused is kept under its key, and shown.
  if (answer.status === 409) for (const [id] of answer.text.matchAll(/\bcan_\w+/g)) told.add(id)
  return { status: answer.status, problem: problemOf(answer), cpuMs }
}

const pathOf = ({ path }: Request, names: Stood): string => filledIn(path, names, (text) => text)

function initOf(request: Request, names: Stood): RequestInit {
  const { method, headers: own } = request
  const path = pathOf(request, names)
  const isPage = !path.startsWith('/v1/') || path.startsWith('/v1/webhooks/')
  const filled = Object.entries(own).map(([name, text]) => [name, filledIn(text, names, (one) => one)])
  const headers = {
    ...Object.fromEntries(filled),
    ...(isPage ? {} : { authorization: `Bearer ${KEY}` }),
    ...(path.startsWith('/v1/webhooks/') ? {} : { 'x-forwarded-for': addressOf(request) }),
  }
  const base = { method, headers, signal: AbortSignal.timeout(MOST_MS) }
  return request.body === null ? base : { ...base, body: bodyOf(request, names) }
}

/** Byte for byte, but for the names. */
function bodyOf({ body, headers }: Request, names: Stood): Uint8Array<ArrayBuffer> {
  const isForm = headers['content-type']?.includes('form') ?? false
  const escaped = isForm ? encodeURIComponent : (text: string): string => JSON.stringify(text).slice(1, -1)
  const text = Buffer.from(body ?? '', 'base64').toString('latin1')
  return new Uint8Array(Buffer.from(filledIn(text, names, escaped), 'latin1'))
}

/** One of 16 million, by what is asked: the same request comes from the same place. */
function addressOf({ path, body }: Request): string {
  let hash = 7
  for (const one of `${path}${body?.slice(0, 200) ?? ''}`) hash = (Math.imul(hash, 31) + one.charCodeAt(0)) >>> 0
  return `10.${hash & 255}.${(hash >> 8) & 255}.${(hash >> 16) & 255}`
}

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** Node's own, before any of us hears of the request. */
const TOO_LONG = 431

/** The one 503 that a request itself can lead to: a reference that the provider cannot be asked about. */
const NOT_TOLD = '"code":"MD_NOT_TOLD"'

/** What providers are answered that we do not believe. */
const REFUSED = /^(FAIL|\{\}|OK)$/

function problemOf({ status, headers, text }: Answer): string | null {
  if (status >= 500 && !text.includes(NOT_TOLD)) return `HTTP ${status}: ${text.slice(0, 300)}`
  if (status < 400 || status === TOO_LONG) return null
  const type = headers.get('content-type') ?? ''
  if (type.includes('text/html')) return text.includes('<title>') ? null : 'a page without a title'
  if (REFUSED.test(text)) return null
  const { code, status: said } = JSON.parse(text) as { code: ErrorCode; status: number }
  if (ERRORS[code] === undefined) return `a "no" without a code of the catalogue: ${text.slice(0, 300)}`
  return said === status ? null : `HTTP ${status} says ${said}`
}
