/** The life of a paid payment whose merchant refunds it in parts, over lossy lines, while staff and banks interfere. */
import type { CancellationRequest } from '../src/core/cancellation/request.ts'
import type { CancelEvidence } from '../src/core/evidence.ts'
import { amount } from '../src/core/money.ts'
import { notSent, type Outcome } from '../src/core/outcome.ts'
import { placeHolder } from '../src/core/payment/attention.ts'
import type { PaymentEvent } from '../src/core/payment/decide.ts'
import type { Effect, Policy } from '../src/core/payment/draft.ts'
import type { Cancellation, Reason } from '../src/core/payment/payment.ts'
import { DAY_MS, type Instant, instant, SECOND_MS } from '../src/core/time.ts'
import { contextAt, paid, TOTAL, told, unknownWith, withPayment } from './core.ts'
import { Life, type Roll } from './core-life.ts'
import { Books, LATE_EFFECT_MS, stateOf, type Traits } from './core-refund-provider.ts'

const CANCEL_FAULTS = [
  ...['crash_before', 'crash_after', 'not_sent', 'lose_request', 'lose_reply', 'late_effect', 'slow_reply'],
  ...['suspended', 'refuse', 'try_later', 'lose_refusal'],
] as const
const INQUIRY_FAULTS = ['crash_before', 'not_sent', 'lose_reply', 'stale'] as const

export interface RefundPlan {
  readonly roll: Roll
  readonly policy: Policy
  readonly traits: Traits
  /** So many calls may meet a fault; after that the lines are good. */
  readonly faults: number
  /** Asked for by the merchant: won, or null for all; now and then with an expected balance. */
  readonly refunds: readonly { readonly ms: number; readonly won: number | null; readonly expects: boolean }[]
  readonly staff: readonly { readonly ms: number; readonly won: number }[]
  readonly bouncesMs: readonly number[]
  /** Whether the order was recorded; without it the net gives back what is left. */
  readonly tied: boolean
  /** How often a person resolves what is on the desk, by the provider's own books. */
  readonly resolves: number
  readonly always?: (typeof CANCEL_FAULTS)[number]
}

const MAX_TURNS = 900
const LEASE_MS = 90 * SECOND_MS
const STALE_MS = 20 * SECOND_MS
const WEBHOOK_MS = 5 * SECOND_MS
/** When everything has long been over, somebody looks once more, as a reconciliation would. */
const LAST_LOOK_MS = 10 * DAY_MS
const DESK_MS = 7_200 * SECOND_MS

export class RefundLife extends Life {
  readonly books: Books
  private readonly plan: RefundPlan
  private resolvesLeft: number
  private deskAt: Instant | null = null

  constructor(plan: RefundPlan) {
    const order = plan.tied ? { order: { ref: 'R', recordedAt: paid().payment.createdAt } } : {}
    super(withPayment(paid(), order), { ...plan, maxTurns: MAX_TURNS, deskIsManned: plan.resolves > 0 })
    this.plan = plan
    this.resolvesLeft = plan.resolves
    const { traits, roll } = plan
    this.books = new Books({ traits, roll, later: (ms, run) => this.later(ms, run), told: () => this.webhook() })
  }

  run(): void {
    for (const refund of this.plan.refunds) this.later(refund.ms, () => this.request(refund))
    for (const { ms, won } of this.plan.staff) {
      this.later(ms, () => {
        this.books.staff(won, this.now)
        this.webhook()
      })
    }
    for (const ms of this.plan.bouncesMs) {
      this.later(ms, () => {
        this.books.bounce(this.now)
        this.webhook()
      })
    }
    this.later(LAST_LOOK_MS, () => this.happen({ type: 'hint', event: 'reconciliation' }))
    this.live()
  }

  protected override turn(): boolean {
    this.desk()
    return super.turn()
  }

  /** Webhooks may be lost. */
  private webhook(): void {
    if (this.plan.roll(3) === 0) return
    this.later(this.plan.roll(2) * WEBHOOK_MS, () => this.happen({ type: 'hint', event: 'webhook' }))
  }

  private request({ won, expects }: RefundPlan['refunds'][number]): void {
    const expectedBalance = expects ? amount(this.plan.roll(3) === 0 ? 1 : TOTAL) : null
    const id = contextAt(this.now).freshId
    const asked = { id, amount: won === null ? null : amount(won), expectedBalance, taxFree: null, vat: null }
    const request: CancellationRequest = { ...asked, reason: '고객 요청', requester: 'buyer' }
    this.happen({ type: 'request_cancellation', request })
  }

  protected look(reason: Reason): void {
    if (reason === 'refund_due') return void this.happen({ type: 'refund_due' })
    if (reason === 'refund_account_needed') return void this.happen({ type: 'remind_account' })
    const { cancellations, payment } = this.file
    const holder = placeHolder(cancellations)
    const queued = cancellations.find(({ state }) => state === 'queued')
    switch (reason) {
      case 'order_missing':
        this.happen({ type: 'orphan_due', verdict: { kind: 'not_asked' } })
        return
      case 'cancellation_queued':
      case 'cancellation_retry':
        if (queued !== undefined) this.happen({ type: 'start_cancellation', cancellationId: queued.id })
        return
      default:
        if (reason === 'cancellation_unsettled' && holder?.state === 'sending') {
          this.happen({ type: 'call_lost', cancellationId: holder.id })
        }
        this.inquire(reason, payment.hintsHeard)
    }
  }

  private inquire(reason: Reason, hintsHeard: number): void {
    const tell = (outcome: Extract<PaymentEvent, { type: 'inquiry_outcome' }>['outcome']) =>
      this.happen({ type: 'inquiry_outcome', reason, outcome, hintsHeard })
    switch (this.fault(INQUIRY_FAULTS)) {
      case 'crash_before':
        this.now = instant(this.now + LEASE_MS)
        return
      case 'not_sent':
        tell(notSent('ECONNREFUSED'))
        return
      case 'lose_reply':
        tell(unknownWith())
        return
      case 'stale':
        tell(told(this.books.reading(instant(this.now - STALE_MS))))
        return
      case null:
        tell(told(this.books.reading(this.now)))
    }
  }

  protected perform(effect: Effect): void {
    if (effect.type === 'pause_channel' || effect.type === 'approve' || effect.type === 'issue_account') return
    if (effect.type === 'start_cancellation') {
      const lost = this.fault(['crash_before', null, null, null])
      if (lost === null) this.happen({ type: 'start_cancellation', cancellationId: effect.cancellationId })
      return
    }
    this.call(this.file.cancellations.find(({ id }) => id === effect.cancellationId) as Cancellation)
  }

  private call(one: Cancellation): void {
    const { id: cancellationId, attempts: attempt } = one
    const { roll, always } = this.plan
    const someMs = (1 + roll(600)) * SECOND_MS
    const tell = (outcome: Outcome<CancelEvidence>): void => {
      this.happen({ type: 'cancellation_outcome', cancellationId, attempt, outcome })
    }
    const arrive = (refuse: 'none' | 'retry_after' | null = null) => this.books.cancel(one, this.now, refuse)
    switch (always ?? this.fault(CANCEL_FAULTS)) {
      case 'crash_before':
        return
      case 'crash_after':
        arrive()
        return
      case 'not_sent':
        tell(notSent('ECONNREFUSED'))
        return
      case 'suspended':
        this.later(someMs, () => tell(notSent('the send fence')))
        return
      case 'lose_request':
        tell(unknownWith())
        return
      case 'lose_reply':
        arrive()
        tell(unknownWith())
        return
      case 'lose_refusal':
        arrive(roll(2) === 0 ? 'none' : 'retry_after')
        tell(unknownWith())
        return
      case 'late_effect':
        this.later(1 + roll(LATE_EFFECT_MS), () => void arrive())
        tell(unknownWith())
        return
      case 'slow_reply': {
        const answer = arrive()
        this.later(someMs, () => tell(answer))
        return
      }
      case 'refuse':
        tell(arrive('none'))
        return
      case 'try_later':
        tell(arrive('retry_after'))
        return
      case null:
        tell(arrive())
    }
  }

  /** A person looks at the provider's own site some hours after the payment came to the desk. */
  private desk(): void {
    const { hold } = this.file.payment
    if (hold === null) {
      this.deskAt = null
      return
    }
    if (this.resolvesLeft <= 0 || this.deskAt === hold.at) return
    this.deskAt = hold.at
    this.resolvesLeft -= 1
    this.later(DESK_MS, () => this.resolve())
  }

  private resolve(): void {
    const holder = placeHolder(this.file.cancellations)
    const tried = this.books.entries.filter(({ of }) => of === holder?.id)
    const entry = tried.find((one) => stateOf(one) !== 'failed') ?? tried[0]
    const seen = holder === null ? null : entry === undefined ? 'failed' : stateOf(entry)
    const decision =
      seen === 'done' ? 'cancellation_done' : seen === 'failed' ? 'cancellation_refused' : ('release' as const)
    // No decision makes sums agree that differ: such a payment stays on the desk.
    const { cancelledByUs, observedCancelled } = this.file.payment.amounts
    if (holder === null && cancelledByUs + observedCancelled !== this.books.done()) return
    const cancellationId = decision === 'release' ? null : (holder?.id ?? null)
    this.happen({ type: 'resolve', decision, cancellationId, evidence: 'PG site', reason: 'seen', by: 'kim' })
  }
}
