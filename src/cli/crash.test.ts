/** Real processes, killed and stopped between a commit and a call: a restart settles what they left. */
import { type ChildProcess, fork } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { CHILD_ENV } from '../../test/child-env.ts'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { freePort } from '../../test/free-port.ts'
import { makeScratchFolder } from '../../test/scratch.ts'
import type { ProbePoint } from '../engine/deps.ts'
import { type Sandbox, startSandbox } from '../sandbox/index.ts'
import { type JsonClient, jsonClient } from './client.ts'

let database: TestDatabase
let sandbox: Sandbox
let control: JsonClient
let service: Running | null = null
let aheadMs = 0

/** What the program says when it is ready. */
interface Started {
  readonly url: string
  readonly webhookUrls: Readonly<Record<string, string>>
}

interface Running {
  readonly process: ChildProcess
  readonly api: JsonClient
  readonly webhookUrls: Started['webhookUrls']
  readonly ended: Promise<void>
}

beforeAll(async () => {
  database = await createTestDatabase()
  sandbox = await startSandbox({ controlPort: 0, seed: 11 })
  control = jsonClient(sandbox.controlUrl)
})
afterEach(async () => {
  service?.process.kill('SIGCONT')
  service?.process.kill('SIGKILL')
  await service?.ended
  service = null
})
afterAll(async () => {
  await sandbox.close()
  await database.drop()
})

async function start(probe: `${ProbePoint}:${'kill' | 'stop'}` | null): Promise<Running> {
  const port = await freePort()
  const { folder } = scratch()
  const child = fork('test/programs/service.ts', [], {
    execArgv: [],
    env: {
      ...CHILD_ENV,
      DATABASE_URL: database.connectionString,
      MAEDEUP_DATA: folder,
      MAEDEUP_PORT: String(port),
      MAEDEUP_SECRET: 'one secret that all processes of this test share',
      MAEDEUP_LOG: 'error',
      TEST_PROVIDER_URLS: JSON.stringify({ nicepay: sandbox.urls.nicepay }),
      TEST_AHEAD_MS: String(aheadMs),
      ...(probe === null ? {} : { MAEDEUP_PROBE: probe }),
    },
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const ready = new Promise<Started>((resolve) => child.once('message', (message: Started) => resolve(message)))
  const { url, webhookUrls } = await Promise.race([
    ready,
    ended.then(() => Promise.reject(new Error('the service did not start'))),
  ])
  service = { process: child, ended, webhookUrls, api: jsonClient(url, { authorization: 'Bearer mk_dev_maedeup' }) }
  return service
}

let made: { folder: string } | null = null
const scratch = () => {
  made ??= { folder: makeScratchFolder('crash') }
  return made
}

/** Time passes for the service and the sandbox alike. */
async function pass(ms: number): Promise<void> {
  aheadMs += ms
  await control('POST', '/control/clock', { advanceMs: ms })
  service?.process.send(aheadMs)
  await sleep(700)
}

async function authenticated(api: JsonClient, orderId: string) {
  const wish = { orderId, orderName: '바다방', amount: 50_000, channel: 'nicepay' }
  const { body: payment } = await api('POST', '/v1/payments', wish)
  const play = { provider: 'nicepay', orderId: payment.providerOrderId, amount: 50_000, method: 'card', action: 'pay' }
  const { body } = await control('POST', '/control/buyers', play)
  const id: string = payment.id
  return { id, approve: (by: JsonClient) => by('POST', `/v1/payments/${id}/approve`, { return: body.return }) }
}

const stateOf = async (api: JsonClient, id: string) => (await api('GET', `/v1/payments/${id}`)).body
const book = async (orderId: string) =>
  (await control('GET', '/control/books?provider=nicepay')).body.find(
    (row: { orderId: string }) => row.orderId === orderId,
  )
const callsOf = async (operation: string, ref: string) =>
  (await control('GET', '/control/calls?provider=nicepay')).body.filter(
    (call: { operation: string; fields: { TID?: string } }) => call.operation === operation && call.fields.TID === ref,
  )

describe('kill -9', () => {
  it('after the intent to approve, before the call: nothing was charged, and that is proven', async () => {
    const first = await start('approve.intent_committed:kill')
    const payment = await authenticated(first.api, 'KILLA')
    await expect(payment.approve(first.api)).rejects.toThrow()
    await first.ended
    const second = await start(null)
    expect((await stateOf(second.api, payment.id)).state).toBe('approving')
    for (const seconds of [45, 20, 60, 35, 35, 60]) await pass(seconds * 1_000)
    expect(await stateOf(second.api, payment.id)).toMatchObject({ state: 'failed', paidAmount: 0 })
    expect(await book('KILLA')).toMatchObject({ state: 'authenticated' })
  })

  it('after the approval was made, before its answer was saved: the charge is found', async () => {
    const first = await start('approve.called:kill')
    const payment = await authenticated(first.api, 'KILLB')
    await expect(payment.approve(first.api)).rejects.toThrow()
    await first.ended
    expect(await book('KILLB')).toMatchObject({ state: 'approved' })
    const second = await start(null)
    await pass(45_000)
    expect(await stateOf(second.api, payment.id)).toMatchObject({ state: 'paid', paidAmount: 50_000 })
    expect((await second.api('PUT', `/v1/payments/${payment.id}/order`, { ref: 'R-1' })).status).toBe(200)
  })

  it.each([
    ['cancel.intent_committed', 'KILLC'],
    ['cancel.called', 'KILLD'],
  ] as const)('at %s during a net cancel: the money goes back, once', async (point, orderId) => {
    const first = await start(`${point}:kill`)
    const payment = await authenticated(first.api, orderId)
    expect((await payment.approve(first.api)).body).toMatchObject({ state: 'paid' })
    await pass(16 * 60_000)
    await first.ended
    const second = await start(null)
    for (const seconds of [45, 10, 20, 30]) await pass(seconds * 1_000)
    expect(await stateOf(second.api, payment.id)).toMatchObject({ state: 'cancelled', cancelledAmount: 50_000 })
    expect(await book(orderId)).toMatchObject({
      state: 'cancelled',
      cancelledAmount: 50_000,
      cancels: [{ amount: 50_000 }],
    })
  })
})

/** Within the ninety days for which accounts wait, however far the tests move the clock. */
const IN_A_MONTH = new Date(Date.now() + 30 * 86_400_000).toISOString()

describe('kill -9 while an account is issued', () => {
  const asked = (orderId: string) => ({
    orderId,
    orderName: '바다방',
    amount: 50_000,
    channel: 'nicepay',
    virtualAccount: { bank: '088', expiresAt: IN_A_MONTH },
  })

  it.each([
    ['issue.intent_committed', 'KILLI', 0],
    ['issue.called', 'KILLJ', 1],
  ] as const)(
    'at %s: no account stays that nobody knows, and the next attempt has its own',
    async (point, orderId, made) => {
      const first = await start(`${point}:kill`)
      await expect(first.api('POST', '/v1/payments', asked(orderId))).rejects.toThrow()
      await first.ended
      const second = await start(null)
      const { body: page } = await second.api('GET', `/v1/payments?orderId=${orderId}`)
      expect(page.data).toMatchObject([{ state: 'approving' }])
      for (const seconds of [45, 20, 60, 35, 35, 60]) await pass(seconds * 1_000)
      const ended = await stateOf(second.api, page.data[0].id)
      expect(['failed', 'expired']).toContain(ended.state)
      const books = (await control('GET', '/control/books?provider=nicepay')).body as {
        orderId: string
        state: string
      }[]
      expect(books.filter((one) => one.orderId === orderId)).toMatchObject(made === 0 ? [] : [{ state: 'closed' }])
      expect(await second.api('POST', '/v1/payments', asked(orderId))).toMatchObject({
        status: 201,
        body: { attempt: 2, state: 'awaiting_deposit' },
      })
    },
  )
})

describe('kill -9 after a webhook was acknowledged', () => {
  it('loses nothing: whoever lives follows it, and the provider need not send it again', async () => {
    const first = await start('webhook.answered:kill')
    const virtualAccount = { bank: '088', expiresAt: IN_A_MONTH }
    const wish = { orderId: 'KILLW', orderName: '바다방', amount: 50_000, channel: 'nicepay', virtualAccount }
    const { body: payment } = await first.api('POST', '/v1/payments', wish)
    await control('PUT', '/control/webhook-targets', { provider: 'nicepay', url: first.webhookUrls.nicepay })
    await control('POST', '/control/deposits', { provider: 'nicepay', ref: payment.providerRef, amount: 50_000 })
    await first.ended
    const { body: sent } = await control('GET', '/control/notifications?provider=nicepay')
    expect(sent).toMatchObject([{ state: 'acknowledged', attempts: [{ status: 200 }] }])
    const second = await start(null)
    expect(await stateOf(second.api, payment.id)).toMatchObject({ state: 'awaiting_deposit', paidAmount: 0 })
    await pass(25_000)
    await expect
      .poll(async () => (await stateOf(second.api, payment.id)).state, { timeout: 60_000, interval: 200 })
      .toBe('paid')
    expect(await stateOf(second.api, payment.id)).toMatchObject({ paidAmount: 50_000, hold: null })
  })
})

describe('a sender that is stopped between intent and call', () => {
  const STOPPED_MS = 6_000

  it('sends no approval when it wakes up: the payment is ready again, and the same return approves', async () => {
    const { api, process: child } = await start('approve.intent_committed:stop')
    const payment = await authenticated(api, 'STOPA')
    const approving = payment.approve(api)
    await sleep(STOPPED_MS)
    child.kill('SIGCONT')
    expect(await approving).toMatchObject({ status: 503, body: { code: 'MD_APPROVAL_NOT_SENT' } })
    const { ref } = await book('STOPA')
    expect(await callsOf('approve', ref)).toEqual([])
    expect(await payment.approve(api)).toMatchObject({ status: 200, body: { state: 'paid' } })
  })

  it('sends no cancel when it wakes up: it is queued again and sent afresh', async () => {
    const { api, process: child } = await start('cancel.intent_committed:stop')
    const payment = await authenticated(api, 'STOPB')
    await payment.approve(api)
    const dropping = api('DELETE', `/v1/payments/${payment.id}/order`, { reason: '객실 마감' }).catch(() => null)
    await sleep(STOPPED_MS)
    const { ref } = await book('STOPB')
    expect(await callsOf('net_cancel', ref)).toEqual([])
    child.kill('SIGCONT')
    await dropping
    await sleep(500)
    expect(await callsOf('net_cancel', ref)).toEqual([])
    await pass(15_000)
    const { body: events } = await api('GET', `/v1/payments/${payment.id}/events`)
    expect(events.data.map(({ type }: { type: string }) => type)).toContain('cancellation.not_sent')
    expect(await stateOf(api, payment.id)).toMatchObject({ state: 'cancelled' })
    expect(await callsOf('net_cancel', ref)).toHaveLength(1)
  })
})
