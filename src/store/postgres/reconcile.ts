/** The books of comparisons on PostgreSQL: one exported query per function, put together here. */
import type { Kysely } from 'kysely'
import type { ReconciliationStore } from '../../ports/reconciliation.ts'
import type { Database } from './database.ts'
import type { Membership } from './membership.ts'
import * as differences from './reconcile-differences.ts'
import * as lists from './reconcile-lists.ts'
import * as ours from './reconcile-ours.ts'
import * as runs from './reconcile-runs.ts'
import * as settlement from './settlement.ts'

export const reconciliationOf = (db: Kysely<Database>, membership: Membership): ReconciliationStore => ({
  request: (wish) => runs.request(db, wish),
  find: (id) => runs.find(db, id),
  list: (query) => runs.list(db, query),
  newestDate: (channel, before) => runs.newestDate(db, channel, before),
  claim: async (request) => runs.claim(db, await membership.id(), request),
  keep: (run, progress, leaseMs) => runs.keep(db, run, { progress, leaseMs }),
  leave: (run) => runs.leave(db, run),
  end: (run, end) => runs.end(db, run, end),
  askToCancel: (id) => runs.askToCancel(db, id),
  setTotals: (run, totals) => runs.setTotals(db, run, totals),
  keepListed: (run, rows) => lists.keepListed(db, run, rows),
  listedAll: () => lists.listedAll(db),
  forgetListed: (run) => lists.forgetListed(db, run),
  listed: (run, page) => lists.listed(db, run, page),
  oursByRef: (channel, refs) => ours.oursByRef(db, channel, refs),
  oursByOrderNumber: (channel, numbers) => ours.oursByOrderNumber(db, channel, numbers),
  unseenCharges: (run, wish) => lists.unseenCharges(db, run, wish),
  unseenCancels: (run, wish) => lists.unseenCancels(db, run, wish),
  moved: (channel, range, page) => ours.moved(db, channel, { range, page }),
  ourTotals: (channel, range) => ours.ourTotals(db, channel, range),
  writeDifferences: (run, channel, found) => differences.writeDifferences(db, run, { channel, ...found }),
  unasked: (run, kinds, limit) => differences.unasked(db, run, { kinds, limit }),
  markAsked: (run, id, resolution) => differences.markAsked(db, run, { id, resolution }),
  resolveGone: (run, resolution) => differences.resolveGone(db, run, resolution),
  counts: (id) => differences.counts(db, id),
  holdFile: (wish) => settlement.holdFile(db, wish),
  keepLines: (place, lines) => settlement.keepLines(db, place, lines),
  endFile: (place, told) => settlement.endFile(db, place, told),
  badLines: (id) => settlement.badLines(db, id),
  listFile: (run, range) => settlement.listFile(db, run, range),
})
