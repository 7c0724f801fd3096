/** How the desk and the state of the net look in JSON. */
import { z } from 'zod'
import { REASONS } from '../../core/payment/payment.ts'
import { DIFFERENCE_KINDS } from '../../core/reconcile/kinds.ts'
import { components, time } from './common.ts'
import { payment } from './payment.ts'

export const desk = z
  .object({
    data: z.array(payment).describe('Payments that wait for a person, newest first.'),
    nextCursor: z.string().nullable(),
    counts: z
      .array(z.object({ channel: z.string(), reason: z.enum(REASONS), due: z.int(), waiting: z.int() }))
      .describe('How many payments are due now and how many wait for their time, by channel and reason.'),
  })
  .register(components, { id: 'Desk' })

export const swept = z.object({ looked: z.int() }).register(components, { id: 'Swept' })

const stop = z.object({ at: time, detail: z.string() })

const recovery = z.object({
  at: time.describe('When it began.'),
  since: time.describe('The recovery point: what happened later may be unknown here.'),
  state: z
    .enum(['looking', 'waiting', 'releasing'])
    .describe('`looking`: not everything was asked yet. `waiting`: for `POST /v1/net/release`.'),
  open: z.int().describe('Payments that the provider has not answered about.'),
  held: z.int().describe('Payments that are held for it.'),
  adopted: z.int().describe('Payments that only the provider knew.'),
  trouble: z.string().nullable().describe('What keeps it from going on.'),
})

export const channelNet = z
  .object({
    channel: z.string(),
    provider: z.string(),
    net: z.enum(['on', 'dry_run', 'off']),
    orderCheck: z.boolean().describe('Whether the merchant is asked before an orphan is given back.'),
    brake: stop.nullable().describe('Too many orphans at once: no net cancel starts until it is released.'),
    pause: stop.nullable().describe('The provider refused our credentials: no money call starts until it is released.'),
    recovery: recovery
      .nullable()
      .describe('The database was restored: no money call starts until the provider was asked and it is released.'),
  })
  .register(components, { id: 'ChannelNet' })

export const net = z.object({ data: z.array(channelNet) }).register(components, { id: 'Net' })

const names = (kinds: readonly string[]): string => kinds.map((kind) => `\`${kind}\``).join(', ')
const KINDS_OF_PAYMENTS = names(['desync', 'contradiction', 'amount_differs', 'evidence_foreign', 'refund_bounced'])
const KINDS_FOUND = names(Object.keys(DIFFERENCE_KINDS))

export const discrepancy = z
  .object({
    id: z.int(),
    paymentId: z.string().nullable().describe('Null where the money belongs to no payment of ours.'),
    channel: z.string(),
    kind: z.string().describe(`Found by a payment: ${KINDS_OF_PAYMENTS}. Found by a comparison: ${KINDS_FOUND}.`),
    severity: z.enum(['critical', 'high', 'low']),
    title: z.string().nullable().describe('What differs, where a comparison found it.'),
    titleKo: z.string().nullable(),
    detail: z.string().describe('With both sides’ figures.'),
    suggestion: z.string().nullable().describe('What a person does about it.'),
    suggestionKo: z.string().nullable(),
    reconciliationId: z.int().nullable(),
    providerRef: z.string().nullable(),
    orderNumber: z.string().nullable().describe('As the provider has it.'),
    amount: z.int().nullable().describe('The money at stake, in minor units.'),
    openedAt: time,
    resolved: z.object({ at: time, by: z.string(), reason: z.string() }).nullable(),
  })
  .register(components, { id: 'Discrepancy' })

export const discrepancyPage = z
  .object({ data: z.array(discrepancy), nextCursor: z.string().nullable() })
  .register(components, { id: 'DiscrepancyPage' })
