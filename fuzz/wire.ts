/** A provider's end of the wire on loopback: says exactly the bytes that it is told to, one answer per connection. */
import { createServer, type Socket } from 'node:net'

export interface Answer {
  readonly status: number
  /** Lines as they are sent, beside the length; one that is already there is not added. */
  readonly headers: readonly string[]
  readonly body: Uint8Array
}

export interface Wire {
  readonly origin: string
  /** What the next connections are answered, one after the other; the last one again for any more. */
  say(answers: readonly Answer[]): void
  /** Connections since the last {@link say}. */
  readonly heard: () => number
  close(): Promise<void>
}

/** Asked for by PortOne V1 before anything else; it is no part of any input. */
const TOKEN_PATH = 'POST /users/getToken '
const LIFE_S = 3_600

/** The token outlives every run: by its server's own clock, which is what counts. */
const token = (): Answer => {
  const response = { access_token: 'a-token-of-the-wire', now: 1_800_000_000, expired_at: 1_800_000_000 + LIFE_S }
  return {
    status: 200,
    headers: ['content-type: application/json'],
    body: Buffer.from(JSON.stringify({ code: 0, message: null, response })),
  }
}

function bytesOf({ status, headers, body }: Answer): Buffer {
  const hasFrame = headers.some((line) => /^(content-length|transfer-encoding):/i.test(line))
  const frame = hasFrame ? [] : [`content-length: ${body.length}`]
  const head = [`HTTP/1.1 ${status} Said`, ...headers, ...frame, '', ''].join('\r\n')
  return Buffer.concat([Buffer.from(head, 'latin1'), body])
}

export async function openWire(): Promise<Wire> {
  let [answers, heard]: [readonly Answer[], number] = [[], 0]
  const answer = (socket: Socket, asked: string): void => {
    if (asked.startsWith(TOKEN_PATH)) return void socket.end(bytesOf(token()))
    const one = answers[Math.min(heard, answers.length - 1)]
    heard += 1
    if (one === undefined) socket.destroy()
    else socket.end(bytesOf(one))
  }
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    socket.on('error', () => {}) // The adapter hangs up on what it does not want to read.
    socket.once('data', (chunk) => answer(socket, chunk.toString('latin1')))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    origin: `http://127.0.0.1:${port}`,
    say: (next) => {
      ;[answers, heard] = [next, 0]
    },
    heard: () => heard,
    close: () => {
      for (const socket of open) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
