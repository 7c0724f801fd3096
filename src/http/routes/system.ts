/** Health, readiness, metrics and the API's own description. */
import type { FastifyRequest } from 'fastify'
import type { App, HttpContext } from '../context.ts'
import type { KeyCheck } from '../keys.ts'
import type { Metrics } from '../metrics.ts'

/** Machines ask these; they are not part of the API that is described. */
const HIDDEN = { schema: { hide: true } } as const

export function addSystemRoutes(app: App, context: HttpContext, tools: { metrics: Metrics; checkKey: KeyCheck }): void {
  const { store } = context.engine.deps
  const { metrics, checkKey } = tools
  app.get('/healthz', HIDDEN, () => ({ status: 'ok' }))
  app.get('/readyz', HIDDEN, async () => {
    // It answers while it recovers, too: merchants record their orders again.
    const recovering = (await store.netStates()).filter((one) => one.recovering).map(({ channel }) => channel)
    return recovering.length === 0 ? { status: 'ready' } : { status: 'ready', recovering }
  })
  const onRequest = context.development ? [] : [(request: FastifyRequest) => checkKey(request)]
  app.get('/metrics', { ...HIDDEN, onRequest }, async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.text()),
  )
  app.get('/openapi.json', HIDDEN, () => app.swagger())
}
