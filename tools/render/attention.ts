/** Renders what brings a payment back to be looked at, with the ladders, as a page of the docs. */
import { BANK_LOOKS } from '../../src/core/cancellation/follow.ts'
import { MONEY_REASONS } from '../../src/core/payment/attention.ts'
import { LADDERS, notSentAgainAt } from '../../src/core/payment/deadlines.ts'
import type { Reason } from '../../src/core/payment/payment.ts'
import { DAY_MS, instant, SECOND_MS } from '../../src/core/time.ts'

interface Row {
  readonly open: string
  readonly look: string
}

const REASONS_MEAN = {
  return_missing: {
    open: '`ready`; due when the time to come back (`readyFor`, 60 min) is over',
    look: '`expired`. On NICEPAY the window moves no money, so there is nothing to ask',
  },
  approval_unsettled: {
    open: '`approving` beyond the call’s life, or its outcome unknown, and no cancellation open',
    look:
      'ask the provider; proof of the charge → `paid`; no proof once the call has certainly ended → net cancel. ' +
      'An account that was being issued → `awaiting_deposit` where asking shows its number, else it is closed unseen',
  },
  order_missing: {
    open:
      '`paid` or `partially_cancelled`, no order, something refundable, no net cancel open, ' +
      'the buyer not being asked for an account; due at `orderDueAt`',
    look: 'the orphan procedure ([net](net.md))',
  },
  deposit_overdue: {
    open: '`awaiting_deposit` 10 min after the account’s `expiresAt`, and no close open',
    look:
      'ask the provider; a deposit → `paid`; none → close the account → `expired`. A close that is refused because ' +
      'of a deposit is the deposit ([virtual accounts](../guides/virtual-accounts.md#3-deadlines))',
  },
  cancellation_queued: {
    open: 'one is queued and no sibling holds the place; at once, or a while after it provably never left',
    look: 'send the oldest',
  },
  cancellation_unsettled: {
    open: 'one is `sending` beyond the call’s life, `accepted` or `unknown`',
    look: 'ask the provider; settle it, or send a full cancel again where evidence shows the payment untouched',
  },
  cancellation_retry: { open: 'the provider answered a listed “try later”', look: 'send it again' },
  hint_heard: {
    open: 'more hints heard than seen; at most one inquiry in 10 s',
    look: 'ask the provider, settle what the answer settles',
  },
  refund_account_needed: {
    open: 'money must go back to an account that nobody knows yet; closed by the account, by the order, or by a refund',
    look: 'remind (`payment.refund_account_reminder`), and at the end of the ladder the desk; no call is made',
  },
  refund_unconfirmed: {
    open:
      'the provider took a refund to an account, and asking can tell how it ended; ' +
      `${BANK_LOOKS} looks on the business days after it, at 18:00 KST`,
    look: 'ask the provider; a refund that came back is `bounced`, and the buyer is asked for an account again',
  },
  refund_due: {
    open:
      'money that is owed has not gone back; 09:00 KST on the last business day before `refundDueAt`, ' +
      'once for each due time',
    look: '`payment.refund_due_soon`, and a warning in the log; no call is made',
  },
  late_look: {
    open: 'an approval ended by negative proof, or an account without its deposit',
    look:
      'ask again: money that came after the end is booked, and becomes an orphan unless an order comes; ' +
      'an account that stands and was never closed is closed',
  },
  needs_operator: {
    open: 'a hold: a ladder is used up, the provider refused a net cancel, or evidence contradicts itself',
    look: 'not by us: it stays on the desk [확인 필요] until a person decides ([operating](../guides/operating.md))',
  },
} as const satisfies Record<Reason, Row>

const HEAD = `# Attention

The queue is the state ([ADR 0002](../adr/0002-the-queue-is-the-state.md)): whatever is open on a payment
makes it due, and a worker looks at it when its time has come. Attention is *derived* in every write by
\`attentionOf(payment, cancellations)\`, the earliest of all open reasons, and never assigned. No row in the
table \`attention\` means that nothing is due. There is no job per payment and no timer in memory, so a killed
process loses nothing: its leases run out, and the next look finds the same reasons. This page is rendered
from \`src/core\` by \`node tools/render-docs.ts\`.
`

export function renderAttention(): string {
  const reasons = Object.entries(REASONS_MEAN).map(
    ([reason, { open, look }]) => `| \`${reason}\` | ${open} | ${look} |`,
  )
  const ladders = Object.entries(LADDERS).map(([name, waits]) => `| \`${name}\` | ${waits.map(words).join(' · ')} |`)
  const [soonest, latest] = [waitAfter(0), waitAfter(DAY_MS)].map((ms) => words(ms / SECOND_MS))
  const money = MONEY_REASONS.map((reason) => `\`${reason}\``).join(', ')
  return `${HEAD}
## Reasons

| reason | open while | looking means |
|---|---|---|
${reasons.join('\n')}

A hold closes the reasons that end in a call that moves money (${money}); inquiries go on. A paused or
recovering channel stops the same ones for all its payments, a pulled brake stops \`order_missing\`. What is
stopped hides nothing else: such a payment is due for the earliest of its other reasons. So a refund that waits for
the end of a pause is told when it is due by law soon, hints are asked about, and under the brake a refund of an
untied payment is sent again. The table stores beside \`due_at\` when that is (\`braked_due_at\`, \`paused_due_at\`).

## Ladders

How long a question waits from one look to the next. Each wait is lengthened by up to a tenth at random, so
that a thousand payments of one outage do not come back in the same second. A ladder that is used up puts the
payment on the desk; a person's release starts it anew.

| ladder | waits |
|---|---|
${ladders.join('\n')}

- \`order_missing\` is climbed while the merchant's order check says “unknown”; its last wait repeats until
  24 h after the deadline, or 60 min before the ordinary cancel closes.
- \`late_look\` ends by itself: after its last look nothing is due any more. So does \`refund_unconfirmed\`, whose looks
  are on business days and not on a ladder.
- \`refund_account_needed\`: a reminder at each of the first three, the desk at the last.
- \`deposit_overdue\` is climbed where nobody could be asked, or the close was refused for now.
- Looks at an unsettled approval or cancellation never skip the moments at which an answer would prove more than before:
  the end of the call, and the times from which “no such transaction” counts as proof.
- A call that provably never left costs no rung: it is made again after ${soonest} or more; in a long outage
  after a tenth of the time that it has gone on for, at most ${latest}; each up to twice as long at random.
`
}

/** How long a call that never left waits in an outage that has lasted so long. */
const waitAfter = (outageMs: number): number =>
  notSentAgainAt(instant(0), { now: instant(outageMs), jitter: 0 }) - outageMs

/** `90` → `90 s`, `300` → `5 min`, `7200` → `2 h`. */
function words(seconds: number): string {
  if (seconds === 0) return 'at once'
  if (seconds % 3_600 === 0) return `${seconds / 3_600} h`
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`
}
