/** Writes our own trouble into the log without anything that must not be kept. */
import type { Log } from '../engine/deps.ts'

interface Seen {
  readonly id: string
  readonly method: string
  readonly routeOptions: { readonly url?: string | undefined }
}

/** The route's pattern instead of the path, and neither query nor body: they may hold what must not be kept. */
export function logTrouble(log: Log, { id, method, routeOptions }: Seen, thrown: unknown): void {
  const error = thrown instanceof Error ? (thrown.stack ?? `${thrown}`) : `${thrown}`
  log.error({ requestId: id, method, route: routeOptions.url ?? null, error }, 'a request failed')
}
