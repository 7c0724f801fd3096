/** Renders the transition tables of payment and cancellation as a page of the docs. */
import { CANCELLATION_MOVES } from '../../src/core/cancellation/states.ts'
import {
  CANCELLATION_STATES,
  type CancellationState,
  PAYMENT_STATES,
  type PaymentState,
} from '../../src/core/payment/payment.ts'
import { PAYMENT_MOVES, TERMINAL_PAYMENT_STATES } from '../../src/core/payment/states.ts'

const PAYMENT_MEANS = {
  ready: 'registered, amount frozen; no money moved',
  approving: 'the intent to approve is committed; the call may have happened',
  awaiting_deposit: 'a virtual account [가상계좌] is issued and waits for its deposit [입금]',
  paid: 'the money is here',
  partially_cancelled: 'part of the money went back',
  cancelled: 'all of the money went back',
  failed: 'the provider refused, or it is proven that no charge exists',
  expired: 'never paid, and no longer payable',
} as const satisfies Record<PaymentState, string>

const CANCELLATION_MEANS = {
  queued: 'the intent is committed and its amount reserved; not sent yet',
  sending: 'the attempt is committed; the call may have happened',
  accepted: 'the provider took it and finishes later',
  unknown: 'nobody knows yet whether it happened; being settled by asking',
  done: 'the money went back, by evidence',
  refused: 'it did not happen, by evidence',
  bounced: 'it happened, and the money came back to us',
} as const satisfies Record<CancellationState, string>

const TERMINAL = TERMINAL_PAYMENT_STATES.map((state) => `\`${state}\``).join(', ')

const HEAD = `# States

A payment [결제] and each of its cancellations [취소] have a state. Which moves exist is data, not code scattered
over the engine: \`PAYMENT_MOVES\` and \`CANCELLATION_MOVES\` in \`src/core\`. A move that is not in the table
is refused. This page is rendered from those tables by \`node tools/render-docs.ts\`.

*Decisions* are ours, and none leaves a terminal state (${TERMINAL}). *Observations* are facts from the
provider; they may run backwards, because a late charge or a cancel at the provider's own site happens whether
it suits us or not.

Besides the state a payment has: \`order\` (recorded or not), a *hold* (a person must decide, our money calls
stop), and the sums \`total\`, \`paid\`, \`cancelledByUs\`, \`observedCancelled\` and \`inFlight\`. Always
\`cancelledByUs + inFlight <= paid\`: asserted in \`core\` before each write, and by a CHECK of the database.
`

const TAIL = `
At most one cancellation of a payment is \`sending\`, \`accepted\` or \`unknown\`; the others wait in
\`queued\`. A cancellation is born \`queued\`, or \`done\` where the provider shows one that was not ours
(kind \`observed\`).

A cancellation of kind \`account_close\` closes a virtual account and moves no money: its amount is 0, and it may be
sent again as often as needed, because closing twice is closing once.

\`cancelled → paid\` is made by a refund that bounced; no rule makes it of a charge. A payment that the provider
shows as standing although our books say that all of it went back is put on the desk instead.
`

interface Move {
  readonly from: readonly string[]
  readonly to: string
  readonly kind: 'decision' | 'observation'
  readonly means: string
}
type Moves = Readonly<Record<string, Move>>

export function renderStates(): string {
  return [
    HEAD,
    '## Payment\n',
    stateTable(PAYMENT_STATES, PAYMENT_MEANS),
    '### Decisions\n',
    diagram(PAYMENT_MOVES, 'decision', '[*] --> ready: registered'),
    '### Observations\n',
    diagram(PAYMENT_MOVES, 'observation'),
    '### Every move\n',
    moveTable(PAYMENT_MOVES),
    '## Cancellation\n',
    stateTable(CANCELLATION_STATES, CANCELLATION_MEANS),
    diagram(CANCELLATION_MOVES, 'both', '[*] --> queued: intent committed', '[*] --> done: observed'),
    moveTable(CANCELLATION_MOVES),
  ]
    .join('\n')
    .concat(TAIL)
}

function stateTable<State extends string>(states: readonly State[], means: Readonly<Record<State, string>>): string {
  const rows = states.map((state) => `| \`${state}\` | ${means[state]} |`)
  return `| state | meaning |\n|---|---|\n${rows.join('\n')}\n`
}

/** Moves between the same two states share one arrow. */
function diagram(moves: Moves, kind: Move['kind'] | 'both', ...births: readonly string[]): string {
  const arrows = new Map<string, string[]>()
  for (const [cause, move] of Object.entries(moves)) {
    if (kind !== 'both' && move.kind !== kind) continue
    for (const from of move.from) {
      const arrow = `${from} --> ${move.to}`
      arrows.set(arrow, [...(arrows.get(arrow) ?? []), cause])
    }
  }
  const lines = [...arrows].map(([arrow, causes]) => `${arrow}: ${causes.join(' / ')}`)
  return `\`\`\`mermaid\nstateDiagram-v2\n${[...births, ...lines].map((line) => `  ${line}`).join('\n')}\n\`\`\`\n`
}

function moveTable(moves: Moves): string {
  const rows = Object.entries(moves).map(
    ([cause, { from, to, kind, means }]) => `| \`${cause}\` | ${from.join(', ')} | ${to} | ${kind} | ${means} |`,
  )
  return `| cause | from | to | kind | what it means |\n|---|---|---|---|---|\n${rows.join('\n')}\n`
}
