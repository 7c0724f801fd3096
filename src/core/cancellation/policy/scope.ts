/** Says which rules are about a payment, and which of them are about fewer payments than others. */
import type { Method } from '../../evidence.ts'
import type { EscrowStep, Gateway, Instrument, Mix, Wallet } from '../../instrument.ts'
import { NO_INSTRUMENT } from '../../instrument.ts'
import type { Currency } from '../../money.ts'
import type { ProviderId } from '../../payment/payment.ts'
import { businessDate, DAY_MS, type Instant, startOfDate } from '../../time.ts'
import type { PolicyFacts, PolicyTerms } from './quote.ts'
import type { Means, Route, Scope } from './rule.ts'

/** What the scopes of rules are held against. */
export interface Seen {
  /** Null where the method is unknown. */
  readonly means: Means | null
  readonly easyPay: boolean
  /** A wallet that does not tell what it took the money from. */
  readonly fundingUntold: boolean
  readonly provider: ProviderId
  readonly gateway: Gateway | null
  readonly module: string | null
  readonly wallet: Wallet | null
  readonly card: Instrument['card']
  readonly corporate: boolean
  readonly mixed: Mix | null
  readonly taxed: boolean
  readonly giftCertificate: boolean
  readonly convenienceStore: boolean
  readonly fixedAccount: boolean
  readonly escrow: boolean
  readonly escrowStep: EscrowStep | 'untold'
  readonly currency: Currency
  readonly testMid: boolean
  readonly deposited: boolean
  readonly depositUntil: Instant | null
  readonly day: 'same' | 'later'
  readonly month: 'same' | 'later'
  readonly ageDays: number
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
  const wallet = told.wallet ?? (gateway === null ? null : (WALLET_OF[gateway] ?? null))
  const method = methodOf(facts.method, told, wallet)
  return {
    ...paidWith(told),
    ...timesOf(facts.paidAt, now),
    means: method === 'easy_pay' ? (told.funding ?? 'card') : method,
    easyPay: method === 'easy_pay',
    fundingUntold: method === 'easy_pay' && told.funding === null,
    provider: facts.provider,
    gateway,
    module: told.module ?? null,
    wallet,
    // KakaoPay offers none: it only keeps the flag (es-08).
    escrow: told.escrow && gateway !== 'kakaopay',
    taxed: facts.taxed,
    currency: facts.currency,
    testMid: terms.testMid || !facts.live,
    deposited: facts.deposited,
    depositUntil: facts.depositUntil,
  }
}

/** Payments of older versions lack what was not read then. */
const paidWith = (told: Instrument) => ({
  card: told.card,
  corporate: told.corporate === true,
  mixed: told.mixed ?? null,
  giftCertificate: told.giftCertificate,
  convenienceStore: told.convenienceStore === true,
  fixedAccount: told.fixedAccount === true,
  escrowStep: told.escrowStep ?? ('untold' as const),
})

function timesOf(paidAt: Instant, now: Instant): Pick<Seen, 'day' | 'month' | 'ageDays'> {
  const [paidOn, askedOn] = [businessDate(paidAt), businessDate(now)]
  return {
    day: askedOn > paidOn ? 'later' : 'same',
    month: askedOn.slice(0, 7) > paidOn.slice(0, 7) ? 'later' : 'same',
    ageDays: Math.round((startOfDate(askedOn) - startOfDate(paidOn)) / DAY_MS),
  }
}

/**
 * What is neither card nor account has no method of ours; but PortOne V1 calls the money inside a wallet `point`, and a
 * payment of which a wallet is told was made with it.
 */
function methodOf(method: Method | null, told: Instrument, wallet: Wallet | null): Method | null {
  if (told.giftCertificate || told.convenienceStore === true) return null
  return method ?? (wallet === null ? null : 'easy_pay')
}

export const isAbout = (scope: Scope, it: Seen): boolean =>
  holds(scope.means, it.means) &&
  holds(scope.gateways, it.gateway) &&
  holds(scope.wallets, it.wallet) &&
  holds(scope.cards, it.card) &&
  holds(scope.mixed, it.mixed) &&
  holds(scope.escrowSteps, it.escrowStep) &&
  (scope.routes?.some((route) => leadsHere(route, it)) ?? true) &&
  it.ageDays > (scope.olderThanDays ?? -1) &&
  FLAGS.every((flag) => scope[flag] === undefined || scope[flag] === it[flag])

/** What is simply the same or not. */
const FLAGS = [
  'easyPay',
  'corporate',
  'taxed',
  'giftCertificate',
  'convenienceStore',
  'fixedAccount',
  'escrow',
  'currency',
  'testMid',
  'deposited',
  'day',
  'month',
] as const satisfies (keyof Scope)[]

const leadsHere = ({ provider, gateway, modules }: Route, it: Seen): boolean =>
  provider === it.provider &&
  (gateway === undefined || gateway === it.gateway) &&
  (modules === undefined || it.module === null || modules.includes(it.module))

const holds = <Value>(named: readonly Value[] | undefined, value: Value | null): boolean =>
  named === undefined || (value !== null && named.includes(value))

/** How narrow a scope is: a later time beats the wallet, the wallet beats the gateway, the gateway beats the rest. */
export const rankOf = ({ month, olderThanDays, wallets, gateways, routes }: Scope): number =>
  (month === undefined && olderThanDays === undefined ? 0 : 4) +
  (wallets === undefined ? 0 : 2) +
  (gateways === undefined && routes === undefined ? 0 : 1)
