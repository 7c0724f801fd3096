/** Carries one run through: the other side is read whole, compared, and what asking may settle is asked about. */

import type { PaymentId } from '../../core/ids.ts'
import { type Difference, difference } from '../../core/reconcile/judge.ts'
import type { SettlementLine } from '../../core/reconcile/settlement.ts'
import { netStateOf } from '../net.ts'
import { askAboutAll, askQuietly, compareByInquiry } from './ask.ts'
import { compare } from './compare.ts'
import { type Listing, readList } from './list.ts'
import { Unreadable, type Work, write } from './work.ts'

const PAGE = 200

/** Throws `Unreadable` or `RunStopped` where it could not be carried through. */
export async function carryOut(work: Work): Promise<void> {
  const { books, run, shell } = work
  await books.forgetListed(run)
  await heedPause(work)
  if (run.source === 'settlement') await compareFile(work)
  else await compareProvider(work)
  await shell.probe('reconcile.compared')
  await askAboutAll(work)
  await books.resolveGone(run, { at: shell.clock.now(), reason: GONE })
  await books.forgetListed(run)
}

const GONE = 'Not found any more when the day was compared again.'

/** Wrong credentials stop everything on the channel; the run comes again. */
async function heedPause({ shell, channel }: Work): Promise<void> {
  const { pause } = await netStateOf(shell, channel.name)
  if (pause !== null) throw new Unreadable(`the channel is paused: ${pause.detail}`)
}

async function compareProvider(work: Work): Promise<void> {
  const { list, capabilities } = work.channel.provider
  const how = capabilities.listing
  if (list === null || how === undefined) return await compareByInquiries(work)
  const listing: Listing = { list, how }
  await readList(work, listing)
  await work.shell.probe('reconcile.listed')
  await askQuietly(work, await compare(work, how.shape))
}

/** Protocols without a list: each payment of ours that moved on the day is asked about. */
async function compareByInquiries(work: Work): Promise<void> {
  const { books, channel, scope } = work
  const { from, to } = scope
  await work.tell({ phase: 'comparing' })
  for (let after: PaymentId | null = null; ; ) {
    const ids: readonly PaymentId[] = await books.moved(channel.name, { from, to }, { after, limit: PAGE })
    for (const id of ids) {
      await work.turn()
      await compareByInquiry(work, id)
      await work.tell({ listed: 1, compared: 1 })
    }
    after = ids.at(-1) ?? null
    if (ids.length < PAGE) break
  }
  const ours = await books.ourTotals(channel.name, { from, to })
  await books.setTotals(work.run, { theirs: null, ours })
}

async function compareFile(work: Work): Promise<void> {
  const { books, run, scope } = work
  const { rows, twice } = await books.listFile(run, { from: scope.from, to: scope.to })
  await work.tell({ listed: rows })
  await write(work, twice.map(listedTwice))
  await compare(work, 'movements')
}

const listedTwice = ({ ref, orderNumber, amount, line }: SettlementLine): Difference =>
  difference('settlement_doubled', {
    ref,
    orderNumber,
    paymentId: null,
    amount,
    detail: `${ref} of ${amount} stands in the file again, in line ${line}.`,
  })
