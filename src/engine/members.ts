/** Shares a provider's rate limit among the processes at work: the limit is the channel's, not a process's. */
import type { EngineDeps } from './deps.ts'

export interface Members {
  /** This process's part of `limit`: an equal one of each. */
  share(limit: number): number
  /** Counts again; where the database cannot be asked, the last count stays. */
  count(): Promise<void>
}

/** Who comes or goes is heard of with the next pulse (10 s): until then a newcomer's share is on top. */
export function createMembers({ store, log }: Pick<EngineDeps, 'store' | 'log'>): Members {
  let members = 1
  return {
    share: (limit) => limit / members,
    count: async () => {
      try {
        members = Math.max(1, await store.members())
      } catch (error) {
        log.warn({ error: `${error}` }, 'the processes at work could not be counted')
      }
    },
  }
}
