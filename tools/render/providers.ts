/** Renders what each provider’s protocol can do, and what its codes mean, as one page of the docs per provider. */
import type { ProviderId } from '../../src/core/payment/payment.ts'
import { PROVIDER_IDS } from '../../src/core/payment/payment.ts'
import type { Capabilities, CodeRow, Operation } from '../../src/ports/provider.ts'
import { NICEPAY_CAPABILITIES } from '../../src/providers/nicepay/capabilities.ts'
import { CODES as NICEPAY_CODES } from '../../src/providers/nicepay/codes.ts'
import { NICEPAY_REST_CAPABILITIES } from '../../src/providers/nicepay-rest/capabilities.ts'
import { CODES as NICEPAY_REST_CODES } from '../../src/providers/nicepay-rest/codes.ts'
import { PORTONE_V1_CAPABILITIES } from '../../src/providers/portone-v1/capabilities.ts'
import { CODES as PORTONE_V1_CODES } from '../../src/providers/portone-v1/codes.ts'
import { PORTONE_V2_CAPABILITIES } from '../../src/providers/portone-v2/capabilities.ts'
import { PG_ROWS, CODES as PORTONE_V2_CODES } from '../../src/providers/portone-v2/codes.ts'
import { TOSSPAYMENTS_CAPABILITIES } from '../../src/providers/tosspayments/capabilities.ts'
import { CODES as TOSSPAYMENTS_CODES } from '../../src/providers/tosspayments/codes.ts'
import { capabilityRows, whatMovesWhen } from './capability-words.ts'

type Table = Readonly<Record<string, CodeRow>>

interface Sheet {
  readonly title: string
  readonly capabilities: Capabilities
  readonly codes: Readonly<Partial<Record<Operation, Table>>>
  /** What the provider’s texts mean where its code says too little. */
  readonly words?: readonly CodeRow[]
  /** What the names in the code column are, where they are not the provider’s own. */
  readonly codeNote?: string
}

const SHEETS = {
  nicepay: { title: 'NICEPAY (legacy web protocol)', capabilities: NICEPAY_CAPABILITIES, codes: NICEPAY_CODES },
  'nicepay-rest': { title: 'NICEPAY REST', capabilities: NICEPAY_REST_CAPABILITIES, codes: NICEPAY_REST_CODES },
  tosspayments: { title: 'Toss Payments', capabilities: TOSSPAYMENTS_CAPABILITIES, codes: TOSSPAYMENTS_CODES },
  'portone-v1': {
    title: 'PortOne V1',
    capabilities: PORTONE_V1_CAPABILITIES,
    codes: PORTONE_V1_CODES,
    codeNote:
      'PortOne V1 has few codes: mostly the HTTP status, `code` and the text of an answer tell together. The names ' +
      'below are ours, for what they tell.',
  },
  'portone-v2': {
    title: 'PortOne V2',
    capabilities: PORTONE_V2_CAPABILITIES,
    codes: PORTONE_V2_CODES,
    words: PG_ROWS,
  },
} as const satisfies Record<ProviderId, Sheet>

export const PROVIDER_PAGES = PROVIDER_IDS.map((id) => ({
  path: `docs/providers/${id}.md`,
  render: () => renderProvider(id),
}))

const OPERATION_TITLES = {
  prepare: 'Prepare: the amount is frozen before the window opens',
  approve: 'Approve [승인]',
  cancel: 'Cancel [취소]',
  net_cancel: 'Net cancel [망취소]',
  inquire: 'Inquire [조회]',
  list: 'List [거래 내역]',
  issue: 'Issue an account [가상계좌 발급]',
  close: 'Close an account [발급취소]',
} as const satisfies Record<Operation, string>

export function renderProvider(id: ProviderId): string {
  const sheet: Sheet = SHEETS[id]
  const rows = capabilityRows(sheet.capabilities).map(([what, how]) => `| ${what} | ${how} |`)
  return `# ${sheet.title}

How Maedeup speaks with \`${id}\`: what the protocol can and cannot do, and what each of its codes means to us.
Rendered from \`src/providers/${id}/capabilities.ts\` and \`src/providers/${id}/codes.ts\` by
\`node tools/render-docs.ts\`; last checked against the provider's documents on ${sheet.capabilities.verifiedOn}.

## What moves when

${whatMovesWhen(sheet.capabilities)}

## What the protocol can do

| question | answer |
|---|---|
${rows.join('\n')}

## Codes

A code means something for one operation only: the same one may mean another thing elsewhere. **A code that is not
here is \`unknown\`**: the provider is asked, and nothing is guessed.

| it says | what Maedeup takes it for |
|---|---|
| \`done\` | it happened |
| \`refused\` | it did not happen |
| \`unknown\` | nobody knows yet; settled by asking |
${sheet.codeNote === undefined ? '' : `\n${sheet.codeNote}\n`}
${codeSections(sheet)}
## More

[All providers](README.md) · [The adapter](../../src/providers/${id}/) · [A new provider](../guides/new-provider.md) ·
[States](../concepts/payment-states.md) · [The net](../concepts/net.md) · [Attention](../concepts/attention.md)
`
}

function codeSections({ codes, words }: Sheet): string {
  const sections = Object.entries(codes).map(([operation, table]) => {
    const lines = grouped(table).map(({ names, row }) => `| ${names} | ${cells(row)} |`)
    return `### ${OPERATION_TITLES[operation as Operation]}\n\n${HEAD}\n${lines.join('\n')}\n`
  })
  const ofWords = (words ?? []).map((row) => `| — | ${cells(row)} |`)
  if (ofWords.length > 0) {
    sections.push(`### What the PG's own words say behind \`PG_PROVIDER\`\n\n${HEAD}\n${ofWords.join('\n')}\n`)
  }
  return sections.join('\n')
}

const HEAD = '| code | it says | then | Korean | English | source |\n|---|---|---|---|---|---|'

const THEN = {
  none: '',
  inquire: 'ask the provider',
  ordinary_cancel: 'take the ordinary cancel',
  ask_account: "ask for the buyer's account",
  retry_after: 'try again later',
  operator: 'a person decides',
  pause_channel: 'stop the channel, one alarm',
} as const satisfies Record<CodeRow['next'], string>

const cells = ({ kind, next, ko, en, source }: CodeRow): string =>
  [`\`${kind}\``, THEN[next], ko, en, source].map((text) => text.replaceAll('|', '\\|')).join(' | ')

interface Group {
  readonly names: string
  readonly row: CodeRow
}

/** Neighbours that mean the same share a line; numbers that follow each other become a range. */
function grouped(table: Table): readonly Group[] {
  const groups: { codes: string[]; row: CodeRow }[] = []
  for (const [code, row] of Object.entries(table)) {
    const last = groups.at(-1)
    if (last !== undefined && JSON.stringify(last.row) === JSON.stringify(row)) last.codes.push(code)
    else groups.push({ codes: [code], row })
  }
  return groups.map(({ codes, row }) => ({ names: namesOf(codes), row }))
}

function namesOf(codes: readonly string[]): string {
  const [first = '', last = ''] = [codes.at(0), codes.at(-1)]
  const isRun = codes.length > 2 && codes.every((code, index) => Number(code) === Number(first) + index)
  return isRun ? `\`${first}\`–\`${last}\`` : codes.map((code) => `\`${code}\``).join(', ')
}

/** The page that leads to the others, with what differs most. */
export function renderProviderIndex(): string {
  const rows = PROVIDER_IDS.map((id) => {
    const { title, capabilities }: Sheet = SHEETS[id]
    const { moneyMoves, netCancel, idempotency, balanceGuard, inquiry, webhookProof, virtualAccount } = capabilities
    const cellsOf = [
      `[${title}](${id}.md)`,
      moneyMoves === 'at_approve' ? 'at our approval' : 'in the window',
      netCancel === null ? 'no' : 'yes',
      idempotency === null ? 'no' : 'yes',
      balanceGuard ? 'yes' : 'no',
      inquiry.partialProof ? 'yes' : 'no',
      webhookProof === 'none' ? 'no' : webhookProof,
      virtualAccount === null ? 'no' : virtualAccount.issue === 'api' ? 'by call' : 'in the window',
    ]
    return `| ${cellsOf.join(' | ')} |`
  })
  return `# Providers

Maedeup knows a provider [PG사] as a table of what its protocol can do and a table of what its codes mean; the engine
branches on the first and never on a name. This page is rendered by \`node tools/render-docs.ts\`.

| provider | money moves | net-cancel | cancel keys | balance guard | partials provable | webhook proof | issued |
|---|---|---|---|---|---|---|---|
${rows.join('\n')}

Another one is one folder: [a new provider](../guides/new-provider.md).
`
}
