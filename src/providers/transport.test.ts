/** Specifies what one exchange promises: whole answers, honest "not sent", everything else lost, nothing left open. */
import { readFileSync } from 'node:fs'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Server, Socket } from 'node:net'
import { createServer as createTcpServer } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterEach, describe, expect, test } from 'vitest'
import type { TransportRequest, TransportResult } from './transport.ts'
import { exchange, MAX_ANSWER_BYTES } from './transport.ts'

const open: Server[] = []
const sockets = new Set<Socket>()

afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  sockets.clear()
  for (const server of open.splice(0)) await new Promise((resolve) => server.close(resolve))
})

async function listen(server: Server): Promise<number> {
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push(server)
  return (server.address() as AddressInfo).port
}

const serve = (handle: RequestListener): Promise<number> => listen(createServer(handle))

/** A server below HTTP: counts the bytes that reach it. */
async function raw(onConnection: (socket: Socket) => void): Promise<{ port: number; received: () => number }> {
  let received = 0
  const server = createTcpServer((socket) => {
    socket.on('data', (chunk) => {
      received += chunk.length
    })
    onConnection(socket)
  })
  return { port: await listen(server), received: () => received }
}

const send = (port: number, change: Partial<TransportRequest> = {}): Promise<TransportResult> =>
  exchange({
    url: `http://127.0.0.1:${port}/webapi/x.jsp`,
    method: 'POST',
    headers: { 'Content-Type': 'text/plain' },
    body: Buffer.from('a=1'),
    connectTimeoutMs: 1_000,
    readTimeoutMs: 1_000,
    mayStillSend: () => true,
    monotonicMs: () => performance.now(),
    ...change,
  })

const why = (result: TransportResult): string => ('why' in result ? `${result.kind} ${result.why}` : result.kind)

async function closedPort(): Promise<number> {
  const server = createTcpServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

describe('an answer', () => {
  test('comes back whole, with its bytes, status and headers, whatever the status', async () => {
    const seen: string[] = []
    const port = await serve(async (request, response) => {
      seen.push(`${request.method} ${request.url} ${request.headers.host} ${request.headers.connection}`)
      seen.push(await bodyOf(request))
      response.writeHead(503, { 'x-a': 'b' }).end(Buffer.from([0xb0, 0xed, 0xff]))
    })
    const result = await send(port)
    expect(result).toMatchObject({ kind: 'answer', status: 503, headers: { 'x-a': 'b' } })
    expect([...(result.kind === 'answer' ? result.body : [])]).toEqual([0xb0, 0xed, 0xff])
    expect(seen).toEqual([`POST /webapi/x.jsp 127.0.0.1:${port} close`, 'a=1'])
  })

  test('of a GET without a body works too', async () => {
    const port = await serve((_request, response) => void response.end('ok'))
    expect(await send(port, { method: 'GET', body: null })).toMatchObject({ kind: 'answer', status: 200 })
  })

  test('that redirects is an answer and is not followed', async () => {
    let calls = 0
    const port = await serve((_request, response) => {
      calls += 1
      response.writeHead(302, { location: '/elsewhere' }).end()
    })
    expect(await send(port)).toMatchObject({ kind: 'answer', status: 302 })
    expect(calls).toBe(1)
  })

  test('comes over a connection of its own each time, which is closed afterwards', async () => {
    const ports = new Set<number | undefined>()
    const port = await serve((request, response) => {
      ports.add(request.socket.remotePort)
      response.end('ok')
    })
    for (let i = 0; i < 20; i += 1) await send(port)
    expect(ports.size).toBe(20)
    await expect.poll(() => [...sockets].every((socket) => socket.destroyed)).toBe(true)
  })

  test('tells how long it took', async () => {
    const port = await serve((_request, response) => void response.end('ok'))
    const times = [100, 142.4]
    expect(await send(port, { monotonicMs: () => times.shift() ?? 0 })).toMatchObject({ tookMs: 42 })
  })
})

describe('not sent', () => {
  test('a refused connection', async () => {
    expect(why(await send(await closedPort()))).toMatch(/^not_sent refused: /)
  })

  test('a refused connection at every address of a name', async () => {
    const port = await closedPort()
    expect(why(await send(port, { url: `http://localhost:${port}/` }))).toMatch(/^not_sent refused: /)
  })

  test('a name that does not exist', async () => {
    expect(why(await send(0, { url: 'https://no-such-host.invalid/' }))).toMatch(/^not_sent dns: /)
  })

  test.each(['', 'nonsense', 'ftp://127.0.0.1/', '/webapi', 'http://'])('a URL that is none: %j', async (url) => {
    expect(why(await send(0, { url }))).toMatch(/^not_sent url: /)
  })

  test('a closed fence: the connection stands, and not one byte of the request arrives', async () => {
    let asked = 0
    const ended = Promise.withResolvers<void>()
    const { port, received } = await raw((socket) => socket.on('close', () => ended.resolve()))
    const mayStillSend = (): boolean => {
      asked += 1
      return false
    }
    expect(why(await send(port, { mayStillSend }))).toMatch(/^not_sent fence: /)
    await ended.promise
    expect([received(), asked]).toEqual([0, 1])
  })

  test('the fence is asked only when the connection stands', async () => {
    let asked = 0
    const mayStillSend = (): boolean => {
      asked += 1
      return true
    }
    await send(await closedPort(), { mayStillSend })
    expect(asked).toBe(0)
  })

  test('a fence that throws is a bug: it rejects, without a byte sent and without a socket left', async () => {
    const { port, received } = await raw(() => {})
    const mayStillSend = (): boolean => {
      throw new Error('bug')
    }
    await expect(send(port, { mayStillSend })).rejects.toThrow('bug')
    await expect.poll(() => [...sockets].every((socket) => socket.destroyed)).toBe(true)
    expect(received()).toBe(0)
  })
})

describe('lost', () => {
  const lostWith: readonly (readonly [string, RegExp, (request: IncomingMessage, response: ServerResponse) => void])[] =
    [
      ['a reset before any answer', /^lost reset: /, (request) => void request.socket.resetAndDestroy()],
      ['an orderly end before any answer', /^lost reset: /, (request) => void request.socket.end()],
      [
        'a reset in the middle of the body',
        /^lost reset: /,
        (request, response) => {
          response.writeHead(200, { 'content-length': 100 })
          response.write('half')
          setTimeout(() => request.socket.resetAndDestroy(), 20)
        },
      ],
      [
        'a body shorter than its Content-Length',
        /^lost reset: /,
        (request, response) => {
          response.writeHead(200, { 'content-length': 100 })
          response.write('half')
          setTimeout(() => request.socket.end(), 20)
        },
      ],
      [
        'a body that is too big',
        /^lost too_big: /,
        (_request, response) => void response.end(Buffer.alloc(MAX_ANSWER_BYTES + 1)),
      ],
      ['no answer within the limit', /^lost read_timeout: /, () => {}],
      [
        'an answer that trickles past the limit',
        /^lost read_timeout: /,
        (_request, response) => {
          const timer = setInterval(() => response.write('x'), 20)
          response.on('close', () => clearInterval(timer))
        },
      ],
    ]

  test.each(lostWith)('%s', async (_name, expected, handle) => {
    const port = await serve(handle)
    expect(why(await send(port, { readTimeoutMs: 200 }))).toMatch(expected)
    await expect.poll(() => [...sockets].every((socket) => socket.destroyed)).toBe(true)
  })

  test('a body of exactly the limit is still an answer', async () => {
    const port = await serve((_request, response) => void response.end(Buffer.alloc(MAX_ANSWER_BYTES)))
    expect(await send(port)).toMatchObject({ kind: 'answer' })
  })

  test('a peer that does not speak HTTP', async () => {
    const { port } = await raw((socket) => void socket.end('hello there\r\n\r\n'))
    expect(why(await send(port))).toMatch(/^lost garbled: /)
  })

  test('a peer that closes at once', async () => {
    const { port } = await raw((socket) => socket.resetAndDestroy())
    expect((await send(port)).kind).toBe('lost')
  })

  test('a TLS handshake with a peer that has none', async () => {
    const { port } = await raw((socket) => void socket.end('no tls\n'))
    expect(why(await send(port, { url: `https://127.0.0.1:${port}/` }))).toMatch(/^lost tls: /)
  })

  test('a TLS handshake that never ends, at the connect limit and without asking the fence', async () => {
    const { port } = await raw(() => {})
    const change = {
      url: `https://127.0.0.1:${port}/`,
      connectTimeoutMs: 150,
      mayStillSend: () => expect.unreachable(),
    }
    expect(why(await send(port, change))).toMatch(/^lost connect_timeout: /)
    await expect.poll(() => [...sockets].every((socket) => socket.destroyed)).toBe(true)
  })
})

describe('TLS', () => {
  const fixture = (name: string): string => readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8')
  const tlsPort = (): Promise<number> =>
    listen(
      createTlsServer(
        { cert: fixture('localhost.cert.pem'), key: fixture('localhost.key.pem') },
        (_request, response) => void response.end('secret'),
      ),
    )

  test('a certificate that nobody vouches for is refused, even where the environment says to accept it', async () => {
    const port = await tlsPort()
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
    try {
      expect(why(await send(port, { url: `https://localhost:${port}/` }))).toMatch(/^lost tls: /)
    } finally {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before
    }
  })

  test('a vouched certificate is accepted for its own name only, and the fence comes after the handshake', async () => {
    const port = await tlsPort()
    const before = getCACertificates('default')
    setDefaultCACertificates([...before, fixture('localhost.cert.pem')])
    try {
      const url = `https://localhost:${port}/`
      expect(await send(port, { url })).toMatchObject({ kind: 'answer', status: 200 })
      expect(why(await send(port, { url, mayStillSend: () => false }))).toMatch(/^not_sent fence: /)
      expect(why(await send(port, { url: `https://127.0.0.1:${port}/` }))).toMatch(/^lost tls: /)
    } finally {
      setDefaultCACertificates(before)
    }
  })
})
