/** How long `maedeup dev` takes from an empty folder to ready, how long again, and how much memory it holds. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { median, printTable, say } from './kit/figures.ts'
import { bench, type Place } from './kit/place.ts'

const MAIN = join(import.meta.dirname, '../src/cli/main.ts')
const STARTS = Number(process.env.BENCH_STARTS ?? 3)
const PAYMENTS = Number(process.env.BENCH_PAYMENTS ?? 1_000)
const AT_A_TIME = 10
const PRICE = 120_000
/** The promise is 10 s; a machine that needs longer should show how long. */
const READY_WITHIN_MS = 60_000
/** Garbage is collected and pools shrink when nobody asks for anything. */
const REST_MS = 5_000
/** The sandbox's control port and the ports of the providers behind it. */
const SANDBOX_PORTS = 6

interface Running {
  readonly child: ChildProcess
  readonly readyMs: number
  readonly api: string
  readonly control: string
}

async function run(place: Place): Promise<void> {
  const first: number[] = []
  const second: number[] = []
  const rows: (string | number)[][] = []
  for (let start = 1; start <= STARTS; start += 1) {
    const data = place.folder()
    const fresh = await up(place, data)
    first.push(fresh.readyMs)
    if (start === STARTS) {
      rows.push(['after start', ...memory(fresh.child)])
      await pay(fresh)
      rows.push([`after ${PAYMENTS} payments`, ...memory(fresh.child)])
      await sleep(REST_MS)
      rows.push([`${REST_MS / 1_000} s later`, ...memory(fresh.child)])
    }
    await down(fresh.child)
    const again = await up(place, data)
    second.push(again.readyMs)
    await down(again.child)
  }
  const seconds = (list: readonly number[]) => list.map((ms) => (ms / 1_000).toFixed(2)).join(' · ')
  printTable(
    '`maedeup dev` until /readyz answers 200 (s)',
    ['start', 'runs', 'p50'],
    [
      ['empty folder', seconds(first), median(first) / 1_000],
      ['second start', seconds(second), median(second) / 1_000],
    ],
  )
  printTable('Memory of the node process (MB)', ['when', 'VmRSS', 'VmHWM'], rows)
}

async function up(place: Place, data: string): Promise<Running> {
  const [port, demoPort, sandboxPort] = [await freePorts(1), await freePorts(1), await freePorts(SANDBOX_PORTS)]
  const env = {
    ...process.env,
    MAEDEUP_DATA: data,
    MAEDEUP_PORT: `${port}`,
    MAEDEUP_DEMO_PORT: `${demoPort}`,
    MAEDEUP_SANDBOX_PORT: `${sandboxPort}`,
  }
  const from = performance.now()
  const child = spawn(process.execPath, [MAIN, 'dev'], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  place.atEnd(() => down(child))
  const api = `http://127.0.0.1:${port}`
  while (!(await isReady(api))) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`)
    if (performance.now() - from > READY_WITHIN_MS) throw new Error('it never got ready')
    await sleep(10)
  }
  return { child, readyMs: performance.now() - from, api, control: `http://127.0.0.1:${sandboxPort}` }
}

const isReady = async (api: string): Promise<boolean> =>
  await fetch(`${api}/readyz`).then(
    async (answer) => {
      await answer.arrayBuffer()
      return answer.status === 200
    },
    () => false,
  )

async function down(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

/** In MB: now, and the most there ever was. */
function memory({ pid }: ChildProcess): number[] {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return ['VmRSS', 'VmHWM'].map((name) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1_024)
}

/** Whole lives over HTTP: registered, paid in the window, approved, tied. */
async function pay({ api, control }: Running): Promise<void> {
  const from = performance.now()
  let begun = 0
  const buyer = async () => {
    while (begun < PAYMENTS) {
      begun += 1
      await payOne(api, control, `START${begun}`)
    }
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, buyer))
  say(`${PAYMENTS} payments over HTTP, approved and tied, in ${((performance.now() - from) / 1_000).toFixed(1)} s`)
}

async function payOne(api: string, control: string, orderId: string): Promise<void> {
  const wish = { orderId, orderName: '매듭 스테이 바다방 1박', amount: PRICE, channel: 'nicepay' }
  const payment = (await send('POST', `${api}/v1/payments`, wish)) as { id: string; providerOrderId: string }
  const play = { provider: 'nicepay', orderId: payment.providerOrderId, amount: PRICE, method: 'card', action: 'pay' }
  const window = await send('POST', `${control}/control/buyers`, play)
  await send('POST', `${api}/v1/payments/${payment.id}/approve`, window)
  await send('PUT', `${api}/v1/payments/${payment.id}/order`, { ref: `R-${orderId}`, amount: PRICE })
}

async function send(method: string, url: string, body: object): Promise<object> {
  const headers = { 'content-type': 'application/json', authorization: 'Bearer mk_dev_maedeup' }
  const answer = await fetch(url, { method, headers, body: JSON.stringify(body) })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${text}`)
  return JSON.parse(text) as object
}

/** The first of `count` neighbouring ports that nobody uses at this moment. */
async function freePorts(count: number): Promise<number> {
  for (let tried = 0; tried < 100; tried += 1) {
    const first = 20_000 + Math.floor(Math.random() * 10_000)
    const free = await Promise.all(Array.from({ length: count }, (_, index) => isFree(first + index)))
    if (free.every(Boolean)) return first
  }
  throw new Error('no free ports')
}

const isFree = async (port: number): Promise<boolean> =>
  await new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })

await bench(run)
