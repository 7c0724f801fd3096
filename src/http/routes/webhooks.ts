/** Webhooks in: raw bytes, stored before the answer, answered as each provider expects. */
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { WebhookAnswer } from '../../ports/provider.ts'
import type { App, HttpContext } from '../context.ts'
import { Refused, refused } from '../problem.ts'

/** Twice the largest limit of a protocol, so that what is a little too large is still read to its end. */
const BODY_LIMIT_BYTES = 256 * 1024
/** A provider that catches up after an outage sends hundreds a second; more from one address is somebody else. */
const MOST_PER_MINUTE = 36_000
const MINUTE_MS = 60_000

interface WebhookPath {
  Params: { channel: string; token: string }
}

/** For an app of its own: it takes any body as bytes, whatever its header calls them, and unpacks nothing. */
export function addWebhookRoutes(app: App, { engine }: HttpContext): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT_BYTES }, (_request, body, done) =>
    done(null, body),
  )
  // A header that is no media type must not keep the bytes from being read.
  app.addHook('onRequest', async ({ raw: { headers } }) => {
    if (!MEDIA_TYPE.test(headers['content-type'] ?? '')) headers['content-type'] = 'application/octet-stream'
  })
  app.setErrorHandler((thrown, request, reply) => {
    const tooLarge = (thrown as { statusCode?: number }).statusCode === 413
    const answer = tooLarge ? engine.tooLargeWebhook((request as FastifyRequest<WebhookPath>).params) : null
    if (answer !== null) return send(reply, answer)
    // What is thrown here goes to the app's own handler.
    throw tooLarge ? new Refused('MD_NOT_FOUND', 'There is no such webhook URL.') : thrown
  })
  app.post<WebhookPath>(
    '/v1/webhooks/:channel/:token',
    { schema: { hide: true }, config: { rateLimit: RATE_LIMIT } },
    async (request, reply) => {
      const heard = await engine.hear({
        ...request.params,
        headers: headersOf(request.headers),
        contentType: request.headers['content-type'] ?? '',
        source: request.ip,
        body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
      })
      if (!heard.ok) throw refused(heard.refusal)
      // The answer first: it is what the provider waits for, and what was stored is followed in any case.
      reply.raw.once('close', () => engine.background(heard.follow()))
      return send(reply, heard.answer)
    },
  )
}

/** Whatever Fastify would take. */
const MEDIA_TYPE = /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+\s*(;.*)?$/

/** 503, because who repeats at all repeats after one, and not everybody after a 429 (portone-v1 §11). */
const RATE_LIMIT = {
  max: MOST_PER_MINUTE,
  timeWindow: MINUTE_MS,
  keyGenerator: ({ params, ip }: FastifyRequest) => `${(params as WebhookPath['Params']).channel} ${ip}`,
  errorResponseBuilder: () => new Refused('MD_UNAVAILABLE', 'Too many webhooks at once. Try again in a minute.'),
}

/** A stream, so that nothing on the way takes the provider's words for JSON of ours. */
const send = (reply: FastifyReply, { status, contentType, body }: WebhookAnswer): FastifyReply =>
  reply
    .code(status)
    .header('content-type', contentType)
    .send(Readable.from([Buffer.from(body)]))

const headersOf = (headers: Record<string, string | string[] | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  )
