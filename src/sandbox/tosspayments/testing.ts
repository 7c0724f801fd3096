/** A Toss merchant for tests of the sandbox: plain HTTP by hand, sharing no wire code with the simulator. */
import type { FaultName, Operation } from '../faults/catalogue.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../index.ts'
import type { LoggedNotification } from '../notify.ts'
import type { Book } from '../simulator.ts'

/** Whatever came as JSON; a test states what it expects of it. */
export type Json = Readonly<Record<string, unknown>>

export interface Reply {
  readonly status: number
  readonly text: string
  readonly json: Json
  readonly headers: Headers
}

export interface CallOptions {
  readonly method?: string
  readonly body?: unknown
  readonly key?: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface Paid {
  readonly paymentKey: string
  readonly orderId: string
  readonly amount: number
}

export interface Shop {
  readonly sandbox: Sandbox
  readonly url: string
  readonly call: (path: string, options?: CallOptions) => Promise<Reply>
  readonly control: (method: string, path: string, body?: unknown) => Promise<{ status: number; json: unknown }>
  /** A buyer in the window; answers what comes back. */
  readonly buyer: (buyer?: object) => Promise<Readonly<Record<string, string>>>
  readonly authenticate: (buyer?: object) => Promise<Paid>
  readonly confirm: (paid: Paid, options?: CallOptions) => Promise<Reply>
  /** A confirmed payment of 1,000 won. */
  readonly paid: (buyer?: object) => Promise<Paid>
  readonly cancel: (paid: Pick<Paid, 'paymentKey'>, body?: object, options?: CallOptions) => Promise<Reply>
  readonly get: (paid: Pick<Paid, 'paymentKey'>, options?: CallOptions) => Promise<Reply>
  readonly book: (paid: Pick<Paid, 'paymentKey'>) => Promise<Book>
  readonly switches: (patch: object) => Promise<{ status: number; json: unknown }>
  readonly fault: (operation: Operation, fault: FaultName, more?: object) => Promise<{ status: number; json: unknown }>
  readonly advance: (advanceMs: number) => Promise<unknown>
  readonly reset: () => Promise<unknown>
  readonly notifications: () => Promise<readonly LoggedNotification[]>
}

/** `test_sk_maedeup:` */
const BASIC = 'Basic dGVzdF9za19tYWVkZXVwOg=='

const parsed = (text: string): Json => {
  try {
    return JSON.parse(text) as Json
  } catch {
    return {}
  }
}

export async function openShop(options: Omit<SandboxOptions, 'controlPort' | 'seed'> = {}): Promise<Shop> {
  const sandbox = await startSandbox({ controlPort: 0, seed: 7, ...options })
  const url = sandbox.urls.tosspayments ?? ''
  const call: Shop['call'] = async (path, { method = 'GET', body, key, headers } = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: BASIC,
        connection: 'close',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, text, json: parsed(text), headers: response.headers }
  }
  return { ...playing(sandbox, call), sandbox, url, call }
}

function playing(sandbox: Sandbox, call: Shop['call']): Omit<Shop, 'sandbox' | 'url' | 'call'> {
  const post = (path: string, body: object, rest: CallOptions = {}) => call(path, { method: 'POST', body, ...rest })
  const provider = 'tosspayments'
  const control: Shop['control'] = async (method, path, body) => {
    const init =
      body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const response = await fetch(`${sandbox.controlUrl}${path}`, { method, ...init })
    return { status: response.status, json: await response.json() }
  }
  const buyer: Shop['buyer'] = async (more) => {
    const { json } = await control('POST', '/control/buyers', { provider, orderId: 'ORDER1', amount: 1000, ...more })
    return (json as { return: Readonly<Record<string, string>> }).return
  }
  const authenticate: Shop['authenticate'] = async (more) => {
    const { paymentKey = '', orderId = '', amount } = await buyer(more)
    return { paymentKey, orderId, amount: Number(amount) }
  }
  const confirm: Shop['confirm'] = (paid, rest) => post('/v1/payments/confirm', paid, rest)
  return {
    control,
    buyer,
    authenticate,
    confirm,
    paid: async (more) => {
      const paid = await authenticate(more)
      await confirm(paid)
      return paid
    },
    cancel: ({ paymentKey }, body, rest) =>
      post(`/v1/payments/${paymentKey}/cancel`, { cancelReason: '고객 요청', ...body }, rest),
    get: ({ paymentKey }, rest) => call(`/v1/payments/${paymentKey}`, rest),
    book: async ({ paymentKey }) => {
      const books = (await control('GET', `/control/books?provider=${provider}`)).json as readonly Book[]
      const found = books.find(({ ref }) => ref === paymentKey)
      if (found === undefined) throw new Error(`no book of ${paymentKey}`)
      return found
    },
    switches: (patch) => control('POST', '/control/switches', { provider, ...patch }),
    fault: (operation, fault, more) => control('POST', '/control/faults', { provider, operation, fault, ...more }),
    advance: (advanceMs) => control('POST', '/control/clock', { advanceMs }),
    reset: () => control('POST', '/control/reset', { seed: 7 }),
    notifications: async () =>
      (await control('GET', `/control/notifications?provider=${provider}`)).json as readonly LoggedNotification[],
  }
}
