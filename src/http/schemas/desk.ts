/** How the desk and the state of the net look in JSON. */
import { z } from 'zod'
import { REASONS } from '../../core/payment/payment.ts'
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

export const channelNet = z
  .object({
    channel: z.string(),
    provider: z.string(),
    net: z.enum(['on', 'dry_run', 'off']),
    orderCheck: z.boolean().describe('Whether the merchant is asked before an orphan is given back.'),
    brake: stop.nullable().describe('Too many orphans at once: no net cancel starts until it is released.'),
    pause: stop.nullable().describe('The provider refused our credentials: no money call starts until it is released.'),
  })
  .register(components, { id: 'ChannelNet' })

export const net = z.object({ data: z.array(channelNet) }).register(components, { id: 'Net' })

export const discrepancy = z
  .object({
    id: z.int(),
    paymentId: z.string(),
    channel: z.string(),
    kind: z.string().describe('`desync`, `contradiction`, `amount_differs`, `evidence_foreign`, `refund_bounced`, …'),
    detail: z.string(),
    openedAt: time,
    resolved: z.object({ at: time, by: z.string(), reason: z.string() }).nullable(),
  })
  .register(components, { id: 'Discrepancy' })

export const discrepancyPage = z
  .object({ data: z.array(discrepancy), nextCursor: z.string().nullable() })
  .register(components, { id: 'DiscrepancyPage' })
