/** A merchant for tests of the PortOne V1 simulator: it knows the wire, and shares no code with the simulator. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { SandboxClock } from '../clock.ts'
import { type Sandbox, startSandbox } from '../index.ts'
import type { Book } from '../simulator.ts'

type Json = Readonly<Record<string, unknown>>

export interface Wire {
  readonly status: number
  readonly code: unknown
  readonly message: unknown
  /** The payload; `{}` when there is none. */
  readonly response: Json
  readonly text: string
}

export interface Controlled {
  readonly status: number
  readonly json: unknown
}

export interface Merchant {
  readonly sandbox: Sandbox
  readonly url: string
  readonly control: (method: string, path: string, body?: unknown) => Promise<Controlled>
  /** Any call, with a good token. */
  readonly call: (method: string, path: string, body?: Json | string) => Promise<Wire>
  /** Any call, with the headers given and no others. */
  readonly bare: (sent: Sent) => Promise<Wire>
  readonly token: () => Promise<string>
  readonly buyer: (buyer?: Json) => Promise<Record<string, string>>
  /** The imp_uid of a payment of 10,000 won. */
  readonly paid: (buyer?: Json) => Promise<string>
  readonly inquire: (impUid: string, query?: string) => Promise<Wire>
  readonly cancel: (body: Json) => Promise<Wire>
  readonly issue: (body?: Json) => Promise<Wire>
  readonly book: (ref: string) => Promise<Book>
  readonly fault: (operation: string, fault: string, more?: Json) => Promise<Controlled>
  readonly switches: (patch: Json) => Promise<Controlled>
  readonly staff: (body: Json) => Promise<Controlled>
  readonly deposit: (body: Json) => Promise<Controlled>
  readonly advance: (advanceMs: number) => Promise<Controlled>
  readonly reset: () => Promise<Controlled>
}

const PROVIDER = 'portone-v1'
export const KEYS = { imp_key: 'imp_maedeup', imp_secret: 'imp_secret_maedeup' } as const

export async function openMerchant(clock?: SandboxClock): Promise<Merchant> {
  const sandbox = await startSandbox({ controlPort: 0, seed: 7, ...(clock === undefined ? {} : { clock }) })
  const url = sandbox.urls[PROVIDER] ?? ''
  const control: Merchant['control'] = async (method, path, body) => {
    const init =
      body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const response = await fetch(`${sandbox.controlUrl}${path}`, { method, ...init })
    return { status: response.status, json: await response.json() }
  }
  const post = (path: string, body: Json) => control('POST', `/control/${path}`, { provider: PROVIDER, ...body })
  const token = async (): Promise<string> =>
    String((await send(url, { method: 'POST', path: '/users/getToken', body: KEYS })).response.access_token)
  const call: Merchant['call'] = async (method, path, body) =>
    send(url, { method, path, body, headers: { authorization: `Bearer ${await token()}` } })
  const buyer: Merchant['buyer'] = async (request) => {
    const { json } = await post('buyers', { orderId: 'ORDER1', amount: 10_000, ...request })
    return (json as { return: Record<string, string> }).return
  }
  return {
    sandbox,
    url,
    control,
    call,
    bare: (sent) => send(url, sent),
    token,
    buyer,
    paid: async (request) => (await buyer(request)).imp_uid ?? '',
    inquire: (impUid, query = '') => call('GET', `/payments/${impUid}${query}`),
    cancel: (body) => call('POST', '/payments/cancel', body),
    issue: (body) => call('POST', '/vbanks', { ...account(sandbox.clock.now()), ...body }),
    book: async (ref) => {
      const books = (await control('GET', `/control/books?provider=${PROVIDER}`)).json as readonly Book[]
      const found = books.find((book) => book.ref === ref)
      if (found === undefined) throw new Error(`no book of ${ref}`)
      return found
    },
    fault: (operation, fault, more) => post('faults', { operation, fault, ...more }),
    switches: (patch) => post('switches', patch),
    staff: (body) => post('console-cancels', body),
    deposit: (body) => post('deposits', body),
    advance: (advanceMs) => control('POST', '/control/clock', { advanceMs }),
    reset: () => control('POST', '/control/reset', { seed: 7 }),
  }
}

const account = (now: number): Json => ({
  channel_key: 'channel-key-maedeup',
  merchant_uid: 'ORDER1',
  amount: 10_000,
  vbank_code: '088',
  vbank_due: Math.floor(now / 1000) + 86_400,
  name: '객실 1박',
  buyer_name: '홍길동',
})

interface Sent {
  readonly method: string
  readonly path: string
  readonly body?: Json | string | undefined
  readonly headers?: Json | undefined
}

async function send(url: string, { method, path, body, headers }: Sent): Promise<Wire> {
  const type = typeof body === 'string' ? 'application/x-www-form-urlencoded' : 'application/json'
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      connection: 'close',
      ...(body === undefined ? {} : { 'content-type': type }),
      ...(headers as Record<string, string>),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, text, ...envelopeOf(text) }
}

function envelopeOf(text: string): Pick<Wire, 'code' | 'message' | 'response'> {
  try {
    const { code, message, response } = JSON.parse(text) as { code: unknown; message: unknown; response: Json | null }
    return { code, message, response: response ?? {} }
  } catch {
    return { code: undefined, message: undefined, response: {} }
  }
}

export interface Heard {
  readonly path: string
  readonly type: string
  readonly body: string
}

/** A merchant's server that hears webhooks and confirm calls, and answers what a test sets. */
export async function openEar() {
  const heard: Heard[] = []
  const says = { status: 200, body: '' }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const type = request.headers['content-type'] ?? ''
      heard.push({ path: request.url ?? '', type, body: Buffer.concat(chunks).toString() })
      response.writeHead(says.status, { 'content-type': 'application/json' }).end(says.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    heard,
    says,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
