/** Renders the kinds of differences as a page of the docs: how grave, what is done by itself, what a person does. */
import { DIFFERENCE_KINDS, type KindRow, type Repair, type Severity } from '../../src/core/reconcile/kinds.ts'

const HEAD = `# Differences

What a [comparison](../guides/reconciliation.md) of a day can find. What payments find out by themselves stands in
[discrepancies](../concepts/discrepancies.md). This page is rendered from \`src/core/reconcile/kinds.ts\` by
\`node tools/render-docs.ts\`.
`

const SEVERITY = {
  critical: 'Critical: money may be lost, or go back twice',
  high: 'High: one of the two books is wrong',
  low: 'Low: nothing is owed to anybody',
} as const satisfies Record<Severity, string>

const REPAIR = {
  inquire: 'the payment is asked about; the answer settles it, or it stays open',
  adopt: 'it is asked about and written down, as `unknownPayments` says',
  none: 'nothing: a person decides',
} as const satisfies Record<Repair, string>

export function renderDifferences(): string {
  const groups = (Object.keys(SEVERITY) as Severity[]).map((severity) => {
    const kinds = Object.entries<KindRow>(DIFFERENCE_KINDS).filter(([, row]) => row.severity === severity)
    const rows = kinds.map(([kind, row]) => {
      const { en, ko, repair, suggestion } = row
      return `| \`${kind}\` | ${en}<br>${ko} | ${REPAIR[repair]} | ${suggestion} |`
    })
    const head = '| kind | what differs | by itself | what a person does |\n|---|---|---|---|'
    return `## ${SEVERITY[severity]}\n\n${head}\n${rows.join('\n')}\n`
  })
  return `${HEAD}\n${groups.join('\n')}`
}
