/** Says as data what PortOne V1 can and cannot do. */
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../core/time.ts'
import type { Capabilities } from '../../ports/provider.ts'
import { everyCall, withTimeouts } from '../options.ts'
import { banksOf } from './banks.ts'
import type { Account } from './config.ts'

/** §1: not stated for V1; the same PGs are behind it as behind V2, which asks for 60 s. */
const READ_TIMEOUT_MS = 60 * SECOND_MS

export const PORTONE_V1_CAPABILITIES = {
  // §4: the window charges; our approval only looks.
  moneyMoves: 'in_window',
  // §1: major units on the wire; `money.ts` turns them into ours.
  currencies: ['KRW', 'USD', 'JPY', 'CNY', 'EUR'],
  methods: ['card', 'virtual_account', 'transfer', 'mobile', 'easy_pay'],
  // §3: at most 40; PortOne takes any text, these characters are what every PG behind it takes, as far as is known.
  orderNumber: { pattern: /^[A-Za-z0-9_-]{1,40}$/, maxLength: 40 },
  connectTimeoutMs: 5 * SECOND_MS,
  readTimeoutMs: everyCall(READ_TIMEOUT_MS),
  // cancel-policies §12: PortOne exposes none; inquiry and ordinary cancel do its work.
  netCancel: null,
  // §5.2: findAll shows every transaction of an order number, and its history our tags.
  inquiry: { byOrder: true, amount: true, partialProof: true },
  // §15: `none` or `failed` right after is no proof; a failed payment may still be approved (§4).
  negativeProof: { times: 2, apartMs: 9 * MINUTE_MS, firstAfterMs: MINUTE_MS },
  // §9.
  prepares: true,
  partialCancel: true,
  // §1: V1 has none; `checksum` stands in for it.
  idempotency: null,
  // §7.4: `checksum`.
  balanceGuard: true,
  // §15: the checksum protects against what PortOne has booked, not against what is still under way at the PG.
  resend: { full: 'after_quiet', partial: 'after_quiet' },
  // §11: unsigned.
  webhookProof: 'none',
  // §1: undocumented, self-limited.
  rate: { perSecond: 10, concurrent: 10 },
  virtualAccount: {
    // §8.1; which PGs and banks: `capabilitiesOf`.
    issue: 'api',
    issuingBanks: banksOf('standard'),
    refundBanks: banksOf('standard'),
    longestLifeMs: null,
    // §8.1: unix seconds.
    expiryUnit: 'second',
    // §8.4.
    depositProof: 'inquiry',
    // §15: findAll shows the account that a lost answer was about.
    lostIssue: 'inquire',
    // §3: the history tells that a refund was taken, and nothing after that.
    refundProof: false,
  },
  // §5: payments at the time of what they finally are, by page number.
  listing: { shape: 'payments', pagesMove: true, sliceMs: 6 * HOUR_MS, mostRows: null },
  verifiedOn: '2026-11-20',
} as const satisfies Capabilities

/** §8.1: by call only with a channel key, at a PG for which the call issues, and with what that PG wants of us. */
const issuesByCall = ({ rules, channelKey, pgApiKey, productType }: Account): boolean =>
  channelKey !== null &&
  rules.issue !== null &&
  (pgApiKey !== null || !rules.issue.includes('pgApiKey')) &&
  (productType !== null || !rules.issue.includes('productType'))

/** §8.3: Inicis closes with the key with which it issues. */
export const closesAccounts = ({ rules, pgApiKey }: Account): boolean =>
  rules.closes && (pgApiKey !== null || rules.issue?.includes('pgApiKey') !== true)

/** What holds for this account at its PG. */
export function capabilitiesOf(account: Account): Capabilities {
  const { rules } = account
  return {
    ...withTimeouts(PORTONE_V1_CAPABILITIES, account.timeouts),
    ...(rules.orderNumber === 'alphanumeric' ? { orderNumber: { pattern: /^[A-Za-z0-9]{1,40}$/, maxLength: 40 } } : {}),
    virtualAccount: {
      ...PORTONE_V1_CAPABILITIES.virtualAccount,
      issue: issuesByCall(account) ? 'api' : 'window_only',
      issuingBanks: rules.issuingBanks ?? banksOf(rules.codes),
      refundBanks: banksOf(rules.codes),
    },
  }
}
