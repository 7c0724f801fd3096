/** Settlement files: taken as a stream, line by line, in whatever encoding the PG exports them. */
import type { IncomingMessage } from 'node:http'
import type { BusinessDate } from '../../core/time.ts'
import type { App, HttpContext } from '../context.ts'
import { callerOf } from '../keys.ts'
import { Refused } from '../problem.ts'
import { problems } from '../schemas/common.ts'
import * as schemas from '../schemas/reconciliation.ts'
import { shown } from './reconciliations.ts'

/** What browsers and tools call a CSV. */
const TYPES = ['text/csv', 'application/csv', 'text/plain', 'application/vnd.ms-excel', 'application/octet-stream']

/** Register it encapsulated: bodies here are read by nobody but the route. */
export function addSettlementFileRoute(app: App, { engine }: HttpContext): void {
  const { books } = engine.reconciler
  if (books === null) return
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(TYPES, (_request, payload: IncomingMessage, done) => done(null, payload))
  app.post(
    '/v1/settlement-files',
    {
      schema: {
        tags: ['reconciliation'],
        summary: 'Import a settlement file (CSV, EUC-KR or UTF-8) and compare the day with it',
        querystring: schemas.fileQuery,
        response: {
          202: schemas.importedFile,
          ...problems([
            'MD_INVALID_REQUEST',
            'MD_MEDIA_TYPE',
            'MD_BODY_TOO_LARGE',
            'MD_UNKNOWN_CHANNEL',
            'MD_DAY_NOT_BEGUN',
            'MD_NO_SETTLEMENT_FORMAT',
            'MD_SETTLEMENT_HEADING',
            'MD_COMPARISON_UNDER_WAY',
          ]),
        },
      },
    },
    async (request, reply) => {
      const { channel, date } = request.query
      const bytes = (request.body ?? []) as AsyncIterable<Uint8Array>
      const wish = { channel, date: date as BusinessDate, by: callerOf(request).name, bytes }
      const imported = await engine.reconciler.importFile(wish)
      if (!imported.ok) throw new Refused(imported.refusal.code, imported.refusal.detail)
      const { lines, bad, badLines } = imported.told
      const reconciliation = await shown(books, imported.run)
      return await reply.code(202).send({ reconciliation, lines, badLines: bad, firstBadLines: [...badLines] })
    },
  )
}
