/** Compares a whole day in bounded memory: what is listed against ours, then ours that no list shows. */

import type { PaymentId } from '../../core/ids.ts'
import { isWithin } from '../../core/reconcile/day.ts'
import { type Books, type Difference, judge } from '../../core/reconcile/judge.ts'
import { hasMoney, type Listed, type ListShape } from '../../core/reconcile/listed.ts'
import type { OurPayment } from '../../core/reconcile/ours.ts'
import type { DayTotals } from '../../core/reconcile/run.ts'
import { unseenCancel, unseenCharge } from '../../core/reconcile/unseen.ts'
import type { TimeKey } from '../../ports/reconciliation.ts'
import type { Channel } from '../channel.ts'
import { type Work, write } from './work.ts'

/** Transactions a page: a few megabytes of both sides, two pages at a time. */
const PAGE = 2_000
/** Movements of ours that one statement goes through. */
const BUNDLE = 20_000

export const booksOf = ({ provider, unknownPayments }: Channel, scope: Books['scope']): Books => ({
  live: provider.live,
  account: provider.account,
  unknownPayments,
  scope,
})

/** Answers payments of which nothing can be said from the list alone; they are to be asked about. */
export async function compare(work: Work, shape: ListShape): Promise<readonly PaymentId[]> {
  const { books, run, channel, scope } = work
  await work.tell({ phase: 'comparing' })
  await books.listedAll()
  const theirs = await compareListed(work, shape)
  await compareCharges(work, shape)
  // A list of payments shows all cancels of each: they were compared with it.
  const doubtful = shape === 'movements' ? await compareCancels(work) : []
  const ours = await books.ourTotals(channel.name, { from: scope.from, to: scope.to })
  await books.setTotals(run, { theirs, ours })
  return doubtful
}

async function compareListed(work: Work, shape: ListShape): Promise<DayTotals> {
  const { books, run } = work
  let totals: DayTotals = { charges: 0, charged: 0, cancels: 0, cancelled: 0 }
  let page = books.listed(run, { after: null, limit: PAGE, shape })
  for (;;) {
    const groups = await page
    const last = groups.at(-1)
    if (last === undefined) return totals
    // The next page is read while this one is compared.
    page = books.listed(run, { after: last.ref, limit: PAGE, shape })
    page.catch(() => undefined)
    await compareGroups(work, groups)
    totals = groups.reduce((sums, group) => plusGroup(sums, group, work), totals)
    await work.tell({ compared: groups.length })
  }
}

async function compareGroups(work: Work, groups: readonly Listed[]): Promise<void> {
  const { channel, scope } = work
  const known = await oursOf(work, groups)
  const judged = booksOf(channel, scope)
  const found: Difference[] = []
  let foreign = 0
  for (const group of groups) {
    const ours = known(group)
    const differences = judge(group, ours, judged)
    found.push(...differences)
    if (ours === null && differences.length === 0 && hasMoney(group.status)) foreign += 1
  }
  await write(work, found)
  if (foreign > 0) await work.tell({ foreign })
}

/** By reference; what has none of ours, by order number: we may never have learned the reference. */
async function oursOf(
  { books, channel: { name } }: Work,
  groups: readonly Listed[],
): Promise<(group: Listed) => OurPayment | null> {
  const byRef = new Map(
    (
      await books.oursByRef(
        name,
        groups.map(({ ref }) => ref),
      )
    ).map((one) => [one.ref, one]),
  )
  const numbers = groups.flatMap(({ ref, orderNumber }) =>
    byRef.has(ref) || orderNumber === null ? [] : [orderNumber],
  )
  const byNumber = new Map((await books.oursByOrderNumber(name, numbers)).map((one) => [one.orderNumber, one]))
  return ({ ref, orderNumber }) => byRef.get(ref) ?? byNumber.get(orderNumber ?? '') ?? null
}

function plusGroup(sums: DayTotals, { charge, cancels }: Listed, { scope }: Work): DayTotals {
  const isCharged = charge !== null && (charge.at === null || isWithin(scope, charge.at))
  const done = cancels.filter(({ state = 'done', at }) => state === 'done' && (at === null || isWithin(scope, at)))
  return {
    charges: sums.charges + (isCharged ? 1 : 0),
    charged: sums.charged + (isCharged ? (charge?.amount ?? 0) : 0),
    cancels: sums.cancels + done.length,
    cancelled: sums.cancelled + done.reduce((sum, { amount }) => sum + amount, 0),
  }
}

async function compareCharges(work: Work, shape: ListShape): Promise<void> {
  const { books, run, channel, scope } = work
  const wish = { channel: channel.name, range: { from: scope.from, to: scope.to }, readTo: scope.readTo, shape }
  for (let after: TimeKey | null = null, more = true; more; ) {
    const page: Awaited<ReturnType<typeof books.unseenCharges>> = await books.unseenCharges(run, {
      ...wish,
      page: { after, limit: BUNDLE },
    })
    await write(work, page.charges.map(unseenCharge))
    await work.tell({})
    after = page.next
    more = page.next !== null
  }
}

async function compareCancels(work: Work): Promise<readonly PaymentId[]> {
  const { books, run, channel, scope } = work
  const wish = { channel: channel.name, range: { from: scope.from, to: scope.to }, readFrom: scope.readFrom }
  const doubtful: PaymentId[] = []
  for (let after: TimeKey | null = null, more = true; more; ) {
    const page: Awaited<ReturnType<typeof books.unseenCancels>> = await books.unseenCancels(run, {
      ...wish,
      page: { after, limit: BUNDLE },
    })
    await write(work, page.cancels.map(unseenCancel))
    doubtful.push(...page.doubtful)
    await work.tell({})
    after = page.next
    more = page.next !== null
  }
  return doubtful
}
