/** When a channel's day is compared, and how its provider's settlement files are read, as the config says it. */
import { z } from 'zod'
import type { SettlementFormat } from '../core/reconcile/settlement.ts'

const heading = z.string().min(1).max(100)

/** Part of a channel's schema. */
export const reconcileAt = z.union([
  z.literal('off'),
  z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a Korean time of day such as "06:30", or "off"'),
])

export const settlement = z.strictObject({
  columns: z.strictObject({
    ref: heading,
    amount: heading,
    at: heading,
    orderNumber: heading.optional(),
    kind: heading.optional(),
    fee: heading.optional(),
    cancelId: heading.optional(),
  }),
  encoding: z.enum(['auto', 'utf-8', 'euc-kr']).optional(),
  delimiter: z.enum([',', ';', '\t', '|']).optional(),
  cancelWords: z.array(heading).max(50).optional(),
})

type Written = z.output<typeof settlement>

export const settlementFormat = ({ columns, encoding, delimiter, cancelWords }: Written): SettlementFormat => ({
  columns,
  encoding: encoding ?? 'auto',
  delimiter: delimiter ?? ',',
  cancelWords: cancelWords ?? [],
})
