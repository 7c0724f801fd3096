/** Webhooks as they came and who must still follow them, and the differences that looking brought to light. */
import type { Instant } from '../../core/time.ts'
import { MINUTE_MS } from '../../core/time.ts'
import type { Discrepancy, DiscrepancyQuery, FollowableWebhook, Store, WebhookKey } from '../../ports/store.ts'
import type { Data, InboxRow } from './data.ts'

export const inboxOf = (data: Data) =>
  ({
    keepWebhook: async (entry): Promise<WebhookKey> => {
      data.webhooks += 1
      const state = entry.reading.kind === 'hint' ? 'stored' : entry.reading.kind
      data.inbox.set(data.webhooks, { ...entry, id: data.webhooks, state, paymentId: null, tries: 0 })
      if (entry.followAt !== null) data.following.add(data.webhooks)
      return { id: data.webhooks, at: entry.at }
    },
    claimWebhooks: async (claim) => claimDue(data, claim),
    markWebhooks: async (keys, became) => {
      for (const row of rowsOf(data, keys)) {
        Object.assign(row, became, { followAt: null })
        data.following.delete(row.id)
      }
    },
    dropWebhooks: async (keys) => {
      for (const { id } of keys) {
        data.inbox.delete(id)
        data.following.delete(id)
      }
    },
    // Memory has no months.
    dropInboxBefore: async () => 0,
    discrepancies: async (query) =>
      data.discrepancies
        .filter((one) => matches(one, query))
        .reverse()
        .slice(0, query.limit),
    resolveDiscrepancy: async (id, resolved) => {
      const known = data.discrepancies[id - 1]
      if (known === undefined || known.resolved !== null) return false
      data.discrepancies[id - 1] = { ...known, resolved }
      return true
    },
  }) satisfies Partial<Store>

const rowsOf = ({ inbox }: Data, keys: readonly WebhookKey[]): InboxRow[] =>
  keys.flatMap(({ id }) => inbox.get(id) ?? [])

/** Longest wait before a webhook that could not be followed is tried again. */
const LONGEST_WAIT_MINUTES = 60

/** Each is put off further with every try: a process that dies with it loses nothing. */
function claimDue(data: Data, { now, limit }: { now: Instant; limit: number }): FollowableWebhook[] {
  const waiting = [...data.following].flatMap((id) => data.inbox.get(id) ?? [])
  const due = waiting.filter(({ followAt }) => followAt !== null && followAt <= now)
  due.sort((a, b) => (a.followAt ?? 0) - (b.followAt ?? 0))
  return due.slice(0, limit).map((row) => {
    row.followAt = now + MINUTE_MS * Math.min(LONGEST_WAIT_MINUTES, 2 ** row.tries)
    row.tries += 1
    const { id, at, channel, reading, tries } = row
    return { id, at, channel, hint: reading.kind === 'hint' ? reading : null, tries }
  })
}

const matches = (one: Discrepancy, { channel, paymentId, open, cursor }: DiscrepancyQuery): boolean =>
  (channel === undefined || one.channel === channel) &&
  (paymentId === undefined || one.paymentId === paymentId) &&
  (open === undefined || (one.resolved === null) === open) &&
  (cursor === undefined || one.id < cursor)
