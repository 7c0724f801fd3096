/** A provider as small as can be, with its own books and lossy lines, and a shell that drives the core against it. */
import type { CancelEvidence, Evidence } from '../src/core/evidence.ts'
import { notSent, type Outcome } from '../src/core/outcome.ts'
import { placeHolder } from '../src/core/payment/attention.ts'
import type { Effect, Policy } from '../src/core/payment/draft.ts'
import type { OrderVerdict } from '../src/core/payment/order.ts'
import type { Cancellation } from '../src/core/payment/payment.ts'
import { HOUR_MS, type Instant, instant, MINUTE_MS, SECOND_MS } from '../src/core/time.ts'
import { evidence, gaveBack, RETURN, refusedWith, registered, TOTAL, told, unknownWith } from './core.ts'
import { Life, type Roll } from './core-life.ts'
import { must } from './core-rules.ts'

/** What becomes of a call; `null` is a good line. */
const APPROVE_FAULTS = [
  ...['crash_before', 'crash_after', 'not_sent', 'lose_request', 'lose_reply', 'late_effect', 'refuse', 'suspended'],
  ...['slow_reply', 'lose_reply', 'late_effect'],
] as const
const CANCEL_FAULTS = [...APPROVE_FAULTS, 'try_later'] as const
type Fault = (typeof CANCEL_FAULTS)[number] | (typeof INQUIRY_FAULTS)[number]
const INQUIRY_FAULTS = ['crash_before', 'not_sent', 'lose_reply', 'refuse', 'stale'] as const

export interface Plan {
  readonly roll: Roll
  readonly policy: Policy
  /** So many calls may meet a fault; after that the lines are good. */
  readonly faults: number
  readonly merchant: { readonly does: 'records' | 'drops' | 'nothing'; readonly afterMs: number }
  /** Says what the order check answers; `not_asked` where there is none. */
  readonly verdict: OrderVerdict['kind']
  /** A provider that lets every key cancel once more shows what only luck would have prevented. */
  readonly naive: boolean
  /** When the buyer's browser comes back, again and again; never, where there is none. */
  readonly returnsMs: readonly number[]
  /** What always happens to a call of this kind, instead of luck. */
  readonly always?: { readonly approve?: Fault; readonly cancel?: Fault; readonly inquire?: Fault }
}

const MERCHANT_TRIES = 9
const MERCHANT_WAIT_MS = 20 * SECOND_MS
/** A merchant who is told "not yet" comes back for so long. */
export const MERCHANT_PATIENCE_MS = MERCHANT_TRIES * MERCHANT_WAIT_MS

/** More looks than every ladder has rungs together; more would be a loop. */
const MAX_TURNS = 400
const LEASE_MS = 90 * SECOND_MS
/** How old a stale answer may be. */
const STALE_MS = 20 * SECOND_MS

export class Model extends Life {
  /** The provider's books. */
  readonly books = { chargedAt: null as Instant | null, cancelledAt: null as Instant | null, cancels: 0 }
  private readonly keys = new Set<string>()
  private readonly plan: Plan

  constructor(plan: Plan) {
    super(registered(), { ...plan, maxTurns: MAX_TURNS, deskIsManned: false })
    this.plan = plan
  }

  /** Lets a payment live until nothing is due any more. */
  run(): void {
    for (const ms of this.plan.returnsMs) this.later(ms, () => this.happen(RETURN))
    this.later(this.plan.merchant.afterMs, () => this.merchant(MERCHANT_TRIES))
    this.live()
  }

  protected look(reason: string): void {
    if (reason === 'refund_due') return void this.happen({ type: 'refund_due' })
    if (reason === 'refund_account_needed') return void this.happen({ type: 'remind_account' })
    const { cancellations, hintsHeard } = { ...this.file, ...this.file.payment }
    const holder = placeHolder(cancellations)
    const queued = cancellations.find(({ state }) => state === 'queued')
    switch (reason) {
      case 'return_missing':
        this.happen({ type: 'expire', by: 'time' })
        return
      case 'order_missing':
        this.happen({ type: 'orphan_due', verdict: this.verdict() })
        return
      case 'cancellation_queued':
      case 'cancellation_retry':
        if (queued !== undefined) this.happen({ type: 'start_cancellation', cancellationId: queued.id })
        return
      default:
        if (holder?.state === 'sending') this.happen({ type: 'call_lost', cancellationId: holder.id })
        this.inquire(reason as 'late_look', hintsHeard)
    }
  }

  /** An order check that cannot tell finds out in the end. */
  private verdict(): OrderVerdict {
    const { verdict, roll } = this.plan
    if (verdict === 'ref') return { kind: 'ref', ref: 'CHECKED' }
    return { kind: verdict === 'unknown' && roll(4) === 0 ? 'none' : verdict }
  }

  private merchant(tries: number): void {
    const { does } = this.plan.merchant
    const done =
      does === 'records'
        ? this.happen({ type: 'record_order', ref: 'R1', amount: TOTAL })
        : does === 'drops'
          ? this.happen({ type: 'drop_order', reason: '객실 마감' })
          : true
    if (!done && tries > 0) this.later(MERCHANT_WAIT_MS, () => this.merchant(tries - 1))
  }

  private inquire(reason: 'late_look', hintsHeard: number): void {
    const tell = (outcome: Outcome<Evidence>) => this.happen({ type: 'inquiry_outcome', reason, outcome, hintsHeard })
    switch (this.plan.always?.inquire ?? this.fault(INQUIRY_FAULTS)) {
      case 'crash_before':
        // The lease runs out before anybody looks again.
        this.now = instant(this.now + LEASE_MS)
        return
      case 'not_sent':
        tell(notSent('ECONNREFUSED'))
        return
      case 'lose_reply':
        tell(unknownWith())
        return
      case 'refuse':
        tell(refusedWith('none'))
        return
      case 'stale':
        tell(told(this.reading(instant(this.now - STALE_MS))))
        return
      default:
        tell(told(this.reading(this.now)))
    }
  }

  private reading(asOf: Instant): Evidence {
    const { chargedAt, cancelledAt } = this.books
    if (chargedAt === null || chargedAt > asOf) return evidence('none', { paidAt: null })
    return evidence(cancelledAt !== null && cancelledAt <= asOf ? 'cancelled' : 'paid', { paidAt: chargedAt })
  }

  protected perform(effect: Effect): void {
    if (effect.type === 'pause_channel') return
    if (effect.type === 'start_cancellation') {
      const lost = this.fault(['crash_before', null, null, null])
      if (lost === null) this.happen({ type: 'start_cancellation', cancellationId: effect.cancellationId })
      return
    }
    if (effect.type === 'issue_account') return
    if (effect.type === 'approve') {
      this.call<Evidence>(this.plan.always?.approve ?? this.fault(APPROVE_FAULTS), {
        arrive: () => this.approve(),
        lateMs: 6 * HOUR_MS,
        tell: (outcome) => void this.happen({ type: 'approval_outcome', outcome }),
      })
      return
    }
    const one = this.file.cancellations.find(({ id }) => id === effect.cancellationId) as Cancellation
    const { id: cancellationId, attempts: attempt } = one
    this.call<CancelEvidence>(this.plan.always?.cancel ?? this.fault(CANCEL_FAULTS), {
      arrive: () => this.cancel(one),
      lateMs: MINUTE_MS,
      tell: (outcome) => void this.happen({ type: 'cancellation_outcome', cancellationId, attempt, outcome }),
    })
  }

  private call<E>(
    fault: Fault | null,
    line: { arrive: () => Outcome<E>; lateMs: number; tell: (outcome: Outcome<E>) => void },
  ): void {
    const { roll } = this.plan
    const someMs = (1 + roll(600)) * SECOND_MS
    switch (fault) {
      case 'crash_before':
        return
      case 'crash_after':
        line.arrive()
        return
      case 'not_sent':
        line.tell(notSent('ECONNREFUSED'))
        return
      // Stopped between the intent and the first byte: the fence sends nothing, minutes later.
      case 'suspended':
        this.later(someMs, () => line.tell(notSent('the send fence')))
        return
      case 'lose_request':
        line.tell(unknownWith())
        return
      case 'lose_reply':
        line.arrive()
        line.tell(unknownWith())
        return
      case 'late_effect':
        this.later(1 + roll(line.lateMs), () => void line.arrive())
        line.tell(unknownWith())
        return
      case 'slow_reply': {
        const answer = line.arrive()
        this.later(someMs, () => line.tell(answer))
        return
      }
      case 'refuse':
        line.tell(refusedWith(roll(2) === 0 ? 'operator' : 'none'))
        return
      case 'try_later':
        line.tell(refusedWith('retry_after'))
        return
      default:
        line.tell(line.arrive())
        return
    }
  }

  private approve(): Outcome<Evidence> {
    if (this.books.chargedAt !== null) return unknownWith()
    this.books.chargedAt = this.now
    return told(evidence('paid', { amount: TOTAL, paidAt: this.now }))
  }

  private cancel(one: Cancellation): Outcome<CancelEvidence> {
    const { books, keys, plan } = this
    if (books.chargedAt === null) return unknownWith()
    if (one.via === 'net_cancel_call' && this.now > books.chargedAt + 50 * MINUTE_MS)
      return refusedWith('ordinary_cancel')
    if (books.cancelledAt !== null && (!plan.naive || keys.has(one.id))) return unknownWith()
    must(this.file.payment.order === null, 'what is tied is never given back')
    books.cancelledAt ??= this.now
    books.cancels += 1
    keys.add(one.id)
    must(books.cancels === 1, 'money goes back once, whatever the provider lets through')
    return told(gaveBack(one.amount))
  }
}
