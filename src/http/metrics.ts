/** Counts and times what the service does, in the words of Prometheus; one registry per app. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { SECOND_MS } from '../core/time.ts'
import type { Engine } from '../engine/engine.ts'
import type { Backlog } from '../ports/deliveries.ts'

export interface Metrics {
  readonly contentType: string
  seen(request: FastifyRequest, reply: FastifyReply): void
  text(): Promise<string>
  close(): void
}

/** Up to the 10 s that a caller is made to wait at most. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export function createMetrics(engine: Engine, openStreams: () => number): Metrics {
  const register = new Registry()
  const registers = [register]
  collectDefaultMetrics({ register })
  const durations = new Histogram({
    name: 'maedeup_http_request_duration_seconds',
    help: 'How long requests took, by route.',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers,
  })
  addAttentionGauge(engine, registers)
  addRefundGauge(engine, registers)
  addDeliveryGauges(engine, registers)
  new Gauge({
    name: 'maedeup_feed_streams',
    help: 'Open streams of the feed.',
    registers,
    collect() {
      this.set(openStreams())
    },
  })
  return {
    contentType: register.contentType,
    seen: ({ method, routeOptions }, reply) => {
      // The route's pattern, never the path: ids would make a series each.
      const labels = { method, route: routeOptions.url ?? 'none', status: reply.statusCode }
      durations.observe(labels, reply.elapsedTime / 1_000)
    },
    text: () => register.metrics(),
    close: () => register.clear(),
  }
}

function addAttentionGauge({ deps }: Engine, registers: Registry[]): void {
  new Gauge({
    name: 'maedeup_attention',
    help: 'Payments that are due now or later, by channel and reason; needs_operator is the desk.',
    labelNames: ['channel', 'reason', 'when'],
    registers,
    async collect() {
      // Without the database the other figures are wanted most.
      const counts = await deps.store.dueCounts(deps.clock.aheadMs()).catch(() => [])
      this.reset()
      for (const { channel, reason, due, waiting } of counts) {
        this.set({ channel, reason, when: 'now' }, due)
        this.set({ channel, reason, when: 'later' }, waiting)
      }
    },
  })
}

function addRefundGauge({ deps }: Engine, registers: Registry[]): void {
  new Gauge({
    name: 'maedeup_refunds_due_soon',
    help: 'Payments with a refund that is still owed and due by law within a business day, or overdue, by channel.',
    labelNames: ['channel'],
    registers,
    async collect() {
      const counts = await deps.store.refundsDueSoon().catch(() => null)
      this.reset()
      if (counts === null) return
      for (const channel of deps.channels.keys()) this.set({ channel }, 0)
      for (const { channel, refunds } of counts) this.set({ channel }, refunds)
    },
  })
}

function addDeliveryGauges({ deps }: Engine, registers: Registry[]): void {
  const add = (name: string, help: string, show: (gauge: Gauge, backlog: Backlog) => void) =>
    new Gauge({
      name,
      help,
      labelNames: ['endpoint', 'state'],
      registers,
      async collect() {
        const backlogs = await deps.store.backlogs().catch(() => [])
        this.reset()
        for (const one of backlogs) show(this, one)
      },
    })
  add(
    'maedeup_webhook_deliveries',
    'Deliveries that an endpoint has not taken: pending, or dead until somebody sends them again.',
    (gauge, { endpointId: endpoint, pending, dead }) => {
      gauge.set({ endpoint, state: 'pending' }, pending)
      gauge.set({ endpoint, state: 'dead' }, dead)
    },
  )
  add(
    'maedeup_webhook_delivery_oldest_seconds',
    'How long the oldest pending delivery of an endpoint has waited.',
    (gauge, { endpointId: endpoint, oldestAt }) => {
      if (oldestAt !== null) gauge.set({ endpoint }, (deps.clock.now() - oldestAt) / SECOND_MS)
    },
  )
}
