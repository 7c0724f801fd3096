/** The contract of the books of comparisons: runs, what was listed, what differs. Every write names its attempt. */
import type { PaymentId } from '../core/ids.ts'
import type { Difference } from '../core/reconcile/judge.ts'
import type { Listed, ListedRow, ListShape } from '../core/reconcile/listed.ts'
import type { OurPayment } from '../core/reconcile/ours.ts'
import type { DayTotals, Reconciliation, RunProgress, RunSource, RunState } from '../core/reconcile/run.ts'
import type { SettlementLine } from '../core/reconcile/settlement.ts'
import type { UnseenCancel, UnseenCharge } from '../core/reconcile/unseen.ts'
import type { BusinessDate, Instant } from '../core/time.ts'

/** Which attempt of which run writes; one that was taken over writes nothing any more. */
export type RunKey = Pick<Reconciliation, 'id' | 'attempt'>

export interface RunWish {
  readonly channel: string
  readonly date: BusinessDate
  readonly source: RunSource
  readonly by: string
  readonly at: Instant
  /** `once`: a run that was made before is left as it is (schedules). `again`: one that ended is begun anew. */
  readonly repeat: 'once' | 'again'
}

export interface RunQuery {
  readonly channel?: string | undefined
  readonly date?: BusinessDate | undefined
  readonly state?: RunState | undefined
  readonly cursor?: number | undefined
  readonly limit: number
}

/** `lost`: another process took it over. `cancelled`: somebody wants it ended. */
export type Kept = 'kept' | 'lost' | 'cancelled'

export interface RunEnd {
  readonly state: 'done' | 'failed' | 'cancelled' | 'queued'
  readonly at: Instant
  readonly failure: string | null
  /** For `queued`: when it is tried again. */
  readonly notBefore?: Instant
}

export interface TimeRange {
  readonly from: Instant
  /** Exclusive. */
  readonly to: Instant
}

export interface Page<Key> {
  readonly after: Key | null
  readonly limit: number
}

/** A place in a list that is ordered by time. */
export interface TimeKey {
  readonly at: Instant
  readonly id: string
}

/** Cancels of the day that no list shows, and payments to be asked about because nothing can be said of theirs. */
export interface UnseenCancels {
  readonly cancels: readonly UnseenCancel[]
  readonly doubtful: readonly PaymentId[]
  readonly next: TimeKey | null
}

export interface OpenDifference extends Difference {
  readonly id: number
}

export interface BadLine {
  readonly line: number
  readonly problem: string
}

/** Where the lines of one file are kept until it is whole. */
export interface FilePlace {
  readonly id: number
  readonly file: number
}

export interface KindCount {
  readonly kind: string
  readonly open: number
  readonly resolved: number
}

export interface ReconciliationStore {
  /** One run for each channel, day and source; one that is at work, or waits, is left as it is. */
  request(wish: RunWish): Promise<Reconciliation>
  find(id: number): Promise<Reconciliation | null>
  list(query: RunQuery): Promise<readonly Reconciliation[]>
  /** The newest day of a channel that has a run, before `before`. */
  newestDate(channel: string, before: BusinessDate): Promise<BusinessDate | null>
  /** Takes up the run that waits longest and is nobody's, in database time; counts its attempt up. */
  claim(request: { channels: readonly string[]; leaseMs: number; now: Instant }): Promise<Reconciliation | null>
  /** Extends the lease and shows how far it is. */
  keep(run: RunKey, progress: RunProgress, leaseMs: number): Promise<Kept>
  /** Gives it back unended, for any process to begin anew. */
  leave(run: RunKey): Promise<void>
  end(run: RunKey, end: RunEnd): Promise<void>
  /** False where it is over already. */
  askToCancel(id: number): Promise<boolean>
  setTotals(run: RunKey, totals: { theirs: DayTotals | null; ours: DayTotals }): Promise<void>

  keepListed(run: RunKey, rows: readonly ListedRow[]): Promise<void>
  /** Everything is listed: what the database should know before it is compared. */
  listedAll(): Promise<void>
  /** Forgets what this and earlier attempts listed. */
  forgetListed(run: RunKey): Promise<void>
  /** In the order of references; never parts of a transaction. */
  listed(run: RunKey, page: Page<string> & { shape: ListShape }): Promise<readonly Listed[]>
  oursByRef(channel: string, refs: readonly string[]): Promise<readonly OurPayment[]>
  /** The newest attempt of each, where several have one number. */
  oursByOrderNumber(channel: string, orderNumbers: readonly string[]): Promise<readonly OurPayment[]>
  /** Of the day, by the provider's time; of payments whose later changes we know none in a list of payments. */
  unseenCharges(
    run: RunKey,
    wish: { channel: string; range: TimeRange; readTo: Instant; shape: ListShape; page: Page<TimeKey> },
  ): Promise<{ readonly charges: readonly UnseenCharge[]; readonly next: TimeKey | null }>
  unseenCancels(
    run: RunKey,
    wish: { channel: string; range: TimeRange; readFrom: Instant; page: Page<TimeKey> },
  ): Promise<UnseenCancels>
  /** Our payments with a movement in the range, in order, for protocols without a list. */
  moved(channel: string, range: TimeRange, page: Page<PaymentId>): Promise<readonly PaymentId[]>
  ourTotals(channel: string, range: TimeRange): Promise<DayTotals>

  /** One row for each subject of a channel: what a person resolved stays so, what we resolved is open again. */
  writeDifferences(
    run: RunKey,
    channel: string,
    found: { differences: readonly Difference[]; at: Instant },
  ): Promise<void>
  /** Open ones of these kinds that this attempt has not asked about yet. */
  unasked(run: RunKey, kinds: readonly string[], limit: number): Promise<readonly OpenDifference[]>
  /** `reason` null: asked and still open. */
  markAsked(run: RunKey, id: number, resolution: { at: Instant; reason: string } | null): Promise<void>
  /** Resolves what this attempt did not find again; how many. */
  resolveGone(run: RunKey, resolution: { at: Instant; reason: string }): Promise<number>
  counts(id: number): Promise<readonly KindCount[]>

  /** A place for a new file's lines beside the present one; null while that one is being compared. */
  holdFile(wish: Omit<RunWish, 'repeat' | 'source'>): Promise<FilePlace | null>
  keepLines(place: FilePlace, lines: readonly SettlementLine[]): Promise<void>
  /** The file is whole: it replaces the one before and waits to be compared. Null as in {@link holdFile}. */
  endFile(
    place: FilePlace,
    told: { badLines: readonly BadLine[]; bad: number; at: Instant },
  ): Promise<Reconciliation | null>
  badLines(id: number): Promise<readonly BadLine[]>
  /** Makes the file's lines the list of this attempt; answers the charges that it has twice. */
  listFile(run: RunKey, range: TimeRange): Promise<{ readonly rows: number; readonly twice: readonly SettlementLine[] }>
}
