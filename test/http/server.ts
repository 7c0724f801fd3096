/** The whole service over HTTP for a test: a real world behind a listening app, and a merchant's key to it. */
import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { type AppOptions, createApp } from '../../src/http/app.ts'
import { freePort } from '../free-port.ts'
import { createWorld, type World, type WorldOptions } from '../world.ts'

export const KEY = 'mk_test_merchant'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** The JSON body; null where there is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  readonly body: any
  readonly text: string
}

export interface Service extends World {
  readonly app: FastifyInstance
  readonly url: string
  /** With the merchant's key unless `headers` bring another. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  /** Without a key, as a browser comes; redirects are shown, not followed. */
  visit(path: string, init?: RequestInit): Promise<Answer>
  /** Registers over HTTP; throws where it is refused. */
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  book(orderId: string, more?: object): Promise<any>
  /** Books, pays in the window and approves over HTTP. */
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  paid(orderId: string, more?: object): Promise<any>
  /** What the window brings back for a booked payment. */
  window(payment: { providerOrderId: string; amount: number }, more?: object): Promise<Record<string, string>>
}

export interface ServiceOptions extends WorldOptions {
  readonly app?: Partial<AppOptions>
}

export async function startService(options: ServiceOptions = {}): Promise<Service> {
  const webhooks = { publicUrl: '', internalHosts: ['127.0.0.1'] }
  const world = await createWorld({ ...options, deps: { webhooks, ...options.deps } })
  await world.deps.store.addApiKey({ id: 'key_test', name: 'test shop', hash: sha256(KEY), hint: 'mk_test' })
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  webhooks.publicUrl = url
  await world.engine.start()
  const app = await createApp({ engine: world.engine, publicUrl: url, development: false, ...options.app })
  await app.listen({ host: '127.0.0.1', port })
  const calls = caller(url)
  return {
    ...world,
    app,
    url,
    ...calls,
    ...merchant(world, calls.call),
    close: async () => {
      await app.close()
      await world.close()
    },
  }
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** A body that is a text goes as it is, for what is no JSON. */
function caller(url: string): Pick<Service, 'call' | 'visit'> {
  const visit: Service['visit'] = async (path, init = {}) => {
    const response = await fetch(`${url}${path}`, { redirect: 'manual', ...init })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') ?? false
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : null }
  }
  const call: Service['call'] = (method, path, body, headers = {}) =>
    visit(path, {
      method,
      headers: {
        authorization: `Bearer ${KEY}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
  return { call, visit }
}

export const ORDER = { orderName: '바다방 1박', amount: 50_000, channel: 'nicepay', method: 'card' } as const

function merchant(world: World, call: Service['call']): Pick<Service, 'book' | 'paid' | 'window'> {
  const book: Service['book'] = async (orderId, more) => {
    const { status, body, text } = await call('POST', '/v1/payments', { ...ORDER, orderId, ...more })
    if (status !== 201) throw new Error(`registration: ${status} ${text}`)
    return body
  }
  const window: Service['window'] = async ({ providerOrderId: orderId, amount }, more) => {
    const body = { provider: 'nicepay', orderId, amount, method: 'card', action: 'pay', ...more }
    return ((await world.control('POST', '/control/buyers', body)) as { return: Record<string, string> }).return
  }
  const paid: Service['paid'] = async (orderId, more) => {
    const payment = await book(orderId, more)
    const approved = await call('POST', `/v1/payments/${payment.id}/approve`, { return: await window(payment) })
    if (approved.status !== 200) throw new Error(`approval: ${approved.status} ${approved.text}`)
    return approved.body
  }
  return { book, window, paid }
}
