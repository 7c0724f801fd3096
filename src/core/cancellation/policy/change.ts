/** What a channel's contract may change about a rule of the table, checked before the service starts with it. */
import { isSensibleSpan, windowOf } from './calendar.ts'
import type { AccountNeed, Fee, Mode, RuleChange } from './rule.ts'
import { RULES } from './rules.ts'

const MODES: readonly unknown[] = ['sync', 'next_business_day', 'async', 'manual'] satisfies Mode[]
const ACCOUNTS: readonly unknown[] = ['no', 'account', 'account_phone'] satisfies AccountNeed[]
const ORIGINALS: readonly unknown[] = ['returned', 'kept', 'kept_later'] satisfies Fee['original'][]

/** More partial cancels of one payment than this are a slip of the pen. */
const MOST_PARTS = 999

const isCount = (value: unknown, most: number): boolean =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= most

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

interface Cell {
  readonly is: (value: unknown) => boolean
  /** In words. */
  readonly takes: string
}

const CELLS = {
  window: {
    is: isWindow,
    takes: 'a window such as P1Y, P6M, P90D (a day to ten years), CALMONTH, NONE or PG',
  },
  partial: {
    is: (value) =>
      value === 'yes' ||
      value === 'no' ||
      value === 'depends' ||
      (isRecord(value) && isCount(value.most, MOST_PARTS) && Object.keys(value).length === 1),
    takes: "'yes', 'no', 'depends' or { most: 9 }",
  },
  fee: { is: isFee, takes: "{ original: 'returned' | 'kept' | 'kept_later', issueKrw, refundKrw, vat }" },
  account: { is: (value) => ACCOUNTS.includes(value), takes: "'no', 'account' or 'account_phone'" },
  mode: { is: (value) => MODES.includes(value), takes: "'sync', 'next_business_day', 'async' or 'manual'" },
  applies: { is: (value) => value === true, takes: 'true' },
  hard: { is: (value) => typeof value === 'boolean', takes: 'true or false' },
} as const satisfies Record<keyof RuleChange, Cell>

function isWindow(value: unknown): boolean {
  const window = typeof value === 'string' ? windowOf(value) : null
  return window !== null && window !== 'DEADLINE' && isSensibleSpan(window)
}

const isCell = (name: string): name is keyof RuleChange => Object.hasOwn(CELLS, name)

/** A fee is hundreds of won, not millions. */
const MOST_FEE_KRW = 100_000

const FEE_FIELDS: readonly string[] = ['original', 'issueKrw', 'refundKrw', 'vat'] satisfies (keyof Fee)[]

const unknownFeeField = (value: unknown): string | null =>
  isRecord(value) ? (Object.keys(value).find((name) => !FEE_FIELDS.includes(name)) ?? null) : null

function isFee(value: unknown): boolean {
  if (!isRecord(value)) return false
  const { original, issueKrw, refundKrw, vat } = value
  const known = ORIGINALS.includes(original) && typeof vat === 'boolean'
  return known && isCount(issueKrw, MOST_FEE_KRW) && isCount(refundKrw, MOST_FEE_KRW)
}

/** What is wrong with a change that a configuration makes to a rule, or null. */
export function changeProblem(id: string, change: unknown): string | null {
  const rule = RULES.find((row) => row.id === id)
  if (rule === undefined) return `there is no rule ${id}: see docs/concepts/cancellation-policy.md`
  if (!isRecord(change) || Object.keys(change).length === 0) return `the change of ${id} says nothing`
  const silent = rule.unseen?.speaks === 'never'
  if (silent && change.applies === undefined)
    return `${id} rests on a fact that no protocol tells: say applies: true where it holds for this channel`
  if (!silent && change.applies !== undefined) return `${id} applies by itself`
  for (const [name, value] of Object.entries(change)) {
    if (!isCell(name)) return `${id} has no cell ${name} that can be changed`
    if (name === 'fee') {
      const problem = unknownFeeField(value)
      if (problem !== null) return `${id}.fee has no field ${problem}: it takes ${CELLS.fee.takes}`
    }
    if (!CELLS[name].is(value)) return `${id}.${name} takes ${CELLS[name].takes}`
  }
  return null
}
