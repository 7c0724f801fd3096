/** The feed of all events: as pages of JSON, or as a stream. */
import type { FastifyRequest } from 'fastify'
import { type App, type HttpContext, paymentIdOf } from '../context.ts'
import { Refused } from '../problem.ts'
import { problems } from '../schemas/common.ts'
import { eventPage } from '../schemas/payment.ts'
import * as asked from '../schemas/requests.ts'
import type { Streams } from '../stream.ts'
import { eventJson } from '../view.ts'

export function addEventRoutes(app: App, context: HttpContext, streams: Streams): void {
  const { engine } = context
  const { store } = engine.deps
  app.get(
    '/v1/events',
    {
      schema: {
        tags: ['events'],
        summary: 'Read the feed of all events',
        description:
          'Each event once and none missed: read with `after`, go on with `next`. With `Accept: text/event-stream` ' +
          'it is a stream (SSE) whose ids are the places; `Last-Event-ID` or `after` resumes it.',
        querystring: asked.feedQuery,
        response: { 200: eventPage, ...problems(['MD_INVALID_REQUEST', 'MD_NOT_FOUND', 'MD_RATE_LIMITED']) },
      },
    },
    async (request, reply) => {
      const { after = null, limit, paymentId: named } = request.query
      const paymentId = named === undefined ? undefined : paymentIdOf(named)
      if (wantsStream(request)) {
        await streams.open(reply, { after: lastEventId(request) ?? after, paymentId })
        return reply
      }
      const from = after ?? 0
      // Read before the page: everything up to it that is not on a short page is not of this payment.
      const head = paymentId === undefined ? from : Math.max(from, await store.feedHead())
      const page = await store.feed({ after: from, limit, paymentId })
      const next = page.length < limit ? Math.max(head, page.at(-1)?.feedSeq ?? from) : (page.at(-1)?.feedSeq ?? from)
      return { data: page.map((one) => eventJson(one, context)), next }
    },
  )
}

/** Not for HEAD, which would hold a seat and read nothing. */
const wantsStream = ({ method, headers }: FastifyRequest): boolean =>
  method === 'GET' && /\btext\/event-stream\b/i.test(headers.accept ?? '')

function lastEventId({ headers }: FastifyRequest): number | null {
  const sent = headers['last-event-id']
  if (sent === undefined || sent === '') return null
  const place = typeof sent === 'string' && /^\d{1,16}$/.test(sent) ? Number(sent) : Number.NaN
  if (Number.isSafeInteger(place)) return place
  const problem = 'must be the id of an event'
  throw new Refused('MD_INVALID_REQUEST', `Last-Event-ID: ${problem}`, [{ field: 'Last-Event-ID', problem }])
}
