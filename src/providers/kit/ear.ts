/** A merchant’s ear on whose list the sandbox is: keeps its notifications as they came, answers as the adapter says. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { RawWebhook, WebhookAnswer } from '../../ports/provider.ts'

export interface Ear {
  readonly url: string
  readonly heard: readonly RawWebhook[]
  close(): Promise<void>
}

/** Listens on a free port of this machine. */
export async function openEar(answer: WebhookAnswer): Promise<Ear> {
  const heard: RawWebhook[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const headers = Object.entries(request.headers).map(([name, value]) => [name, [value ?? []].flat().join(', ')])
    const contentType = request.headers['content-type'] ?? ''
    heard.push({ headers: Object.fromEntries(headers), contentType, body: Buffer.concat(chunks), trusted: true })
    response.writeHead(answer.status, { 'content-type': answer.contentType }).end(answer.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/hook`,
    heard,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
