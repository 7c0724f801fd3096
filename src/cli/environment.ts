/** Reads the environment once, checks it, and hands it on as plain settings. */
import { resolve } from 'node:path'
import { z } from 'zod'
import { durationMs } from '../core/time.ts'

const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback)

const variables = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgresql://')
    .optional(),
  MAEDEUP_CONFIG: z.string().default('maedeup.config.ts'),
  MAEDEUP_DATA: z.string().min(1).default('.maedeup'),
  MAEDEUP_HOST: z.string().min(1).default('127.0.0.1'),
  MAEDEUP_PORT: port(4000),
  MAEDEUP_SANDBOX_PORT: port(4100),
  MAEDEUP_DEMO_PORT: port(4200),
  MAEDEUP_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  MAEDEUP_SECRET: z.string().optional(),
  MAEDEUP_SECRET_PREVIOUS: z.string().optional(),
  MAEDEUP_ORDER_WITHIN: z
    .string()
    .refine((text) => durationMs(text) !== null, 'must be an ISO 8601 duration such as PT20S')
    .optional(),
  MAEDEUP_TRUSTED_PROXIES: z.string().optional(),
  MAEDEUP_WORKERS: z.enum(['on', 'off']).default('on'),
  MAEDEUP_LOG: z.enum(['error', 'warn', 'info', 'debug', 'silent']).default('info'),
  MAEDEUP_PROBE: z.string().optional(),
})

/** Everything a command may need to know of the outside. */
export interface Environment {
  readonly databaseUrl: string | null
  readonly configFile: string
  readonly dataDir: string
  readonly host: string
  readonly port: number
  readonly sandboxPort: number
  readonly demoPort: number
  readonly publicUrl: string | null
  /** Newest first; empty = none was given. */
  readonly secrets: readonly string[]
  /** ISO 8601. */
  readonly orderWithin: string | null
  /** Addresses of proxies whose `X-Forwarded-…` headers may be believed. */
  readonly trustedProxies: readonly string[]
  /** Off: this process answers requests, and leaves what is due to others. */
  readonly workers: 'on' | 'off'
  readonly logLevel: string
  /** For crash tests: `point:kill` or `point:stop`. */
  readonly probe: string | null
}

/** Throws one Error that names each wrong variable. */
export function readEnvironment(env: NodeJS.ProcessEnv = process.env): Environment {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const checked = variables.safeParse(given)
  if (!checked.success) {
    const problems = checked.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`)
    throw new Error(`The environment is not usable:\n${problems.join('\n')}`)
  }
  const read = checked.data
  if (read.MAEDEUP_SECRET === undefined && read.MAEDEUP_SECRET_PREVIOUS !== undefined) {
    throw new Error('The environment is not usable:\n  MAEDEUP_SECRET: is missing beside MAEDEUP_SECRET_PREVIOUS')
  }
  return {
    databaseUrl: read.DATABASE_URL ?? null,
    configFile: resolve(read.MAEDEUP_CONFIG),
    dataDir: resolve(read.MAEDEUP_DATA),
    host: read.MAEDEUP_HOST,
    port: read.MAEDEUP_PORT,
    sandboxPort: read.MAEDEUP_SANDBOX_PORT,
    demoPort: read.MAEDEUP_DEMO_PORT,
    publicUrl: read.MAEDEUP_PUBLIC_URL?.replace(/\/$/, '') ?? null,
    secrets: [read.MAEDEUP_SECRET, read.MAEDEUP_SECRET_PREVIOUS].filter((one) => one !== undefined),
    orderWithin: read.MAEDEUP_ORDER_WITHIN ?? null,
    trustedProxies: read.MAEDEUP_TRUSTED_PROXIES?.split(',').map((one) => one.trim()) ?? [],
    workers: read.MAEDEUP_WORKERS,
    logLevel: read.MAEDEUP_LOG,
    probe: read.MAEDEUP_PROBE ?? null,
  }
}
