/** A world for tests: real PostgreSQL, the sandbox over HTTP, the real adapter, and a clock that moves. */

import { developmentConfig } from '../src/cli/dev-channels.ts'
import { allowing } from '../src/config/senders.ts'
import type { PaymentId } from '../src/core/ids.ts'
import { amount } from '../src/core/money.ts'
import type { PaymentFile } from '../src/core/payment/payment.ts'
import { DAY_MS } from '../src/core/time.ts'
import { type Channel, DEFAULT_DEPOSIT_WITHIN_MS, DEFAULT_READY_FOR_MS, USUAL_CONTRACT } from '../src/engine/channel.ts'
import type { EngineDeps, Log } from '../src/engine/deps.ts'
import { createEngine, type Engine } from '../src/engine/engine.ts'
import type { RegisterRequest } from '../src/engine/register.ts'
import { movableClock, systemRandom } from '../src/engine/system.ts'
import type { Provider } from '../src/ports/provider.ts'
import { nicepay } from '../src/providers/nicepay/index.ts'
import { createSandboxClock, type SandboxClock } from '../src/sandbox/clock.ts'
import { type Sandbox, startSandbox } from '../src/sandbox/index.ts'
import { NICEPAY_CREDENTIALS } from '../src/sandbox/nicepay/credentials.ts'
import { openJobs } from '../src/store/jobs.ts'
import { openPostgresStore } from '../src/store/postgres/store.ts'
import { openVault } from '../src/store/vault.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'

export const TEST_SECRET = 'a secret for tests that is long enough'

/** One row of the sandbox's books. */
export interface BookRow {
  readonly ref: string
  readonly orderId: string
  readonly amount: number
  readonly state: string
  readonly paidAmount: number
  readonly cancelledAmount: number
  readonly cancels: readonly { readonly id: string; readonly amount: number; readonly key: string | null }[]
}

export interface World {
  /** The name of its one channel and of the provider that it is on. */
  readonly on: string
  readonly engine: Engine
  readonly deps: EngineDeps
  readonly clock: SandboxClock
  readonly controlUrl: string
  readonly sandbox: Sandbox
  readonly connectionString: string
  readonly logged: { level: string; data: object; message: string }[]
  /** Calls the sandbox's control API; throws on a refusal. */
  control(method: string, path: string, body?: object): Promise<unknown>
  books(orderId?: string): Promise<BookRow[]>
  fault(operation: string, fault: string, more?: object): Promise<void>
  clearFaults(): Promise<void>
  register(orderId: string, more?: Partial<RegisterRequest>): Promise<PaymentFile>
  /** What the window brings back for this payment. */
  buyer(file: PaymentFile, more?: object): Promise<Record<string, string>>
  /** Registers, pays in the window, and takes the return. */
  pay(orderId: string, more?: Partial<RegisterRequest>): Promise<PaymentFile>
  load(id: PaymentId): Promise<PaymentFile>
  /** Moves the clock and lets everything that is due be looked at, until nothing is. */
  pass(ms: number): Promise<void>
  /** Lets everything that is due now be looked at. */
  settle(): Promise<void>
  /** A second engine on the same database, as another process would have. */
  another(change?: Partial<Channel>): Engine
  close(): Promise<void>
}

export interface WorldOptions {
  /** Another world's, so that two systems share one provider. It is not closed with this world. */
  readonly sandbox?: Sandbox
  /** A restored one, dropped with this world. Default: an empty one. */
  readonly database?: TestDatabase
  /** Which provider the one channel is on, by name. Default `nicepay`. */
  readonly on?: Exclude<keyof Sandbox['urls'], symbol>
  readonly channel?: Partial<Channel>
  readonly deps?: Partial<EngineDeps>
  readonly provider?: (made: Provider) => Provider
  readonly readMs?: number
}

const SWEEP_BATCH = 50
/** A ladder has fewer rungs; more looks at one moment would be a loop without a wait. */
const MAX_SWEEPS = 60

export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const database = options.database ?? (await createTestDatabase())
  const on = options.on ?? 'nicepay'
  const clock = options.sandbox?.clock ?? createSandboxClock()
  const sandbox = options.sandbox ?? (await startSandbox({ controlPort: 0, clock, seed: 7 }))
  const logged: World['logged'] = []
  const store = await openPostgresStore({
    connectionString: database.connectionString,
    vault: openVault([TEST_SECRET]),
    random: systemRandom,
    onTrouble: () => {},
  })
  const made = providerOn(sandbox, options)
  const provider = options.provider?.(made) ?? made
  const depsWith = (change: Partial<Channel> = {}): EngineDeps => ({
    store,
    jobs: openJobs({ ...database, clock: movableClock(clock.aheadMs), onTrouble: () => {} }),
    channels: new Map([[on, { ...channelOn(on, provider), ...options.channel, ...change }]]),
    clock: movableClock(clock.aheadMs),
    random: systemRandom,
    log: memoryLog(logged),
    probe: () => {},
    fingerprints: openVault([TEST_SECRET]).fingerprints,
    retention: { refundAccountsMs: 30 * DAY_MS, webhooksMs: 180 * DAY_MS },
    webhooks: { publicUrl: 'http://localhost:4000', internalHosts: ['127.0.0.1'] },
    ...options.deps,
  })
  const deps = depsWith()
  const engine = createEngine(deps)
  const control = controller(sandbox.controlUrl)
  const base = { engine, deps, clock, sandbox, controlUrl: sandbox.controlUrl, logged, control, on }
  return {
    ...base,
    connectionString: database.connectionString,
    ...playing(base),
    another: (change) => createEngine(depsWith(change)),
    close: async () => {
      await engine.stop()
      await store.close()
      if (options.sandbox === undefined) await sandbox.close()
      await database.drop()
    },
  }
}

/** As development has it; NICEPAY, whose time-outs the tests shorten, is made here. */
function providerOn({ urls }: Sandbox, { on = 'nicepay', readMs }: WorldOptions): Provider {
  if (on !== 'nicepay' || readMs === undefined) {
    const provider = developmentConfig({ orderWithin: null }, { urls }).channels[on]?.provider
    if (provider === undefined) throw new Error(`no adapter for ${on}`)
    return provider
  }
  const origin = urls.nicepay
  return nicepay({
    ...NICEPAY_CREDENTIALS,
    urls: { api: origin, inquiry: origin, windowScript: `${origin}/v3/common/js/nicepay-pgweb.js` },
    trustedOrigins: [origin, origin.replace('127.0.0.1', 'localhost')],
    timeouts: { readMs },
  })
}

const channelOn = (name: string, provider: Provider): Channel => ({
  name,
  provider,
  net: 'on',
  orderWithinMs: 15 * 60_000,
  readyForMs: DEFAULT_READY_FOR_MS,
  depositWithinMs: DEFAULT_DEPOSIT_WITHIN_MS,
  cancellationPolicy: USUAL_CONTRACT,
  orderCheck: null,
  brake: null,
  gapRule: false,
  webhookSources: allowing(['127.0.0.1', '::1']),
  unknownPayments: 'watch',
})

function memoryLog(logged: World['logged']): Log {
  const write = (level: string) => (data: object, message: string) => void logged.push({ level, data, message })
  return { info: write('info'), warn: write('warn'), error: write('error') }
}

function controller(controlUrl: string): World['control'] {
  return async (method, path, body) => {
    const answer = await fetch(`${controlUrl}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    return text === '' ? null : JSON.parse(text)
  }
}

type Base = Pick<World, 'engine' | 'deps' | 'clock' | 'control'> & { readonly on: string }

function playing({ engine, deps, clock, control, on }: Base) {
  const load = async (id: PaymentId): Promise<PaymentFile> => {
    const file = await deps.store.load(id)
    if (file === null) throw new Error(`no payment ${id}`)
    return file
  }
  const register: World['register'] = async (orderId, more) => {
    const result = await engine.register({ ...ORDER, channel: on, orderId, ...more })
    if (!result.ok) throw new Error(`${result.refusal.code} ${result.refusal.detail}`)
    return result.file
  }
  const buyer: World['buyer'] = async (file, more) => {
    const { providerOrderId: orderId, amounts } = file.payment
    const body = { provider: on, orderId, amount: amounts.total, method: 'card', action: 'pay', ...more }
    const answer = (await control('POST', '/control/buyers', body)) as { return: Record<string, string> }
    return answer.return
  }
  const settle = async () => {
    for (let sweeps = 0; (await engine.sweep(SWEEP_BATCH)) > 0; sweeps += 1) {
      if (sweeps > MAX_SWEEPS) throw new Error('payments stay due however often they are looked at')
    }
  }
  return {
    load,
    register,
    buyer,
    settle,
    books: async (orderId?: string) => {
      const rows = (await control('GET', `/control/books?provider=${on}`)) as BookRow[]
      return orderId === undefined ? rows : rows.filter((row) => row.orderId === orderId)
    },
    fault: async (operation: string, fault: string, more: object = {}) => {
      await control('POST', '/control/faults', { provider: on, operation, fault, ...more })
    },
    clearFaults: async () => {
      await control('DELETE', '/control/faults')
    },
    pay: async (orderId: string, more?: Partial<RegisterRequest>) => {
      const file = await register(orderId, more)
      const returned = await engine.takeReturn(file.payment.id, await buyer(file))
      if (!returned.ok) throw new Error(`${returned.refusal.code} ${returned.refusal.detail}`)
      return returned.file
    },
    pass: async (ms: number) => {
      clock.advance(ms)
      await settle()
    },
  }
}

export const ORDER: RegisterRequest = {
  channel: 'nicepay',
  orderId: 'ORDER1',
  orderName: '바다방 1박',
  amount: amount(50_000),
  currency: 'KRW',
  method: null,
  taxFree: null,
  vat: null,
  orderWithinMs: null,
  buyer: { name: '홍길동' },
  returnUrls: null,
  metadata: {},
}
