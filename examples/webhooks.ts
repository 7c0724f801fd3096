/** A merchant's receiver: is it genuine, was it here before? Keep it, answer, and work afterwards. */
import { createServer } from 'node:http'
import { verify, WebhookError, type WebhookEvent } from '../src/webhooks/index.ts'

interface Shop {
  /** `whsec_…`: the present one, and the one before it while you rotate. */
  readonly secrets: readonly string[]
  /** Writes it down once per id (`insert … on conflict (id) do nothing`); throws where it could not. */
  keep(id: string, event: WebhookEvent): Promise<void>
}

export const createReceiver = ({ secrets, keep }: Shop) =>
  createServer(async (request, response) => {
    try {
      // The bytes as they came: JSON that was parsed and written anew has another signature.
      const body = Buffer.concat(await request.toArray())
      const event = verify(body, request.headers, secrets)
      await keep(String(request.headers['webhook-id']), event)
      response.writeHead(204).end()
    } catch (error) {
      // Not genuine: 400. Not kept: 500, and it comes again.
      response.writeHead(error instanceof WebhookError ? 400 : 500).end()
    }
  })
