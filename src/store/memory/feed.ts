/** The feed: events get their place after they were stored, in the order in which they were. */
import type { Store } from '../../ports/store.ts'
import type { Data } from './data.ts'

export const feedOf = (data: Data) =>
  ({
    sequenceFeed: async (limit) => {
      const batch = data.unplaced.splice(0, limit)
      for (const event of batch) {
        event.feedSeq = data.feed.length + 1
        data.feed.push(event)
      }
      return batch.length
    },
    // Places count from 1 without gap.
    feed: async ({ after, limit, paymentId }) =>
      paymentId === undefined
        ? data.feed.slice(after, after + limit)
        : data.feed
            .slice(after)
            .filter((event) => event.paymentId === paymentId)
            .slice(0, limit),
    feedHead: async () => data.feed.length,
  }) satisfies Partial<Store>
