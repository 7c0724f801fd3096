/** What the source codes of the cancellation policy's table stand for: titles, and where to read them. */
import { RULES } from '../../src/core/cancellation/policy/rules.ts'

const HELP = 'portone-io/mcp-server: assets/docs/help'
const GUIDE = 'portone-io/developers.portone.io: src/routes/(root)/opi/ko'
const SCHEMA = 'portone-io/developers.portone.io: src/schema'

type Source = readonly [title: string, where: string]

/** `PG` stands for every `PG:<gateway>`. */
const SOURCES: Readonly<Record<string, Source>> = {
  H1: ['PortOne help: cancel deadlines by method', `${HELP}/core-service/how-to-use/cancel-deadline-by-paymethod.md`],
  H2: ['PortOne help: how long a payment can be cancelled', `${HELP}/faq/payment-faq/cancel-deadline.md`],
  H3: ['PortOne help: when the buyer has the money', `${HELP}/core-service/how-to-use/refund-date.md`],
  H4: [
    'PortOne help: where partial cancels are impossible',
    `${HELP}/core-service/how-to-use/impossible-partial-cancel.md`,
  ],
  H5: [
    'PortOne help: cancels in test mode; NICE and Danal channels',
    `${HELP}/core-service/how-to-use/test-mode-cancel.md, …/channel-setting/{nice,danal}.md`,
  ],
  H6: ['PortOne help: cancelled by mistake', `${HELP}/core-service/how-to-use/cancel-reversal.md`],
  H7: [
    'PortOne help: account refunds at Inicis and KCP',
    `${HELP}/core-service/how-to-use/{inicis,kcp}-vbank-refund.md`,
  ],
  H8: ['PortOne help: escrow', `${HELP}/faq/general-inquiry/content200006.md`],
  H9: [
    'PortOne help: a PG’s balance is too small to cancel',
    `${HELP}/faq/payment-faq/payment-failure-{nice,kcp,danal,kiwoompay}-insufficient-funds.md`,
  ],
  H10: ['PortOne help: virtual accounts', `${HELP}/faq/payment-faq/{vbank-service-detail,vbank-test-guide}.md`],
  H11: ['PortOne help: Paymentwall', `${HELP}/core-service/payment-type/paymentwall-international.md`],
  H12: ['PortOne help: maintenance of NaverPay', `${HELP}/{content100033,notice-payletter-2025-10-24}.md`],
  H13: ['PortOne help: least and most amounts', `${HELP}/faq/payment-faq/pg-max-min-amount.md`],
  G1: ['PortOne guide: cancelling, V1', `${GUIDE}/integration/cancel/v1/{basic,virtual-account}.mdx`],
  G2: ['PortOne guide: cancelling, V2', `${GUIDE}/integration/cancel/v2/readme.mdx`],
  G3: ['PortOne API schema, V1: `POST /payments/cancel`', `${SCHEMA}/v1.openapi.json`],
  G4: ['PortOne API schema, V2', `${SCHEMA}/v2.openapi.json`],
  G5: ['PortOne guide: refunds with a promotion', `${GUIDE}/extra/promotion/refund.mdx`],
  G6: ['PortOne guide: check list, V1', `${GUIDE}/integration/checklist/readme-v1.mdx`],
  PG: ['`PG:x`: PortOne’s guide to the gateway x', `${GUIDE}/integration/pg/{v1,v2}/x.mdx`],
  N1: ['NICEPAY manual: cancelling', 'nicepayments/nicepay-manual: api/cancel.md'],
  T1: ['Toss Payments: FAQ for merchants', 'a public copy, about 2023–24'],
  T2: ['Toss Payments: guide to cancelling', 'docs.tosspayments.com, a public copy'],
  O1: ['an older help page of PortOne (2021)', 'faq.iamport.kr'],
  O2: ['PPRO: Toss Pay', 'PPRO developer hub'],
}

const keyOf = (code: string): string => (code.startsWith('PG:') ? 'PG' : code)

/** What else stands in the table (`release note …`, `nicepay §7`) says itself what it is. */
const IS_CODE = /^(?:[A-Z]\d+|PG)$/

/** A code without a title would be a claim that nobody can check. */
export function sourceTable(): string {
  const used = new Set(RULES.flatMap(({ sources }) => sources).map(keyOf))
  const unknown = [...used].filter((code) => SOURCES[code] === undefined && IS_CODE.test(code))
  if (unknown.length > 0) throw new Error(`sources without a title: ${unknown.join(', ')}`)
  const rows = Object.entries(SOURCES)
    .filter(([code]) => used.has(code))
    .map(([code, [title, where]]) => `| ${code} | ${title} | ${where} |`)
  return ['### Sources', '', '| code | what | where |', '|---|---|---|', ...rows, ''].join('\n')
}
