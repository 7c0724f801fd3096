/** Disputes between the buyer and the card company: while one is open the money may be taken, so none of ours moves. */
import type { Evidence, ListedDispute } from '../evidence.ts'
import { type Context, type Draft, hold, note, patch } from './draft.ts'
import type { Dispute } from './payment.ts'
import { releaseForDispute } from './release.ts'

/**
 * Folds what the provider tells of disputes in. Its list may vanish once something was cancelled (portone-v2 §5.2), so
 * absence means nothing; a dispute was lost when the money was taken back because of one.
 */
export function seeDisputes(draft: Draft, { disputes = [], cancels }: Evidence, context: Context): Draft {
  const told = disputes.reduce(seeOne, draft)
  const taken = (cancels ?? []).some(({ by, state = 'done' }) => by === 'chargeback' && state === 'done')
  return holdOrRelease(taken ? loseOpen(told) : told, context)
}

function seeOne(draft: Draft, listed: ListedDispute): Draft {
  const known = draft.file.payment.disputes.find((one) => isSame(one, listed))
  const opened = known === undefined ? open(draft, listed) : draft
  const now = known ?? opened.file.payment.disputes.at(-1)
  return listed.isOpen || now?.state !== 'open'
    ? opened
    : end(opened, now, { state: 'resolved', at: listed.resolvedAt })
}

const isSame = (one: Dispute, listed: Pick<Dispute, 'id' | 'openedAt'>): boolean =>
  one.id === listed.id && one.openedAt === listed.openedAt

function open(draft: Draft, { id, reason, openedAt }: ListedDispute): Draft {
  const one: Dispute = { id, reason, openedAt, state: 'open', endedAt: null, held: false }
  const added = patch(draft, { disputes: [...draft.file.payment.disputes, one] })
  return note(added, 'payment.dispute_opened', { dispute: id, reason, at: openedAt })
}

function end(draft: Draft, one: Dispute, { state, at }: { state: 'resolved' | 'lost'; at: Dispute['endedAt'] }): Draft {
  const ended = change(draft, one, { state, endedAt: at })
  return note(ended, 'payment.dispute_resolved', { dispute: one.id, outcome: state, at })
}

const change = (draft: Draft, one: Dispute, by: Partial<Dispute>): Draft =>
  patch(draft, { disputes: draft.file.payment.disputes.map((each) => (isSame(each, one) ? { ...each, ...by } : each)) })

const openOf = ({ file }: Draft): readonly Dispute[] => file.payment.disputes.filter(({ state }) => state === 'open')

const loseOpen = (draft: Draft): Draft =>
  openOf(draft).reduce((next, one) => end(next, one, { state: 'lost', at: null }), draft)

/** A person who released the hold of a dispute is not asked about the same one again. */
function holdOrRelease(draft: Draft, { now }: Context): Draft {
  const open = openOf(draft)
  if (open.length === 0) return releaseForDispute(draft)
  const unheld = open.filter(({ held }) => !held)
  if (unheld.length === 0 || draft.file.payment.hold !== null) return draft
  const marked = unheld.reduce((next, one) => change(next, one, { held: true }), draft)
  const detail = 'The buyer disputes the payment: the card company may take the money back, so no refund is sent.'
  return hold(marked, now, { cause: 'disputed', detail })
}
