/** A recovery: what the lost time may have touched rests until it was asked about, and ends free or with a person. */
import { describe, expect, it } from 'vitest'
import {
  cancellationId,
  contextAt,
  evidence,
  happen,
  inquiryOf,
  NOON,
  newest,
  paid,
  registered,
  TOTAL,
  told,
  unknownWith,
  withPayment,
  withRefund,
} from '../../../test/core.ts'
import type { ListedCancel } from '../evidence.ts'
import { amount } from '../money.ts'
import { after, HOUR_MS, MINUTE_MS } from '../time.ts'
import { attentionOf } from './attention.ts'
import { decide } from './decide.ts'
import type { PaymentFile } from './payment.ts'

const LATER = after(NOON, HOUR_MS)
const at = contextAt(LATER)
const SHOWS = { orderCheck: false, partialProof: true }

const begin = (file: PaymentFile, askable = true): PaymentFile =>
  happen(file, { type: 'recovery', phase: 'begin', since: NOON, askable }, at).file

/** Asked once; null = no usable answer. */
const ask = (file: PaymentFile, seen: Parameters<typeof evidence> | null): PaymentFile => {
  const outcome = seen === null ? unknownWith() : told(evidence(...seen))
  return happen(file, inquiryOf(outcome, { reason: 'hint_heard', hintsHeard: file.payment.hintsHeard }), at).file
}

const end = (file: PaymentFile, more: Partial<typeof SHOWS> = {}): PaymentFile =>
  happen(file, { type: 'recovery', phase: 'end', ...SHOWS, ...more }, at).file

const tied = (): PaymentFile => withPayment(paid(), { order: { ref: 'R', recordedAt: NOON } })
const cancelled = (one: Partial<ListedCancel>): ListedCancel => ({
  providerCancelId: 'P1',
  amount: amount(10_000),
  at: NOON,
  tag: null,
  ...one,
})

const OURS = cancellationId(900)

describe('a payment that the lost time may have touched', () => {
  it('rests: nothing that moves money is due, an inquiry is', () => {
    const doubted = begin(paid())
    expect(doubted.payment.hold).toMatchObject({ cause: 'recovering' })
    expect(attentionOf(doubted)).toMatchObject({ reason: 'hint_heard' })
    expect(begin(doubted)).toBe(doubted)
  })

  it('that nobody can be asked about is given up before anybody presents its return again', () => {
    const given = begin(registered(), false)
    expect(given.payment).toMatchObject({ state: 'expired', hold: null })
    const put = decide(given, { type: 'record_order', ref: 'R', amount: null }, at)
    expect(put).toMatchObject({ ok: false, refusal: { code: 'MD_PAYMENT_ENDED' } })
    expect(begin(tied(), false).payment.hold).toBeNull()
  })

  it('keeps a question that a person has already, and is asked about all the same', () => {
    const held = withPayment(paid(), { hold: { at: NOON, cause: 'contradiction', detail: 'x' } })
    const doubted = begin(held)
    expect(doubted.payment).toMatchObject({ hold: { cause: 'contradiction' }, hintsHeard: 1 })
  })

  it('that contradicts itself is a person’s, and no release of the recovery lets it go', () => {
    const seen = ask(begin(tied()), ['paid', { amount: amount(1) }])
    expect(seen.payment.hold).toMatchObject({ cause: 'contradiction' })
    expect(end(seen)).toBe(seen)
  })
})

describe('the release', () => {
  it('frees what is tied and told, and what has no money', () => {
    expect(end(ask(begin(tied()), ['paid', { amount: TOTAL }])).payment).toMatchObject({ hold: null, orphanLeft: null })
    const unpaid = end(ask(begin(registered()), ['none']))
    expect(unpaid.payment).toMatchObject({ hold: null, orphanLeft: null })
  })

  it('puts money without an order on the desk; PUT ties it, DELETE gives it back, both without a person', () => {
    const untied = end(ask(begin(paid()), ['paid', { amount: TOTAL }]))
    expect(untied.payment).toMatchObject({ hold: { cause: 'recovery_untied' }, orphanLeft: 'recovery' })
    expect(attentionOf(untied)).toBeNull()
    const put = happen(untied, { type: 'record_order', ref: 'R', amount: null }, at).file
    expect(put.payment).toMatchObject({ hold: null, order: { ref: 'R' } })
    const dropped = happen(untied, { type: 'drop_order', reason: 'none' }, at)
    expect(dropped.file.payment).toMatchObject({
      hold: null,
      version: untied.payment.version + dropped.timeline.length,
    })
    expect(newest(dropped.file)).toMatchObject({ kind: 'net_cancel', amount: TOTAL })
    expect(dropped.effects).toMatchObject([{ type: 'start_cancellation' }])
  })

  it('asks the merchant’s order check where there is one: the order’s time begins anew', () => {
    const free = end(ask(begin(paid()), ['paid', { amount: TOTAL }]), { orderCheck: true })
    expect(free.payment).toMatchObject({ hold: null, orphanLeft: null, orderDueAt: after(LATER, 15 * MINUTE_MS) })
  })

  it('leaves to a person what was not answered', () => {
    const unanswered = end(ask(begin(tied()), null))
    expect(unanswered.payment.hold).toMatchObject({ cause: 'recovery_unproven' })
  })

  it('leaves to a person a part that is about to go back where parts do not show', () => {
    const queued = withRefund(tied(), amount(10_000), cancellationId(7))
    const seen = ask(begin(queued), ['paid', { amount: TOTAL }])
    expect(end(seen, { partialProof: false }).payment.hold).toMatchObject({ cause: 'recovery_unproven' })
    expect(end(seen).payment.hold).toBeNull()
  })

  it('leaves to a person a net cancel from before that is not to be seen: something had stopped it', () => {
    const dropped = happen(paid(), { type: 'drop_order', reason: 'x' }, contextAt(NOON)).file
    const tieable = withPayment(dropped, { dropped: null })
    const seen = ask(begin(tieable), ['paid', { amount: TOTAL }])
    expect(end(seen).payment.hold).toMatchObject({ cause: 'recovery_unproven' })
  })

  it('for another reason first still leaves the orphan to a person', () => {
    const held = withPayment(paid(), { hold: { at: NOON, cause: 'order_check_undecided', detail: 'x' } })
    const resolution = { cancellationId: null, evidence: 'e', reason: 'r', by: 'op', decision: 'release' } as const
    const released = happen(begin(held), { type: 'resolve', ...resolution }, at).file
    expect(released.payment.hold).toMatchObject({ cause: 'recovery_untied' })
    const again = happen(released, { type: 'resolve', ...resolution }, at).file
    expect(again.payment).toMatchObject({ hold: null, orphanLeft: null })
    const seen = ask(again, ['paid', { amount: TOTAL }])
    expect(attentionOf(seen)).toMatchObject({ reason: 'order_missing' })
  })

  it('is not a person’s for one payment while the recovery goes on', () => {
    const resolution = { cancellationId: null, evidence: 'e', reason: 'r', by: 'op', decision: 'release' } as const
    const refused = decide(begin(paid()), { type: 'resolve', ...resolution }, at)
    expect(refused).toMatchObject({ ok: false, refusal: { code: 'MD_RECOVERING' } })
  })
})

describe('what the lost time gave back', () => {
  it('is booked where the restored database still has it queued', () => {
    const queued = withRefund(tied(), amount(10_000), OURS)
    const listed = [cancelled({ tag: OURS })]
    const seen = ask(begin(queued), ['partially_cancelled', { amount: TOTAL, cancels: listed }])
    expect(newest(seen)).toMatchObject({ id: OURS, state: 'done', providerCancelId: 'P1' })
    expect(end(seen).payment).toMatchObject({ hold: null, amounts: { cancelledByUs: 10_000, inFlight: 0 } })
  })

  it('is booked as the whole that is queued where no list tells', () => {
    const queued = withRefund(tied(), TOTAL, OURS)
    const seen = ask(begin(queued), ['cancelled'])
    expect(newest(seen)).toMatchObject({ id: OURS, state: 'done' })
  })

  const refund = (won: number | null, expectedBalance: number | null = null) =>
    ({
      type: 'request_cancellation',
      request: {
        id: cancellationId(901),
        amount: won === null ? null : amount(won),
        reason: 'x',
        requester: 'merchant',
        expectedBalance: expectedBalance === null ? null : amount(expectedBalance),
        taxFree: null,
        vat: null,
        maybeLost: true,
      },
    }) as const
  const found = (): PaymentFile =>
    end(ask(begin(tied()), ['partially_cancelled', { amount: TOTAL, cancels: [cancelled({ tag: OURS })] }]))

  it('answers the first request for that amount, once', () => {
    const again = happen(found(), refund(10_000), at)
    expect(again.effects).toEqual([])
    expect(again.file.cancellations).toMatchObject([{ kind: 'observed', lost: 'claimed', amount: 10_000 }])
    const another = happen(again.file, refund(10_000), at)
    expect(another.effects).toMatchObject([{ type: 'start_cancellation' }])
  })

  it('does not answer who knows of it, nor another amount', () => {
    expect(happen(found(), refund(10_000, 40_000), at).effects).toHaveLength(1)
    expect(happen(found(), refund(9_000), at).effects).toHaveLength(1)
    expect(happen(found(), refund(null), at).effects).toHaveLength(1)
  })

  it('is not taken for ours where it has no tag of ours', () => {
    const stranger = ['partially_cancelled', { amount: TOTAL, cancels: [cancelled({ tag: null })] }] as const
    const seen = end(ask(begin(tied()), [...stranger]))
    expect(happen(seen, refund(10_000), at).effects).toHaveLength(1)
  })

  it('is booked by a person where the provider does not show it, as often as needed before the release', () => {
    const held = happen(tied(), { type: 'recovery', phase: 'doubt_part' }, at).file
    expect(held.payment.hold).toMatchObject({ cause: 'recovery_unproven' })
    const common = { cancellationId: null, evidence: 'site', reason: 'r', by: 'op' } as const
    const book = { type: 'resolve', ...common, decision: 'cancelled_there', amount: amount(10_000) } as const
    const twice = happen(happen(held, book, at).file, book, at).file
    expect(twice.payment).toMatchObject({
      hold: { cause: 'recovery_unproven' },
      amounts: { observedCancelled: 20_000 },
    })
    const released = happen(twice, { type: 'resolve', ...common, decision: 'release' }, at).file
    expect(released.payment).toMatchObject({ hold: null, provenAt: LATER })
    expect(happen(released, refund(10_000), at).effects).toEqual([])
    const tooMuch = decide(held, { ...book, amount: amount(50_001) }, at)
    expect(tooMuch).toMatchObject({ ok: false, refusal: { code: 'MD_BALANCE_TOO_SMALL' } })
  })
})
