/** What stops the net of a channel (brake, pause), the heartbeat, and the counts that the brake judges by. */
import type { PaymentFile } from '../../core/payment/payment.ts'
import { type Instant, later } from '../../core/time.ts'
import type { DeadlineWindow, NetChange, NetState, Store } from '../../ports/store.ts'
import type { Data } from './data.ts'

export const netOf = (data: Data) =>
  ({
    netStates: async () => [...data.nets.values()].sort((a, b) => (a.channel < b.channel ? -1 : 1)),
    changeNet: async (channel, change) => changeNet(data, channel, change),
    deadlinesPassed: async (channel, window) => deadlinesPassed(data, channel, window),
    untied: async ({ after, limit }) =>
      [...data.untied]
        .filter((id) => after === null || id > after)
        .sort()
        .slice(0, limit),
    lastBeat: async () => data.beatAt,
    // Several processes beat; the latest counts.
    beat: async (at: Instant) => {
      data.beatAt = data.beatAt === null ? at : later(data.beatAt, at)
    },
  }) satisfies Partial<Store>

/** A brake or pause that is on stays as it was first pulled: its time and words are the ones to look at. */
function changeNet(data: Data, channel: string, change: NetChange): boolean {
  const state = data.nets.get(channel) ?? {
    channel,
    brake: null,
    brakeReleasedAt: null,
    pause: null,
    alertedAt: null,
    recovering: false,
  }
  const next = changed(state, change)
  if (next === null) return false
  data.nets.set(channel, next)
  return true
}

function changed(state: NetState, change: NetChange): NetState | null {
  const { at } = change
  switch (change.what) {
    case 'brake':
      return state.brake === null ? { ...state, brake: { at, detail: change.detail }, alertedAt: at } : null
    case 'pause':
      return state.pause === null ? { ...state, pause: { at, detail: change.detail }, alertedAt: at } : null
    case 'release_brake':
      return { ...state, brake: null, brakeReleasedAt: at }
    case 'release_pause':
      return { ...state, pause: null }
    // Of those who find the same alert due at the same time, one tells it.
    case 'alerted':
      return state.alertedAt === null || state.alertedAt <= change.ifNotSince ? { ...state, alertedAt: at } : null
  }
}

function deadlinesPassed(data: Data, channel: string, window: DeadlineWindow): { passed: number; orphans: number } {
  let [passed, orphans] = [0, 0]
  for (const id of data.withDeadline.get(channel) ?? []) {
    const row = data.payments.get(id)
    const counted = row === undefined ? null : countedAs(row.file, window)
    if (counted === null) continue
    passed += 1
    if (counted === 'orphan') orphans += 1
  }
  return { passed, orphans }
}

function countedAs({ payment }: PaymentFile, { from, releasedAt, to }: DeadlineWindow): 'tied' | 'orphan' | null {
  const { orderDueAt, order, dropped, state, hold, orphanLeft } = payment
  if (orderDueAt === null || orderDueAt <= releasedAt || dropped !== null || orderDueAt > to) return null
  if (orderDueAt > from) return order === null ? 'orphan' : 'tied'
  const waits = order === null && (state === 'paid' || state === 'partially_cancelled')
  return waits && hold === null && orphanLeft === null ? 'orphan' : null
}
