/** Notifications: sent when it happened, again until acknowledged, bounded, bent by faults, only to this machine. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createSandboxClock } from './clock.ts'
import type { FaultName } from './faults/catalogue.ts'
import { createFaultPlan } from './faults/plan.ts'
import { startSandbox } from './index.ts'
import { createNotifier, isLoopbackTarget, MAX_LOGGED, MAX_WAITING, type Notification } from './notify.ts'
import { createRandom } from './random.ts'
import { type Merchant, openMerchant } from './testing.ts'
import { createTimers } from './timers.ts'

interface Heard {
  readonly body: string
  readonly retried: string | undefined
}

const heard: Heard[] = []
let answer: { status: number; body: string; delayMs: number }
let server: Server
let url: string
beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      heard.push({ body: Buffer.concat(chunks).toString(), retried: request.headers['x-retried']?.toString() })
      const { status, body, delayMs } = answer
      setTimeout(() => response.writeHead(status, { location: '/elsewhere' }).end(body), delayMs)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  heard.length = 0
  answer = { status: 200, body: 'OK', delayMs: 0 }
})

const MINUTE = 60_000

const notification = (text: string, more: Partial<Notification> = {}): Notification => {
  const message = (event: string, body: string) => ({
    event,
    contentType: 'application/json',
    body: Buffer.from(body),
    headers: ({ retried }: { retried: number }) => ({ 'x-retried': String(retried) }),
  })
  return {
    ...message('PAID', text),
    isAcknowledged: (status, body) => status === 200 && body === 'OK',
    retryAfterMs: [MINUTE, 4 * MINUTE],
    forged: message('PAID', `forged ${text}`),
    ...more,
  }
}

function open(target: string | null = url) {
  const clock = createSandboxClock()
  const timers = createTimers(clock)
  const faults = createFaultPlan(createRandom(7, 'faults'))
  const notifier = createNotifier({ timers, faults: () => faults, target })
  return { clock, timers, faults, ...notifier }
}

let world: ReturnType<typeof open>
beforeEach(() => {
  world = open()
})
afterEach(() => {
  world.timers.close()
  world.clear()
})

const bodies = () => heard.map(({ body }) => body)
const states = () => world.list().map(({ state }) => state)

describe('delivery', () => {
  test('is acknowledged once and then over', async () => {
    world.notify(notification('a'))
    await expect.poll(states).toEqual(['acknowledged'])
    world.clock.advance(10 * MINUTE)
    expect(heard).toEqual([{ body: 'a', retried: '0' }])
    expect(world.list()).toMatchObject([{ event: 'PAID', body: 'a', acknowledged: true, attempts: [{ status: 200 }] }])
  })
  test('repeats on the ladder until acknowledged, when the clock gets there', async () => {
    answer = { status: 200, body: 'FAIL', delayMs: 0 }
    world.notify(notification('a'))
    await expect.poll(() => world.list()[0]?.attempts[0]?.status).toBe(200)
    world.clock.advance(MINUTE - 2_000)
    expect(heard).toHaveLength(1)
    answer = { status: 200, body: 'OK', delayMs: 0 }
    world.clock.advance(2_000)
    await expect.poll(states).toEqual(['acknowledged'])
    expect(heard.map(({ retried }) => retried)).toEqual(['0', '1'])
  })
  test('is given up when the ladder ends; a redirect is not followed', async () => {
    answer = { status: 302, body: '', delayMs: 0 }
    world.notify(notification('a'))
    for (const [index, delayMs] of [0, MINUTE, 4 * MINUTE].entries()) {
      world.clock.advance(delayMs)
      await expect.poll(() => world.list()[0]?.attempts[index]?.status).toBe(302)
    }
    await expect.poll(states).toEqual(['given_up'])
    expect(heard).toHaveLength(3)
  })
  test('a merchant that is slow or not there is an error in the log', async () => {
    answer = { status: 200, body: 'OK', delayMs: 200 }
    world.notify(notification('a', { timeoutMs: 20 }))
    await expect.poll(() => world.list()[0]?.attempts).toMatchObject([{ status: null, error: 'TimeoutError' }])
    world.setTarget('http://127.0.0.1:1/')
    world.notify(notification('b'))
    await expect.poll(() => world.list()[1]?.attempts[0]?.error).toEqual(expect.any(String))
  })
  test('without a target nothing is sent, and the log says so', async () => {
    world.setTarget(null)
    world.notify(notification('a'))
    await expect.poll(states).toEqual(['untargeted'])
  })
  test('what waits is bounded: what comes on top is dropped', () => {
    for (let count = 0; count <= MAX_WAITING; count += 1) world.notify(notification(String(count)))
    expect(states().at(-2)).toBe('waiting')
    expect(states().at(-1)).toBe('dropped')
  })
  test('the log is bounded: the oldest are forgotten', () => {
    world.faults.add({ operation: 'webhook', fault: 'webhook_drop' })
    for (let count = 0; count <= MAX_LOGGED; count += 1) world.notify(notification(String(count)))
    expect(world.list()).toHaveLength(MAX_LOGGED)
    expect(world.list()[0]?.body).toBe('1')
  })
  test('a reset ends what is pending', async () => {
    answer = { status: 500, body: '', delayMs: 0 }
    world.notify(notification('a'))
    await expect.poll(() => world.list()[0]?.attempts[0]?.status).toBe(500)
    world.timers.clear()
    world.clear()
    world.clock.advance(MINUTE)
    expect(world.list()).toEqual([])
    expect(heard).toHaveLength(1)
  })
})

describe('faults', () => {
  const plan = (fault: FaultName, more = {}) => world.faults.add({ operation: 'webhook', fault, times: 1, ...more })

  test('webhook_drop: never sent', async () => {
    plan('webhook_drop')
    world.notify(notification('a'))
    world.notify(notification('b'))
    await expect.poll(states).toEqual(['dropped', 'acknowledged'])
    expect(bodies()).toEqual(['b'])
  })
  test('webhook_duplicate: sent twice', async () => {
    plan('webhook_duplicate')
    world.notify(notification('a'))
    await expect.poll(states).toEqual(['acknowledged', 'acknowledged'])
    expect(bodies()).toEqual(['a', 'a'])
  })
  test('webhook_delay: later ones come first', async () => {
    plan('webhook_delay', { delayMs: MINUTE })
    world.notify(notification('a'))
    world.notify(notification('b'))
    await expect.poll(bodies).toEqual(['b'])
    world.clock.advance(MINUTE)
    await expect.poll(bodies).toEqual(['b', 'a'])
  })
  test('webhook_forge: something that did not happen comes first, and is not repeated', async () => {
    plan('webhook_forge')
    answer = { status: 500, body: '', delayMs: 0 }
    world.notify(notification('a'))
    await expect.poll(() => [...bodies()].sort()).toEqual(['a', 'forged a'])
    await expect
      .poll(() => world.list())
      .toMatchObject([
        { forged: true, fault: 'webhook_forge', state: 'given_up' },
        { forged: false, state: 'waiting' },
      ])
  })
})

describe('over the control API', () => {
  let shop: Merchant
  beforeAll(async () => {
    shop = await openMerchant()
  })
  afterAll(() => shop.sandbox.close())
  const put = (target: unknown) => shop.control('PUT', '/control/webhook-targets', { provider: 'nicepay', url: target })

  test('a target is set, shown, kept over a reset and taken away', async () => {
    expect((await put(url)).json).toMatchObject({ nicepay: url })
    await shop.control('POST', '/control/reset', {})
    expect((await shop.control('GET', '/control/webhook-targets')).json).toMatchObject({ nicepay: url })
    expect((await put(null)).json).toMatchObject({ nicepay: null })
    expect((await shop.control('GET', '/control/notifications?provider=nicepay')).json).toEqual([])
  })
  test.each(['http://shop.test/', 'ftp://127.0.0.1/', 'http://127.0.0.1.shop.test/', 'here', 7])(
    '%s is refused',
    async (bad) => {
      expect(await put(bad)).toMatchObject({ status: 422, json: { errors: [{ field: 'url' }] } })
    },
  )
  test.each(['http://localhost:1/a', 'http://127.0.0.9/', 'http://[::1]:4000/x'])('%s is this machine', (good) => {
    expect(isLoopbackTarget(good)).toBe(true)
  })
  test('a sandbox does not start with a target elsewhere', async () => {
    const started = startSandbox({ controlPort: 0, webhookTargets: { nicepay: 'http://shop.test/' } })
    await expect(started).rejects.toThrow('no address of this machine')
  })
})
