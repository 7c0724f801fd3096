/** A small client of Maedeup's own HTTP API and the sandbox's control API, for the demo and the command line. */

/** An answer with its status; `body` is parsed JSON. */
export interface Reply {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: the demo reads a documented JSON API; each use names the field.
  readonly body: any
}

const ANSWER_WITHIN_MS = 15_000

export type JsonClient = (method: string, path: string, body?: object) => Promise<Reply>

/** Redirects are not followed; a connection that fails throws. */
export function jsonClient(baseUrl: string, headers: Readonly<Record<string, string>> = {}): JsonClient {
  return async (method, path, body) => {
    const answer = await fetch(`${baseUrl}${path}`, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    })
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? null : JSON.parse(text) }
  }
}
