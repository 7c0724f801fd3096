/** Real processes that compare a day and are killed in the middle: another one begins anew, and everything is once. */
import { type ChildProcess, fork } from 'node:child_process'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { CHILD_ENV } from '../../test/child-env.ts'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { freePort } from '../../test/free-port.ts'
import { makeScratchFolder } from '../../test/scratch.ts'
import { businessDate, HOUR_MS, MINUTE_MS } from '../core/time.ts'
import { type Sandbox, startSandbox } from '../sandbox/index.ts'
import { type JsonClient, jsonClient } from './client.ts'

interface Running {
  readonly process: ChildProcess
  readonly api: JsonClient
  readonly url: string
  readonly ended: Promise<void>
}

let database: TestDatabase
let sandbox: Sandbox
let control: JsonClient
let aheadMs = 0
const folder = makeScratchFolder('crash-reconcile')
const running: Running[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  sandbox = await startSandbox({ controlPort: 0, seed: 23 })
  control = jsonClient(sandbox.controlUrl)
  // The middle of a Korean day.
  await pass((36 * HOUR_MS - ((sandbox.clock.now() + 9 * HOUR_MS) % (24 * HOUR_MS))) % (24 * HOUR_MS))
})
afterEach(async () => {
  for (const one of running.splice(0)) {
    one.process.kill('SIGKILL')
    await one.ended
  }
})
afterAll(async () => {
  await sandbox.close()
  await database.drop()
})

async function pass(ms: number): Promise<void> {
  aheadMs += ms
  await control('POST', '/control/clock', { advanceMs: ms })
  for (const one of running) one.process.send(aheadMs)
}

async function start(probe: string | null): Promise<Running> {
  const child = fork('test/programs/service.ts', [], {
    execArgv: [],
    env: {
      ...CHILD_ENV,
      DATABASE_URL: database.connectionString,
      MAEDEUP_DATA: folder,
      MAEDEUP_PORT: String(await freePort()),
      MAEDEUP_SECRET: 'one secret that all processes of this test share',
      MAEDEUP_LOG: 'error',
      TEST_PROVIDER_URLS: JSON.stringify({ tosspayments: sandbox.urls.tosspayments }),
      TEST_AHEAD_MS: String(aheadMs),
      ...(probe === null ? {} : { MAEDEUP_PROBE: probe }),
    },
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const ready = new Promise<string>((resolve) =>
    child.once('message', (message: { url: string }) => resolve(message.url)),
  )
  const url = await Promise.race([ready, ended.then(() => Promise.reject(new Error('the service did not start')))])
  const one = { process: child, url, ended, api: jsonClient(url, { authorization: 'Bearer mk_dev_maedeup' }) }
  running.push(one)
  return one
}

async function paid(api: JsonClient, orderId: string): Promise<string> {
  const wish = { orderId, orderName: '바다방', amount: 50_000, channel: 'tosspayments', orderWithin: 'PT24H' }
  const { body: payment } = await api('POST', '/v1/payments', wish)
  const { providerOrderId, amount } = payment
  const play = { provider: 'tosspayments', orderId: providerOrderId, amount, method: 'card', action: 'pay' }
  const { body } = await control('POST', '/control/buyers', play)
  const { body: approved } = await api('POST', `/v1/payments/${payment.id}/approve`, { return: body.return })
  return approved.providerRef
}

async function change(statement: string, ref: string): Promise<void> {
  const client = new pg.Client({ connectionString: database.connectionString })
  await client.connect()
  await client.query(statement, [ref])
  await client.end()
}

const cancelThere = (ref: string) =>
  control('POST', '/control/console-cancels', { provider: 'tosspayments', ref, amount: 10_000 })

const untilDone = async (api: JsonClient, id: number) => {
  await expect
    .poll(async () => (await api('GET', `/v1/reconciliations/${id}`)).body.state, { timeout: 60_000 })
    .toBe('done')
  return (await api('GET', `/v1/reconciliations/${id}/report`)).body
}

describe('kill -9 of the process that compares', () => {
  it.each([
    ['reconcile.listed', 1],
    ['reconcile.compared', 2],
  ])('at %s: another process begins anew, and every difference is one row', async (point, round) => {
    const first = await start(`${point}:kill`)
    for (const n of [1, 2]) await paid(first.api, `KEPT${round}${n}ORDER`)
    for (const n of [1, 2, 3]) await cancelThere(await paid(first.api, `GONE${round}${n}ORDER`))
    await pass(5 * MINUTE_MS)
    const wish = { channel: 'tosspayments', date: businessDate(sandbox.clock.now()) }
    const { body: run } = await first.api('POST', '/v1/reconciliations', wish)
    await first.ended
    const [second, third] = await Promise.all([start(null), start(null)])
    const { reconciliation, discrepancies } = await untilDone(second.api, run.id)
    expect(reconciliation).toMatchObject({ state: 'done', open: 0, progress: { phase: 'ended' } })
    expect((await third.api('GET', '/v1/reconciliations')).body.data).toHaveLength(1)
    // Those of the round before settled then, and are found no more.
    expect(discrepancies).toHaveLength(3 * round)
    expect(new Set(discrepancies.map(({ providerRef }: { providerRef: string }) => providerRef)).size).toBe(3 * round)
    const { body: calls } = await control('GET', '/control/calls?provider=tosspayments')
    expect(calls.filter(({ operation }: { operation: string }) => operation === 'cancel')).toHaveLength(0)
  })
})

describe('maedeup reconcile', () => {
  const cli = (url: string, args: readonly string[]) => {
    const key = ['--key', 'mk_dev_maedeup', '--url', url]
    const child = fork('src/cli/main.ts', ['reconcile', '--channel', 'tosspayments', ...args, ...key], {
      execArgv: [],
      silent: true,
      env: { ...CHILD_ENV, MAEDEUP_DATA: folder },
    })
    let output = ''
    child.stdout?.on('data', (chunk) => (output += chunk))
    child.stderr?.on('data', (chunk) => (output += chunk))
    return new Promise<{ code: number | null; output: string }>((resolve) =>
      child.once('close', (code) => resolve({ code, output })),
    )
  }

  it('shows how far it is, and ends with 1 as long as differences are open', async () => {
    const service = await start(null)
    const date = businessDate(sandbox.clock.now())
    const agreed = await cli(service.url, ['--date', date])
    expect(agreed.output).toContain('both books agree')
    expect(agreed.code).toBe(0)
    const ref = await paid(service.api, 'OTHERAMOUNT1')
    await pass(5 * MINUTE_MS)
    await change('update payments set paid = 49000, total = 49000 where provider_ref = $1', ref)
    const differs = await cli(service.url, ['--date', date])
    expect(differs.output).toMatch(/amount_differs: 50000 was charged there, 49000 here\.\n.*See which amount/)
    expect(differs.code).toBe(1)
    const { body } = await service.api('GET', '/v1/discrepancies?kind=amount_differs')
    await service.api('POST', `/v1/discrepancies/${body.data[0].id}/resolve`, { reason: '수기 정정' })
    // What a person explained stays explained, although it is found again.
    expect((await cli(service.url, ['--date', date])).code).toBe(0)
    expect((await cli(service.url, ['--date', date, '--file', 'package.json'])).output).toContain(
      'MD_NO_SETTLEMENT_FORMAT',
    )
    const wrong = await cli(service.url, ['--date', 'yesterday'])
    expect(wrong).toMatchObject({ code: 1 })
    expect(wrong.output).toContain('MD_INVALID_REQUEST')
  })
})
