/** `serve --recover` as people run it: real processes, a restored copy, a kill in the middle, the command line. */
import { spawn } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CHILD_ENV } from '../child-env.ts'
import { copyTestDatabase } from '../database.ts'
import { until } from '../recovering.ts'
import type { BookRow } from '../world.ts'
import { type Cluster, startCluster } from './cluster.ts'
import { type Life, live, refund, tie } from './shop.ts'

const CHANNELS = ['nicepay', 'tosspayments'] as const
const HOUR_MS = 3_600_000

let lived: Cluster
let restored: Cluster
const orders = new Map<string, Life>()

/** Paid before the backup in `…A`, after it in `…B`. */
const nameOf = (channel: string, nth: string) => `${channel.toUpperCase().slice(0, 8)}-${nth}`

beforeAll(async () => {
  lived = await startCluster({ nodes: 1, seed: 43 })
  for (const channel of CHANNELS) await lose(channel, 'A1')
  const before = await copyTestDatabase(lived.database)
  for (const channel of CHANNELS) {
    const paid = orders.get(nameOf(channel, 'A1')) as Life
    await tie(lived, paid)
    expect(paid.confirmed).toBe(true)
    const refunded = await live(lived, { channel, kind: 'whole', orderId: nameOf(channel, 'B1') })
    orders.set(refunded.orderId, refunded)
    orders.set(nameOf(channel, 'B2'), await live(lived, { channel, kind: 'tied', orderId: nameOf(channel, 'B2') }))
  }
  await lived.pass(HOUR_MS)
  restored = await startCluster({ nodes: 2, seed: 44, sandbox: lived.sandbox, restored: before })
})
afterAll(async () => {
  await restored.close()
  await lived.close()
})

/** Paid, and its order not recorded yet; its time is long enough for the backup. */
async function lose(channel: string, nth: string): Promise<void> {
  const orderId = nameOf(channel, nth)
  orders.set(orderId, await live(lived, { channel, kind: 'lost', orderId, orderWithin: 'PT10M' }))
}

async function maedeup(...args: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['src/cli/main.ts', ...args], {
    env: { ...CHILD_ENV, MAEDEUP_URL: restored.url, MAEDEUP_API_KEY: 'mk_dev_maedeup' },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  return await new Promise((resolve) => child.once('close', (code) => resolve({ code, output })))
}

const recoveryOf = async (channel: string) =>
  (await restored.call('GET', '/v1/net')).body.data.find((one: { channel: string }) => one.channel === channel).recovery

const bookOf = async (one: Life): Promise<BookRow | undefined> =>
  ((await restored.control('GET', `/control/books?provider=${one.channel}`)).body as BookRow[]).find(
    ({ orderId }) => orderId === one.providerOrderId,
  )

describe('a service on a restored database', () => {
  it('is killed while it recovers, and started again without being told: it goes on', async () => {
    await restored.killOne()
    await restored.allUp()
    expect((await restored.call('GET', '/readyz')).body.recovering).toContain('tosspayments')
    for (const channel of CHANNELS)
      await until(async () => ((await recoveryOf(channel)).state === 'waiting' ? 1 : null))
    const { body } = await restored.call('GET', `/v1/payments/${orders.get(nameOf('nicepay', 'A1'))?.paymentId}`)
    expect(body).toMatchObject({ state: 'paid', order: null })
  })

  it('shows people what it found, and is released by them', async () => {
    const shown = await maedeup('net')
    expect(shown).toMatchObject({ code: 0, output: expect.stringContaining('"state": "waiting"') })
    const untied = await maedeup('net', 'untied')
    for (const order of [nameOf('nicepay', 'A1'), nameOf('tosspayments', 'A1'), nameOf('tosspayments', 'B2')]) {
      expect(untied.output).toContain(order)
    }
    for (const channel of [...CHANNELS, 'portone-v1', 'portone-v2', 'nicepay-rest']) {
      const released = await maedeup('net', 'release', channel, 'recovery', '--reason', 'orders recorded again')
      expect(released, released.output).toMatchObject({ code: 0 })
      await until(async () => ((await recoveryOf(channel)) === null ? 1 : null))
    }
    expect((await maedeup('net', 'release', 'nicepay', 'recovery', '--reason', 'again')).output).toContain(
      'MD_NOTHING_TO_RELEASE',
    )
  })

  it('gave no order of the lost hour back, and repeats no refund of it', async () => {
    await restored.pass(HOUR_MS)
    for (const channel of CHANNELS) {
      const [tied, refunded, adopted] = ['A1', 'B1', 'B2'].map((nth) => orders.get(nameOf(channel, nth)) as Life)
      expect(await bookOf(tied as Life)).toMatchObject({ cancelledAmount: 0 })
      expect(await bookOf(adopted as Life)).toMatchObject({ cancelledAmount: 0 })
      for (const asked of refunded?.refunds ?? []) await refund(restored, refunded as Life, asked)
      expect(await bookOf(refunded as Life)).toMatchObject({ cancelledAmount: 30_000, cancels: [{}] })
      await tie(restored, tied as Life)
      expect(tied?.confirmed).toBe(true)
    }
  })
})
