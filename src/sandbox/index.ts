/** Starts the sandbox: every simulated provider on a port of its own, and the control API that plays the world. */
import { createSandboxClock, type SandboxClock } from './clock.ts'
import { createControl } from './control/app.ts'
import { openListener } from './listener.ts'
import { NICEPAY_CREDENTIALS } from './nicepay/credentials.ts'
import { createNicepaySimulator } from './nicepay/simulator.ts'
import { NICEPAY_REST_CREDENTIALS } from './nicepay-rest/credentials.ts'
import { createNicepayRestSimulator } from './nicepay-rest/simulator.ts'
import { isLoopbackTarget } from './notify.ts'
import { PORTONE_V1_CREDENTIALS } from './portone-v1/credentials.ts'
import { createPortoneV1Simulator } from './portone-v1/simulator.ts'
import { PORTONE_V2_CREDENTIALS } from './portone-v2/credentials.ts'
import { createPortoneV2Simulator } from './portone-v2/simulator.ts'
import { openSeat, type Seat } from './seat.ts'
import { PROVIDER_IDS, type ProviderId, type Simulator, type SimulatorHost } from './simulator.ts'
import { TOSSPAYMENTS_CREDENTIALS } from './tosspayments/credentials.ts'
import { createTossSimulator } from './tosspayments/simulator.ts'

export interface SandboxOptions {
  /** 0 takes free ports for everything. Default 4100. */
  readonly controlPort?: number
  /** Default: the control port + 1 … in the order of {@link PROVIDER_IDS}. */
  readonly ports?: Partial<Record<ProviderId, number>>
  /** Default 127.0.0.1, which includes ::1 so that `localhost` works too. */
  readonly host?: string
  readonly clock?: SandboxClock
  /** Seeds tokens, numbers and fault rates. Default: from the clock, so that two runs do not repeat their numbers. */
  readonly seed?: number
  /** Cards are refused at approval above so many won. Default: no limit. */
  readonly cardLimitKrw?: number
  /** Where notifications go, by provider: addresses of this machine only. Default: nowhere. */
  readonly webhookTargets?: Partial<Record<ProviderId, string>>
}

export type SandboxUrls = Readonly<Record<'nicepay', string> & Partial<Record<ProviderId, string>>>

export interface Sandbox {
  readonly controlUrl: string
  /** The base URL of each provider that is simulated. */
  readonly urls: SandboxUrls
  readonly clock: SandboxClock
  readonly seed: number
  close(): Promise<void>
}

/** The fixed credentials, to be printed at start (design §9). None of them is secret. */
export const SANDBOX_CREDENTIALS = {
  nicepay: NICEPAY_CREDENTIALS,
  tosspayments: TOSSPAYMENTS_CREDENTIALS,
  'portone-v1': PORTONE_V1_CREDENTIALS,
  'portone-v2': PORTONE_V2_CREDENTIALS,
  'nicepay-rest': NICEPAY_REST_CREDENTIALS,
} as const

const DEFAULT_CONTROL_PORT = 4100

type Create = (host: SimulatorHost, options: SandboxOptions) => Simulator

const SIMULATORS: Partial<Record<ProviderId, Create>> = {
  nicepay: (host, { cardLimitKrw }) => createNicepaySimulator(host, { cardLimitKrw: cardLimitKrw ?? null }),
  tosspayments: (host, { cardLimitKrw }) => createTossSimulator(host, { cardLimitKrw: cardLimitKrw ?? null }),
  'portone-v1': (host) => createPortoneV1Simulator(host),
  'nicepay-rest': (host, { cardLimitKrw }) => createNicepayRestSimulator(host, { cardLimitKrw: cardLimitKrw ?? null }),
  'portone-v2': (host, { cardLimitKrw }) => createPortoneV2Simulator(host, { cardLimitKrw: cardLimitKrw ?? null }),
}

export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const clock = options.clock ?? createSandboxClock()
  const seed = options.seed ?? clock.now()
  const host = options.host ?? '127.0.0.1'
  const seats = new Map<ProviderId, Seat>()
  const closeSeats = async (): Promise<void> => {
    for (const seat of seats.values()) await seat.close()
  }
  try {
    for (const provider of PROVIDER_IDS) {
      const create = SIMULATORS[provider]
      if (create === undefined) continue
      const port = portOf(provider, options)
      const webhookTarget = targetOf(provider, options)
      const lend = (lent: SimulatorHost): Simulator => create(lent, options)
      seats.set(provider, await openSeat({ create: lend, clock, host, port, seed, webhookTarget }))
    }
    const control = createControl({ seats, clock, seed })
    await control.ready()
    const listener = await openListener(host, options.controlPort ?? DEFAULT_CONTROL_PORT, control.routing)
    return {
      controlUrl: `http://127.0.0.1:${listener.port}`,
      urls: Object.fromEntries([...seats].map(([provider, seat]) => [provider, seat.url])) as SandboxUrls,
      clock,
      seed,
      async close() {
        await listener.close()
        await control.close()
        await closeSeats()
      },
    }
  } catch (error) {
    await closeSeats()
    throw error
  }
}

function portOf(provider: ProviderId, { controlPort = DEFAULT_CONTROL_PORT, ports }: SandboxOptions): number {
  const chosen = ports?.[provider]
  if (chosen !== undefined) return chosen
  return controlPort === 0 ? 0 : controlPort + 1 + PROVIDER_IDS.indexOf(provider)
}

function targetOf(provider: ProviderId, { webhookTargets }: SandboxOptions): string | null {
  const target = webhookTargets?.[provider] ?? null
  if (target !== null && !isLoopbackTarget(target)) throw new RangeError(`${target} is no address of this machine`)
  return target
}
