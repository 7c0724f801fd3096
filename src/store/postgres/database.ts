/** The tables as Kysely sees them. */
import type { Generated } from 'kysely'
import type { CancellationRow, PaymentRow } from './rows.ts'

export interface EventRow {
  id: Generated<number>
  payment_id: string
  seq: number
  type: string
  data: Record<string, string | number | boolean | null>
  at: Date
  feed_seq: number | null
}

export interface ProviderCallRow {
  id: Generated<number>
  payment_id: string
  cancellation_id: string | null
  channel: string
  operation: string
  endpoint: string
  request: string
  http_status: number | null
  response: string
  trouble: string | null
  outcome: string
  took_ms: number
  at: Date
}

export interface NetStateRow {
  channel: string
  brake_at: Date | null
  brake_detail: string | null
  brake_released_at: Date | null
  paused_at: Date | null
  pause_detail: string | null
  alerted_at: Date | null
}

export interface RecoveryRow {
  id: number
  channel: string
  since: Date
  back_to: Date
  began_at: Date
  marked_to: string | null
  marked_at: Date | null
  listed_at: Date | null
  adopted: number
  trouble: string | null
  leased_by: string | null
  leased_until: Date | null
  release_wanted_at: Date | null
  released_by: string | null
  reason: string | null
  released_at: Date | null
}

export interface AttentionRow {
  payment_id: string
  channel: string
  due_at: Date
  reason: string
  braked_due_at: Date | null
  paused_due_at: Date | null
  leased_until: Date | null
  leased_by: number | null
}

interface ApiKeyRow {
  id: string
  name: string
  hash: string
  hint: string
  created_at: Generated<Date>
  revoked_at: Date | null
}

interface InboxRow {
  id: Generated<number>
  channel: string
  headers: string
  content_type: string
  body: Buffer
  at: Date
  state: Generated<string>
  event: string | null
  payment_id: string | null
  source: string | null
  hint: Buffer | null
  follow_at: Date | null
  tries: Generated<number>
}

export interface DiscrepancyRow {
  id: Generated<number>
  payment_id: string | null
  channel: string
  kind: string
  detail: string
  opened_at: Date
  resolved_at: Date | null
  resolved_by: string | null
  resolution: string | null
  reconciliation_id: number | null
  provider_ref: string | null
  order_number: string | null
  amount: number | null
}

interface RefundAccountRow {
  cancellation_id: string
  payment_id: string
  bank: Buffer
  number: Buffer
  holder: Buffer
  phone: Buffer | null
  created_at: Date
}

export interface EndpointRow {
  id: string
  url: string
  description: string
  types: string[]
  secret: Buffer
  previous_secret: Buffer | null
  previous_until: Date | null
  disabled_at: Date | null
  disabled_why: string | null
  failing_since: Date | null
  after_seq: number
  created_at: Date
}

export interface DeliveryRow {
  id: string
  endpoint_id: string
  feed_seq: number
  payment_id: string
  type: string
  state: string
  attempts: number
  rung: number
  next_at: Date
  leased_until: Date | null
  handed: number
  delivered_at: Date | null
  log: unknown
  created_at: Date
}

export interface Database {
  webhook_endpoints: EndpointRow
  deliveries: DeliveryRow
  inbox: InboxRow
  discrepancies: DiscrepancyRow
  payments: PaymentRow
  cancellations: CancellationRow
  refund_accounts: RefundAccountRow
  attention: AttentionRow
  events: EventRow
  provider_calls: ProviderCallRow
  net_states: NetStateRow
  recoveries: RecoveryRow
  heartbeat: { only_one: Generated<boolean>; at: Date }
  feed_head: { only_one: Generated<boolean>; last_seq: number }
  api_keys: ApiKeyRow
  instance: { only_one: Generated<boolean>; secret_fingerprint: string; older_fingerprints: Generated<string[]> }
}
