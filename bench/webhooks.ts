/** How soon a webhook is acknowledged at 500 a second, each stored first, with the whole stack on the same machine. */
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { Webhook } from 'standardwebhooks'
import { PROVIDER_IDS, type ProviderId } from '../src/core/payment/payment.ts'
import { openEar } from '../src/providers/kit/ear.ts'
import { SANDBOX_CREDENTIALS } from '../src/sandbox/index.ts'
import { printTable, quantile, say, timed } from './kit/figures.ts'
import { bench, type Place } from './kit/place.ts'
import { type Stack, startStack } from './kit/stack.ts'

const PER_SECOND = Number(process.env.BENCH_PER_SECOND ?? 500)
const SECONDS = Number(process.env.BENCH_SECONDS ?? 60)
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 2)
const CONNECTIONS = [
  ['kept open', true],
  ['one each', false],
] as const
const WARM_SECONDS = 5
/** Payments of each provider that the webhooks are about. */
const PAYMENTS = Number(process.env.BENCH_PAYMENTS ?? 100)
const DRAIN_MS = 180_000
const PROMISED_MS = 50

async function run(place: Place): Promise<void> {
  const stack = await startStack(place, cpuSecondsOf)
  const messages = await messagesOf(stack)
  say(`${messages.length} payments paid and tied on ${PROVIDER_IDS.length} providers`)
  await load(stack, messages, { agent: new Agent({ keepAlive: true }), seconds: WARM_SECONDS })
  const rows: (string | number)[][] = []
  // Alternating, so that the machine's own noise falls on both.
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, keepAlive] of CONNECTIONS) {
      const agent = new Agent({ keepAlive })
      rows.push([name, ...(await measured(stack, messages, agent))])
      agent.destroy()
    }
  }
  printTable(
    `${PER_SECOND} webhooks a second for ${SECONDS} s; ms from the moment it was due to be sent to its answer`,
    [
      'connections',
      'sent/s',
      'p50',
      'p90',
      'p99',
      'p99.9',
      'max',
      'sent late p99',
      'not 200',
      'stored',
      'followed after s',
      'load',
    ],
    rows,
  )
}

async function measured(stack: Stack, messages: readonly Message[], agent: Agent): Promise<(string | number)[]> {
  const { sql } = stack.database
  await sql.query('delete from inbox')
  const before = stack.cpuSeconds()
  const { result, ms } = await timed(() =>
    load(stack, messages, { agent, seconds: SECONDS, watch: storedFirst(stack) }),
  )
  const after = stack.cpuSeconds()
  const cores = (from: number, to: number) => ((to - from) / (ms / 1_000)).toFixed(2)
  say(`cores: service ${cores(before.service, after.service)}, sandbox ${cores(before.sandbox, after.sandbox)}`)
  const stored = await count(sql)
  const drained = await timed(() => allFollowed(sql))
  const ok = result.filter(({ status }) => status === 200).length
  if (stored !== ok) throw new Error(`${ok} were acknowledged and ${stored} are stored`)
  const took = result.map((one) => one.ms)
  const p99 = quantile(took, 0.99)
  say(`p99 ${p99.toFixed(1)} ms: the promise of ${PROMISED_MS} ms ${p99 <= PROMISED_MS ? 'holds' : 'DOES NOT HOLD'}`)
  return [
    result.length / (ms / 1_000),
    ...[0.5, 0.9, 0.99, 0.999, 1].map((share) => quantile(took, share)),
    quantile(
      result.map(({ lateMs }) => lateMs),
      0.99,
    ),
    result.length - ok,
    stored,
    drained.ms / 1_000,
    loadavg()[0] ?? 0,
  ]
}

const count = async (sql: Stack['database']['sql']): Promise<number> =>
  (await sql.query<{ n: number }>('select count(*)::int as n from inbox')).rows[0]?.n ?? 0

/** At any moment there are at least as many rows as there were answers before it was looked. */
const storedFirst =
  (stack: Stack) =>
  async (answered: () => number): Promise<void> => {
    const before = answered()
    const stored = await count(stack.database.sql)
    if (stored < before) throw new Error(`${before} were acknowledged when ${stored} were stored`)
  }

async function allFollowed(sql: Stack['database']['sql']): Promise<void> {
  for (const end = performance.now() + DRAIN_MS; performance.now() < end; await sleep(200)) {
    const { rowCount } = await sql.query('select 1 from inbox where follow_at is not null limit 1')
    if (rowCount === 0) return
  }
  throw new Error('webhooks were not followed')
}

interface Message {
  readonly url: string
  readonly provider: ProviderId
  readonly contentType: string
  readonly body: Buffer
}

/** What the simulators really send about payments that are paid and tied; NICEPAY's older one by its sheet. */
async function messagesOf(stack: Stack): Promise<Message[]> {
  const ear = await openEar({ status: 200, contentType: 'text/plain', body: 'OK' })
  const messages: Message[] = []
  for (const provider of PROVIDER_IDS) {
    const url = stack.webhookUrls[provider] ?? ''
    await stack.control('PUT', '/control/webhook-targets', { provider, url: ear.url })
    const from = ear.heard.length
    for (let n = 0; n < PAYMENTS; n += 1) {
      const payment = await pay(stack, provider, `B${n}X${provider}`)
      if (provider === 'nicepay') messages.push({ url, provider, ...noticeOf(payment) })
    }
    await sleep(500)
    for (const { body, contentType } of ear.heard.slice(from)) {
      messages.push({ url, provider, contentType, body: Buffer.from(body) })
    }
    await stack.control('PUT', '/control/webhook-targets', { provider, url: null })
  }
  await ear.close()
  return messages
}

async function pay({ service, control }: Stack, provider: ProviderId, orderId: string) {
  const wish = { orderId, orderName: '바다방', amount: 50_000, channel: provider, method: 'card', buyer: BUYER }
  const { body: payment } = await service('POST', '/v1/payments', wish)
  const { providerOrderId } = payment
  const play = { provider, orderId: providerOrderId, amount: 50_000, method: 'card', action: 'pay' }
  const { body: played } = await control('POST', '/control/buyers', play)
  await service('POST', `/v1/payments/${payment.id}/approve`, { return: played.return })
  const { status, body } = await service('PUT', `/v1/payments/${payment.id}/order`, { ref: orderId })
  if (status !== 200) throw new Error(`${provider}: ${JSON.stringify(body)}`)
  return body as { providerRef: string; providerOrderId: string }
}

const BUYER = { name: '홍길동', email: 'buyer@example.com', phone: '01012345678' }

function noticeOf({ providerRef, providerOrderId }: { providerRef: string; providerOrderId: string }) {
  const { mid } = SANDBOX_CREDENTIALS.nicepay
  const fields = { PG: 'NICE', PayMethod: 'CARD', MID: mid, Amt: '50000', MOID: providerOrderId, TID: providerRef }
  const body = Buffer.from(new URLSearchParams({ ...fields, ResultCode: '3001', StateCd: '0' }).toString())
  return { contentType: 'application/x-www-form-urlencoded', body }
}

interface Load {
  readonly agent: Agent
  readonly seconds: number
  readonly watch?: (answered: () => number) => Promise<void>
}

/** An open loop: each has its moment, and an answer that is late makes no later one wait. */
async function load(_stack: Stack, messages: readonly Message[], { agent, seconds, watch }: Load) {
  const total = PER_SECOND * seconds
  const answers: { ms: number; lateMs: number; status: number }[] = []
  const calls: Promise<void>[] = []
  const watching: Promise<void>[] = []
  const start = performance.now()
  for (let n = 0; n < total; n += 1) {
    const dueAt = start + (n * 1_000) / PER_SECOND
    const early = dueAt - performance.now()
    if (early > 1) await sleep(early)
    const message = messages[n % messages.length]
    if (message === undefined) throw new Error('there is nothing to send')
    const lateMs = performance.now() - dueAt
    calls.push(
      post(message, agent).then((status) => void answers.push({ ms: performance.now() - dueAt, lateMs, status })),
    )
    if (n % (PER_SECOND * 2) === 0 && watch !== undefined) watching.push(watch(() => answers.length))
  }
  await Promise.all([...calls, ...watching])
  return answers
}

function post({ url, provider, contentType, body }: Message, agent: Agent): Promise<number> {
  return new Promise((resolve) => {
    const headers = { 'content-type': contentType, 'content-length': body.length, ...proof(provider, body) }
    request(url, { method: 'POST', agent, headers }, (answer) =>
      answer.resume().once('end', () => resolve(answer.statusCode ?? 0)),
    )
      .once('error', () => resolve(0))
      .end(body)
  })
}

const signer = new Webhook(SANDBOX_CREDENTIALS['portone-v2'].webhookSecret)

/** PortOne V2 signs each attempt anew. */
function proof(provider: ProviderId, body: Buffer): Record<string, string> {
  if (provider !== 'portone-v2') return {}
  const at = new Date()
  return {
    'webhook-id': 'evt_bench',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': signer.sign('evt_bench', at, body.toString('utf8')),
  }
}

/** Of Linux: user and system time, in ticks of 10 ms. */
function cpuSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}

await bench(run)
