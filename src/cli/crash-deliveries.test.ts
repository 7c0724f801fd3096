/** Real processes, killed while they deliver: whoever starts next delivers what is left, under the same id. */
import { type ChildProcess, fork } from 'node:child_process'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { CHILD_ENV } from '../../test/child-env.ts'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { freePort } from '../../test/free-port.ts'
import { type Receiver, startReceiver } from '../../test/receiver.ts'
import { makeScratchFolder } from '../../test/scratch.ts'
import type { ProbePoint } from '../engine/deps.ts'
import { type Sandbox, startSandbox } from '../sandbox/index.ts'
import { verify } from '../webhooks/index.ts'
import { type JsonClient, jsonClient } from './client.ts'

interface Running {
  readonly process: ChildProcess
  readonly api: JsonClient
  readonly ended: Promise<void>
}

let database: TestDatabase
let sandbox: Sandbox
let shop: Receiver
let service: Running | null = null
let aheadMs = 0
const folder = makeScratchFolder('crash-deliveries')

beforeAll(async () => {
  database = await createTestDatabase()
  sandbox = await startSandbox({ controlPort: 0, seed: 12 })
  shop = await startReceiver()
})
afterEach(async () => {
  service?.process.kill('SIGKILL')
  await service?.ended
})
afterAll(async () => {
  await sandbox.close()
  await shop.close()
  await database.drop()
})

async function start(probe: `${ProbePoint}:kill` | null): Promise<Running> {
  const child = fork('test/programs/service.ts', [], {
    execArgv: [],
    env: {
      ...CHILD_ENV,
      DATABASE_URL: database.connectionString,
      MAEDEUP_DATA: folder,
      MAEDEUP_PORT: String(await freePort()),
      MAEDEUP_SECRET: 'one secret that all processes of this test share',
      MAEDEUP_LOG: 'error',
      TEST_PROVIDER_URLS: JSON.stringify({ nicepay: sandbox.urls.nicepay }),
      TEST_AHEAD_MS: String(aheadMs),
      ...(probe === null ? {} : { MAEDEUP_PROBE: probe }),
    },
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const ready = new Promise<string>((resolve) =>
    child.once('message', (message: { url: string }) => resolve(message.url)),
  )
  const url = await Promise.race([ready, ended.then(() => Promise.reject(new Error('the service did not start')))])
  service = { process: child, ended, api: jsonClient(url, { authorization: 'Bearer mk_dev_maedeup' }) }
  return service
}

const register = async (api: JsonClient, orderId: string): Promise<string> =>
  (await api('POST', '/v1/payments', { orderId, orderName: '바다방', amount: 50_000, channel: 'nicepay' })).body.id

describe('kill -9', () => {
  it.each([
    ['delivery.handed_out', 0],
    ['delivery.begun', 0],
    ['delivery.sent', 1],
  ] as const)('at %s loses no event: it comes again under the same id', async (point, already) => {
    const { api: first } = await start(null)
    const { body: endpoint } = await first('POST', '/v1/webhook-endpoints', {
      url: shop.url,
      types: ['payment.registered'],
    })
    service?.process.kill('SIGKILL')
    await service?.ended
    shop.received.length = 0

    const killed = await start(`${point}:kill`)
    const id = await register(killed.api, `KILL-${point}`)
    await killed.ended
    const isIts = ({ event }: { event: { paymentId: string } }) => event.paymentId === id
    await shop.until(already, isIts)
    expect(shop.received.filter(isIts)).toHaveLength(already)

    // Its lease has to end first: nobody can know that the one who held it is dead.
    aheadMs += 3 * 60_000
    const { api } = await start(null)
    const came = await shop.until(already + 1, isIts)
    expect(new Set(came.map((one) => one.id)).size).toBe(1)
    for (const { body, headers } of came)
      expect(verify(body, headers, endpoint.secret)).toMatchObject({ paymentId: id })
    const path = `/v1/webhook-endpoints/${endpoint.id}/deliveries`
    await expect
      .poll(async () => (await api('GET', path)).body.data)
      .toMatchObject([{ state: 'delivered', paymentId: id }])
    await api('DELETE', `/v1/webhook-endpoints/${endpoint.id}`)
  })
})
