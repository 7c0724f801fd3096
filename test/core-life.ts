/** One payment's life against the pure core: what lies ahead happens in order, and every step is judged. */
import { attentionOf } from '../src/core/payment/attention.ts'
import { decide, type PaymentEvent } from '../src/core/payment/decide.ts'
import type { Effect, Policy } from '../src/core/payment/draft.ts'
import type { PaymentFile, Reason } from '../src/core/payment/payment.ts'
import { type Instant, instant } from '../src/core/time.ts'
import { contextAt } from './core.ts'
import { booksHold, must, nothingIsForgotten, stepIsSound } from './core-rules.ts'

/** A whole number from 0, below the given one. */
export type Roll = (below: number) => number

interface Terms {
  readonly roll: Roll
  readonly policy: Policy
  /** So many calls may meet a fault; after that the lines are good. */
  readonly faults: number
  /** More turns than this would be a loop. */
  readonly maxTurns: number
  /** Whether a person will resolve what comes to the desk. */
  readonly deskIsManned: boolean
}

export abstract class Life {
  file: PaymentFile
  now: Instant
  readonly story: string[] = []
  private readonly ahead: { readonly at: Instant; readonly run: () => void }[] = []
  private readonly terms: Terms
  private faultsLeft: number

  constructor(file: PaymentFile, terms: Terms) {
    this.file = file
    this.now = file.payment.createdAt
    this.terms = terms
    this.faultsLeft = terms.faults
  }

  protected abstract perform(effect: Effect): void

  protected abstract look(reason: Reason): void

  /** Until nothing is due any more. */
  protected live(): void {
    const { maxTurns } = this.terms
    for (let turn = 0; this.turn(); turn += 1) must(turn < maxTurns, 'it comes to rest', this.file.payment.state)
  }

  /** One thing that is due: at the provider, on the line, at the merchant, or a look of ours. */
  protected turn(): boolean {
    this.ahead.sort((a, b) => a.at - b.at)
    const attention = attentionOf(this.file)
    const next = this.ahead[0]
    if (next !== undefined && (attention === null || next.at <= attention.dueAt)) {
      this.ahead.shift()
      this.now = instant(Math.max(this.now, next.at))
      next.run()
      return true
    }
    if (attention === null) return false
    this.now = instant(Math.max(this.now, attention.dueAt))
    this.look(attention.reason)
    return true
  }

  protected later(ms: number, run: () => void): void {
    this.ahead.push({ at: instant(this.now + ms), run })
  }

  /** What becomes of the next call; null is a good line. */
  protected fault<F>(of: readonly F[]): F | null {
    if (this.faultsLeft <= 0) return null
    this.faultsLeft -= 1
    const { roll } = this.terms
    return roll(3) === 0 ? null : (of[roll(of.length)] ?? null)
  }

  protected happen(event: PaymentEvent): boolean {
    const { roll, policy, deskIsManned } = this.terms
    const context = { ...contextAt(this.now), jitter: roll(10) / 10, policy }
    const before = this.file
    const decision = decide(before, event, context)
    this.story.push(`${(this.now - before.payment.createdAt) / 1_000} s ${JSON.stringify(event)}`)
    if (!decision.ok) {
      this.story.push(`    ${decision.refusal.code}`)
      return false
    }
    stepIsSound(before, { event, context, decision })
    booksHold(decision.file)
    nothingIsForgotten(decision.file, deskIsManned)
    this.file = decision.file
    for (const effect of decision.effects) this.perform(effect)
    return true
  }
}
