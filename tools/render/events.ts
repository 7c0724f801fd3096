/** Renders the types of timeline events as a page of the docs. */
import { TIMELINE_TYPES } from '../../src/core/payment/events.ts'

const HEAD = `# Events

Every step of a payment is an event, written in the same database statement as the step itself. A payment's own
events are its *timeline* (\`GET /v1/payments/{id}/events\`); all events together are the *feed*
(\`GET /v1/events?after=\`, or as a stream with \`Accept: text/event-stream\`). This page is rendered from
\`src/core/payment/events.ts\` by \`node tools/render-docs.ts\`.

| field | meaning |
|---|---|
| \`seq\` | place on the payment's timeline: 1, 2, 3 … without a gap |
| \`feedSeq\` | place in the feed, given after the commit by the relay; \`null\` for the moment until then |
| \`type\` | one of the types below |
| \`data\` | what belongs to the type; amounts in minor units (KRW: won), times in UTC, never a secret |
| \`at\` | when it was decided |

A reader of the feed keeps the last \`feedSeq\` (or \`next\`) that it has processed and asks with \`after\`;
no event is skipped, and none comes twice. Events of one payment come in the order of \`seq\`.
`

const GROUPS = {
  payment: 'The payment',
  order: 'Its order',
  net: 'The net',
  cancellation: 'Money that goes back',
  discrepancy: 'Books that differ',
} as const

export function renderEvents(): string {
  const groups = Object.entries(GROUPS).map(([prefix, title]) => {
    const rows = Object.entries(TIMELINE_TYPES).filter(([type]) => type.startsWith(`${prefix}.`))
    const lines = rows.map(([type, means]) => `| \`${type}\` | ${means} |`)
    return `## ${title}\n\n| type | meaning |\n|---|---|\n${lines.join('\n')}\n`
  })
  return `${HEAD}\n${groups.join('\n')}`
}
