/** How comparisons of a day look in JSON, and what they are asked for with. */
import { z } from 'zod'
import { RUN_PHASES, RUN_SOURCES, RUN_STATES } from '../../core/reconcile/run.ts'
import { components, PAGE, text, time, whole } from './common.ts'
import { discrepancy } from './desk.ts'

const MOST_CHANNEL = 64

const isDate = (value: string): boolean =>
  /^[1-9]\d{3}-\d\d-\d\d$/.test(value) && new Date(`${value}T00:00:00Z`).toJSON()?.slice(0, 10) === value

/** A Korean calendar date. */
const date = z
  .string()
  .refine(isDate, { error: 'must be a calendar date such as 2026-11-20' })
  .describe('A calendar date in Korea.')

export const reconcileBody = z
  .strictObject({ channel: text(MOST_CHANNEL), date })
  .register(components, { id: 'Reconcile' })

export const fileQuery = z.strictObject({ channel: text(MOST_CHANNEL), date })

export const reconciliationsQuery = z.strictObject({
  channel: text(MOST_CHANNEL).optional(),
  date: date.optional(),
  state: z.enum(RUN_STATES).optional(),
  cursor: whole(1, Number.MAX_SAFE_INTEGER).optional(),
  limit: whole(1, PAGE.most).default(PAGE.usual),
})

export const reportQuery = z.strictObject({
  format: z.enum(['json', 'csv']).optional().describe('Default: as `Accept` says, else JSON.'),
})

const totals = z
  .object({ charges: z.int(), charged: z.int(), cancels: z.int(), cancelled: z.int() })
  .describe('Movements of the day and their sums, in minor units.')

const kindCount = z.object({
  kind: z.string(),
  severity: z.enum(['critical', 'high', 'low']),
  title: z.string(),
  titleKo: z.string(),
  open: z.int(),
  resolved: z.int(),
})

export const reconciliation = z
  .object({
    id: z.int(),
    channel: z.string(),
    date: z.string(),
    source: z.enum(RUN_SOURCES).describe('`provider`: its list, or inquiries. `settlement`: an imported file.'),
    state: z.enum(RUN_STATES),
    progress: z.object({
      phase: z.enum(RUN_PHASES),
      listed: z.int().describe('Rows that were read so far.'),
      compared: z.int().describe('Transactions that were compared.'),
      foreign: z.int().describe('Listed and not ours, on a channel with `unknownPayments: ignore`.'),
      found: z.int(),
      asked: z.int().describe('Differences that the provider was asked about.'),
      settled: z.int().describe('… and that were settled by its answer.'),
    }),
    theirs: totals.nullable(),
    ours: totals.nullable(),
    open: z.int().describe('Differences that wait for a person.'),
    failure: z.string().nullable().describe('Why the last try did not come to its end.'),
    badLines: z.int().describe('Lines of the file that could not be read.'),
    attempt: z.int(),
    requestedBy: z.string(),
    requestedAt: time,
    startedAt: time.nullable(),
    endedAt: time.nullable(),
  })
  .register(components, { id: 'Reconciliation' })

export const reconciliationPage = z
  .object({ data: z.array(reconciliation), nextCursor: z.string().nullable() })
  .register(components, { id: 'ReconciliationPage' })

const badLine = z.object({ line: z.int(), problem: z.string() })

export const report = z
  .object({
    reconciliation,
    kinds: z.array(kindCount),
    badLines: z.array(badLine).describe('The first of them; never what stands in them.'),
    discrepancies: z.array(discrepancy).describe('The newest; `GET /v1/discrepancies?reconciliationId=` has all.'),
  })
  .register(components, { id: 'ReconciliationReport' })

export const importedFile = z
  .object({ reconciliation, lines: z.int(), badLines: z.int(), firstBadLines: z.array(badLine) })
  .register(components, { id: 'SettlementFile' })
