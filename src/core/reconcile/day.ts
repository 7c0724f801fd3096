/** Which time a run reads, and which movements it judges: a Korean day, and what lies around its midnights. */
import { after, type BusinessDate, DAY_MS, type Instant, MINUTE_MS, startOfDate } from '../time.ts'

/** Our clock and the provider's, and the longest call, differ by less: what is ours near midnight is found in there. */
const AROUND_MS = 30 * MINUTE_MS

/** What moved later than this may have an answer of ours still under way. */
export const SETTLE_MS = 2 * MINUTE_MS

/** What one run judges; times of the provider. */
export interface Scope {
  readonly date: BusinessDate
  readonly from: Instant
  /** Exclusive. */
  readonly to: Instant
  /** What the list is read for. */
  readonly readFrom: Instant
  readonly readTo: Instant
  /** When the reading began: what we booked later need not be in it. */
  readonly readAt: Instant
}

/** Null where the day has not begun. */
export function scopeOf(date: BusinessDate, now: Instant): Scope | null {
  const from = startOfDate(date)
  if (from >= now) return null
  const end = after(from, DAY_MS)
  const settled = after(now, -SETTLE_MS)
  const to = settled < from ? from : settled < end ? settled : end
  const readTo = after(end, AROUND_MS)
  return { date, from, to, readFrom: after(from, -AROUND_MS), readTo: readTo < now ? readTo : now, readAt: now }
}

export const isWithin = ({ from, to }: Scope, at: Instant | null): boolean => at !== null && at >= from && at < to

export interface Slice {
  readonly from: Instant
  /** Inclusive: what two slices both show is kept once. */
  readonly to: Instant
  readonly within: boolean
}

/** The time before, of and after the day, in slices of at most `sliceMs`, in order. */
export function slicesOf({ from, readFrom, readTo, date }: Scope, sliceMs: number): readonly Slice[] {
  const end = after(startOfDate(date), DAY_MS)
  const parts = [
    { from: readFrom, to: from, within: false },
    { from, to: readTo < end ? readTo : end, within: true },
    { from: end, to: readTo, within: false },
  ]
  return parts.filter((part) => part.to > part.from).flatMap((part) => cut(part, sliceMs))
}

function cut({ from, to, within }: Slice, sliceMs: number): Slice[] {
  const count = Math.ceil((to - from) / sliceMs)
  return Array.from({ length: count }, (_, n) => {
    const start = after(from, n * sliceMs)
    const stop = after(start, sliceMs)
    return { from: start, to: stop < to ? stop : to, within }
  })
}

/** Null where it cannot be halved any more. */
export function halves({ from, to, within }: Slice, leastMs: number): readonly [Slice, Slice] | null {
  if (to - from < 2 * leastMs) return null
  const middle = after(from, Math.floor((to - from) / 2))
  return [
    { from, to: middle, within },
    { from: middle, to, within },
  ]
}
