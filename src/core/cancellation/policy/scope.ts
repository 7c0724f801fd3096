/** Says which rules are about a payment, and which of them are about fewer payments than others. */
import type { Method } from '../../evidence.ts'
import type { Gateway, Instrument, Wallet } from '../../instrument.ts'
import { NO_INSTRUMENT } from '../../instrument.ts'
import type { Currency } from '../../money.ts'
import type { ProviderId } from '../../payment/payment.ts'
import { businessDate, type Instant } from '../../time.ts'
import type { PolicyFacts, PolicyTerms } from './quote.ts'
import type { Means, Scope } from './rule.ts'

/** What the scopes of rules are held against. */
export interface Seen {
  /** Null where the method is unknown. */
  readonly means: Means | null
  readonly easyPay: boolean
  readonly gateway: Gateway | null
  readonly wallet: Wallet | null
  readonly card: Instrument['card']
  readonly corporate: boolean
  readonly giftCertificate: boolean
  readonly escrow: boolean
  readonly currency: Currency
  readonly testMid: boolean
  readonly deposited: boolean
  readonly day: 'same' | 'later'
  readonly month: 'same' | 'later'
}

/** Protocols that are the gateway. */
const GATEWAY_OF = {
  nicepay: 'nice',
  'nicepay-rest': 'nice',
  tosspayments: 'toss',
  'portone-v1': null,
  'portone-v2': null,
} as const satisfies Record<ProviderId, Gateway | null>

/** Gateways that are a wallet of their own. */
const WALLET_OF: Readonly<Partial<Record<Gateway, Wallet>>> = {
  kakaopay: 'kakaopay',
  naverpay: 'naverpay',
  naverco: 'naverpay',
  payco: 'payco',
  tosspay: 'tosspay',
  paypal: 'paypal',
}

export function seen({ facts, terms }: { facts: PolicyFacts; terms: PolicyTerms }, now: Instant): Seen {
  const told = facts.instrument ?? NO_INSTRUMENT
  const gateway = GATEWAY_OF[facts.provider] ?? told.gateway ?? terms.gateway
  const [paidOn, askedOn] = [businessDate(facts.paidAt), businessDate(now)]
  return {
    means: told.giftCertificate ? null : meansOf(facts.method, told.funding),
    easyPay: facts.method === 'easy_pay',
    gateway,
    wallet: told.wallet ?? (gateway === null ? null : (WALLET_OF[gateway] ?? null)),
    card: told.card,
    corporate: told.corporate === true,
    giftCertificate: told.giftCertificate,
    escrow: told.escrow,
    currency: facts.currency,
    testMid: terms.testMid || !facts.live,
    deposited: facts.deposited,
    day: askedOn > paidOn ? 'later' : 'same',
    month: askedOn.slice(0, 7) > paidOn.slice(0, 7) ? 'later' : 'same',
  }
}

/** A wallet that does not tell what it took the money from is read as a card: its window is the shorter (§15). */
function meansOf(method: Method | null, funding: Instrument['funding']): Means | null {
  if (method !== 'easy_pay') return method
  return funding ?? 'card'
}

export const isAbout = (scope: Scope, it: Seen): boolean =>
  holds(scope.means, it.means) &&
  holds(scope.gateways, it.gateway) &&
  holds(scope.wallets, it.wallet) &&
  holds(scope.cards, it.card) &&
  same(scope.easyPay, it.easyPay) &&
  same(scope.corporate, it.corporate) &&
  same(scope.giftCertificate, it.giftCertificate) &&
  same(scope.escrow, it.escrow) &&
  same(scope.currency, it.currency) &&
  same(scope.testMid, it.testMid) &&
  same(scope.deposited, it.deposited) &&
  same(scope.day, it.day) &&
  same(scope.month, it.month)

const holds = <Value>(named: readonly Value[] | undefined, value: Value | null): boolean =>
  named === undefined || (value !== null && named.includes(value))

const same = <Value>(named: Value | undefined, value: Value): boolean => named === undefined || named === value

/** How narrow a scope is: a later month beats the wallet, the wallet beats the gateway, the gateway beats the rest. */
export const rankOf = ({ month, wallets, gateways }: Scope): number =>
  (month === undefined ? 0 : 4) + (wallets === undefined ? 0 : 2) + (gateways === undefined ? 0 : 1)
