/** Specifies when an answer is believed: ids, amounts, currency and kind of money must be those that were asked for. */
import { describe, expect, test } from 'vitest'
import { amount } from '../../core/money.ts'
import { readCancel } from './cancelled.ts'
import { readOptions } from './config.ts'
import {
  cancellationId,
  envelope,
  historyEntry,
  IMP_UID,
  OPTIONS,
  ORDER,
  okay,
  page,
  paid,
  partlyCancelled,
  portonePayment,
  reply,
  sampleCancellation,
  samplePayment,
} from './fixtures/sample.ts'
import { readAttempts, readList, readPrepared, readReference } from './outcome.ts'

const account = readOptions(OPTIONS)
const tagged = (change: object = {}) => historyEntry({ reason: `고객 요청 #${cancellationId(1)}`, ...change })
const cancelled = (change: object = {}, cancellation = sampleCancellation()) =>
  readCancel(
    { payment: paid(), cancellation, live: true },
    okay(partlyCancelled({ cancel_history: [tagged()], ...change })),
  )

describe('cancel', () => {
  test('is done where the history shows our own', () => {
    expect(cancelled()).toEqual({
      kind: 'done',
      evidence: { providerCancelId: 'sim-c-1', amount: 1_000, remaining: 9_000, at: 1_700_000_100_000 },
      answer: { code: '0', message: 'cancelled' },
      next: 'none',
    })
  })

  test('is accepted where PortOne says yes and its history does not (§7.3)', () => {
    const unchanged = readCancel(
      { payment: paid(), cancellation: sampleCancellation(), live: true },
      okay(portonePayment()),
    )
    expect(unchanged).toMatchObject({ kind: 'accepted', next: 'inquire' })
    const stranger = [historyEntry({ reason: '관리자페이지취소' })]
    expect(cancelled({ cancel_history: stranger }, sampleCancellation({ guard: null }))).toMatchObject({
      kind: 'accepted',
    })
  })

  test('of a deposit at Smartro is accepted though the history shows it: Smartro calls back when it is final', () => {
    const smartro = { pg_provider: 'smartro_v2', pay_method: 'vbank' }
    expect(cancelled(smartro)).toMatchObject({ kind: 'accepted', next: 'inquire', evidence: { remaining: 9_000 } })
    expect(cancelled({ ...smartro, pay_method: 'card' })).toMatchObject({ kind: 'done' })
    expect(cancelled({ ...smartro, pg_provider: 'smartro' })).toMatchObject({ kind: 'done' })
  })

  test('without a tag is ours when the balance moved by exactly ours from our checksum', () => {
    const nameless = { cancel_history: [historyEntry({ reason: null })] }
    expect(cancelled(nameless)).toMatchObject({ kind: 'done', evidence: { providerCancelId: 'sim-c-1' } })
    const twins = [historyEntry({ reason: null }), historyEntry({ reason: null, cancellation_id: 'sim-c-2' })]
    const second = sampleCancellation({ guard: amount(9_000) })
    expect(cancelled({ cancel_amount: 2_000, cancel_history: twins }, second)).toMatchObject({ kind: 'accepted' })
  })

  test.each<[string, object]>([
    ['another payment', { imp_uid: 'imp_100000000002' }],
    ['another order', { merchant_uid: 'order-0002' }],
    ['another amount', { cancel_amount: 2_000, cancel_history: [tagged({ amount: 2_000 })] }],
    ['another currency', { currency: 'JPY' }],
    ['test money', { sandbox: true }],
    ['no kind of money', { sandbox: null }],
    ['a history that does not add up', { cancel_amount: 3_000 }],
  ])('about %s is unknown', (_name, change) => {
    expect(cancelled(change)).toMatchObject({ kind: 'unknown', next: 'inquire' })
  })

  test.each([null, [], 'x', {}, { imp_uid: IMP_UID }])('with the payload %j is unknown', (response) => {
    const asked = { payment: paid(), cancellation: sampleCancellation(), live: true }
    expect(readCancel(asked, okay(response))).toMatchObject({ kind: 'unknown', next: 'inquire' })
  })
})

describe('look', () => {
  const attempts = (list: readonly unknown[], ref: string | null = IMP_UID, change: object = {}) =>
    readAttempts({ operation: 'approve', account, ref, orderNumber: ORDER }, okay(page(list, change)))
  const another = (change: object = {}) => portonePayment({ imp_uid: 'imp_100000000002', ...change })
  const failed = { status: 'failed', paid_at: 0 }

  test('finds the attempt that was named, whatever else there is', () => {
    expect(attempts([another(failed), portonePayment()])).toMatchObject({ evidence: { status: 'paid', ref: IMP_UID } })
    expect(attempts([another(), portonePayment(failed)])).toMatchObject({
      evidence: { status: 'not_paid', ref: IMP_UID, others: [{ status: 'paid', ref: 'imp_100000000002' }] },
    })
  })

  test('shows no others where they hold no money', () => {
    const gone = { status: 'cancelled', cancel_amount: 10_000, cancel_history: [historyEntry({ amount: 10_000 })] }
    const outcome = attempts([another(gone), portonePayment()])
    expect(outcome.kind === 'done' && 'others' in outcome.evidence).toBe(false)
  })

  test('without a reference takes the earliest that is paid; the next one is another', () => {
    const late = another({ paid_at: 1_700_000_090 })
    expect(attempts([late, portonePayment()], null)).toMatchObject({
      evidence: { ref: IMP_UID, others: [{ ref: 'imp_100000000002' }] },
    })
  })

  test('without a reference prefers our own kind of money, and hides nothing', () => {
    const test = another({ sandbox: true, paid_at: 1 })
    expect(attempts([portonePayment(), test], null)).toMatchObject({ evidence: { ref: IMP_UID, live: true } })
    expect(attempts([portonePayment(failed), test], null)).toMatchObject({
      evidence: { status: 'not_paid', others: [{ live: false, status: 'paid' }] },
    })
    expect(attempts([test], null)).toMatchObject({ evidence: { status: 'paid', live: false } })
  })

  test('of more attempts than one page shows proves no absence', () => {
    const more = { total: 2_000, next: 2 }
    expect(attempts([another(failed)], IMP_UID, more)).toMatchObject({ kind: 'unknown', next: 'inquire' })
    expect(attempts([another(failed)], null, more)).toMatchObject({ kind: 'unknown' })
    expect(attempts([portonePayment()], IMP_UID, more)).toMatchObject({ kind: 'done' })
  })

  test('with one attempt that cannot be read says nothing', () => {
    for (const odd of [another({ status: 'reviewing' }), another({ merchant_uid: 'x' }), {}, null]) {
      expect(attempts([portonePayment(), odd])).toMatchObject({ kind: 'unknown', next: 'inquire' })
    }
  })

  test('by reference takes that payment and no other', () => {
    const looked = { operation: 'inquire', account, ref: IMP_UID, orderNumber: '' } as const
    expect(readReference(looked, okay(portonePayment()))).toMatchObject({ evidence: { status: 'paid' } })
    for (const odd of [another(), portonePayment({ status: 'x' }), {}, null]) {
      expect(readReference(looked, okay(odd))).toMatchObject({ kind: 'unknown', next: 'inquire' })
    }
  })
})

describe('preparation', () => {
  const prepared = (response: unknown, which: 'written' | 'kept' = 'written') =>
    readPrepared(samplePayment(), okay(response), which)
  const same = { merchant_uid: ORDER, amount: 10_000, currency: 'KRW' }

  test('is done where PortOne repeats it, or says nothing of it', () => {
    for (const response of [same, { ...same, currency: null }, null, undefined]) {
      expect(prepared(response)).toMatchObject({ kind: 'done', next: 'none' })
    }
  })

  test('of something else is unknown when we wrote it, and for a person when it was there', () => {
    const other = { ...same, amount: 9_000 }
    expect(prepared(other)).toMatchObject({ kind: 'unknown', next: 'inquire' })
    expect(prepared(other, 'kept')).toMatchObject({ kind: 'refused', next: 'operator' })
    expect(prepared({ ...same, currency: 'USD' }, 'kept')).toMatchObject({ kind: 'refused' })
    for (const response of [null, {}, { ...same, merchant_uid: 'x' }]) {
      expect(prepared(response, 'kept')).toMatchObject({ kind: 'unknown' })
    }
  })
})

describe('list', () => {
  test('leads onwards to its end, and nowhere else', () => {
    expect(readList(1, okay(page([portonePayment()], { next: 2 })))).toMatchObject({ evidence: { next: '2' } })
    expect(readList(2, okay(page([], { previous: 1 })))).toMatchObject({ evidence: { rows: [], next: null } })
    for (const next of [1, 2, 4]) {
      expect(readList(2, okay(page([], { next })))).toMatchObject({ kind: 'unknown' })
    }
  })

  test('leaves out what cannot be read, and says so', () => {
    expect(readList(1, okay(page([portonePayment(), {}, { status: 'x' }])))).toMatchObject({
      evidence: { rows: [{ status: 'paid' }] },
      answer: { message: '1 payments, 2 more not understood' },
    })
  })

  test('behind the data is an error of PortOne, and unknown', () => {
    expect(readList(9, reply(400, envelope(null, -1, 'page')))).toMatchObject({ kind: 'unknown', next: 'inquire' })
  })
})
