/** One payment’s history at a provider, told by webhooks that come once, at once, or many times, late and shuffled. */
import type { CancellationRequest } from '../src/core/cancellation/request.ts'
import type { CancelEvidence, Evidence, ListedCancel, ListedDispute } from '../src/core/evidence.ts'
import type { CancellationId } from '../src/core/ids.ts'
import { type Amount, amount } from '../src/core/money.ts'
import type { Outcome } from '../src/core/outcome.ts'
import { placeHolder } from '../src/core/payment/attention.ts'
import type { Effect, Policy } from '../src/core/payment/draft.ts'
import type { Cancellation, PaymentFile, Reason } from '../src/core/payment/payment.ts'
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from '../src/core/time.ts'
import { contextAt, evidence, RETURN, registered, TOTAL, told, unknownWith } from './core.ts'
import { Life, type Roll } from './core-life.ts'
import { Books, type Traits } from './core-refund-provider.ts'
import { must } from './core-rules.ts'

/** What of an adapter's capabilities a history depends on. */
export interface Nature {
  readonly policy: Policy
  readonly moneyMoves: 'at_approve' | 'in_window'
  readonly traits: Traits
}

/** What happens in the world, whoever hears of it. */
export interface History extends Nature {
  /** For jitter only. */
  readonly roll: Roll
  /** When the buyer is refused in the window, before paying after all; null = never. */
  readonly failsMs: number | null
  readonly paysMs: number
  /** Whether the browser comes back; where the window moves the money it need not. */
  readonly returns: boolean
  readonly orders: boolean
  readonly refunds: readonly { readonly ms: number; readonly won: number | null }[]
  readonly staff: readonly { readonly ms: number; readonly won: number }[]
  readonly dispute: { readonly ms: number; readonly endMs: number; readonly lost: boolean } | null
}

/** How long after it happened each copy of an announcement arrives; empty = all were lost. */
export type Post = () => readonly number[]

const MAX_TURNS = 6_000
/** A merchant who was told "not yet", or "ask again", does so for so long. */
const ORDER_EVERY_MS = 5 * MINUTE_MS
const MAX_ORDER_TRIES = 330
const REFUND_EVERY_MS = HOUR_MS
const MAX_REFUND_TRIES = 60
/** When everything has long been over, the books are reconciled. */
const RECONCILED_MS = 30 * DAY_MS

export class HistoryLife extends Life {
  readonly books: Books
  heard = 0
  private chargedAt: Instant | null = null
  private dispute: ListedDispute | null = null
  private chargebackAt: Instant | null = null
  private readonly history: History
  private readonly post: Post

  constructor(history: History, post: Post) {
    const { roll, policy } = history
    super(registered(), { roll, policy, faults: 0, maxTurns: MAX_TURNS, deskIsManned: false })
    this.history = history
    this.post = post
    // The same choices in every telling: the provider names no cancel that is not ours.
    const later = (ms: number, run: () => void) => this.later(ms, run)
    this.books = new Books({ traits: history.traits, roll: () => 1, later, told: () => this.announce('cancelled') })
  }

  run(): void {
    const { failsMs, paysMs, refunds, staff, dispute } = this.history
    if (failsMs !== null) this.later(failsMs, () => this.announce('failed'))
    this.later(paysMs, () => this.pay())
    for (const { ms, won } of refunds) this.later(ms, () => this.refund(won, MAX_REFUND_TRIES))
    for (const { ms, won } of staff) this.later(ms, () => this.cancelAtConsole(won))
    if (dispute !== null) {
      this.later(dispute.ms, () => this.openDispute())
      this.later(dispute.endMs, () => this.endDispute(dispute.lost))
    }
    this.later(RECONCILED_MS, () => this.happen({ type: 'hint', event: 'reconciliation' }))
    this.live()
  }

  get charged(): boolean {
    return this.chargedAt !== null
  }

  private announce(event: string): void {
    for (const ms of this.post()) {
      this.later(ms, () => {
        this.heard += 1
        this.happen({ type: 'hint', event })
      })
    }
  }

  private pay(): void {
    const { moneyMoves, returns, orders } = this.history
    if (moneyMoves === 'in_window') this.charge()
    if (returns) this.later(SECOND_MS, () => this.happen(RETURN))
    if (orders) this.later(2 * SECOND_MS, () => this.record(MAX_ORDER_TRIES))
  }

  private charge(): void {
    this.chargedAt = this.now
    this.announce('paid')
  }

  private record(tries: number): void {
    const tied = this.happen({ type: 'record_order', ref: 'R', amount: TOTAL })
    if (!tied && tries > 0) this.later(ORDER_EVERY_MS, () => this.record(tries - 1))
  }

  /** The merchant asks under a new key for as long as it is told that nothing went back. */
  private refund(won: number | null, tries: number): void {
    const request: CancellationRequest = { ...REFUND, id: contextAt(this.now).freshId, amount: amountOf(won) }
    this.happen({ type: 'request_cancellation', request })
    this.later(REFUND_EVERY_MS, () => this.lookAtRefund(request.id, { won, tries }))
  }

  private lookAtRefund(id: CancellationId, { won, tries }: { won: number | null; tries: number }): void {
    const state = this.file.cancellations.find((one) => one.id === id)?.state
    if (state === 'done' || tries === 0 || this.file.payment.state === 'cancelled') return
    if (state === undefined || state === 'refused') this.refund(won, tries - 1)
    else this.later(REFUND_EVERY_MS, () => this.lookAtRefund(id, { won, tries: tries - 1 }))
  }

  private cancelAtConsole(won: number): void {
    this.books.staff(won, this.now)
    this.announce('cancelled')
  }

  private openDispute(): void {
    this.dispute = { id: 'D1', reason: '물품 미수령', openedAt: this.now, isOpen: true, resolvedAt: null }
    this.announce('disputed')
  }

  private endDispute(lost: boolean): void {
    if (this.dispute !== null) this.dispute = { ...this.dispute, isOpen: false, resolvedAt: this.now }
    if (lost) {
      this.chargebackAt = this.now
      this.books.staff(TOTAL, this.now)
    }
    this.announce(lost ? 'cancelled' : 'dispute over')
  }

  protected look(reason: Reason): void {
    const { cancellations } = this.file
    const queued = cancellations.find(({ state }) => state === 'queued')
    switch (reason) {
      case 'order_missing':
        return void this.happen({ type: 'orphan_due', verdict: { kind: 'not_asked' } })
      case 'refund_due':
        return void this.happen({ type: 'refund_due' })
      case 'cancellation_queued':
      case 'cancellation_retry':
        if (queued !== undefined) this.happen({ type: 'start_cancellation', cancellationId: queued.id })
        return
      case 'return_missing':
        if (this.history.moneyMoves === 'at_approve') return void this.happen({ type: 'expire', by: 'time' })
        this.inquire(reason)
        return
      default: {
        const holder = placeHolder(cancellations)
        if (holder?.state === 'sending') this.happen({ type: 'call_lost', cancellationId: holder.id })
        this.inquire(reason)
      }
    }
  }

  private inquire(reason: Reason): void {
    const { hintsHeard, providerRef } = this.file.payment
    // Before the return nobody can be asked by reference; where the window moves the money, by order number.
    const askable = providerRef !== null || this.history.moneyMoves === 'in_window'
    const outcome = askable ? told(this.reading()) : unknownWith()
    this.happen({ type: 'inquiry_outcome', reason, outcome, hintsHeard })
  }

  private reading(): Evidence {
    if (this.chargedAt === null) return evidence('not_paid', { amount: null, paidAt: null, cancels: null })
    const read = this.books.reading(this.now)
    const by = ({ at }: ListedCancel) => (at !== null && at === this.chargebackAt ? ('chargeback' as const) : null)
    const cancels = read.cancels?.map((one) => ({ ...one, by: by(one) })) ?? null
    const seen: Evidence = { ...read, cancels, paidAt: this.chargedAt }
    // The list of disputes vanishes once something was cancelled (portone-v2 §5.2).
    return this.dispute === null || seen.status !== 'paid' ? seen : { ...seen, disputes: [this.dispute] }
  }

  protected perform(effect: Effect): void {
    switch (effect.type) {
      case 'pause_channel':
      case 'issue_account':
        return
      case 'approve':
        if (this.chargedAt === null) this.charge()
        return void this.happen({ type: 'approval_outcome', outcome: told({ ...this.reading(), amount: TOTAL }) })
      case 'start_cancellation':
        return void this.happen({ type: 'start_cancellation', cancellationId: effect.cancellationId })
      case 'call_cancellation':
        this.cancel(this.file.cancellations.find(({ id }) => id === effect.cancellationId) as Cancellation)
    }
  }

  private cancel(one: Cancellation): void {
    must(this.charged, 'nothing is cancelled that was not paid')
    const outcome: Outcome<CancelEvidence> = this.books.cancel(one, this.now, null)
    if (outcome.kind === 'done') this.announce('cancelled')
    this.happen({ type: 'cancellation_outcome', cancellationId: one.id, attempt: one.attempts, outcome })
  }
}

const REFUND = {
  expectedBalance: null,
  taxFree: null,
  vat: null,
  reason: '고객 요청',
  requester: 'buyer',
} as const satisfies Partial<CancellationRequest>

const amountOf = (won: number | null): Amount | null => (won === null ? null : amount(won))

/** What is left of a file when the times at which we learned of things are taken out of it. */
export const essenceOf = ({ payment, cancellations }: PaymentFile) => ({
  state: payment.state,
  amounts: payment.amounts,
  order: payment.order?.ref ?? null,
  hold: payment.hold?.cause ?? null,
  asks: payment.accountAsk !== null,
  openDisputes: payment.disputes.filter(({ state }) => state === 'open').length,
  wentBack: cancellations
    .filter(({ state }) => state !== 'refused')
    .map(({ kind, state, amount: won }) => `${kind} ${state} ${won}`)
    .sort(),
})
