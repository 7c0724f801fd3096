/** One running provider: its simulator, its port, its planned faults and its recorded calls, kept in step. */
import { type CallLog, createCallLog } from './calls.ts'
import type { SandboxClock } from './clock.ts'
import { LISTENER_FAULT } from './faults/catalogue.ts'
import { createFaultPlan, type Fault, type FaultFilter, type FaultPlan, type FaultRequest } from './faults/plan.ts'
import { type Listener, openListener } from './listener.ts'
import { createNotifier, type Notifier } from './notify.ts'
import { createRandom, type Random } from './random.ts'
import { type Answered, answered, denied, type Simulator, type SimulatorHost } from './simulator.ts'
import { createTimers } from './timers.ts'

export interface Seat {
  readonly simulator: Simulator
  readonly calls: CallLog
  readonly notifier: Notifier
  readonly url: string
  readonly faults: () => readonly Fault[]
  readonly addFault: (request: FaultRequest) => Promise<Answered<Fault>>
  readonly removeFaults: (filter: FaultFilter) => Promise<readonly Fault[]>
  /** Resolves when a listener that is opening or closing has done so. */
  readonly settled: () => Promise<void>
  readonly reset: (seed: number) => Promise<void>
  readonly close: () => Promise<void>
}

export interface SeatOptions {
  readonly create: (host: SimulatorHost) => Simulator
  readonly clock: SandboxClock
  readonly host: string
  readonly port: number
  readonly seed: number
  /** Where notifications go at first, or null. */
  readonly webhookTarget: string | null
}

/** A refusal that was counted in calls instead of milliseconds lasts so long per call. */
const REFUSE_PER_TIME_MS = 1_000

export async function openSeat(options: SeatOptions): Promise<Seat> {
  const timers = createTimers(options.clock)
  const calls = createCallLog()
  let random = createRandom(options.seed, 'ids')
  let plan = createFaultPlan(createRandom(options.seed, 'faults'))
  const notifier = createNotifier({ timers, faults: () => plan, target: options.webhookTarget })
  let port = options.port
  const simulator = options.create({
    clock: options.clock,
    timers,
    calls,
    faults: (): FaultPlan => plan,
    random: (): Random => random,
    origins: () => [`http://127.0.0.1:${port}`, `http://localhost:${port}`],
    notify: notifier.notify,
  })
  await simulator.ready()
  const listener = await openListener(options.host, options.port, simulator.handle)
  port = listener.port

  const remove = async (filter: FaultFilter): Promise<readonly Fault[]> => {
    const removed = plan.remove(filter)
    await followPlan(plan, listener)
    return removed
  }
  return {
    simulator,
    calls,
    notifier,
    url: `http://127.0.0.1:${port}`,
    faults: () => plan.list(),
    async addFault(request) {
      const refusal = cannotAdd(request, simulator) ?? (await cannotSplit(request, listener))
      if (refusal !== null) return refusal
      const fault = plan.add(request)
      const lastsMs = listenerFaultMs(request)
      if (lastsMs !== null) timers.after(lastsMs, () => void remove({ id: fault.id }))
      await followPlan(plan, listener)
      return answered(fault)
    },
    removeFaults: remove,
    settled: () => listener.settled(),
    async reset(seed) {
      timers.clear()
      notifier.clear()
      calls.clear()
      random = createRandom(seed, 'ids')
      plan = createFaultPlan(createRandom(seed, 'faults'))
      simulator.reset()
      await followPlan(plan, listener)
    },
    async close() {
      timers.close()
      notifier.clear()
      await listener.close()
      await simulator.close()
    },
  }
}

function cannotAdd(request: FaultRequest, simulator: Simulator): Answered<Fault> | null {
  const why = simulator.cannotPlay(request.operation, request.fault)
  if (why !== null) return denied(422, 'fault', why)
  const refuses = request.fault === LISTENER_FAULT
  if (refuses && request.rate !== undefined)
    return denied(422, 'rate', 'a closed port refuses every connection; use times or delayMs')
  if (!refuses && request.only !== undefined) return denied(422, 'only', `only ${LISTENER_FAULT} takes it`)
  return null
}

async function cannotSplit({ only }: FaultRequest, listener: Listener): Promise<Answered<Fault> | null> {
  if (only === undefined || (await listener.canSplit())) return null
  return denied(422, 'only', 'on this machine localhost is 127.0.0.1: the two data centres can only refuse together')
}

function listenerFaultMs({ fault, delayMs, times }: FaultRequest): number | null {
  if (fault !== LISTENER_FAULT) return null
  return delayMs ?? (times === undefined ? null : times * REFUSE_PER_TIME_MS)
}

async function followPlan(plan: FaultPlan, listener: Listener): Promise<void> {
  const refusals = plan.list().filter(({ fault }) => fault === LISTENER_FAULT)
  if (refusals.length === 0) return listener.refuse('none')
  return listener.refuse(refusals.every(({ only }) => only === 'dc1') ? 'dc1' : 'all')
}
