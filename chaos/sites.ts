/** Which order's life reaches which failpoint: one row each, and nothing that commits or calls is missing. */
import type { Failpoint, Moment } from './failpoints.ts'
import type { Kind } from './shop.ts'

/** A comparison of the day's books; `differs`: after staff cancelled a part, and the notice of it got lost. */
export type Story = Kind | 'compare' | 'differs'

interface Place {
  readonly point: Failpoint
  readonly story: Story
  readonly channels: readonly string[]
  /** Probes and what is asked for in vain have one moment. */
  readonly moments: readonly Moment[]
  /** Only what another death left behind leads there. */
  readonly first?: Failpoint
}

export interface Site {
  readonly point: Failpoint
  readonly moment: Moment
  readonly story: Story
  readonly channel: string
  readonly first?: Failpoint | undefined
}

const CARD = ['nicepay', 'tosspayments', 'nicepay-rest', 'portone-v1', 'portone-v2'] as const
const PARTS = ['tosspayments', 'portone-v2', 'portone-v1'] as const
/** Not PortOne V2: its SDK holds signatures against the real clock, which the clock of a lane is far ahead of. */
const TOLD = ['nicepay', 'tosspayments'] as const
const LISTED = ['tosspayments'] as const

const BOTH = ['before', 'after'] as const
const both = (point: Failpoint, story: Story, channels: readonly string[]): Place => ({
  ...{ point, story, channels },
  moments: BOTH,
})
const before = (...row: Parameters<typeof both>): Place => ({ ...both(...row), moments: ['before'] })
const after = (...row: Parameters<typeof both>): Place => ({ ...both(...row), moments: ['after'] })

export const PLACES: readonly Place[] = [
  // Calls that move money, and what is committed around them.
  both('save.payment.approval_started', 'tied', CARD),
  both('call.approve', 'tied', ['nicepay', 'tosspayments', 'nicepay-rest']),
  both('save.payment.paid', 'tied', CARD),
  both('save.cancellation.queued', 'whole', CARD),
  both('save.cancellation.sending', 'whole', CARD),
  both('call.cancel', 'whole', CARD),
  both('save.cancellation.done', 'whole', CARD),
  both('call.cancel', 'parts', PARTS),
  both('save.cancellation.done', 'parts', PARTS),
  both('save.order.dropped', 'dropped', CARD),
  both('call.netCancel', 'dropped', ['nicepay']),
  both('save.net.orphan_found', 'lost', CARD),
  before('probe.orphan.checked', 'lost', CARD),
  before('probe.approve.intent_committed', 'tied', CARD),
  before('probe.approve.called', 'tied', CARD),
  before('probe.cancel.intent_committed', 'lost', CARD),
  before('probe.cancel.called', 'lost', CARD),
  // Accounts.
  both('save.payment.account_requested', 'deposited', TOLD),
  both('call.issueAccount', 'deposited', TOLD),
  both('save.payment.account_issued', 'deposited', TOLD),
  both('call.closeAccount', 'closed', ['nicepay', 'tosspayments']),
  both('save.payment.account_closed', 'closed', ['nicepay', 'tosspayments']),
  both('call.cancel', 'returned', ['tosspayments']),
  before('probe.issue.intent_committed', 'deposited', TOLD),
  before('probe.issue.called', 'deposited', TOLD),
  // Around them.
  both('insert.payment.registered', 'tied', CARD),
  both('insert.payment.adopted', 'adopted', ['portone-v2']),
  both('call.prepare', 'tied', ['portone-v2', 'portone-v1']),
  both('save.payment.prepared', 'tied', ['portone-v2', 'portone-v1']),
  both('save.payment.window_left', 'left', CARD),
  both('save.payment.expired', 'left', CARD),
  both('save.order.recorded', 'tied', CARD),
  both('save.cancellation.observed', 'staff', ['tosspayments']),
  both('call.inquire', 'silent', ['portone-v2', 'portone-v1']),
  both('store.recordCall', 'tied', CARD),
  after('store.claim', 'lost', CARD),
  both('store.release', 'lost', CARD),
  // What a provider tells us.
  both('store.keepWebhook', 'deposited', TOLD),
  both('save.payment.deposit_heard', 'deposited', ['nicepay']),
  both('save.payment.hint_heard', 'deposited', ['tosspayments']),
  both('store.markWebhooks', 'deposited', TOLD),
  before('probe.webhook.answered', 'deposited', TOLD),
  { ...after('store.claimWebhooks', 'deposited', TOLD), first: 'probe.webhook.answered' },
  // What we tell the merchant.
  after('store.sequenceFeed', 'tied', CARD),
  both('store.fanOut', 'tied', CARD),
  after('store.handOut', 'tied', CARD),
  before('probe.delivery.handed_out', 'tied', CARD),
  both('store.beginDelivery', 'tied', CARD),
  before('probe.delivery.begun', 'tied', CARD),
  before('probe.delivery.sent', 'tied', CARD),
  both('store.endDelivery', 'tied', CARD),
  // A comparison of books.
  both('books.request', 'compare', LISTED),
  after('books.claim', 'compare', LISTED),
  both('call.list', 'compare', LISTED),
  both('books.keepListed', 'compare', LISTED),
  before('probe.reconcile.listed', 'compare', LISTED),
  both('books.keep', 'compare', LISTED),
  both('books.writeDifferences', 'differs', LISTED),
  both('books.setTotals', 'compare', LISTED),
  before('probe.reconcile.compared', 'compare', LISTED),
  both('books.resolveGone', 'compare', LISTED),
  both('books.forgetListed', 'compare', LISTED),
  both('books.end', 'compare', LISTED),
]

/** Every failpoint × moment × channel. */
export const allSites = (): Site[] =>
  PLACES.flatMap(({ point, story, channels, moments, first }) =>
    channels.flatMap((channel) => moments.map((moment) => ({ point, moment, story, channel, first }))),
  )

/** Every failpoint and moment once, each on the next of its channels. */
export const shareOfSites = (seed: number): Site[] =>
  PLACES.flatMap(({ point, story, channels, moments, first }, row) =>
    moments.map((moment, n) => {
      const channel = channels[(seed + row + n) % channels.length] ?? ''
      return { point, moment, story, channel, first }
    }),
  )
