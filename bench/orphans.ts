/** A thousand orphans at once, settled by one process over the sandbox: how long it takes, and how many at a time. */
import { amount } from '../src/core/money.ts'
import { MINUTE_MS } from '../src/core/time.ts'
import {
  type Channel,
  DEFAULT_DEPOSIT_WITHIN_MS,
  DEFAULT_ORDER_WITHIN_MS,
  DEFAULT_READY_FOR_MS,
  USUAL_CONTRACT,
} from '../src/engine/channel.ts'
import { createEngine, type Engine } from '../src/engine/engine.ts'
import { movableClock } from '../src/engine/system.ts'
import type { Provider } from '../src/ports/provider.ts'
import { nicepay } from '../src/providers/nicepay/index.ts'
import { createSandboxClock } from '../src/sandbox/clock.ts'
import { SANDBOX_CREDENTIALS, startSandbox } from '../src/sandbox/index.ts'
import { depsOf } from './kit/deps.ts'
import { median, printTable, quantile, say, show, timed } from './kit/figures.ts'
import { CHANNEL } from './kit/life.ts'
import { bench, type Place } from './kit/place.ts'

const ORPHANS = Number(process.env.BENCH_ORPHANS ?? 1_000)
const PRICE = 120_000
const PAYERS = 10
const POLL_MS = 20

async function run(place: Place): Promise<void> {
  const database = await place.database('orphans')
  const sandboxClock = createSandboxClock()
  const sandbox = await startSandbox({ controlPort: 0, clock: sandboxClock, seed: 7 })
  place.atEnd(() => sandbox.close())
  const origin = sandbox.urls.nicepay
  const provider = nicepay({
    ...SANDBOX_CREDENTIALS.nicepay,
    live: true,
    urls: { api: origin, inquiry: origin },
    trustedOrigins: [origin, origin.replace('127.0.0.1', 'localhost')],
  })
  const calls = watched(provider)
  const clock = movableClock(sandboxClock.aheadMs)
  const engine = createEngine(depsOf(database, { channels: [channelOn(calls.provider)], clock }))
  const paying = await timed(() => payAll(engine, sandbox.controlUrl))
  say(`${ORPHANS} payments registered, paid in the window and approved in ${show(paying.ms / 1_000)} s`)
  sandboxClock.advance(DEFAULT_ORDER_WITHIN_MS + MINUTE_MS)
  calls.forget()
  const settling = await timed(async () => {
    await engine.start()
    await allSettled(database.sql)
  })
  await engine.stop()
  const seconds = settling.ms / 1_000
  const { perSecond, concurrent } = provider.capabilities.rate
  printTable(
    `${ORPHANS} orphans at once, one process`,
    ['seconds', 'calls', 'calls/s', 'allowed/s', 'most in flight', 'allowed', 'call p50 ms', 'call p99 ms'],
    [[seconds, calls.took.length, calls.took.length / seconds, perSecond, calls.most(), concurrent, ...p(calls.took)]],
  )
  await compareBooks(sandbox.controlUrl)
}

const p = (values: readonly number[]) => [median(values), quantile(values, 0.99)]

/** Brake and gap rule are off: this is about speed. */
const channelOn = (provider: Provider): Channel => ({
  name: CHANNEL,
  provider,
  net: 'on',
  orderWithinMs: DEFAULT_ORDER_WITHIN_MS,
  readyForMs: DEFAULT_READY_FOR_MS,
  depositWithinMs: DEFAULT_DEPOSIT_WITHIN_MS,
  cancellationPolicy: USUAL_CONTRACT,
  orderCheck: null,
  brake: null,
  gapRule: false,
  webhookSources: null,
  unknownPayments: 'watch',
})

/** Counts and times what goes to the provider. */
function watched(inner: Provider) {
  const took: number[] = []
  let now = 0
  let most = 0
  const watch = async <Result>(call: () => Promise<Result>): Promise<Result> => {
    now += 1
    most = Math.max(most, now)
    const { result, ms } = await timed(call)
    now -= 1
    took.push(ms)
    return result
  }
  const provider: Provider = {
    ...inner,
    approve: (payment, context) => watch(() => inner.approve(payment, context)),
    cancel: (payment, one, context) => watch(() => inner.cancel(payment, one, context)),
    netCancel: (payment, one, context) => watch(() => inner.netCancel(payment, one, context)),
    inquire: (payment, context) => watch(() => inner.inquire(payment, context)),
  }
  const forget = () => {
    took.length = 0
    most = 0
  }
  return { provider, took, most: () => most, forget }
}

async function payAll(engine: Engine, controlUrl: string): Promise<void> {
  let begun = 0
  const payer = async () => {
    while (begun < ORPHANS) {
      begun += 1
      await pay(engine, controlUrl, `ORPHAN${begun}`)
    }
  }
  await Promise.all(Array.from({ length: PAYERS }, payer))
}

async function pay(engine: Engine, controlUrl: string, orderId: string): Promise<void> {
  const registered = await engine.register({
    channel: CHANNEL,
    orderId,
    orderName: '매듭 스테이 바다방 1박',
    amount: amount(PRICE),
    currency: 'KRW',
    method: null,
    taxFree: null,
    vat: null,
    orderWithinMs: null,
    buyer: null,
    returnUrls: null,
    metadata: {},
  })
  if (!registered.ok) throw new Error(registered.refusal.detail)
  const { id, providerOrderId } = registered.file.payment
  const body = { provider: CHANNEL, orderId: providerOrderId, amount: PRICE, method: 'card', action: 'pay' }
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${controlUrl}/control/buyers`, { method: 'POST', headers, body: JSON.stringify(body) })
  const { return: fields } = (await answer.json()) as { return: Record<string, string> }
  const returned = await engine.takeReturn(id, fields)
  if (!returned.ok || returned.file.payment.state !== 'paid') throw new Error(`${orderId} was not paid`)
}

async function allSettled(sql: { query(text: string): Promise<{ rows: { left: number }[] }> }): Promise<void> {
  for (;;) {
    const { rows } = await sql.query("select count(*)::int as left from payments where state <> 'cancelled'")
    if (rows[0]?.left === 0) return
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}

async function compareBooks(controlUrl: string): Promise<void> {
  const answer = await fetch(`${controlUrl}/control/books?provider=${CHANNEL}`)
  const books = (await answer.json()) as { state: string; cancelledAmount: number; cancels: unknown[] }[]
  const right = books.filter(({ state, cancels }) => state === 'cancelled' && cancels.length === 1)
  if (right.length !== ORPHANS) throw new Error(`the books show ${right.length} of ${ORPHANS} given back once`)
  say(`\nThe provider’s books: ${right.length} of ${books.length} given back, each once.`)
}

await bench(run)
