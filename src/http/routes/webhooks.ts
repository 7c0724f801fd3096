/** Webhooks in: raw bytes, stored before the answer, answered as each provider expects. */
import { Readable } from 'node:stream'
import type { App, HttpContext } from '../context.ts'
import { refused } from '../problem.ts'

/** The largest documented notification is a few kB. */
const BODY_LIMIT_BYTES = 64 * 1024
/** A provider that catches up after an outage sends hundreds; more a minute from one address is somebody else. */
const MOST_PER_MINUTE = 6_000

interface WebhookPath {
  Params: { channel: string; token: string }
}

/** For an app of its own: it takes any body as bytes. */
export function addWebhookRoutes(app: App, { engine }: HttpContext): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT_BYTES }, (_request, body, done) =>
    done(null, body),
  )
  app.post<WebhookPath>(
    '/v1/webhooks/:channel/:token',
    { schema: { hide: true }, config: { rateLimit: { max: MOST_PER_MINUTE, timeWindow: 60_000 } } },
    async (request, reply) => {
      const { channel, token } = request.params
      const heard = await engine.hear({
        channel,
        token,
        headers: headersOf(request.headers),
        contentType: request.headers['content-type'] ?? '',
        source: request.ip,
        body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
      })
      if (!heard.ok) throw refused(heard.refusal)
      engine.background(heard.work)
      const { status, contentType, body } = heard.answer
      // A stream, so that nothing on the way takes the provider's words for JSON of ours.
      return reply
        .code(status)
        .header('content-type', contentType)
        .send(Readable.from([Buffer.from(body)]))
    },
  )
}

const headersOf = (headers: Record<string, string | string[] | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  )
