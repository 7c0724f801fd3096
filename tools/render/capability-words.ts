/** Says a table of capabilities in words: what an operator or a merchant would ask about a provider. */
import { BANK_NAMES, BANKS, type Bank } from '../../src/core/account/bank.ts'
import type { AccountCapabilities, Capabilities, ResendRule } from '../../src/ports/provider.ts'

type Line = readonly [question: string, answer: string]

const RESEND = {
  same_key: 'at once, under the same key or number: it runs once however often it is sent',
  after_proof: 'only after the provider showed that nothing happened',
  after_quiet: 'after ten minutes and two unchanged looks, on the same believed balance',
  never: 'never: it is found in what the provider shows, or a person decides',
} as const satisfies Record<ResendRule, string>

const PROOF = {
  none: 'none: it only makes us look',
  secret: 'a secret of the payment in the body, where there is one; it only makes us look',
  signature: 'a signature; it only makes us look all the same',
} as const satisfies Record<Capabilities['webhookProof'], string>

export function whatMovesWhen({ moneyMoves, netCancel, prepares }: Capabilities): string {
  const before = prepares ? 'Before the window opens, the amount is frozen at the provider. ' : ''
  const window =
    moneyMoves === 'at_approve'
      ? 'The window only authenticates the buyer. **Our approval moves the money**: without it nobody was charged.'
      : '**The window moves the money.** Our approval looks whether it came, and whether it is the registered amount.'
  const lost =
    moneyMoves === 'at_approve'
      ? 'A buyer who never comes back was not charged; an approval whose answer was lost is settled by asking.'
      : 'A buyer who never comes back may have paid: the payment is looked up, and given back if no order comes.'
  const back =
    netCancel === null
      ? 'There is no net-cancel call: what has no order goes back by an ordinary cancel.'
      : `What has no order goes back by the protocol's net cancel within ${words(netCancel.windowMs)}${
          netCancel.appliesTo === 'any' ? '' : ', where the outcome of the approval is unknown'
        }, and by an ordinary cancel otherwise.`
  return `${before}${window} ${lost} ${back}`
}

export function capabilityRows(capabilities: Capabilities): readonly Line[] {
  const { orderNumber, rate, inquiry, negativeProof, idempotency, netCancel, resend } = capabilities
  const { firstAfterMs, times, apartMs } = negativeProof
  const apart = times === 1 ? '' : `, ${times} times, ${words(apartMs)} apart`
  return [
    ['Currencies', list(capabilities.currencies)],
    ['Ways to pay', list(capabilities.methods)],
    ['Order numbers', `\`${orderNumber.pattern.source.replaceAll('|', '\\|')}\``],
    ['Amount frozen before the window', yesNo(capabilities.prepares)],
    ['Partial refunds', capabilities.partialCancel ? 'yes, where contract and way of paying allow it' : 'no'],
    ['Net-cancel call', netCancel === null ? 'no' : `yes, within ${words(netCancel.windowMs)}`],
    [
      'Key that makes a repeated cancel one',
      idempotency === null ? 'no' : `\`${idempotency.header}\`, lives ${words(idempotency.lifeMs)}`,
    ],
    ['A cancel names the balance it believes in', yesNo(capabilities.balanceGuard)],
    ['An unknown full cancel is sent again', RESEND[resend.full]],
    ['An unknown partial cancel is sent again', RESEND[resend.partial]],
    ['Can be asked by order number', yesNo(inquiry.byOrder)],
    ['Tells the charged amount', yesNo(inquiry.amount)],
    ['Shows which of several partial refunds happened', yesNo(inquiry.partialProof)],
    ['“No such payment” is proof', `from ${words(firstAfterMs)} after the end of the call${apart}`],
    ['Proof in a webhook', PROOF[capabilities.webhookProof]],
    ...accountRows(capabilities.virtualAccount),
    ['We listen to a call for', limits(capabilities)],
    ['Calls that one channel makes', `at most ${rate.perSecond} a second, ${rate.concurrent} at a time`],
  ]
}

const DEPOSIT_PROOF = {
  inquiry: 'asking the provider',
  notice: 'a notice from an allowed source that agrees in everything, and asking that does not contradict it',
} as const satisfies Record<AccountCapabilities['depositProof'], string>

const LOST_ISSUE = {
  inquire: 'asking shows the account',
  close: 'the account is closed unseen, because asking does not show its number',
} as const satisfies Record<AccountCapabilities['lostIssue'], string>

function accountRows(account: AccountCapabilities | null): readonly Line[] {
  if (account === null) return [['Virtual accounts', 'no']]
  const { depositProof, expiryUnit, issue, issuingBanks, longestLifeMs, lostIssue, refundBanks, refundProof } = account
  const longest = longestLifeMs === null ? 'no longest life is documented' : `at most ${words(longestLifeMs)} ahead`
  return [
    ['Virtual accounts are issued', issue === 'api' ? 'by our call, or in the window' : 'in the window only'],
    ['… at', banks(issuingBanks)],
    ['Their deadline', `to the ${expiryUnit}, ${longest}`],
    ['A deposit is proven by', DEPOSIT_PROOF[depositProof]],
    ['The answer to an issue was lost', LOST_ISSUE[lostIssue]],
    ['Refunds to an account go to', banks(refundBanks)],
    ['Asking shows how such a refund ended', yesNo(refundProof)],
  ]
}

const banks = (names: readonly Bank[]): string =>
  names.length === BANK_NAMES.length
    ? 'every bank that we know; the PG refuses the rest'
    : names.map((name) => `\`${name}\` ${BANKS[name].ko}`).join(', ')

const yesNo = (value: boolean): string => (value ? 'yes' : 'no')
const list = (values: readonly string[]): string => values.map((value) => `\`${value}\``).join(', ')

/** “60 s” where all are alike, which they mostly are. */
function limits({ readTimeoutMs, connectTimeoutMs }: Capabilities): string {
  const each = Object.entries(readTimeoutMs)
  const isSame = new Set(Object.values(readTimeoutMs)).size === 1
  const told = isSame
    ? words(readTimeoutMs.approve)
    : each.map(([operation, ms]) => `\`${operation}\` ${words(ms)}`).join(', ')
  return `${told}, and ${words(connectTimeoutMs)} for the connection; “we stopped listening” is never “it failed”`
}

const UNITS = [
  { ms: 86_400_000, name: 'days' },
  { ms: 3_600_000, name: 'h' },
  { ms: 60_000, name: 'min' },
  { ms: 1_000, name: 's' },
] as const

/** The largest unit that leaves no rest, from two of it on: `90000` → `90 s`, `86400000` → `24 h`. */
function words(ms: number): string {
  const unit = UNITS.find((one) => ms % one.ms === 0 && ms / one.ms >= 2) ?? UNITS.find((one) => ms % one.ms === 0)
  return unit === undefined ? `${ms} ms` : `${ms / unit.ms} ${unit.name}`
}
