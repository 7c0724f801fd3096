/** A hard no is never sent, whoever wants the money back and however long the intent has waited (DESIGN §4). */
import { describe, expect, it } from 'vitest'
import {
  cancellationId,
  contextAt,
  happen,
  newest,
  POLICY,
  paid,
  startNewest,
  TOTAL,
  withRefund,
} from '../../../test/core.ts'
import { BY_INQUIRY } from '../../../test/core-account-plan.ts'
import { amount } from '../money.ts'
import { attentionOf } from '../payment/attention.ts'
import { decide, type PaymentEvent } from '../payment/decide.ts'
import type { Policy } from '../payment/draft.ts'
import type { Payment, PaymentFile } from '../payment/payment.ts'
import { type Instant, instant } from '../time.ts'
import { cancellationProblem } from './request.ts'

const kst = (text: string): Instant => instant(Date.parse(`${text}+09:00`))
const ACCOUNT = { bank: 'SHINHAN', number: '56211105948400', holder: '홍길동', phone: null } as const
const KSNET: Policy = { ...BY_INQUIRY, gateway: 'ksnet' }
const DANAL: Policy = { ...BY_INQUIRY, gateway: 'danal' }
const KCP: Policy = { ...BY_INQUIRY, gateway: 'kcp' }

const paidAt = (at: Instant, method: Payment['method'], change: Partial<Payment> = {}): PaymentFile =>
  paid({ provider: 'portone-v2', method, paidAt: at, learnedAt: at, createdAt: at, orderDueAt: at, ...change })
const deposit = (at: Instant, change: Partial<Payment> = {}) => paidAt(at, 'virtual_account', change)
const refundOf = (change: object = {}): PaymentEvent => ({
  type: 'request_cancellation',
  request: {
    id: contextAt(kst('2026-11-20T12:00:00')).freshId,
    amount: null,
    reason: '변심',
    requester: 'buyer',
    expectedBalance: null,
    taxFree: null,
    vat: null,
    ...change,
  },
})
const drop: PaymentEvent = { type: 'drop_order', reason: '방 없음' }

describe('an hour that is against it (KSNET, va-08)', () => {
  const night = kst('2026-11-20T23:30:00')
  const morning = kst('2026-11-21T06:05:00')
  const asked = () =>
    happen(deposit(kst('2026-11-20T12:00:00')), refundOf({ refundAccount: ACCOUNT }), contextAt(night, KSNET))

  it('takes the refund at once, and sends it in the morning', () => {
    const { file } = asked()
    const waiting = happen(file, startNewest(file), contextAt(night, KSNET))
    expect(newest(waiting.file)).toMatchObject({ state: 'queued', attempts: 0, reserved: TOTAL })
    expect(waiting.effects).toEqual([])
    expect(attentionOf(waiting.file)).toEqual({ dueAt: morning, reason: 'cancellation_queued' })
    const sent = happen(waiting.file, startNewest(waiting.file), contextAt(morning, KSNET))
    expect(sent.effects).toMatchObject([{ type: 'call_cancellation' }])
  })

  it('waits with what a buyer named at night, and is nobody’s work', () => {
    const file = happen(deposit(kst('2026-11-20T12:00:00')), drop, contextAt(kst('2026-11-20T13:00:00'), KSNET)).file
    const { linkId = '' } = file.payment.accountAsk ?? {}
    const given = happen(file, { type: 'give_account', linkId, account: ACCOUNT }, contextAt(night, KSNET)).file
    const waiting = happen(given, startNewest(given), contextAt(night, KSNET)).file
    expect(waiting.payment.hold).toBeNull()
    expect(attentionOf(waiting)).toMatchObject({ dueAt: morning })
  })
})

describe('a hard no', () => {
  it('asks no buyer for an account that nothing can be sent to: a person pays back (Danal, va-03)', () => {
    const { file, effects } = happen(
      deposit(kst('2026-11-20T12:00:00')),
      drop,
      contextAt(kst('2026-11-20T13:00:00'), DANAL),
    )
    expect(file.payment).toMatchObject({ accountAsk: null, hold: { cause: 'policy_forbids' } })
    expect([file.cancellations, effects]).toEqual([[], []])
  })

  it('that came while a refund waited ends it, and tells the merchant (mo-07)', () => {
    const before = kst('2026-11-30T23:59:30')
    const file = withRefund(paidAt(kst('2026-11-10T12:00:00'), 'mobile'), TOTAL, cancellationId(3))
    expect(happen(file, startNewest(file), contextAt(before, BY_INQUIRY)).effects).toMatchObject([
      { type: 'call_cancellation' },
    ])
    const late = happen(file, startNewest(file), contextAt(kst('2026-12-01T00:00:00'), BY_INQUIRY))
    expect(newest(late.file)).toMatchObject({ state: 'refused', reserved: 0, answer: { code: 'MD_POLICY_FORBIDS' } })
    expect([late.file.payment.hold, late.effects]).toEqual([null, []])
  })

  it('of an order that fell through a month later is a person’s, and no call is made', () => {
    const { file, effects } = happen(
      paidAt(kst('2026-11-10T12:00:00'), 'mobile'),
      drop,
      contextAt(kst('2026-12-05T12:00:00'), BY_INQUIRY),
    )
    expect(file.payment.hold).toMatchObject({ cause: 'policy_forbids', detail: expect.stringContaining('mo-07') })
    expect(effects).toEqual([])
  })

  it('says nothing about the net-cancel call inside its window', () => {
    const at = kst('2026-11-30T23:50:00')
    const file = paid({ method: 'mobile', paidAt: at, learnedAt: at })
    const approval = file.payment.approval
    const fresh = {
      payment: { ...file.payment, approval: approval && { ...approval, returnedAt: at } },
      cancellations: [],
    }
    const { file: dropped } = happen(fresh, drop, contextAt(kst('2026-12-01T00:05:00'), POLICY))
    expect(newest(dropped)).toMatchObject({ kind: 'net_cancel', via: 'net_cancel_call', state: 'queued' })
    const begun = happen(dropped, startNewest(dropped), contextAt(kst('2026-12-01T00:05:01'), POLICY))
    expect(begun.effects).toMatchObject([{ type: 'call_cancellation' }])
  })
})

describe('an account that time made necessary (KCP, mo-06)', () => {
  const january = kst('2027-01-20T12:00:00')
  const february = kst('2027-02-01T00:00:01')

  it('ends a merchant’s refund with the reason, before anything is sent', () => {
    const file = withRefund(paidAt(january, 'mobile'), TOTAL, cancellationId(4))
    const { file: late, effects } = happen(file, startNewest(file), contextAt(february, KCP))
    expect(newest(late)).toMatchObject({ state: 'refused', answer: { code: 'MD_REFUND_ACCOUNT_NEEDED' } })
    expect([late.payment.accountAsk, effects]).toEqual([null, []])
  })

  it('asks the buyer where the net wanted to give it back', () => {
    const file = happen(paidAt(january, 'mobile'), drop, contextAt(kst('2027-01-31T23:59:00'), KCP)).file
    const { file: late } = happen(file, startNewest(file), contextAt(february, KCP))
    expect(late.payment.accountAsk).toMatchObject({ why: 'order_dropped', amount: TOTAL, kind: 'net_cancel' })
    expect(newest(late).state).toBe('refused')
  })
})

it('a refund does not count itself among those that KSNET allows', () => {
  const at = kst('2026-11-20T12:00:00')
  const eight = Array.from({ length: 8 }, (_, n) => n).reduce(
    (file, n) => withRefund(file, amount(1_000), cancellationId(100 + n)),
    deposit(at),
  )
  const done = {
    ...eight,
    cancellations: eight.cancellations.map((one) => ({ ...one, state: 'done' as const, reserved: amount(0) })),
  }
  const free = {
    ...done,
    payment: {
      ...done.payment,
      amounts: { ...done.payment.amounts, inFlight: amount(0), cancelledByUs: amount(8_000) },
      state: 'partially_cancelled' as const,
    },
  }
  const { file } = happen(free, refundOf({ amount: amount(1_000), refundAccount: ACCOUNT }), contextAt(at, KSNET))
  expect(happen(file, startNewest(file), contextAt(at, KSNET)).effects).toMatchObject([{ type: 'call_cancellation' }])
})

describe('an account that is being closed', () => {
  const waiting = () =>
    deposit(kst('2026-11-20T12:00:00'), {
      state: 'awaiting_deposit',
      amounts: { ...paid().payment.amounts, paid: amount(0) },
    })
  const now = contextAt(kst('2026-11-20T13:00:00'), BY_INQUIRY)

  it('is not closed twice: another key hears of the one that there is, and so does the quote', () => {
    const { file } = happen(waiting(), refundOf(), now)
    expect(newest(file)).toMatchObject({ kind: 'account_close', state: 'queued' })
    expect(decide(file, refundOf(), now)).toMatchObject({ ok: false, refusal: { code: 'MD_BEING_CLOSED' } })
    expect(cancellationProblem(file, TOTAL, now)).toMatchObject({ code: 'MD_BEING_CLOSED' })
  })
})
