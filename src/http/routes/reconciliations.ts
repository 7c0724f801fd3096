/** Comparisons with the providers' books: asked for, watched, cancelled, and reported. */
import { Readable } from 'node:stream'
import type { Reconciliation } from '../../core/reconcile/run.ts'
import type { BusinessDate } from '../../core/time.ts'
import type { ReconciliationStore } from '../../ports/reconciliation.ts'
import type { Discrepancy, Store } from '../../ports/store.ts'
import type { App, HttpContext } from '../context.ts'
import { callerOf } from '../keys.ts'
import { Refused } from '../problem.ts'
import { BODY_ERRORS, problems } from '../schemas/common.ts'
import * as schemas from '../schemas/reconciliation.ts'
import { numberParams } from '../schemas/requests.ts'
import { shownDiscrepancy } from '../view-discrepancy.ts'
import { reportHeading, reportLine, shownKinds, shownReconciliation } from '../view-reconciliation.ts'

/** In the report itself; the rest is a page away. */
const SHOWN_DIFFERENCES = 200
const CSV_PAGE = 500

export function addReconciliationRoutes(app: App, { engine }: HttpContext): void {
  const { reconciler } = engine
  const { books } = reconciler
  // Only a simulated store keeps none.
  if (books === null) return
  addAsking(app, { engine, books })
  addLooking(app, books)
  addReport(app, { engine, books })
}

interface Needs {
  readonly engine: HttpContext['engine']
  readonly books: ReconciliationStore
}

export const shown = async (books: ReconciliationStore, run: Reconciliation) =>
  shownReconciliation(run, await books.counts(run.id))

function addAsking(app: App, { engine, books }: Needs): void {
  app.post(
    '/v1/reconciliations',
    {
      schema: {
        tags: ['reconciliation'],
        summary: 'Compare a day of a channel with the provider’s books; a comparison under way is shown as it is',
        body: schemas.reconcileBody,
        response: {
          202: schemas.reconciliation,
          ...problems([...BODY_ERRORS, 'MD_UNKNOWN_CHANNEL', 'MD_DAY_NOT_BEGUN']),
        },
      },
    },
    async (request, reply) => {
      const { channel, date } = request.body
      const by = callerOf(request).name
      const asked = await engine.reconciler.request({ channel, date: date as BusinessDate, by })
      if (!asked.ok) throw new Refused(asked.refusal.code, asked.refusal.detail)
      return await reply.code(202).send(await shown(books, asked.run))
    },
  )
  app.post(
    '/v1/reconciliations/:id/cancel',
    {
      schema: {
        tags: ['reconciliation'],
        summary: 'End a comparison that waits or is under way; what it found stays',
        params: numberParams,
        response: { 202: schemas.reconciliation, ...problems(['MD_NOT_FOUND']) },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      if (!(await engine.reconciler.cancel(id))) throw noRun('There is no such comparison under way.')
      return await reply.code(202).send(await shown(books, await runOf(books, id)))
    },
  )
}

function addLooking(app: App, books: ReconciliationStore): void {
  app.get(
    '/v1/reconciliations',
    {
      schema: {
        tags: ['reconciliation'],
        summary: 'Comparisons, newest first',
        querystring: schemas.reconciliationsQuery,
        response: { 200: schemas.reconciliationPage, ...problems(['MD_INVALID_REQUEST']) },
      },
    },
    async (request) => {
      const { limit, date, ...query } = request.query
      const found = await books.list({ ...query, date: date as BusinessDate | undefined, limit: limit + 1 })
      const page = found.slice(0, limit)
      const data = await Promise.all(page.map((run) => shown(books, run)))
      return { data, nextCursor: found.length > limit ? String(page.at(-1)?.id) : null }
    },
  )
  app.get(
    '/v1/reconciliations/:id',
    {
      schema: {
        tags: ['reconciliation'],
        summary: 'One comparison and how far it is',
        params: numberParams,
        response: { 200: schemas.reconciliation, ...problems(['MD_NOT_FOUND']) },
      },
    },
    async (request) => await shown(books, await runOf(books, request.params.id)),
  )
}

function addReport(app: App, { engine, books }: Needs): void {
  const { store } = engine.deps
  app.get(
    '/v1/reconciliations/:id/report',
    {
      schema: {
        tags: ['reconciliation'],
        summary: 'What a comparison found, as JSON or as CSV (`?format=csv`, or `Accept: text/csv`)',
        params: numberParams,
        querystring: schemas.reportQuery,
        response: { 200: schemas.report, ...problems(['MD_NOT_FOUND', 'MD_INVALID_REQUEST']) },
      },
    },
    async (request, reply) => {
      const run = await runOf(books, request.params.id)
      const { format = (request.headers.accept ?? '').includes('text/csv') ? 'csv' : 'json' } = request.query
      if (format === 'csv') {
        const name = `reconciliation-${run.channel}-${run.date}.csv`
        const answer = reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="${name}"`)
        // The schema of this answer is the JSON's; a stream is sent as it is.
        return await answer.send(Readable.from(linesOf(store, run)) as never)
      }
      const counts = await books.counts(run.id)
      const found = await store.discrepancies({ reconciliationId: run.id, limit: SHOWN_DIFFERENCES })
      return {
        reconciliation: shownReconciliation(run, counts),
        kinds: shownKinds(counts),
        badLines: [...(await books.badLines(run.id))],
        discrepancies: found.map(shownDiscrepancy),
      }
    },
  )
}

async function* linesOf(store: Store, run: Reconciliation): AsyncGenerator<string> {
  yield reportHeading()
  for (let cursor: number | undefined; ; ) {
    const query = { reconciliationId: run.id, cursor, limit: CSV_PAGE }
    const page: readonly Discrepancy[] = await store.discrepancies(query)
    for (const one of page) yield reportLine(run, one)
    cursor = page.at(-1)?.id
    if (page.length < CSV_PAGE) return
  }
}

async function runOf(books: ReconciliationStore, id: number): Promise<Reconciliation> {
  const run = await books.find(id)
  if (run === null) throw noRun(`There is no comparison ${id}.`)
  return run
}

const noRun = (detail: string): Refused => new Refused('MD_NOT_FOUND', detail)
