/** One question to the buyer about one debt: it grows with the debt, and shrinks with what the merchant refunds. */
import { describe, expect, it } from 'vitest'
import {
  cancelOutcome,
  contextAt,
  evidence,
  gaveBack,
  happen,
  inquiryOf,
  NOON,
  newest,
  paid,
  refusedWith,
  startNewest,
  TOTAL,
  told,
} from '../../../test/core.ts'
import { BY_INQUIRY } from '../../../test/core-account-plan.ts'
import type { ListedCancel } from '../evidence.ts'
import { type Amount, amount } from '../money.ts'
import { after, DAY_MS, instant } from '../time.ts'
import { owedSince } from './attention.ts'
import { decide, type PaymentEvent } from './decide.ts'
import type { Policy } from './draft.ts'
import type { PaymentFile } from './payment.ts'

const ACCOUNT = { bank: 'SHINHAN', number: '56211105948400', holder: '홍길동', phone: null } as const
const onDay = (days: number, policy: Partial<Policy> = {}) =>
  contextAt(after(NOON, days * DAY_MS), { ...BY_INQUIRY, ...policy })
const tied = (): PaymentFile =>
  paid({ provider: 'portone-v2', method: 'virtual_account', order: { ref: 'R', recordedAt: NOON }, orderDueAt: null })

const refund = (sum: Amount): PaymentEvent => ({
  type: 'request_cancellation',
  request: {
    id: contextAt(instant(NOON + sum)).freshId,
    amount: sum,
    reason: '변심',
    requester: 'buyer',
    expectedBalance: null,
    taxFree: null,
    vat: null,
    refundAccount: ACCOUNT,
  },
})

/** Asked for, sent, and taken by the provider under `id`. */
function refunded(file: PaymentFile, sum: Amount, { id, days }: { id: string; days: number }): PaymentFile {
  const asked = happen(file, refund(sum), onDay(days)).file
  const sent = happen(asked, startNewest(asked), onDay(days)).file
  return happen(sent, cancelOutcome(told(gaveBack(sum, { providerCancelId: id })))(sent), onDay(days)).file
}

/** The bank sent these back; the provider shows them as failed. */
function bounced(file: PaymentFile, failed: readonly string[], days: number): PaymentFile {
  const cancels = file.cancellations
    .filter(({ providerCancelId }) => providerCancelId !== null)
    .map(({ providerCancelId, amount: sum, id }): ListedCancel => {
      const state = failed.includes(providerCancelId ?? '') ? 'failed' : 'done'
      return { providerCancelId: providerCancelId ?? '', amount: sum, at: null, tag: id, state }
    })
  const inquiry = inquiryOf(told(evidence('paid', { method: 'virtual_account', cancels })), {
    reason: 'refund_unconfirmed',
  })
  return happen(file, inquiry, onDay(days)).file
}

const give = ({ payment }: PaymentFile): PaymentEvent => ({
  type: 'give_account',
  linkId: payment.accountAsk?.linkId ?? '',
  account: ACCOUNT,
})

describe('the question', () => {
  const one = () => bounced(refunded(tied(), amount(20_000), { id: 'P1', days: 0 }), ['P1'], 2)

  it('grows by what comes back while it is open: nothing is dropped', () => {
    const second = refunded(one(), amount(10_000), { id: 'P2', days: 3 })
    // The merchant's own refund was about the first debt (below); this one is another.
    const both = bounced(
      { ...second, payment: { ...second.payment, accountAsk: one().payment.accountAsk } },
      ['P1', 'P2'],
      4,
    )
    expect(both.payment.accountAsk).toMatchObject({ amount: 30_000, kind: 'refund' })
    const { file } = happen(both, give(both), onDay(5))
    expect(newest(file)).toMatchObject({ kind: 'refund', state: 'queued', amount: 30_000 })
  })

  it('becomes one about all that is left where the order falls through', () => {
    const { file } = happen(one(), { type: 'drop_order', reason: '방 없음' }, onDay(3))
    expect(file.payment.accountAsk).toMatchObject({ amount: null, kind: 'net_cancel', why: 'order_dropped' })
    expect(newest(happen(file, give(file), onDay(4)).file)).toMatchObject({ kind: 'net_cancel', amount: TOTAL })
  })

  it('ends with the merchant’s own refund of the same sum: one intent is never paid out twice', () => {
    const again = refunded(one(), amount(20_000), { id: 'P2', days: 3 })
    expect(again.payment).toMatchObject({ accountAsk: null, amounts: { cancelledByUs: 20_000 } })
    expect(decide(again, give(one()), onDay(4))).toMatchObject({ ok: false, refusal: { code: 'MD_LINK_USED' } })
  })

  it('goes on about the rest where the merchant refunds less', () => {
    const part = refunded(one(), amount(5_000), { id: 'P2', days: 3 })
    expect(part.payment.accountAsk).toMatchObject({ amount: 15_000 })
    expect(newest(happen(part, give(part), onDay(4)).file)).toMatchObject({ amount: 15_000 })
  })

  it('keeps its link where a person or a retry starts the ladders anew before its end', () => {
    const file = one()
    const again = happen(file, { type: 'retry', by: 'kim' }, onDay(3)).file
    expect(again.payment.accountAsk?.linkId).toBe(file.payment.accountAsk?.linkId)
    const expired = happen(file, { type: 'retry', by: 'kim' }, onDay(20)).file
    expect(expired.payment.accountAsk?.linkId).not.toBe(file.payment.accountAsk?.linkId)
  })

  it('is answered with the phone where the PG asks for one, or not at all', () => {
    const file = one()
    const smartro = onDay(3, { gateway: 'smartro_v2' })
    expect(decide(file, give(file), smartro)).toMatchObject({
      ok: false,
      refusal: { code: 'MD_REFUND_ACCOUNT_NEEDED', fields: [{ field: 'refundAccount.phone' }] },
    })
    const full = { ...give(file), account: { ...ACCOUNT, phone: '01012345678' } } as PaymentEvent
    expect(newest(happen(file, full, smartro).file)).toMatchObject({ state: 'queued' })
  })
})

describe('what the buyer’s link began', () => {
  const begun = () => {
    const file = bounced(refunded(tied(), amount(20_000), { id: 'P1', days: 0 }), ['P1'], 2)
    const given = happen(file, give(file), onDay(3)).file
    return happen(given, startNewest(given), onDay(3)).file
  }

  it.each(['none', 'operator', 'inquire'] as const)(
    'and the provider refuses (%s) is a person’s, never nobody’s',
    (next) => {
      const file = begun()
      const { file: after_ } = happen(file, cancelOutcome(refusedWith(next))(file), onDay(3))
      expect(after_.payment.hold).toMatchObject({ cause: 'refund_refused' })
    },
  )

  it('and a person releases without paying is asked for once more; not where it was booked as paid', () => {
    const file = begun()
    const held = happen(file, cancelOutcome(refusedWith('none'))(file), onDay(3)).file
    const decided = (decision: 'release' | 'cancelled_there', sum: number | null) =>
      ({
        type: 'resolve',
        decision,
        cancellationId: null,
        amount: sum === null ? null : amount(sum),
        evidence: 'x',
        reason: 'x',
        by: 'kim',
      }) as const satisfies PaymentEvent
    const { payment } = happen(held, decided('release', null), onDay(4)).file
    expect(payment).toMatchObject({ hold: null, accountAsk: { why: 'account_refused', amount: 20_000 } })
    const booked = happen(held, decided('cancelled_there', 20_000), onDay(4)).file
    expect(happen(booked, decided('release', null), onDay(4)).file.payment.accountAsk).toBeNull()
  })

  it('and the provider refuses for its account is asked for once more', () => {
    const file = begun()
    const { file: again } = happen(file, cancelOutcome(refusedWith('ask_account'))(file), onDay(3))
    expect(again.payment).toMatchObject({ hold: null, accountAsk: { why: 'account_refused', amount: 20_000 } })
  })
})

describe('the debt', () => {
  it('is as old as its first day, however often the account is asked for', () => {
    const first = refunded(tied(), amount(20_000), { id: 'P1', days: 0 })
    expect(owedSince(first)).toBeNull()
    const back = bounced(first, ['P1'], 2)
    expect(owedSince(back)).toBe(NOON)
    const given = happen(back, give(back), onDay(3)).file
    expect(owedSince(given)).toBe(NOON)
    const sent = happen(given, startNewest(given), onDay(3)).file
    const refused = happen(sent, cancelOutcome(refusedWith('ask_account'))(sent), onDay(3)).file
    expect(owedSince(refused)).toBe(NOON)
    const held = happen(sent, cancelOutcome(refusedWith('none'))(sent), onDay(3)).file
    expect(owedSince(held)).toBe(NOON)
    expect(owedSince(happen(sent, cancelOutcome(told(gaveBack(amount(20_000))))(sent), onDay(3)).file)).toBeNull()
  })
})

describe('nothing that is owed ends in silence', () => {
  const one = () => bounced(refunded(tied(), amount(20_000), { id: 'P1', days: 0 }), ['P1'], 2)
  const sentAgain = (file: PaymentFile, sum: Amount, days: number) => {
    const asked = happen(file, refund(sum), onDay(days)).file
    return happen(asked, startNewest(asked), onDay(days)).file
  }

  it('a merchant’s repetition that is refused leaves the question as it was', () => {
    for (const [sum, left] of [
      [20_000, null],
      [5_000, 15_000],
    ] as const) {
      const taken = sentAgain(one(), amount(sum), 3)
      expect(taken.payment.accountAsk?.amount ?? null).toBe(left)
      const refused = happen(taken, cancelOutcome(refusedWith('inquire'))(taken), onDay(3)).file
      expect(refused.payment.accountAsk).toMatchObject({ amount: 20_000, since: NOON, why: 'refund_bounced' })
    }
  })

  it('the order that is recorded meanwhile does not answer where a part that came back goes', () => {
    const untied = bounced(
      refunded({ ...tied(), payment: { ...tied().payment, order: null } }, amount(20_000), { id: 'P1', days: 0 }),
      ['P1'],
      2,
    )
    const { file } = happen(untied, { type: 'record_order', ref: 'R', amount: null }, onDay(3))
    expect(file.payment).toMatchObject({ order: { ref: 'R' }, accountAsk: { amount: 20_000, kind: 'refund' } })
  })

  it('an order that falls through after its net cancel came back is dropped, and all of it asked about', () => {
    const orphan = { ...tied(), payment: { ...tied().payment, order: null, orderDueAt: NOON } }
    const drop = { type: 'drop_order', reason: '방 없음' } as const
    const asked = happen(orphan, drop, onDay(0)).file
    const given = happen(asked, give(asked), onDay(0)).file
    const sent = happen(given, startNewest(given), onDay(0)).file
    const gone = happen(sent, cancelOutcome(told(gaveBack(TOTAL, { providerCancelId: 'P1' })))(sent), onDay(0)).file
    const back = bounced({ ...gone, payment: { ...gone.payment, dropped: null } }, ['P1'], 2)
    expect(back.payment.accountAsk).toMatchObject({ amount: TOTAL, kind: 'net_cancel' })
    const { file } = happen(back, drop, onDay(3))
    expect(file.payment).toMatchObject({ dropped: { reason: '방 없음' }, accountAsk: { amount: null } })
  })

  it('a link’s refund that is refused while a person looks at something else is asked about after it', () => {
    const file = one()
    const given = happen(file, give(file), onDay(3)).file
    const sent = happen(given, startNewest(given), onDay(3)).file
    const held = { ...sent, payment: { ...sent.payment, hold: { at: NOON, cause: 'disputed', detail: 'x' } } }
    const { file: refused } = happen(held, cancelOutcome(refusedWith('none'))(held), onDay(3))
    expect(refused.payment).toMatchObject({ hold: { cause: 'disputed' }, accountAsk: { amount: 20_000 } })
  })

  it('and what is over is over: all of the money gone elsewhere ends the question and the debt', () => {
    const file = one()
    const cancels: ListedCancel[] = [
      { providerCancelId: 'P1', amount: amount(20_000), at: null, tag: null, state: 'failed' },
      { providerCancelId: 'P9', amount: TOTAL, at: null, tag: null, state: 'done' },
    ]
    const seen = evidence('cancelled', { method: 'virtual_account', cancels })
    const { payment, cancellations } = happen(file, inquiryOf(told(seen)), onDay(3)).file
    expect(payment).toMatchObject({ state: 'cancelled', accountAsk: null })
    expect(owedSince({ payment, cancellations })).toBeNull()
  })
})
