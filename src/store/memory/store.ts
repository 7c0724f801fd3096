/** The store in memory, for the simulation: what PostgreSQL keeps and refuses, in virtual time and without I/O. */
import type { Instant } from '../../core/time.ts'
import type { Store } from '../../ports/store.ts'
import { createData } from './data.ts'
import { feedOf } from './feed.ts'
import { housekeepingOf } from './housekeeping.ts'
import { inboxOf } from './inbox.ts'
import { keysOf } from './keys.ts'
import { netOf } from './net.ts'
import { paymentsOf } from './payments.ts'
import { leave, nextReadyAt, queueOf } from './queue.ts'
import { recoveryOf } from './recovery.ts'
import { unsimulated } from './unsimulated.ts'
import { writesOf } from './write.ts'

/** One database. Everything is decided in the same tick in which it was asked. */
export interface MemoryDatabase {
  /** As one more process would: a member of its own, whose leases are free once it closed. */
  open(): Store
  /** From when on something of the channel can be claimed; null where nothing is due ever. */
  nextReadyAt(channel: string): number | null
  /** Webhooks that somebody must still follow. */
  unfollowed(): number
}

/** `now` is database time. */
export function createMemoryDatabase(now: () => Instant): MemoryDatabase {
  const data = createData(now)
  let members = 0
  return {
    nextReadyAt: (channel) => nextReadyAt(data, channel),
    unfollowed: () => data.following.size,
    open: () => {
      members += 1
      const member = members
      data.members.add(member)
      return {
        ...paymentsOf(data),
        ...writesOf(data),
        ...queueOf(data, member),
        ...feedOf(data),
        ...inboxOf(data),
        ...netOf(data),
        ...keysOf(data),
        ...housekeepingOf(data),
        ...recoveryOf(),
        ...unsimulated(),
        close: async () => leave(data, member),
      }
    },
  }
}
