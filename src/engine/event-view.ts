/** An event as everybody outside sees it: the feed, a payment's timeline, and what is delivered to merchants. */
import type { PaymentId } from '../core/ids.ts'
import type { TimelineEntry, TimelineType } from '../core/payment/events.ts'
import { instant, toIso } from '../core/time.ts'
import type { StoredEvent } from '../ports/event.ts'
import { refundAccountPath } from './buyer-link.ts'
import type { EngineDeps } from './deps.ts'

export interface EventView {
  feedSeq: number | null
  paymentId: PaymentId
  seq: number
  type: TimelineType
  data: Record<string, TimelineEntry['data'][string]>
  /** RFC 3339, UTC. */
  at: string
}

/** What the timeline keeps as instants, and shows as times. */
const INSTANTS: readonly string[] = [
  'paidAt',
  'orderDueAt',
  'nextAt',
  'from',
  'to',
  'expiresAt',
  'linkExpiresAt',
  'dueAt',
  'at',
]

/** Links are signed when they are read, and rest nowhere: an event carries only their names. */
export function eventView(event: StoredEvent, deps: EngineDeps, publicUrl: string): EventView {
  const { feedSeq, paymentId, seq, type, data, at } = event
  const shown = Object.entries(data).map(([name, value]) => [
    name,
    INSTANTS.includes(name) && typeof value === 'number' ? toIso(instant(value)) : value,
  ])
  const link =
    typeof data.linkId === 'string' ? { url: publicUrl + refundAccountPath(deps, paymentId, data.linkId) } : {}
  return { feedSeq, paymentId, seq, type, data: { ...Object.fromEntries(shown), ...link }, at: toIso(at) }
}
