/** A provider that cancels in parts: its own books, keys that replay stored answers, a guard, a list, and staff. */
import type { CancelEvidence, Evidence, ListedCancel } from '../src/core/evidence.ts'
import { type Amount, amount } from '../src/core/money.ts'
import type { Outcome } from '../src/core/outcome.ts'
import type { Cancellation } from '../src/core/payment/payment.ts'
import { after, HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from '../src/core/time.ts'
import { acceptedWith, evidence, gaveBack, refusedWith, TOTAL, told, unknownWith } from './core.ts'
import type { Roll } from './core-life.ts'
import { must } from './core-rules.ts'

/** What kind of provider it is; together with the resend rules of the policy that is what a sheet would say. */
export interface Traits {
  /** Remembers keys and replays the answer, refusals too, for so long (`null` = for ever); false = no keys. */
  readonly keyed: boolean
  readonly keyLifeMs: number | null
  /** Refuses where the balance is not the one that the cancel names. */
  readonly guarded: boolean
  /** Shows its cancels; without a list `paid` hides partial ones (NICEPAY). */
  readonly lists: boolean
  /** Carries our tags back. */
  readonly tags: boolean
  /** Takes every n-th cancel to finish it later; 0 = never. */
  readonly asyncEvery: number
  /** Lists what it refused as failed, under our tag (PortOne V2). */
  readonly listsRefusals: boolean
}

interface Change {
  readonly at: Instant
  readonly state: 'pending' | 'done' | 'failed'
}

/** One cancel in the provider's books; `of` is ours, null is staff's. */
export interface Entry {
  readonly id: string
  readonly of: string | null
  readonly amount: Amount
  readonly tag: string | null
  readonly changes: Change[]
}

export const stateOf = ({ changes }: Entry, asOf = Number.POSITIVE_INFINITY): Change['state'] | null =>
  changes.findLast(({ at }) => at <= asOf)?.state ?? null

const lastOf = ({ changes }: Entry): Instant => changes.at(-1)?.at ?? (0 as Instant)
/** No bank sends a refund back sooner: by then every call of its day has ended. */
const BANK_MS = HOUR_MS

type Later = (ms: number, run: () => void) => void

export class Books {
  readonly entries: Entry[] = []
  private readonly answers = new Map<string, { readonly at: Instant; readonly outcome: Outcome<CancelEvidence> }>()
  private readonly traits: Traits
  private readonly roll: Roll
  private readonly later: Later
  private readonly told: () => void

  constructor(world: { traits: Traits; roll: Roll; later: Later; told: () => void }) {
    this.traits = world.traits
    this.roll = world.roll
    this.later = world.later
    this.told = world.told
  }

  /** All that went back, or is going back. */
  taken(asOf?: Instant): number {
    const counted = this.entries.filter((one) => ['pending', 'done'].includes(stateOf(one, asOf) ?? ''))
    return counted.reduce((sum, one) => sum + one.amount, 0)
  }

  done(of: (entry: Entry) => boolean = () => true): number {
    return this.entries.filter((one) => stateOf(one) === 'done' && of(one)).reduce((sum, one) => sum + one.amount, 0)
  }

  /** A cancel of ours arrives. `refuse` makes it answer with a listed refusal of that kind. */
  cancel(one: Cancellation, now: Instant, refuse: 'none' | 'retry_after' | null): Outcome<CancelEvidence> {
    const key = `${one.id}-${one.keyEpoch}`
    const stored = this.answers.get(key)
    const { keyLifeMs, keyed } = this.traits
    if (keyed && stored !== undefined && (keyLifeMs === null || now < after(stored.at, keyLifeMs))) {
      return stored.outcome
    }
    const outcome = this.answer(one, now, refuse)
    this.answers.set(key, { at: now, outcome })
    return outcome
  }

  private answer(one: Cancellation, now: Instant, refuse: 'none' | 'retry_after' | null): Outcome<CancelEvidence> {
    const balance = TOTAL - this.taken()
    const refused = (outcome: Outcome<CancelEvidence>) => {
      if (this.traits.listsRefusals) this.write(one, [{ at: now, state: 'failed' }])
      return outcome
    }
    if (this.traits.guarded && one.guard !== null && one.guard !== balance) return refused(refusedWith('inquire'))
    // "Already cancelled" proves nothing: it may have been this very cancel (DESIGN §4).
    if (balance === 0) return unknownWith()
    if (one.amount > balance) return refused(refusedWith('inquire'))
    if (refuse !== null) return refused(refusedWith(refuse))
    const { asyncEvery } = this.traits
    if (asyncEvery > 0 && this.roll(asyncEvery) === 0) {
      const entry = this.write(one, [{ at: now, state: 'pending' }])
      this.finishLater(entry, now)
      return acceptedWith(gaveBack(one.amount, { providerCancelId: entry.id }))
    }
    const entry = this.write(one, [{ at: now, state: 'done' }])
    const remaining = this.roll(2) === 0 ? amount(balance - one.amount) : null
    return told(gaveBack(one.amount, { providerCancelId: this.traits.lists ? entry.id : null, remaining }))
  }

  private finishLater(entry: Entry, now: Instant): void {
    const ms = (1 + this.roll(7_200)) * SECOND_MS
    this.later(ms, () => {
      entry.changes.push({ at: after(now, ms), state: this.roll(3) === 0 ? 'failed' : 'done' })
      this.oneEffectEach()
      this.told()
    })
  }

  private write({ id, amount }: Cancellation, changes: Change[]): Entry {
    const entry: Entry = {
      id: `P${this.entries.length}`,
      of: id,
      amount,
      tag: this.traits.tags ? id : null,
      changes,
    }
    this.entries.push(entry)
    this.oneEffectEach()
    return entry
  }

  /** The promise itself: judged by the provider's books, never twice, never more than was paid. */
  private oneEffectEach(): void {
    const ours = this.entries.filter((one) => one.of !== null && stateOf(one) !== 'failed')
    must(new Set(ours.map(({ of }) => of)).size === ours.length, 'no intent has a second effect', this.entries)
    must(this.taken() <= TOTAL, 'never more goes back than was paid', this.entries)
  }

  /** Somebody cancels at the provider's own site, what there is of it. */
  staff(won: number, now: Instant): void {
    const balance = TOTAL - this.taken()
    if (balance === 0) return
    const amountOf = amount(Math.min(won, balance))
    const tag = this.roll(2) === 0 ? 'somebody-elses' : null
    const changes: Change[] = [{ at: now, state: 'done' }]
    this.entries.push({ id: `P${this.entries.length}`, of: null, amount: amountOf, tag, changes })
  }

  /** A refund that had been done comes back from the buyer's bank. */
  bounce(now: Instant): void {
    const done = this.entries.filter((one) => stateOf(one) === 'done' && now > after(lastOf(one), BANK_MS))
    if (this.traits.lists && done.length > 0) done[this.roll(done.length)]?.changes.push({ at: now, state: 'failed' })
  }

  reading(asOf: Instant): Evidence {
    const gone = this.taken(asOf)
    const part = gone === 0 ? 'paid' : gone === TOTAL ? 'cancelled' : 'partially_cancelled'
    const { lists } = this.traits
    const status = part === 'partially_cancelled' && !lists ? 'paid' : part
    return evidence(status, { amount: lists ? TOTAL : null, cancels: lists ? this.listed(asOf) : null })
  }

  private listed(asOf: Instant): readonly ListedCancel[] {
    return this.entries.flatMap((one) => {
      const state = stateOf(one, asOf)
      const at = one.changes[0]?.at ?? null
      return state === null ? [] : [{ providerCancelId: one.id, amount: one.amount, at, tag: one.tag, state }]
    })
  }
}

/** Long enough that a call that we gave up has arrived by then, short enough to arrive after we asked. */
export const LATE_EFFECT_MS = MINUTE_MS
