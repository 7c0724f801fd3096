/** The queue that the state is: claims of due payments in batches, by lease, in database time. */
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
  }) satisfies Partial<Store>

function claim(data: Data, member: number, { channel, limit, leaseMs, blocked, aheadMs }: ClaimRequest): Claim[] {
  const now = data.now() + aheadMs
  const ready = readyRows(data, channel, now)
  const free = ready.filter(({ reason }) => !blocked.includes(reason)).sort((a, b) => a.dueAt - b.dueAt)
  const taken = free.slice(0, limit)
  for (const row of taken) {
    data.leases += 1
    row.lease = { until: now + leaseMs, member, name: `${now + leaseMs}.${data.leases}` }
  }
  const heap = heapOf(data, channel)
  for (const row of ready) heap.push(Math.max(row.dueAt, row.lease?.until ?? 0), row)
  return taken.map(({ paymentId, reason, lease }) => ({ paymentId, reason, lease: lease?.name ?? '' }))
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

const readyAt = ({ dueAt, lease }: AttentionRow): number => Math.max(dueAt, lease?.until ?? 0)

function free(data: Data, row: AttentionRow): void {
  row.lease = null
  heapOf(data, row.channel).push(row.dueAt, row)
}

/** PostgreSQL sees the connection of a process end. */
export function leave(data: Data, member: number): void {
  data.members.delete(member)
  for (const row of data.attention.values()) if (row.lease?.member === member) free(data, row)
}

/** When something of the channel can be claimed, whatever is blocked; null where nothing ever. */
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
  for (const { channel, reason, dueAt } of data.attention.values()) {
    countOf(channel, reason)[dueAt <= now ? 'due' : 'waiting'] += 1
  }
  for (const { file } of data.payments.values()) {
    if (file.payment.hold !== null) countOf(file.payment.channel, 'needs_operator').due += 1
  }
  return [...counts.values()].sort((a, b) => (`${a.channel} ${a.reason}` < `${b.channel} ${b.reason}` ? -1 : 1))
}
