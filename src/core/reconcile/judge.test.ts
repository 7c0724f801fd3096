/** What each kind of difference is found by, and what is no difference. */
import { describe, expect, test } from 'vitest'
import type { ListedCancel } from '../evidence.ts'
import type { CancellationId, PaymentId } from '../ids.ts'
import { amount } from '../money.ts'
import { after, type BusinessDate, DAY_MS, MINUTE_MS, startOfDate } from '../time.ts'
import { type Scope, scopeOf } from './day.ts'
import { type Books, judge } from './judge.ts'
import { DIFFERENCE_KINDS } from './kinds.ts'
import type { Listed } from './listed.ts'
import type { OurCancel, OurPayment } from './ours.ts'

const DATE = '2026-11-20' as BusinessDate
const FROM = startOfDate(DATE)
const NOON = after(FROM, DAY_MS / 2)
const SCOPE = scopeOf(DATE, after(FROM, 2 * DAY_MS)) as Scope
const BOOKS: Books = { live: true, account: 'shop', unknownPayments: 'watch', scope: SCOPE }
const CAN = 'can_01m7y0qrx7f1v9kaw5jgnm76mq' as CancellationId

const THEIRS: Listed = {
  ref: 'REF',
  orderNumber: 'ORDER',
  shape: 'payments',
  within: true,
  status: 'paid',
  charge: { amount: amount(50_000), at: NOON },
  cancels: [],
  cancelsComplete: true,
  balance: amount(50_000),
  currency: 'KRW',
  live: true,
  account: 'shop',
}
const OURS: OurPayment = {
  id: 'pay_01m7y0qrx7f1v9kaw5jgnm76mq' as PaymentId,
  ref: 'REF',
  orderNumber: 'ORDER',
  state: 'paid',
  currency: 'KRW',
  paid: amount(50_000),
  cancelled: 0,
  paidAt: NOON,
  cancels: [],
}
const listed = (more: Partial<ListedCancel> = {}): ListedCancel => ({
  providerCancelId: 'C1',
  amount: amount(10_000),
  at: NOON,
  tag: null,
  ...more,
})
const own = (more: Partial<OurCancel> = {}): OurCancel => ({
  id: CAN,
  kind: 'refund',
  state: 'done',
  amount: amount(10_000),
  providerCancelId: 'C1',
  createdAt: NOON,
  settledAt: NOON,
  ...more,
})

const kindsOf = (theirs: Partial<Listed>, ours: Partial<OurPayment> | null, books: Partial<Books> = {}) =>
  judge({ ...THEIRS, ...theirs }, ours === null ? null : { ...OURS, ...ours }, { ...BOOKS, ...books }).map(
    ({ kind }) => kind,
  )

const FOUND: readonly [kind: keyof typeof DIFFERENCE_KINDS, Partial<Listed>, Partial<OurPayment> | null][] = [
  ['missing_here', {}, null],
  ['paid_there_not_here', {}, { state: 'approving', paid: amount(0), paidAt: null }],
  ['paid_there_not_here', { ref: 'OTHER' }, { state: 'failed', paid: amount(0), paidAt: null }],
  ['paid_here_not_there', { status: 'not_paid', charge: null, balance: null }, {}],
  ['paid_here_not_there', { status: 'awaiting_deposit', charge: null, balance: null }, {}],
  ['amount_differs', { charge: { amount: amount(49_000), at: NOON } }, {}],
  ['currency_differs', { currency: 'USD' }, {}],
  ['order_number_differs', { orderNumber: 'ELSE' }, {}],
  ['day_differs', {}, { paidAt: after(NOON, -DAY_MS) }],
  ['duplicate_order', { ref: 'SECOND' }, {}],
  ['test_money', { live: false }, {}],
  ['foreign_account', { account: 'another shop' }, {}],
  ['account_closed_there', { status: 'not_paid', charge: null }, { state: 'awaiting_deposit', paid: amount(0) }],
  [
    'account_closed_there',
    { shape: 'movements', status: 'cancelled', charge: null, cancels: [listed()], cancelsComplete: false },
    { state: 'awaiting_deposit', paid: amount(0), paidAt: null },
  ],
  ['cancel_missing_here', { cancels: [listed()] }, {}],
  ['cancelled_there_not_here', { cancelsComplete: false, balance: amount(40_000) }, {}],
  ['cancel_missing_there', {}, { cancels: [own()], cancelled: 10_000 }],
  ['cancel_missing_there', { cancelsComplete: false }, { cancels: [own()], cancelled: 10_000 }],
  ['cancel_amount_differs', { cancels: [listed({ amount: amount(9_000) })] }, { cancels: [own()], cancelled: 10_000 }],
  ['cancel_state_differs', { cancels: [listed({ tag: CAN })] }, { cancels: [own({ state: 'unknown' })] }],
  ['cancel_state_differs', { cancels: [listed()] }, { cancels: [own({ state: 'refused' })] }],
  [
    'cancel_doubled',
    { cancels: [listed({ tag: CAN }), listed({ providerCancelId: 'C2', tag: CAN })] },
    { cancels: [own()], cancelled: 10_000 },
  ],
  ['refund_bounced_there', { cancels: [listed({ state: 'failed' })] }, { cancels: [own()], cancelled: 10_000 }],
]

test.each(FOUND)('%s is found (%#)', (kind, theirs, ours) => {
  expect(kindsOf(theirs, ours)).toContain(kind)
})

const NONE: readonly [what: string, Partial<Listed>, Partial<OurPayment> | null, Partial<Books>?][] = [
  ['both alike', {}, {}],
  ['what we do not know on a shared MID', {}, null, { unknownPayments: 'ignore' }],
  ['test money that we do not know', { live: false }, null],
  ['an attempt that failed', { status: 'not_paid', charge: null, balance: null }, null],
  ['another attempt of a paid order that failed', { ref: 'OTHER', status: 'not_paid', charge: null }, {}],
  ['a charge of another day', { charge: { amount: amount(1), at: after(FROM, -MINUTE_MS) }, within: false }, null],
  ['a time that a second clock tells', { charge: { amount: amount(50_000), at: after(NOON, 60_000) } }, {}],
  ['a cancel under its id', { cancels: [listed()], balance: amount(40_000) }, { cancels: [own()], cancelled: 10_000 }],
  [
    'a cancel that neither side has a name for',
    { cancels: [listed({ providerCancelId: '' })] },
    { cancels: [own()], cancelled: 10_000 },
  ],
  [
    'a cancel under way there',
    { cancels: [listed({ state: 'pending', tag: CAN })] },
    { cancels: [own({ state: 'accepted' })] },
  ],
  ['a refund that came back', { cancels: [listed()] }, { cancels: [own({ state: 'bounced' })] }],
  [
    'a cancel of ours that was booked while the list was read',
    {},
    { cancels: [own({ settledAt: SCOPE.readAt })], cancelled: 10_000 },
  ],
  ['a cancel that is seconds old', { cancels: [listed({ at: SCOPE.readAt })] }, {}],
  [
    'an account that we closed ourselves',
    { shape: 'movements', status: 'cancelled', charge: null, cancels: [listed()], cancelsComplete: false },
    { state: 'expired', paid: amount(0), cancels: [own({ kind: 'account_close', amount: amount(0) })] },
  ],
  [
    'a balance while one of ours is under way',
    { cancelsComplete: false, balance: amount(40_000) },
    { cancels: [own({ state: 'sending' })] },
  ],
]

test.each(NONE)('%s is no difference', (_what, theirs, ours, books) => {
  expect(kindsOf(theirs, ours, books)).toEqual([])
})

test('two equal cancels without names are matched one to one', () => {
  const theirs = [listed({ providerCancelId: 'A' }), listed({ providerCancelId: 'B' })]
  const ours = [own({ providerCancelId: null })]
  expect(kindsOf({ cancels: theirs }, { cancels: ours, cancelled: 10_000 })).toEqual(['cancel_missing_here'])
})

test('the same difference has the same name, whatever its figures', () => {
  const subjectOf = (won: number) =>
    judge({ ...THEIRS, charge: { amount: amount(won), at: NOON } }, OURS, BOOKS)[0]?.subject
  expect(subjectOf(1)).toBe(subjectOf(2))
})

describe('the table of kinds', () => {
  test('says all of it in both languages', () => {
    for (const row of Object.values(DIFFERENCE_KINDS)) {
      expect(row.en).toMatch(/\.$/)
      expect(row.suggestion).toMatch(/\.$/)
      expect(row.ko).toMatch(/[가-힣].*\.$/)
      expect(row.suggestionKo).toMatch(/[가-힣].*\.$/)
    }
    expect(Object.keys(DIFFERENCE_KINDS).length).toBeGreaterThanOrEqual(12)
  })
})
