/** How a long-running command lives and ends: signals, lost parents, lost databases, and a last word. */
import type { Logger } from 'pino'

/** A drain that takes longer than the longest provider call is stuck; crash safety makes leaving harmless. */
const DRAIN_WITHIN_MS = 45_000
const PARENT_CHECK_MS = 2_000

/** Calls `close` once on SIGINT or SIGTERM, and ends the process; a second signal ends it at once. */
export function closeOnSignal(log: Logger, close: () => Promise<void>): void {
  let closing = false
  const end = (signal: string) => {
    if (closing) process.exit(1)
    closing = true
    log.info({ signal }, 'stopping: calls under way are finished first')
    setTimeout(() => process.exit(1), DRAIN_WITHIN_MS).unref()
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ error: `${error}` }, 'the stop failed; nothing is lost, the next start goes on')
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', () => end('SIGINT'))
  process.on('SIGTERM', () => end('SIGTERM'))
}

/** `kill -9` of npm leaves its children alive; in development we follow it. */
export function endWithParent(log: Logger): void {
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid === parent) return
    log.warn({}, 'the process that started us is gone; stopping')
    process.kill(process.pid, 'SIGTERM')
  }, PARENT_CHECK_MS).unref()
}

/** Without its database a service can only end itself; whoever watches it starts it again. */
export function endWithDatabase(log: Logger): (reason: Error) => void {
  return (reason) => {
    log.fatal({ error: reason.message }, 'the database is gone; ending')
    process.exit(1)
  }
}

/** An action whose trouble is told in a sentence where it is expected, with its stack where it is a bug. */
export function guarded<Args extends unknown[]>(action: (...args: Args) => Promise<void>) {
  return async (...args: Args): Promise<void> => {
    try {
      await action(...args)
    } catch (error) {
      process.stderr.write(`\n${inWords(error)}\n`)
      process.exit(1)
    }
  }
}

function inWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const isBug = error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError
  return isBug ? (error.stack ?? error.message) : error.message
}
