/** Makes one HTTP exchange with a provider: fresh connection, no redirect, no retry, a fence before the first byte. */
import type { IncomingMessage } from 'node:http'
import { request as httpRequest } from 'node:http'
import type { Socket } from 'node:net'
import { isIP, connect as tcpConnect } from 'node:net'
import { connect as tlsConnect } from 'node:tls'

/** One call to a provider. */
export interface TransportRequest {
  /** Absolute `http:` or `https:` URL. Adapters have checked its host before. */
  readonly url: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | null
  /** From the start (name look-up included) until the connection, TLS included, stands. */
  readonly connectTimeoutMs: number
  /** From the first byte sent until the last byte received: a deadline, so a slow trickle ends too. */
  readonly readTimeoutMs: number
  /** Default {@link MAX_ANSWER_BYTES}. */
  readonly maxAnswerBytes?: number
  /** The send fence: asked once, when the connection stands and before the first byte. */
  readonly mayStillSend: () => boolean
  /** Milliseconds of a clock that never jumps, for `tookMs`. */
  readonly monotonicMs: () => number
}

/**
 * What came of it. `why` is one word, a colon and a sentence, and contains nothing of the request.
 *
 * - `answer`: a whole HTTP answer of any status arrived.
 * - `not_sent`: provably no byte of the request left this machine.
 * - `lost`: everything else. The provider may have acted.
 */
export type TransportResult =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly body: Uint8Array
      readonly tookMs: number
    }
  | { readonly kind: 'not_sent' | 'lost'; readonly why: string; readonly tookMs: number }

/** 1 MiB: the largest answer of any supported protocol is a page of some hundred kilobytes. */
export const MAX_ANSWER_BYTES = 1_048_576

/**
 * Connection errors that prove that no connection ever stood. All but the first are the own kernel's answer for an
 * address family or network that this machine does not have (a dual-stack name on a host without IPv6).
 */
const NEVER_CONNECTED: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENETUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT'])

/** Name look-up failed, so there was nobody to connect to. */
const NO_NAME: ReadonlySet<string> = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_NONAME'])

/** Node's 250 ms per address would give up on healthy but distant addresses; two attempts still fit in 5 s. */
const ATTEMPT_TIMEOUT_MS = 2_000

type Trouble = { readonly kind: 'not_sent' | 'lost'; readonly why: string }
type Opened = { readonly kind: 'open'; readonly socket: Socket } | Trouble
type Answered = Pick<TransportResult & { kind: 'answer' }, 'kind' | 'status' | 'headers' | 'body'>

const notSent = (why: string): Trouble => ({ kind: 'not_sent', why })
const lost = (why: string): Trouble => ({ kind: 'lost', why })

/**
 * Makes the exchange. Never throws or rejects for what networks and peers do; a header that is not valid HTTP and a
 * `mayStillSend` that throws are bugs and reject, without a byte sent. The socket is closed on every path.
 */
export async function exchange(request: TransportRequest): Promise<TransportResult> {
  const startedMs = request.monotonicMs()
  const timed = <T extends object>(result: T): T & { tookMs: number } => ({
    ...result,
    tookMs: Math.max(0, Math.round(request.monotonicMs() - startedMs)),
  })
  const url = URL.canParse(request.url) ? new URL(request.url) : null
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    return timed(notSent('url: not an http or https URL'))
  }
  const opened = await open(url, request.connectTimeoutMs)
  if (opened.kind !== 'open') return timed(opened)
  try {
    if (!request.mayStillSend()) return timed(notSent('fence: the call became too old before its first byte'))
    return timed(await converse(opened.socket, url, request))
  } finally {
    opened.socket.destroy()
  }
}

/** Waits for the connection, TLS included. Nothing of the request is on its way yet. */
function open(url: URL, timeoutMs: number): Promise<Opened> {
  return new Promise((resolve) => {
    const secure = url.protocol === 'https:'
    const socket = dial(url)
    let reached = false
    const settle = (result: Opened): void => {
      clearTimeout(timer)
      socket.off('close', onClose)
      if (result.kind !== 'open') socket.destroy()
      resolve(result)
    }
    const onClose = (): void => settle(lost('reset: the connection was closed before it stood'))
    const timer = setTimeout(() => settle(lost(`connect_timeout: no connection within ${timeoutMs} ms`)), timeoutMs)
    // Stays for the socket's life: an error without a listener would end the process.
    socket.on('error', (error) => {
      if (reached) settle(lost(`${secure ? 'tls' : 'reset'}: ${reason(error)}`))
      else settle(connectTrouble(error))
    })
    socket.once('close', onClose)
    socket.once('connect', () => {
      reached = true
      if (!secure) settle({ kind: 'open', socket })
    })
    if (secure) socket.once('secureConnect', () => settle({ kind: 'open', socket }))
  })
}

/** Starts a connection of its own: never a pooled one, whose death could be mistaken for an answer. */
function dial(url: URL): Socket {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const address = { host, autoSelectFamilyAttemptTimeout: ATTEMPT_TIMEOUT_MS }
  if (url.protocol === 'http:') return tcpConnect({ ...address, port: Number(url.port || 80) })
  return tlsConnect({
    ...address,
    port: Number(url.port || 443),
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ALPNProtocols: ['http/1.1'],
    minVersion: 'TLSv1.2',
    // Said here so that no environment variable can switch it off (nicepay §18 trap 32).
    rejectUnauthorized: true,
  })
}

/** Sends the request on an open connection and reads the whole answer. */
function converse(socket: Socket, url: URL, order: TransportRequest): Promise<Answered | Trouble> {
  return new Promise((resolve) => {
    const body = order.body ?? new Uint8Array()
    const request = httpRequest({
      // With `createConnection` and no agent the request owns this one connection and sends `Connection: close`.
      createConnection: () => socket,
      host: url.hostname,
      path: `${url.pathname}${url.search}`,
      method: order.method,
      headers: {
        ...order.headers,
        Host: url.host,
        ...(order.body === null ? {} : { 'Content-Length': String(body.length) }),
      },
    })
    const settle = (result: Answered | Trouble): void => {
      clearTimeout(timer)
      resolve(result)
      request.destroy()
    }
    const timer = setTimeout(
      () => settle(lost(`read_timeout: no whole answer within ${order.readTimeoutMs} ms`)),
      order.readTimeoutMs,
    )
    request.on('error', (error) => settle(lost(`${errorWord(error)}: ${reason(error)}`)))
    request.on('close', () => settle(lost('reset: the connection was closed without an answer')))
    request.on('response', (response) => {
      readAnswer(response, order.maxAnswerBytes ?? MAX_ANSWER_BYTES, settle)
    })
    request.end(body)
  })
}

/**
 * Reads a bounded body; a body that ends early is no answer. Tells `settle` at once and not by a promise: the request's
 * own 'close' may come in the same turn and would win.
 */
function readAnswer(response: IncomingMessage, maxBytes: number, settle: (result: Answered | Trouble) => void): void {
  const chunks: Buffer[] = []
  let size = 0
  response.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size <= maxBytes) chunks.push(chunk)
    else settle(lost(`too_big: the answer is larger than ${maxBytes} bytes`))
  })
  response.on('error', (error) => settle(lost(`${errorWord(error)}: ${reason(error)}`)))
  response.on('close', () => settle(lost('reset: the answer ended early')))
  response.on('end', () => {
    if (!response.complete) return settle(lost('reset: the answer ended early'))
    const headers = Object.fromEntries(
      Object.entries(response.headers).map(([name, value]) => [name, [value ?? []].flat().join(', ')]),
    )
    return settle({ kind: 'answer', status: response.statusCode ?? 0, headers, body: Buffer.concat(chunks) })
  })
}

/** Judges a failure before the TCP connection stood: every address must have failed in a way that proves it. */
function connectTrouble(error: Error): Trouble {
  const errors = error instanceof AggregateError ? error.errors : [error]
  const codes = errors.map(codeOf)
  if (codes.every((code) => NO_NAME.has(code))) return notSent(`dns: the host name was not found (${codes.join(', ')})`)
  if (codes.every((code) => NEVER_CONNECTED.has(code))) {
    return notSent(`refused: every address refused the connection (${codes.join(', ')})`)
  }
  return lost(`connect: the connection failed (${codes.join(', ')})`)
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'no code'

/** Only the code: messages of TLS and HTTP errors may quote what the peer sent. */
const reason = (error: Error): string => `the connection broke (${codeOf(error)})`

const errorWord = (error: Error): string => (codeOf(error).startsWith('HPE_') ? 'garbled' : 'reset')
