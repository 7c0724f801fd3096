/** Carries one answer to the client, honestly or bent by a fault, and decides what a fault does to the effect. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Timers } from '../timers.ts'
import { isTransportFault, type SpokenFault, type TransportFault } from './catalogue.ts'
import type { Fault } from './plan.ts'

export interface WireAnswer {
  readonly status: number
  readonly contentType: string
  readonly body: Buffer
  /** Further headers of the honest answer; names in lower case. */
  readonly headers?: Readonly<Record<string, string>>
}

export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly timers: Timers
  readonly fault: Fault | null
  /** Processes the call and gives the honest answer. Synchronous: an effect is never half done. */
  readonly act: () => WireAnswer
  /** The faults that only the simulator can put into words. */
  readonly speak: Partial<Record<SpokenFault, () => WireAnswer>>
}

/** When nothing else is asked for, a late effect comes so much later, in sandbox time. */
const LATE_EFFECT_MS = 5_000

/** When nothing else is asked for, a slow answer takes so long, in slices: each alone is too short to time out on. */
const SLOW_MS = 3_000
const SLOW_SLICES = 10

const ERROR_PAGE: WireAnswer = {
  status: 500,
  contentType: 'text/html;charset=utf-8',
  body: Buffer.from(
    '<!doctype html><html><head><title>HTTP 500</title></head><body><h1>Internal Server Error</h1></body></html>\n',
  ),
}

export async function deliver(exchange: Exchange): Promise<void> {
  try {
    await answer(exchange)
  } catch (error) {
    // A broken invariant of the simulator must be seen, by whoever called and by whoever runs the sandbox.
    process.emitWarning(error instanceof Error ? error : String(error))
    if (exchange.response.headersSent) exchange.response.destroy()
    else exchange.response.writeHead(500, { 'content-type': 'text/plain' }).end(`sandbox bug: ${error}\n`)
  }
}

async function answer(exchange: Exchange): Promise<void> {
  const { fault } = exchange
  if (fault === null) return send(exchange, exchange.act())
  if (isTransportFault(fault.fault)) return play(exchange, fault.fault, fault.delayMs)
  const spoken = Object.entries(exchange.speak).find(([name]) => name === fault.fault)?.[1]
  if (spoken === undefined) throw new Error(`the simulator accepted ${fault.fault}, which it cannot play`)
  const said = spoken()
  // Its delay is the simulator's: how much later the refusal comes, not the answer.
  if (fault.fault !== 'async_then_refuse') await hold(exchange, fault.delayMs)
  send(exchange, said)
}

async function play(exchange: Exchange, fault: TransportFault, delayMs: number | null): Promise<void> {
  switch (fault) {
    case 'lose_request':
      await hold(exchange, delayMs)
      return reset(exchange)
    case 'lose_reply':
      exchange.act()
      await hold(exchange, delayMs)
      return reset(exchange)
    case 'late_effect':
      exchange.timers.after(delayMs ?? LATE_EFFECT_MS, () => void exchange.act())
      return reset(exchange)
    case 'error_before':
      await hold(exchange, delayMs)
      return send(exchange, ERROR_PAGE)
    case 'error_after':
      exchange.act()
      await hold(exchange, delayMs)
      return send(exchange, ERROR_PAGE)
    case 'garble': {
      const answer = exchange.act()
      await hold(exchange, delayMs)
      return send(exchange, { ...answer, body: answer.body.subarray(0, Math.floor(answer.body.length / 2)) })
    }
    case 'slow':
      return trickle(exchange, exchange.act(), delayMs ?? SLOW_MS)
    case 'duplicate_request': {
      exchange.act()
      const second = exchange.act()
      await hold(exchange, delayMs)
      return send(exchange, second)
    }
  }
}

async function hold({ timers }: Exchange, delayMs: number | null): Promise<void> {
  if (delayMs !== null && delayMs > 0) await timers.wait(delayMs)
}

/** A TCP reset, not an orderly end: the client must not be able to take it for an empty answer. */
const reset = ({ request }: Exchange): void => void request.socket.resetAndDestroy()

const head = (answer: WireAnswer) => ({
  ...answer.headers,
  'content-type': answer.contentType,
  'content-length': answer.body.length,
})

function send({ response }: Exchange, answer: WireAnswer): void {
  response.writeHead(answer.status, head(answer)).end(answer.body)
}

async function trickle({ response, timers }: Exchange, answer: WireAnswer, overMs: number): Promise<void> {
  response.writeHead(answer.status, head(answer))
  response.flushHeaders()
  const beganAt = timers.now()
  const sliceBytes = Math.ceil(answer.body.length / SLOW_SLICES)
  let sent = 0
  for (let slice = 1; slice < SLOW_SLICES && !response.destroyed; slice += 1) {
    const dueInMs = beganAt + (overMs * slice) / SLOW_SLICES - timers.now()
    if (dueInMs > 0 && (await timers.wait(dueInMs)) === 'cleared') break
    response.write(answer.body.subarray(sent, sent + sliceBytes))
    sent += sliceBytes
  }
  response.end(answer.body.subarray(sent))
}
