/** The queue that the state is: claims of due payments in batches, by lease, in database time. */
import { dueWhile, owedSince } from '../../core/payment/attention.ts'
import type { Reason } from '../../core/payment/payment.ts'
import type { Claim, ClaimRequest, Store } from '../../ports/store.ts'
import { type AttentionRow, type Data, queueOf as heapOf } from './data.ts'

/** `member` is whoever opened the store: the leases of one that left are free at once. */
export const queueOf = (data: Data, member: number) =>
  ({
    claim: async (request) => claim(data, member, request),
    release: async (claims) => {
      for (const { paymentId, lease } of claims) {
        const row = data.attention.get(paymentId)
        if (row?.lease?.name === lease) free(data, row)
      }
    },
    members: async () => data.members.size,
    dueCounts: async (aheadMs) => dueCounts(data, aheadMs),
    refundsDueSoon: async () => refundsDueSoon(data),
  }) satisfies Partial<Store>

function claim(data: Data, member: number, { channel, limit, leaseMs, stop, aheadMs }: ClaimRequest): Claim[] {
  const now = data.now() + aheadMs
  const ready = readyRows(data, channel, now)
  const due = ready.flatMap((row) => {
    const dueAt = dueWhile(row.entry, stop)
    return dueAt === null || dueAt > now ? [] : [{ row, dueAt }]
  })
  const taken = due.sort((a, b) => a.dueAt - b.dueAt).slice(0, limit)
  for (const { row } of taken) {
    data.leases += 1
    row.lease = { until: now + leaseMs, member, name: `${now + leaseMs}.${data.leases}` }
  }
  const heap = heapOf(data, channel)
  for (const row of ready) heap.push(readyAt(row), row)
  return taken.map(({ row: { paymentId, entry, lease } }) => ({
    paymentId,
    reason: entry.reason,
    lease: lease?.name ?? '',
  }))
}

/** Takes everything out of the queue that is due and that nobody holds; what is stale falls out for good. */
function readyRows(data: Data, channel: string, now: number): AttentionRow[] {
  const heap = heapOf(data, channel)
  const ready = new Set<AttentionRow>()
  for (let first = heap.peek(); first !== undefined && first.key <= now; first = heap.peek()) {
    heap.pop()
    const { item: row, key } = first
    const holds = data.attention.get(row.paymentId) === row && readyAt(row) === key
    if (holds) ready.add(row)
  }
  return [...ready]
}

const readyAt = ({ entry, lease }: AttentionRow): number => Math.max(entry.dueAt, lease?.until ?? 0)

function free(data: Data, row: AttentionRow): void {
  row.lease = null
  heapOf(data, row.channel).push(row.entry.dueAt, row)
}

/** PostgreSQL sees the connection of a process end. */
export function leave(data: Data, member: number): void {
  data.members.delete(member)
  for (const row of data.attention.values()) if (row.lease?.member === member) free(data, row)
}

/** When something of the channel can be claimed, whatever is stopped; null where nothing ever. */
export function nextReadyAt(data: Data, channel: string): number | null {
  const heap = heapOf(data, channel)
  for (let first = heap.peek(); first !== undefined; first = heap.peek()) {
    if (data.attention.get(first.item.paymentId) === first.item && readyAt(first.item) === first.key) return first.key
    heap.pop()
  }
  return null
}

function dueCounts(data: Data, aheadMs: number) {
  const now = data.now() + aheadMs
  const counts = new Map<string, { channel: string; reason: Reason; due: number; waiting: number }>()
  const countOf = (channel: string, reason: Reason) => {
    const name = `${channel}\n${reason}`
    const count = counts.get(name) ?? { channel, reason, due: 0, waiting: 0 }
    counts.set(name, count)
    return count
  }
  for (const { channel, entry } of data.attention.values()) {
    countOf(channel, entry.reason)[entry.dueAt <= now ? 'due' : 'waiting'] += 1
  }
  for (const { file } of data.payments.values()) {
    if (file.payment.hold !== null) countOf(file.payment.channel, 'needs_operator').due += 1
  }
  return [...counts.values()].sort((a, b) => (`${a.channel} ${a.reason}` < `${b.channel} ${b.reason}` ? -1 : 1))
}

function refundsDueSoon(data: Data) {
  const counts = new Map<string, number>()
  for (const { file } of data.payments.values()) {
    const { channel, refundAlertedFor } = file.payment
    const isTold = refundAlertedFor !== null && refundAlertedFor === owedSince(file)
    if (isTold) counts.set(channel, (counts.get(channel) ?? 0) + 1)
  }
  return [...counts]
    .map(([channel, refunds]) => ({ channel, refunds }))
    .sort((a, b) => (a.channel < b.channel ? -1 : 1))
}
