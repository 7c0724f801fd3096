/** A REST merchant for tests of the sandbox: it signs and calls by hand, sharing no code with the simulator. */
import { createHash } from 'node:crypto'
import { SANDBOX_CREDENTIALS } from '../index.ts'
import type { Book } from '../simulator.ts'
import { type Merchant, openMerchant, type Texts } from '../testing.ts'

const { clientKey: CLIENT_KEY, secretKey: SECRET_KEY } = SANDBOX_CREDENTIALS['nicepay-rest']

/** Hashed in the order given, key last. */
export const hash = (...parts: readonly unknown[]): string =>
  createHash('sha256')
    .update(`${parts.join('')}${SECRET_KEY}`)
    .digest('hex')

export const BASIC = `Basic ${Buffer.from(`${CLIENT_KEY}:${SECRET_KEY}`).toString('base64')}`
export const EDI_DATE = '2026-11-20T10:00:00.000+0900'

export interface RestReply {
  readonly status: number
  readonly contentType: string
  readonly bytes: Buffer
  /** The parsed JSON body; empty when it is none. */
  readonly json: Readonly<Record<string, unknown>>
}

/** The HTTP status and the code of the body. */
export const said = ({ status, json }: RestReply) => [status, json.resultCode]

export interface RestCall {
  readonly body?: object | string
  readonly query?: Texts
  readonly headers?: Texts
  /** Default POST with a body, GET without. */
  readonly method?: string
}

export interface RestMerchant extends Pick<Merchant, 'sandbox' | 'control' | 'advance'> {
  readonly call: (path: string, call?: RestCall) => Promise<RestReply>
  /** A buyer ends the window; answers what it posts to returnUrl. */
  readonly authenticate: (buyer?: object) => Promise<Texts>
  readonly approve: (auth: Texts, changes?: object) => Promise<RestReply>
  readonly cancel: (tid: string, changes?: object) => Promise<RestReply>
  readonly netCancel: (orderId: string, changes?: object) => Promise<RestReply>
  readonly inquire: (tid: string, query?: Texts) => Promise<RestReply>
  readonly find: (orderId: string, query?: Texts) => Promise<RestReply>
  /** The tid of an approved payment of 1,000 won. */
  readonly paid: (buyer?: object) => Promise<string>
  readonly book: (tid: string) => Promise<Book>
  readonly fault: (fault: object) => Promise<{ status: number; json: unknown }>
  readonly switches: (patch: object) => Promise<{ status: number; json: unknown }>
  readonly notifications: () => Promise<readonly { readonly body: string; readonly state: string }[]>
}

const provider = 'nicepay-rest'

export async function openRestMerchant(): Promise<RestMerchant> {
  const { sandbox, control, advance } = await openMerchant()
  const base = sandbox.urls[provider] ?? ''
  const call: RestMerchant['call'] = (path, options = {}) => send(`${base}${path}`, options)
  const approve: RestMerchant['approve'] = (auth, changes) =>
    call(`/v1/payments/${auth.tid}`, { body: { amount: Number(auth.amount), ...changes } })
  const authenticate: RestMerchant['authenticate'] = async (buyer) => {
    const answer = await control('POST', '/control/buyers', { provider, orderId: 'ORDER1', amount: 1000, ...buyer })
    return (answer.json as { return: Texts }).return
  }
  return {
    sandbox,
    control,
    advance,
    call,
    authenticate,
    approve,
    cancel: (tid, changes) =>
      call(`/v1/payments/${tid}/cancel`, { body: { reason: '고객요청', orderId: 'CANCEL1', ...changes } }),
    netCancel: (orderId, changes) => call('/v1/payments/netcancel', { body: { orderId, ...changes } }),
    inquire: (tid, query = {}) => call(`/v1/payments/${tid}`, { query }),
    find: (orderId, query = {}) => call(`/v1/payments/find/${encodeURIComponent(orderId)}`, { query }),
    paid: async (buyer) => {
      const auth = await authenticate(buyer)
      await approve(auth)
      return auth.tid ?? ''
    },
    book: async (tid) => {
      const books = (await control('GET', `/control/books?provider=${provider}`)).json as readonly Book[]
      const found = books.find(({ ref }) => ref === tid)
      if (found === undefined) throw new Error(`no book of ${tid}`)
      return found
    },
    fault: (fault) => control('POST', '/control/faults', { provider, ...fault }),
    switches: (patch) => control('POST', '/control/switches', { provider, ...patch }),
    notifications: async () =>
      (await control('GET', `/control/notifications?provider=${provider}`)).json as Awaited<
        ReturnType<RestMerchant['notifications']>
      >,
  }
}

async function send(url: string, { body, query = {}, headers, method }: RestCall): Promise<RestReply> {
  const search = new URLSearchParams(query).toString()
  const response = await fetch(search === '' ? url : `${url}?${search}`, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      authorization: BASIC,
      connection: 'close',
      ...(body === undefined ? {} : { 'content-type': 'application/json;charset=utf-8' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const bytes = Buffer.from(await response.arrayBuffer())
  return {
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    bytes,
    json: parsed(bytes),
  }
}

function parsed(bytes: Buffer): RestReply['json'] {
  try {
    return JSON.parse(bytes.toString('utf8')) as RestReply['json']
  } catch {
    return {}
  }
}
