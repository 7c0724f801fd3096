/** Turns the config's channels into the engine's, or throws an error that names the field. */
import { z } from 'zod'
import { changeProblem } from '../core/cancellation/policy/change.ts'
import type { RuleChange } from '../core/cancellation/policy/rule.ts'
import { GATEWAYS } from '../core/instrument.ts'
import { LONGEST_DEPOSIT_MS } from '../core/payment/register.ts'
import { durationMs, MINUTE_MS } from '../core/time.ts'
import {
  type Channel,
  DEFAULT_BRAKE,
  DEFAULT_DEPOSIT_WITHIN_MS,
  DEFAULT_ORDER_WITHIN_MS,
  DEFAULT_READY_FOR_MS,
  DEFAULT_RECONCILE_AT,
} from '../engine/channel.ts'
import { createOrderCheck, type OrderCheckConfig } from '../engine/order-check.ts'
import type { Clock } from '../ports/clock.ts'
import type { Provider } from '../ports/provider.ts'
import type { MaedeupConfig } from './define.ts'
import { retention } from './retention.ts'
import { allowing, senders } from './senders.ts'
import { reconcileAt, settlement, settlementFormat } from './settlement.ts'
import { webhooks } from './webhooks.ts'

/** A deadline beyond a week is no deadline. */
const MAX_WAIT_MS = 7 * 24 * 60 * MINUTE_MS

const duration = z.string().transform((text, context) => {
  const ms = durationMs(text)
  if (ms !== null && ms >= 1_000 && ms <= MAX_WAIT_MS) return ms
  context.addIssue('must be an ISO 8601 duration between PT1S and P7D, like "PT15M"')
  return z.NEVER
})

const lifeOfAccount = z.string().transform((text, context) => {
  const ms = durationMs(text)
  if (ms !== null && ms >= 10 * MINUTE_MS && ms <= LONGEST_DEPOSIT_MS) return ms
  context.addIssue('must be an ISO 8601 duration between PT10M and P90D, like "P3D"')
  return z.NEVER
})

const orderCheck = z.union([
  z.custom<OrderCheckConfig>((value) => typeof value === 'function'),
  z.strictObject({ url: z.url({ protocol: /^https?$/ }), secret: z.string().min(16) }),
  z.strictObject({ sql: z.string().includes('$1'), connectionString: z.string().min(1) }),
])

const policy = z.strictObject({
  gateway: z.enum(GATEWAYS).optional(),
  testMid: z.boolean().optional(),
  rules: z
    .record(z.string(), z.custom<RuleChange>())
    .superRefine((rules, context) => {
      for (const [id, change] of Object.entries(rules)) {
        const problem = changeProblem(id, change)
        if (problem !== null) context.addIssue({ code: 'custom', path: [id], message: problem })
      }
    })
    .optional(),
})

const brake = z.union([
  z.literal('off'),
  z.strictObject({
    orphans: z.int().min(1).optional(),
    share: z.number().gt(0).lt(1).optional(),
    window: duration.optional(),
  }),
])

const isProvider = (value: unknown): value is Provider =>
  typeof value === 'object' && value !== null && 'capabilities' in value && 'readReturn' in value

const channel = z.strictObject({
  provider: z.custom<Provider>(isProvider, 'must be a provider, such as nicepay({ mid, merchantKey })'),
  net: z.enum(['on', 'dry_run', 'off']).default('on'),
  orderWithin: duration.optional(),
  readyFor: duration.optional(),
  depositWithin: lifeOfAccount.optional(),
  cancellationPolicy: policy.optional(),
  orderCheck: orderCheck.optional(),
  brake: brake.optional(),
  gapRule: z.enum(['on', 'off']).default('on'),
  webhookSources: senders.optional(),
  unknownPayments: z.enum(['ignore', 'watch', 'net']).default('watch'),
  reconcileAt: reconcileAt.optional(),
  settlement: settlement.optional(),
})

const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'channel names are lower-case letters, digits and "-"')

const config = z.strictObject({
  publicUrl: z.url({ protocol: /^https?$/ }).optional(),
  displayName: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .regex(/^\P{Cc}*$/u, 'must be one line')
    .optional(),
  channels: z
    .record(name, channel)
    .refine((channels) => Object.keys(channels).length > 0, 'needs at least one channel'),
  retention: retention.optional(),
  webhooks: webhooks.optional(),
})

/** Throws one Error that lists every wrong field; secrets are never quoted. */
export function readChannels(written: MaedeupConfig, clock: Clock): ReadonlyMap<string, Channel> {
  const checked = config.safeParse(written)
  if (!checked.success) {
    const problems = checked.error.issues.map((issue) => `  ${issue.path.join('.') || 'config'}: ${wordsOf(issue)}`)
    throw new Error(`maedeup.config is not usable:\n${problems.join('\n')}`)
  }
  const entries = Object.entries(checked.data.channels)
  return new Map(entries.map(([key, one]) => [key, toChannel(key, one, clock)]))
}

/** zod says no more than "invalid key" about a name; why is one level deeper. */
const wordsOf = (issue: z.core.$ZodIssue): string =>
  issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message

function toChannel(key: string, one: z.output<typeof channel>, clock: Clock): Channel {
  return {
    name: key,
    provider: one.provider,
    net: one.net,
    orderWithinMs: one.orderWithin ?? DEFAULT_ORDER_WITHIN_MS,
    readyForMs: one.readyFor ?? DEFAULT_READY_FOR_MS,
    cancellationPolicy: {
      gateway: one.cancellationPolicy?.gateway ?? null,
      testMid: one.cancellationPolicy?.testMid ?? false,
      ruleChanges: one.cancellationPolicy?.rules ?? {},
    },
    depositWithinMs: one.depositWithin ?? DEFAULT_DEPOSIT_WITHIN_MS,
    orderCheck: one.orderCheck === undefined ? null : createOrderCheck(one.orderCheck as OrderCheckConfig, clock),
    brake: toBrake(one.brake),
    gapRule: one.gapRule === 'on',
    webhookSources: allowing(one.webhookSources),
    unknownPayments: one.unknownPayments,
    reconcileAt: one.reconcileAt === 'off' ? null : (one.reconcileAt ?? DEFAULT_RECONCILE_AT),
    ...(one.settlement === undefined ? {} : { settlement: settlementFormat(one.settlement) }),
  }
}

function toBrake(limits: z.output<typeof brake> | undefined): Channel['brake'] {
  if (limits === 'off') return null
  return {
    orphans: limits?.orphans ?? DEFAULT_BRAKE.orphans,
    share: limits?.share ?? DEFAULT_BRAKE.share,
    windowMs: limits?.window ?? DEFAULT_BRAKE.windowMs,
  }
}
