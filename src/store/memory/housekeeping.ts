/** What a store is asked beside its rows: retention, partitions, its clock. Nothing is sealed in memory. */
import type { CancellationId } from '../../core/ids.ts'
import { isOpen } from '../../core/payment/attention.ts'
import type { Cancellation } from '../../core/payment/payment.ts'
import type { Instant } from '../../core/time.ts'
import type { Store } from '../../ports/store.ts'
import type { Data } from './data.ts'
import { forget } from './write.ts'

export const housekeepingOf = (data: Data) =>
  ({
    reseal: async () => ({ state: 'complete', tables: [] }),
    forgetRefundAccounts: async (settledBefore, limit) => {
      const ids = refundAccounts(data)
        .filter((one) => isOver(one, settledBefore))
        .sort((a, b) => a.createdAt - b.createdAt)
        .slice(0, limit)
        .map(({ id }) => id)
      forget(data, new Set<CancellationId>(ids))
      return ids.length
    },
    makePartitions: async () => {},
    ping: async () => {},
    now: async () => data.now(),
  }) satisfies Partial<Store>

const refundAccounts = ({ payments }: Data): Cancellation[] =>
  [...payments.values()].flatMap(({ file }) => file.cancellations.filter(({ refundAccount }) => refundAccount !== null))

const isOver = ({ state, settledAt, createdAt }: Cancellation, before: Instant): boolean =>
  createdAt < before && settledAt !== null && settledAt < before && !isOpen(state)
