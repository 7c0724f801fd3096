/** Order and pages of lists: numbered from 1, with 0 for the page that there is not (§5). */
import { type Fields, numberOf } from './fields.ts'
import type { Facts, Payment } from './payment.ts'

/** A payment as one look at it finds it. */
export interface Seen {
  readonly payment: Payment
  readonly facts: Facts
}

const FIELDS = {
  started: ({ facts }) => facts.startedAt,
  paid: ({ facts }) => facts.paidAt ?? 0,
  updated: ({ facts }) => facts.updatedAt,
} as const satisfies Record<string, (seen: Seen) => number>

/** Null when the order is not one of the six; payments of the same millisecond are in the order of their birth. */
export function sorted<Item extends Seen>(items: readonly Item[], sorting: string): readonly Item[] | null {
  const wish = sorting === '' ? '-started' : sorting
  const field = Object.entries(FIELDS).find(([name]) => name === wish.replace(/^-/, ''))?.[1]
  if (field === undefined) return null
  const sign = wish.startsWith('-') ? -1 : 1
  return [...items].sort((a, b) => sign * (field(a) - field(b) || a.payment.seq - b.payment.seq))
}

export interface Page<Item> {
  readonly total: number
  readonly previous: number
  readonly next: number
  readonly list: readonly Item[]
}

const DEFAULT_LIMIT = 20
const MAX_LIMIT = 1_000

/** Null when page or limit are no numbers in range. */
export function pageOf<Item>(items: readonly Item[], query: Fields): Page<Item> | null {
  const page = numberOf(query, 'page') ?? 1
  const limit = numberOf(query, 'limit') ?? DEFAULT_LIMIT
  if (!Number.isSafeInteger(page) || !Number.isSafeInteger(limit)) return null
  if (page < 1 || limit < 1 || limit > MAX_LIMIT) return null
  const pages = Math.max(1, Math.ceil(items.length / limit))
  return {
    total: items.length,
    previous: page - 1,
    next: page < pages ? page + 1 : 0,
    list: items.slice((page - 1) * limit, page * limit),
  }
}
