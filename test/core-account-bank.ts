/** The bank and its PG, as they are: one account, what was paid into it, what went back, and what they answer. */
import type { CancelEvidence, Evidence, ListedCancel } from '../src/core/evidence.ts'
import { amount, ZERO } from '../src/core/money.ts'
import type { Outcome } from '../src/core/outcome.ts'
import type { Cancellation } from '../src/core/payment/payment.ts'
import { after, DAY_MS, type Instant } from '../src/core/time.ts'
import { evidence, gaveBack, NOON, refusedWith, TOTAL, told, unknownWith } from './core.ts'
import { must } from './core-rules.ts'

export const NUMBER = '56211101234567'
export const EXPIRES = after(NOON, 3 * DAY_MS)

export interface BankRefund {
  readonly of: string
  readonly amount: number
  /** The bank could not pay it out: the money is here again. */
  isBack: boolean
}

interface Terms {
  /** Whether only a notice tells of a deposit (NICEPAY), or asking does. */
  readonly byNotice: boolean
  /** Whether what a buyer's link asks for is refused for good. */
  readonly refusesLink: boolean
  readonly onRefund: (refund: BankRefund) => void
}

export class Bank {
  account: 'none' | 'live' | 'closed' = 'none'
  /** Money that was paid into the account. */
  paid = 0
  depositedAt: Instant | null = null
  readonly refunds: BankRefund[] = []
  private readonly terms: Terms

  constructor(terms: Terms) {
    this.terms = terms
  }

  get left(): number {
    return this.paid - this.refunds.reduce((sum, one) => sum + (one.isBack ? 0 : one.amount), 0)
  }

  issue(): Outcome<Evidence> {
    must(this.account === 'none', 'one account for one intent', this.account)
    this.account = 'live'
    const virtualAccount = { bank: 'SHINHAN', number: NUMBER, holder: null, expiresAt: EXPIRES } as const
    return told(evidence('awaiting_deposit', { amount: TOTAL, method: 'virtual_account', virtualAccount }))
  }

  close(): Outcome<CancelEvidence> {
    // "Was not issued", "already closed", "deposited": as NICEPAY says it, or as a status that must be asked for.
    if (this.account === 'none') return refusedWith(this.terms.byNotice ? 'none' : 'inquire')
    if (this.paid > 0) return refusedWith(this.terms.byNotice ? 'ask_account' : 'inquire')
    if (this.account === 'closed') return unknownWith()
    this.account = 'closed'
    return told(gaveBack(ZERO))
  }

  giveBack({ id, amount: won, refundAccount, requester }: Cancellation): Outcome<CancelEvidence> {
    must(refundAccount !== null, 'a deposit never goes back without an account')
    const before = this.refunds.findIndex(({ of }) => of === id)
    if (before >= 0)
      return this.terms.byNotice ? unknownWith() : told(gaveBack(won, { providerCancelId: `P${before}` }))
    if (won > this.left) return refusedWith('inquire')
    if (requester === 'maedeup' && this.terms.refusesLink) return refusedWith('none')
    const refund = { of: id, amount: won, isBack: false }
    this.refunds.push(refund)
    must(this.left >= 0, 'never more goes back than was paid')
    this.terms.onRefund(refund)
    return told(gaveBack(won, { providerCancelId: this.terms.byNotice ? null : `P${this.refunds.length - 1}` }))
  }

  /** What an inquiry about `ref` shows. */
  reading(ref: string | null): Evidence {
    const bare = { ref, method: 'virtual_account' } as const
    if (this.account === 'none') return evidence('none', bare)
    if (this.terms.byNotice) return evidence(this.isOver() ? 'cancelled' : 'awaiting_deposit', bare)
    const virtualAccount = { bank: 'SHINHAN', number: NUMBER, holder: null, expiresAt: EXPIRES } as const
    if (this.paid === 0) {
      return this.account === 'closed'
        ? evidence('not_paid', { ...bare, amount: TOTAL, cancels: [] })
        : evidence('awaiting_deposit', { ...bare, amount: TOTAL, cancels: [], virtualAccount })
    }
    const gone = this.paid - this.left
    const status = gone === 0 ? 'paid' : gone === this.paid ? 'cancelled' : 'partially_cancelled'
    return evidence(status, { ...bare, amount: amount(this.paid), paidAt: this.depositedAt, cancels: this.listed() })
  }

  private isOver = (): boolean => (this.paid === 0 ? this.account === 'closed' : this.left === 0)

  private listed = (): ListedCancel[] =>
    this.refunds.map(({ of, amount: won, isBack }, n) => ({
      providerCancelId: `P${n}`,
      amount: amount(won),
      at: null,
      tag: of as ListedCancel['tag'],
      state: isBack ? 'failed' : 'done',
    }))
}
