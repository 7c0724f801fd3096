/** Stands between an adapter and its simulator, passes everything on, and keeps every answer as it came. */
import { createServer, request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { RawWebhook } from '../../src/ports/provider.ts'
import { NOWHERE } from '../accounts.ts'

export interface Kept {
  readonly path: string
  readonly status: number
  readonly contentType: string
  readonly body: Buffer
}

export interface Tap {
  readonly origin: string
  /** What was answered since the last time that this was asked. */
  take(): readonly Kept[]
  takeWebhooks(): readonly RawWebhook[]
  close(): Promise<void>
}

/** Where the simulator sends its webhooks. */
export const EAR = '/ear'

/** The same with another port: also by name, and where it stands escaped. */
function swap(bytes: Buffer, from: string, to: string): Buffer {
  const [old, now] = [new URL(from).port, new URL(to).port]
  const text = bytes
    .toString('latin1')
    .replaceAll(new RegExp(`(127\\.0\\.0\\.1|localhost)(:|%3A)${old}\\b`, 'g'), `$1$2${now}`)
  return Buffer.from(text, 'latin1')
}

/** With the address that the corpus has. */
export const placeless = (bytes: Buffer, origin: string): Buffer => swap(bytes, origin, NOWHERE)

export async function openTap(upstream: { readonly control: string; readonly provider: string }): Promise<Tap> {
  let [kept, webhooks]: [Kept[], RawWebhook[]] = [[], []]
  let origin = ''
  const server = createServer(async (incoming, reply) => {
    const { method = 'GET', url: path = '/', headers } = incoming
    const body = await buffer(incoming)
    if (path.startsWith(EAR)) {
      const named = Object.entries(headers).map(([name, value]) => [name, String(value)] as const)
      webhooks.push({ headers: Object.fromEntries(named), contentType: headers['content-type'] ?? '', body })
      return void reply.end('OK')
    }
    const isControl = path.startsWith('/control/')
    const to = isControl ? upstream.control : upstream.provider
    const asked = isControl ? body : swap(body, origin, upstream.provider)
    const answer = await pass(`${to}${path}`, { method, headers: { ...headers, host: new URL(to).host } }, asked)
    const told = swap(answer.body, upstream.provider, origin)
    if (!isControl) kept.push({ ...answer, path, body: placeless(told, origin) })
    reply.writeHead(answer.status, { 'content-type': answer.contentType }).end(told)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  const taken = <One>(all: One[], rest: () => void): readonly One[] => {
    rest()
    return all
  }
  return {
    origin,
    take: () => taken(kept, () => (kept = [])),
    takeWebhooks: () => taken(webhooks, () => (webhooks = [])),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

interface Asked {
  readonly method: string
  readonly headers: Record<string, string | string[] | undefined>
}

function pass(url: string, { method, headers }: Asked, body: Buffer): Promise<Omit<Kept, 'path'>> {
  const { 'content-length': _length, connection: _connection, ...rest } = headers
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers: { ...rest, 'content-length': body.length } }, async (answer) => {
      const { statusCode = 0, headers: told } = answer
      resolve({ status: statusCode, contentType: told['content-type'] ?? '', body: await buffer(answer) })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
