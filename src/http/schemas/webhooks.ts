/** Webhook endpoints and deliveries in JSON: what is asked, and how it looks. */
import { z } from 'zod'
import { TIMELINE_TYPES, type TimelineType } from '../../core/payment/events.ts'
import { DAY_MS, durationMs, HOUR_MS } from '../../core/time.ts'
import { MAX_URL } from '../../engine/deliveries/address.ts'
import { MOST_REDELIVERED } from '../../engine/deliveries/endpoints.ts'
import { DELIVERY_STATES, DISABLED_WHY } from '../../ports/deliveries.ts'
import { askedTime, components, PAGE, prose, text, time, whole } from './common.ts'

const MOST_DESCRIPTION = 200

const TYPES = Object.keys(TIMELINE_TYPES) as [TimelineType, ...TimelineType[]]
/** `payment.*` and so on: whatever stands before the dot of a type. */
const GROUPS = [...new Set(TYPES.map((type) => `${type.split('.')[0]}.*`))]

const types = z
  .array(z.enum([...TYPES, ...GROUPS] as [string, ...string[]]))
  .max(TYPES.length)
  .refine((all) => new Set(all).size === all.length, { error: 'names something twice' })
  .describe(`Types of events, or groups of them (${GROUPS.map((one) => `\`${one}\``).join(', ')}). Empty: all.`)

const url = text(MAX_URL).describe(
  'https on port 443 or 8443, at a public address; `webhooks.internalHosts` of the config are exempt.',
)

export const endpointBody = z
  .strictObject({ url, description: prose(MOST_DESCRIPTION).optional(), types: types.default([]) })
  .register(components, { id: 'NewWebhookEndpoint' })

export const endpointChange = z
  .strictObject({
    url: url.optional(),
    description: prose(MOST_DESCRIPTION).optional(),
    types: types.optional(),
    state: z.enum(['enabled', 'disabled']).optional(),
    resume: z
      .enum(['go_on', 'from_now'])
      .optional()
      .describe('With `enabled`: from where it stopped (default), or skipping what it has not had by now.'),
  })
  .refine(({ state, resume }) => resume === undefined || state === 'enabled', {
    path: ['resume'],
    error: 'goes with state enabled',
  })
  .register(components, { id: 'WebhookEndpointChange' })

const MOST_OVERLAP_MS = 7 * DAY_MS
const DEFAULT_OVERLAP_MS = 24 * HOUR_MS

export const rotateBody = z
  .strictObject({
    overlap: z
      .string()
      .max(30)
      .optional()
      .transform((text, context) => {
        const ms = text === undefined ? DEFAULT_OVERLAP_MS : durationMs(text)
        if (ms !== null && ms <= MOST_OVERLAP_MS) return ms
        context.addIssue('must be an ISO 8601 duration from PT0S to P7D, such as PT24H')
        return z.NEVER
      })
      .describe('How long the present secret signs beside the new one (ISO 8601). Default `PT24H`.'),
  })
  .nullable()
  .optional()
  .transform((body) => ({ overlapMs: body?.overlap ?? DEFAULT_OVERLAP_MS }))

export const redeliverBody = z
  .strictObject({ since: askedTime.describe('Dead ones of events that came at or after.') })
  .register(components, { id: 'Redeliver' })

export const deliveriesQuery = z.strictObject({
  state: z.enum(DELIVERY_STATES).optional(),
  cursor: whole(1, Number.MAX_SAFE_INTEGER).optional().describe('`nextCursor` of the page before.'),
  limit: whole(1, PAGE.most).default(PAGE.usual),
})

const endpointFields = {
  id: z.string(),
  url: z.string(),
  description: z.string(),
  types: z.array(z.string()).describe('Empty: all.'),
  state: z.enum(['enabled', 'disabled']),
  disabled: z
    .object({ at: time, why: z.enum(DISABLED_WHY) })
    .nullable()
    .describe('`gone`: it answered 410. `failing`: nothing succeeded for five days. `by_hand`: somebody did it.'),
  failingSince: time.nullable().describe('Since when no attempt has succeeded.'),
  previousSecretUntil: time.nullable().describe('Until when the secret before the present one signs too.'),
  createdAt: time,
} as const

export const endpoint = z.object(endpointFields).register(components, { id: 'WebhookEndpoint' })
export type EndpointJson = z.output<typeof endpoint>

export const endpointWithSecret = z
  .object({ ...endpointFields, secret: z.string().describe('`whsec_…`. Shown only here: keep it.') })
  .register(components, { id: 'WebhookEndpointWithSecret' })

export const endpointList = z.object({ data: z.array(endpoint) }).register(components, { id: 'WebhookEndpointList' })

const tried = {
  status: z.int().nullable().describe('HTTP status; null where no answer came.'),
  tookMs: z.int(),
  trouble: z.string().nullable().describe('One word, a colon, a sentence; null where it was delivered.'),
} as const

export const tested = z.object({ delivered: z.boolean(), ...tried }).register(components, { id: 'WebhookTested' })

export const delivery = z
  .object({
    id: z.string().describe('The `webhook-id` of each of its attempts.'),
    endpointId: z.string(),
    feedSeq: z.int().describe('The event’s place in the feed.'),
    paymentId: z.string(),
    type: z.enum(TYPES),
    state: z.enum(DELIVERY_STATES),
    attempts: z.int(),
    nextAttemptAt: time.nullable(),
    deliveredAt: time.nullable(),
    createdAt: time,
    log: z.array(z.object({ at: time, ...tried })).describe('The last attempts, oldest first.'),
  })
  .register(components, { id: 'Delivery' })
export type DeliveryJson = z.output<typeof delivery>

export const deliveryPage = z
  .object({ data: z.array(delivery), nextCursor: z.string().nullable() })
  .register(components, { id: 'DeliveryPage' })

export const redelivering = z
  .object({ redelivering: z.int().describe(`Ask again while it is ${MOST_REDELIVERED}: there may be more.`) })
  .register(components, { id: 'Redelivering' })

/** The body of 204. */
export const nothing = z.null().describe('Nothing.')
