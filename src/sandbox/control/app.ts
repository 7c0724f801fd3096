/** The control API: tests and consoles play buyers, banks, staff, faults and time through it (design §9). */
import Fastify, { type FastifyInstance } from 'fastify'
import { toIso } from '../../core/time.ts'
import type { SandboxClock } from '../clock.ts'
import type { Fault, FaultRequest } from '../faults/plan.ts'
import type { Seat } from '../seat.ts'
import type { ProviderId } from '../simulator.ts'
import { BadRequest, granted, read, sendProblem } from './problem.ts'
import * as schemas from './schemas.ts'

export interface ControlOptions {
  readonly seats: ReadonlyMap<ProviderId, Seat>
  readonly clock: SandboxClock
  /** The seed of a reset that names none. */
  readonly seed: number
}

/** A control body is a handful of short fields. */
const MAX_BODY_BYTES = 64 * 1024

export function createControl(options: ControlOptions): FastifyInstance {
  const app = Fastify({ bodyLimit: MAX_BODY_BYTES, forceCloseConnections: true })
  app.setErrorHandler((error: Parameters<typeof sendProblem>[1], _request, reply) => sendProblem(reply, error))
  app.setNotFoundHandler((request, reply) =>
    sendProblem(reply, new BadRequest(404, [{ field: 'path', message: `${request.method} ${request.url}` }])),
  )
  addBookRoutes(app, options)
  addFaultRoutes(app, options)
  addWebhookRoutes(app, options)
  addWorldRoutes(app, options)
  return app
}

function seatOf({ seats }: ControlOptions, provider: ProviderId): Seat {
  const seat = seats.get(provider)
  if (seat === undefined)
    throw new BadRequest(422, [
      { field: 'provider', message: `${provider} is not simulated; there is: ${[...seats.keys()].join(', ')}` },
    ])
  return seat
}

function addBookRoutes(app: FastifyInstance, options: ControlOptions): void {
  const simulatorOf = (provider: ProviderId) => seatOf(options, provider).simulator

  app.get('/control/books', (request) => simulatorOf(read(schemas.providerQuery, request.query).provider).books())
  app.get('/control/calls', (request) =>
    seatOf(options, read(schemas.providerQuery, request.query).provider).calls.list(),
  )
  app.post('/control/buyers', (request) => {
    const { provider, ...buyer } = read(schemas.buyerBody, request.body)
    return { return: granted(simulatorOf(provider).buyer(buyer)) }
  })
  app.post('/control/deposits', (request) => {
    const { provider, kind, ...deposit } = read(schemas.depositBody, request.body)
    const simulator = simulatorOf(provider)
    if (kind === 'arrives') return granted(simulator.deposit(deposit))
    if (simulator.bounceDeposit === undefined)
      throw new BadRequest(422, [{ field: 'kind', message: `deposits do not bounce at ${provider}` }])
    return granted(simulator.bounceDeposit(deposit))
  })
  app.post('/control/console-cancels', (request) => {
    const { provider, ...cancel } = read(schemas.consoleCancelBody, request.body)
    return granted(simulatorOf(provider).consoleCancel(cancel))
  })
  app.get('/control/switches', (request) => simulatorOf(read(schemas.providerQuery, request.query).provider).switches())
  app.post('/control/switches', (request) => {
    const { provider, ...patch } = read(schemas.switchesBody, request.body)
    return granted(simulatorOf(provider).setSwitches(patch))
  })
}

function addFaultRoutes(app: FastifyInstance, options: ControlOptions): void {
  const shown = (provider: ProviderId, faults: readonly Fault[]) => faults.map((fault) => ({ provider, ...fault }))
  const chosen = (provider: ProviderId | undefined): readonly (readonly [ProviderId, Seat])[] =>
    provider === undefined ? [...options.seats] : [[provider, seatOf(options, provider)]]

  app.get('/control/faults', (request) => {
    const { provider } = read(schemas.anyProviderQuery, request.query)
    return chosen(provider).flatMap(([id, seat]) => shown(id, seat.faults()))
  })
  app.post('/control/faults', async (request, reply) => {
    const { provider, ...fault }: FaultRequest & { provider: ProviderId } = read(schemas.faultBody, request.body)
    const added = granted(await seatOf(options, provider).addFault(fault))
    return reply.code(201).send({ provider, ...added })
  })
  app.delete('/control/faults', async (request) => {
    const asked = { ...asObject(request.query), ...asObject(request.body) }
    const { provider, ...filter } = read(schemas.faultFilter, asked)
    const removed = []
    for (const [id, seat] of chosen(provider)) removed.push(...shown(id, await seat.removeFaults(filter)))
    return { removed }
  })
}

function addWebhookRoutes(app: FastifyInstance, options: ControlOptions): void {
  const targets = () => Object.fromEntries([...options.seats].map(([id, { notifier }]) => [id, notifier.target()]))

  app.get('/control/webhook-targets', targets)
  app.put('/control/webhook-targets', (request) => {
    const { provider, url } = read(schemas.webhookTargetBody, request.body)
    seatOf(options, provider).notifier.setTarget(url)
    return targets()
  })
  app.get('/control/notifications', (request) =>
    seatOf(options, read(schemas.providerQuery, request.query).provider).notifier.list(),
  )
}

const asObject = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {})

function addWorldRoutes(app: FastifyInstance, { seats, clock, seed }: ControlOptions): void {
  app.get('/control/clock', () => ({ now: toIso(clock.now()) }))
  app.post('/control/clock', async (request) => {
    clock.advance(read(schemas.clockBody, request.body).advanceMs)
    for (const seat of seats.values()) await seat.settled()
    return { now: toIso(clock.now()) }
  })
  app.post('/control/reset', async (request) => {
    const fresh = read(schemas.resetBody, request.body).seed ?? seed
    for (const seat of seats.values()) await seat.reset(fresh)
    return { seed: fresh }
  })
}
