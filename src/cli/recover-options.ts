/** The options of a start after a restore or failover, for every command that starts the service. */
import type { Command } from 'commander'
import { durationMs, type Instant, instant } from '../core/time.ts'
import { DEFAULT_BACK_MS, type RecoverWish } from '../engine/recovery.ts'

export interface RecoverOptions {
  readonly recover?: true
  readonly since?: string
  readonly back?: string
}

export const recoverable = (command: Command): Command =>
  command
    .option('--recover', 'after a restore or failover: ask the providers first, move no money before a release')
    .option('--since <time>', 'the recovery point (RFC 3339); default: the last heartbeat in the database')
    .option('--back <duration>', 'how much older payments are asked about too (ISO 8601, default: P7D)')

/** Null without `--recover`. Throws one Error that names what cannot be read. */
export function readRecover({ recover, since, back }: RecoverOptions): RecoverWish | null {
  if (recover !== true) {
    if (since !== undefined) throw new Error('--since belongs to --recover.')
    return null
  }
  const backMs = back === undefined ? DEFAULT_BACK_MS : durationMs(back)
  if (backMs === null) throw new Error(`--back ${back}: must be an ISO 8601 duration such as P7D or PT12H.`)
  return { since: since === undefined ? null : timeOf(since), backMs }
}

function timeOf(text: string): Instant {
  const ms = /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(ms)) throw new Error(`--since ${text}: must be a time with its zone, such as 2026-03-01T09:00:00Z.`)
  return instant(ms)
}
