/** Discrepancies: where our books and a provider's differ, and what a person found out about it. */
import { isPaymentId } from '../../core/ids.ts'
import type { App, HttpContext } from '../context.ts'
import { callerOf } from '../keys.ts'
import { Refused } from '../problem.ts'
import { BODY_ERRORS, problems } from '../schemas/common.ts'
import { discrepancy, discrepancyPage } from '../schemas/desk.ts'
import * as asked from '../schemas/requests.ts'
import { shownDiscrepancy } from '../view-discrepancy.ts'

export function addDiscrepancyRoutes(app: App, { engine }: HttpContext): void {
  const { store, clock } = engine.deps
  app.get(
    '/v1/discrepancies',
    {
      schema: {
        tags: ['discrepancies'],
        summary: 'Where our books and a provider’s differ, newest first',
        querystring: asked.discrepanciesQuery,
        response: { 200: discrepancyPage, ...problems(['MD_INVALID_REQUEST']) },
      },
    },
    async (request) => {
      const { limit, paymentId, state, ...rest } = request.query
      // A text that is no id belongs to no payment.
      if (paymentId !== undefined && !isPaymentId(paymentId)) return { data: [], nextCursor: null }
      const open = state === undefined ? undefined : state === 'open'
      const found = await store.discrepancies({ ...rest, paymentId, open, limit: limit + 1 })
      const page = found.slice(0, limit)
      return { data: page.map(shownDiscrepancy), nextCursor: found.length > limit ? String(page.at(-1)?.id) : null }
    },
  )
  app.post(
    '/v1/discrepancies/:id/resolve',
    {
      schema: {
        tags: ['discrepancies'],
        summary: 'Say what a difference was about',
        params: asked.numberParams,
        body: asked.resolveDiscrepancyBody,
        response: { 200: discrepancy, ...problems([...BODY_ERRORS, 'MD_NOT_FOUND']) },
      },
    },
    async (request) => {
      const { id } = request.params
      const resolution = { at: clock.now(), by: callerOf(request).name, reason: request.body.reason }
      const resolved = await store.resolveDiscrepancy(id, resolution)
      const [found] = await store.discrepancies({ cursor: id + 1, limit: 1 })
      if (!resolved || found?.id !== id) throw new Refused('MD_NOT_FOUND', 'There is no such open discrepancy.')
      return shownDiscrepancy(found)
    },
  )
}
