/** The process's log: JSON lines, or readable ones at a terminal. Secrets are kept out by what is logged at all. */
import { type Logger, pino } from 'pino'

/** A second net under the rule of logging allow-lists only; pino's paths are not recursive. */
const REDACTED = ['authorization', '*.authorization', 'req.headers.authorization', 'req.headers.cookie', 'merchantKey']

export function createLog(level: string, { pretty }: { pretty: boolean }): Logger {
  const options = { level, redact: { paths: REDACTED, censor: '[redacted]' }, base: null }
  if (!pretty) return pino(options)
  return pino({
    ...options,
    transport: {
      target: 'pino-pretty',
      options: { ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss', singleLine: true },
    },
  })
}
