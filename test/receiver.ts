/** A merchant's server for tests: keeps every webhook that comes, and answers as it is told. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Received {
  readonly path: string
  readonly id: string
  readonly headers: Record<string, string>
  readonly body: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into events of every type.
  readonly event: any
}

type Answer = (request: IncomingMessage, response: ServerResponse) => unknown

export interface Receiver {
  readonly url: string
  readonly received: Received[]
  /** From now on; a status, or everything by hand. */
  answer(how: number | Answer): void
  /** Waits until `count` webhooks came that `which` chooses. */
  until(count: number, which?: (one: Received) => boolean): Promise<Received[]>
  close(): Promise<void>
}

const MAX_WAIT_MS = 20_000

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = []
  let answer: Answer = (_request, response) => response.writeHead(204).end()
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString()
    const headers = request.headers as Record<string, string>
    received.push({ path: request.url ?? '', id: headers['webhook-id'] ?? '', headers, body, event: JSON.parse(body) })
    answer(request, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    received,
    answer: (how) => {
      answer = typeof how === 'function' ? how : (_request, response) => response.writeHead(how).end()
    },
    until: async (count, which = () => true) => {
      for (let waited = 0; received.filter(which).length < count; waited += 20) {
        if (waited > MAX_WAIT_MS) {
          const types = received.map(({ event }) => event.type).join(', ')
          throw new Error(`${received.filter(which).length} of ${count} webhooks came: ${types}`)
        }
        await sleep(20)
      }
      return received.filter(which)
    },
    close: async () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
