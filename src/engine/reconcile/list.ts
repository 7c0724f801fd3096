/** Reads a provider's list of a day, page by page, into the rows of a run: whole, or not at all. */
import { type Outcome, unknownOutcome } from '../../core/outcome.ts'
import { halves, type Slice, slicesOf } from '../../core/reconcile/day.ts'
import { toRow } from '../../core/reconcile/listed.ts'
import { MINUTE_MS, SECOND_MS } from '../../core/time.ts'
import type { ListingCapabilities, ListPage, ListQuery, Provider } from '../../ports/provider.ts'
import type { TimeKey } from '../../ports/reconciliation.ts'
import { Unreadable, type Work } from './work.ts'

/** Waits before a page is asked for again; after the last one the run comes again later as a whole. */
const AGAIN_AFTER_MS = [SECOND_MS, 3 * SECOND_MS, 10 * SECOND_MS, 30 * SECOND_MS] as const
/** A slice is not cut finer than this: no shop has 60,000 changes a minute. */
const LEAST_SLICE_MS = MINUTE_MS
/** No list of a slice is longer; a cursor that leads in circles must end. */
const MAX_PAGES = 20_000
const BUNDLE = 20_000

export interface Listing {
  readonly list: NonNullable<Provider['list']>
  readonly how: ListingCapabilities
}

export async function readList(work: Work, listing: Listing): Promise<void> {
  for (const slice of slicesOf(work.scope, listing.how.sliceMs)) await readSlice(work, listing, slice)
  if (listing.how.pagesMove) await readGapsAgain(work, listing)
}

async function readSlice(work: Work, listing: Listing, slice: Slice): Promise<void> {
  let cursor: string | null = null
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const outcome = await askForPage(work, listing, { from: slice.from, to: slice.to, cursor })
    if (outcome.kind !== 'done') {
      const cut = isTooMuch(outcome, listing, cursor) ? halves(slice, LEAST_SLICE_MS) : null
      if (cut === null) throw new Unreadable(wordsOf(outcome))
      for (const half of cut) await readSlice(work, listing, half)
      return
    }
    const { rows, next } = outcome.evidence
    await work.books.keepListed(
      work.run,
      rows.flatMap((row) => toRow(row, listing.how.shape, slice.within) ?? []),
    )
    await work.tell({ listed: rows.length })
    if (next === null) return
    cursor = next
  }
  throw new Unreadable(`the list does not end within ${MAX_PAGES} pages`)
}

/** Refused in the middle of a list that is only shown up to so many rows. */
const isTooMuch = ({ kind }: Outcome<ListPage>, { how }: Listing, cursor: string | null): boolean =>
  kind === 'refused' && how.mostRows !== null && cursor !== null

/** Only an answer counts; "not now" and silence are asked again a few times. */
async function askForPage(work: Work, listing: Listing, query: ListQuery): Promise<Outcome<ListPage>> {
  for (const waitMs of AGAIN_AFTER_MS) {
    const outcome = await pageOf(work, listing, query)
    if (outcome.kind === 'done' || (outcome.kind === 'refused' && outcome.next !== 'retry_after')) return outcome
    work.shell.log.warn({ channel: work.channel.name, why: wordsOf(outcome) }, 'a page of the list is asked for again')
    await work.shell.clock.sleep(waitMs, work.stopping)
    await work.tell({})
  }
  return await pageOf(work, listing, query)
}

/** Never throws. Pages are not recorded one by one: the run says how many rows came. */
async function pageOf(work: Work, { list }: Listing, query: ListQuery): Promise<Outcome<ListPage>> {
  await work.turn()
  const { shell, channel } = work
  const { clock, log } = shell
  const call = {
    at: clock.now(),
    mayStillSend: () => true,
    record: () => {},
    monotonicMs: () => clock.monotonicMs(),
  }
  try {
    return await list(query, call)
  } catch (error) {
    log.error({ channel: channel.name, operation: 'list', error: `${error}` }, 'the adapter threw; outcome unknown')
    return unknownOutcome('the adapter failed')
  }
}

const wordsOf = ({ answer, kind }: Outcome<unknown>): string =>
  `the list could not be read (${kind}): ${answer.code ?? ''} ${answer.message}`.trim()

/**
 * Page numbers are no snapshot: a payment that changes while we read moves those behind it, and one falls between two
 * pages. The slices in which something of ours is missing are read once more before that counts.
 */
async function readGapsAgain(work: Work, listing: Listing): Promise<void> {
  const { books, run, channel, scope } = work
  const gaps = new Set<Slice>()
  const slices = slicesOf(scope, listing.how.sliceMs)
  for (let after: TimeKey | null = null, more = true; more; ) {
    const range = { from: scope.from, to: scope.to }
    const page = { after, limit: BUNDLE }
    const wish = { channel: channel.name, range, readTo: scope.readTo, shape: listing.how.shape, page }
    const { charges, next }: Awaited<ReturnType<typeof books.unseenCharges>> = await books.unseenCharges(run, wish)
    for (const { paidAt } of charges) {
      const gap = slices.find(({ from, to }) => paidAt >= from && paidAt <= to)
      if (gap !== undefined) gaps.add(gap)
    }
    await work.tell({})
    after = next
    more = next !== null
  }
  for (const gap of gaps) await readSlice(work, listing, gap)
}
