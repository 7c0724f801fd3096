/** Renders the cancellation policy, with every rule of its table, as a page of the docs. */
import { HOLIDAYS, HOLIDAYS_UNTIL } from '../../src/core/cancellation/policy/holidays.ts'
import type {
  AccountNeed,
  BuyerDelay,
  Fee,
  Mode,
  PartialRule,
  Route,
  Rule,
} from '../../src/core/cancellation/policy/rule.ts'
import { ACCOUNTS } from '../../src/core/cancellation/policy/rules/accounts.ts'
import { CARDS } from '../../src/core/cancellation/policy/rules/cards.ts'
import { ESCROW } from '../../src/core/cancellation/policy/rules/escrow.ts'
import { MOBILE } from '../../src/core/cancellation/policy/rules/mobile.ts'
import { OTHERS } from '../../src/core/cancellation/policy/rules/others.ts'
import { TRANSFERS } from '../../src/core/cancellation/policy/rules/transfers.ts'
import { WALLET_RULES } from '../../src/core/cancellation/policy/rules/wallets.ts'
import type { Mix } from '../../src/core/instrument.ts'
import { sourceTable } from './policy-sources.ts'
import { POLICY_HEAD, POLICY_TAIL } from './policy-words.ts'

const GROUPS: readonly (readonly [title: string, rules: readonly Rule[]])[] = [
  ['Cards [카드]', CARDS],
  ['Bank transfers [계좌이체]', TRANSFERS],
  ['Virtual accounts [가상계좌]', ACCOUNTS],
  ['Mobile payments [휴대폰]', MOBILE],
  ['Wallets [간편결제]', WALLET_RULES],
  ['Gift certificates, gateways abroad, convenience stores', OTHERS],
  ['Escrow [에스크로]', ESCROW],
]

const NEEDS = {
  no: 'no',
  account: 'account',
  account_phone: 'account and phone',
} as const satisfies Record<AccountNeed, string>

const ANSWERED = {
  sync: 'at once',
  next_business_day: 'taken; money next business day',
  async: 'later',
  manual: 'by hand',
} as const satisfies Record<Mode, string>

const ORIGINALS = {
  returned: 'payment fee returned',
  kept: 'payment fee kept',
  kept_later: 'payment fee kept from the next day on',
} as const satisfies Record<Fee['original'], string>

export function renderPolicy(): string {
  const tables = GROUPS.map(([title, rules]) => `### ${title}\n\n${table(rules)}\n`)
  return `${POLICY_HEAD}\n${tables.join('\n')}\n${sourceTable()}${POLICY_TAIL}\n${holidays()}`
}

function table(rules: readonly Rule[]): string {
  const rows = rules.map((rule) => `| ${cellsOf(rule).join(' | ')} |`)
  return [
    '| id | payments | window | partial | fee | account | answered | buyer sees it | hard | says | source |',
    '|---|---|---|---|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n')
}

const cellsOf = (rule: Rule): readonly string[] => [
  `\`${rule.id}\``,
  scopeOf(rule),
  windowOf(rule),
  partialCell(rule),
  said(rule.fee, feeWords),
  said(rule.account, (need) => NEEDS[need]),
  said(rule.mode, (mode) => ANSWERED[mode]),
  said(rule.buyer, delayWords),
  rule.hard ? '**Y**' : 'N',
  rule.en,
  `${rule.conf}: ${rule.sources.join(', ') || 'safe assumption'} (${rule.verifiedOn})`,
]

const said = <Value>(value: Value | undefined, words: (value: Value) => string): string =>
  value === undefined ? '–' : words(value)

const anyOf = (names: readonly string[]): string => names.map(spaced).join(' / ')
const spaced = (name: string): string => name.replaceAll('_', ' ')

const SPEAKS = { never: 'silent', doubt: 'warns only' } as const satisfies Record<
  NonNullable<Rule['unseen']>['speaks'],
  string
>

function scopeOf({ when, unseen, stacks }: Rule): string {
  const words = [
    ...facet(when.means, anyOf),
    ...facet(when.wallets, (wallets) => `wallet ${anyOf(wallets)}`),
    ...facet(when.easyPay, (easyPay) => (easyPay ? 'any wallet' : 'not through a wallet')),
    ...facet(when.cards, (cards) => `${anyOf(cards)} card`),
    ...facet(when.corporate, () => 'company card'),
    ...facet(when.mixed, (mixes) => `part paid by ${mixes.map((mix) => MIXED[mix]).join(' / ')}`),
    ...facet(when.taxed, () => 'tax amounts given'),
    ...facet(when.giftCertificate, () => 'gift certificate'),
    ...facet(when.convenienceStore, () => 'convenience store'),
    ...facet(when.fixedAccount, () => 'fixed account'),
    ...facet(when.escrow, () => 'escrow'),
    ...facet(when.escrowSteps, (steps) => `${anyOf(steps)}`),
    ...facet(when.gateways, (gateways) => `at ${anyOf(gateways)}`),
    ...facet(when.routes, (routes) => `at ${routes.map(routeWords).join(' / ')}`),
    ...facet(when.currency, (currency) => `in ${currency}`),
    ...facet(when.testMid, () => 'test MID'),
    ...facet(when.deposited, (deposited) => (deposited ? 'after the deposit' : 'before the deposit')),
    ...facet(when.day, (day) => (day === 'same' ? 'on the day of payment' : 'on a later day')),
    ...facet(when.month, () => 'in a later month'),
    ...facet(when.olderThanDays, (days) => `after more than ${days} days`),
    ...facet(stacks, () => 'adds to all other rows'),
    ...facet(unseen, ({ fact, speaks }) => `not told to us: ${spaced(fact)} (${SPEAKS[speaks]})`),
  ]
  return words.join('; ')
}

const MIXED = {
  points_of_five: 'points of 국민, 삼성, 하나, 신한 or 현대',
  points: 'other points',
  coupon: 'a coupon',
} as const satisfies Record<Mix, string>

const routeWords = ({ provider, gateway, modules }: Route): string =>
  [provider, ...(modules ?? (gateway === undefined ? [] : [gateway]))].map((name) => `\`${name}\``).join(' ')

const facet = <Value>(value: Value | undefined, words: (value: Value) => string): readonly string[] =>
  value === undefined ? [] : [words(value)]

function windowOf({ window, partialWindow, hours, impossible }: Rule): string {
  const parts = [
    ...(impossible === true ? ['**impossible**'] : []),
    ...(window === undefined ? [] : [`\`${window}\``]),
    ...(partialWindow === undefined ? [] : [`\`${partialWindow}\` for parts`]),
    ...(hours === undefined ? [] : [`${hours.from}–${hours.until} KST, waiting ones at ${hours.resume}`]),
  ]
  return parts.join('; ') || '–'
}

function partialCell({ partial, leastLeft }: Rule): string {
  const words = said(partial, partialWords)
  return leastLeft === undefined ? words : `${words}; at least ${leastLeft.krw} KRW must be left (${leastLeft.source})`
}

const partialWords = (partial: PartialRule): string =>
  typeof partial === 'string' ? partial : `at most ${partial.most} times`

function feeWords({ original, issueKrw, refundKrw, vat, escrow }: Fee): string {
  const accounts = [
    ...(issueKrw > 0 ? [`${issueKrw} KRW issue`] : []),
    ...(refundKrw > 0 ? [`${refundKrw} KRW per refund`] : []),
  ]
  const surcharge =
    escrow === undefined ? [] : [`surcharge kept: ${escrow.percent} %, or ${escrow.accountKrw} KRW per account`]
  return [ORIGINALS[original], ...surcharge, ...accounts, ...(vat && accounts.length > 0 ? ['plus VAT'] : [])].join(
    ', ',
  )
}

function delayWords(delay: BuyerDelay): string {
  if (delay === 'thursday') return 'on Thursday'
  if (delay === 'unknown') return 'nobody says'
  const { sameDay, least, most } = delay
  const days = most === 0 ? 'at once' : most === 1 ? 'next business day' : `${least}–${most} business days`
  if (sameDay === 'never' || most === 0) return days
  return `same day (${sameDay === 'full' ? 'full, ' : ''}on the day of payment), else ${days}`
}

function holidays(): string {
  const doubtful = [...HOLIDAYS].filter(([, { kind }]) => kind !== 'public')
  const rows = doubtful.map(([date, { name, kind }]) => `| ${date} | ${name} | ${kind} |`)
  return `The table has ${HOLIDAYS.size} days until ${HOLIDAYS_UNTIL}; later only weekends are closed. Not certain are:

| day | name | why |
|---|---|---|
${rows.join('\n')}
`
}
