/** Posts one delivery: fresh connection, no redirect, no retry, limits on all. Never throws for what peers do. */
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { SECOND_MS } from '../../core/time.ts'
import { guardedLookup, type Resolve, urlProblem } from './address.ts'

const CONNECT_WITHIN_MS = 5 * SECOND_MS
/** From the open connection to the end of the answer: a receiver stores and answers, and works afterwards. */
const ANSWER_WITHIN_MS = 10 * SECOND_MS
/** Only the status counts; so much of the body is taken so that the receiver can finish writing it. */
const MAX_ANSWER_BYTES = 16 * 1024

/** Together, with some slack: an attempt is over by then. */
export const ATTEMPT_MS = CONNECT_WITHIN_MS + ANSWER_WITHIN_MS + 5 * SECOND_MS

export interface Posting {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface SendOptions {
  readonly internalHosts: readonly string[]
  readonly monotonicMs: () => number
  /** Default: the system's. */
  readonly resolve?: Resolve
}

export interface Sent {
  /** Null where no HTTP answer came. */
  readonly status: number | null
  readonly tookMs: number
  /** Null where the answer was 2xx. One word, a colon and a sentence of ours; nothing of the answer. */
  readonly trouble: string | null
}

export async function send(posting: Posting, options: SendOptions): Promise<Sent> {
  const startedMs = options.monotonicMs()
  const problem = urlProblem(posting.url, options.internalHosts)
  const answer = problem === null ? await post(posting, options) : { status: null, trouble: `url: ${problem}` }
  return { ...answer, tookMs: Math.max(0, Math.round(options.monotonicMs() - startedMs)) }
}

type Answer = Omit<Sent, 'tookMs'>

function post({ url: text, headers, body }: Posting, { internalHosts, resolve }: SendOptions): Promise<Answer> {
  const url = new URL(text)
  const secure = url.protocol === 'https:'
  return new Promise((settle) => {
    const request = (secure ? requestHttps : requestHttp)(url, {
      method: 'POST',
      agent: false,
      lookup: guardedLookup(url, internalHosts, resolve),
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
    })
    // What is known first is what is told: a status is not taken back by what happens to its body.
    let answer: Answer | null = null
    const endWith = (trouble: string) => () => {
      answer ??= { status: null, trouble }
      request.destroy()
    }
    let timer = setTimeout(endWith(`connect_timeout: no connection within ${CONNECT_WITHIN_MS} ms`), CONNECT_WITHIN_MS)
    request.once('socket', (socket) => {
      socket.once(secure ? 'secureConnect' : 'connect', () => {
        clearTimeout(timer)
        timer = setTimeout(endWith(`read_timeout: no answer within ${ANSWER_WITHIN_MS} ms`), ANSWER_WITHIN_MS)
      })
    })
    request.on('error', (error) => {
      answer ??= troubleOf(error)
    })
    request.once('response', (response) => {
      answer ??= judged(response.statusCode ?? 0)
      let bytes = 0
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes > MAX_ANSWER_BYTES) request.destroy()
      })
      response.on('error', () => {}) // The status was here before; the rest does not matter.
      response.once('end', () => request.destroy())
    })
    request.once('close', () => {
      clearTimeout(timer)
      settle(answer ?? { status: null, trouble: 'reset: the connection was closed before an answer' })
    })
    request.end(body)
  })
}

function judged(status: number): Answer {
  if (status >= 200 && status < 300) return { status, trouble: null }
  if (status >= 300 && status < 400) return { status, trouble: 'redirect: deliveries follow none' }
  return { status, trouble: `status: the receiver answered ${status}` }
}

/** By error code; anything else is told by its code alone, because its text may hold an address. */
const TROUBLES: Readonly<Record<string, string>> = {
  ENOTFOUND: 'name: the host has no address',
  EAI_AGAIN: 'name: the host could not be looked up',
  ENOTPUBLIC: 'address: the host leads to an address that is not public',
  ECONNREFUSED: 'refused: nobody listens there',
  ECONNRESET: 'reset: the connection was closed before an answer',
}

function troubleOf(error: Error): Answer {
  const code = (error as NodeJS.ErrnoException).code ?? error.name
  return { status: null, trouble: TROUBLES[code] ?? `broken: ${code}` }
}
