/** One HTTP exchange with a time-out and a limit on the answer: JSON, or the reason why there is none. */

export interface Exchange {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: object
}

/** `unknown`: no whole answer came. What was asked for may have happened. */
export type Fetched =
  | { readonly kind: 'answer'; readonly status: number; readonly json: unknown }
  | { readonly kind: 'unknown'; readonly why: string }

/** A merchant's buyer waits for this; Maedeup itself answers within a few milliseconds, or 10 s at the very worst. */
const TIMEOUT_MS = 5_000
/** The sandbox's books list every transaction since its start: some thousands fit. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024

export async function fetchJson({ method, url, headers = {}, body }: Exchange): Promise<Fetched> {
  try {
    const response = await fetch(url, {
      method,
      headers: { accept: 'application/json', ...headers, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const text = await readLimited(response)
    if (text === null) return { kind: 'unknown', why: 'the answer is too long' }
    return { kind: 'answer', status: response.status, json: text === '' ? null : JSON.parse(text) }
  } catch (error) {
    return { kind: 'unknown', why: error instanceof Error ? causeOf(error) : 'no answer' }
  }
}

async function readLimited(response: Response): Promise<string | null> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > MAX_ANSWER_BYTES) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** The kind of trouble only: messages of the platform may quote what was sent. */
function causeOf(error: Error): string {
  const { cause } = error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return code === '' ? error.name : code
}
