/** Each payment is told by the right word, and both books are compared by their sums. */
import { expect, test } from 'vitest'
import { booksAgree, type Looked } from './books.ts'
import { type Chapter, chapterOf, leftMs } from './chapter.ts'
import type { Payment } from './maedeup.ts'
import { NOW, payment } from './testing.ts'

const netCancel = (state: string) => [{ id: 'can_1', kind: 'net_cancel', state, amount: 98_000, refundAccount: null }]

const told: readonly [Chapter, Partial<Payment>][] = [
  ['unpaid', { state: 'ready', orderDueAt: null }],
  ['checking', { state: 'approving', orderDueAt: null }],
  ['waiting', {}],
  ['overdue', { orderDueAt: '2026-07-22T14:30:00Z' }],
  ['overdue', { orderDueAt: null }],
  ['returning', { cancellations: netCancel('queued') }],
  ['returning', { cancellations: netCancel('unknown'), order: { ref: 'x' } }],
  ['deposit', { state: 'awaiting_deposit', paidAmount: 0 }],
  ['deposit', { state: 'awaiting_deposit', paidAmount: 0, order: { ref: 'x' } }],
  ['asking', { refundDueAt: '2026-07-27T14:59:59Z', orderDueAt: '2026-07-22T14:30:00Z' }],
  ['asking', { refundDueAt: '2026-07-27T14:59:59Z', cancellations: netCancel('bounced') }],
  ['returning', { refundDueAt: '2026-07-27T14:59:59Z', cancellations: netCancel('accepted') }],
  ['tied', { order: { ref: 'x' } }],
  ['tied', { order: { ref: 'x' }, cancellations: netCancel('refused') }],
  ['desk', { attention: { at: '', reason: 'needs_operator' }, cancellations: netCancel('unknown') }],
  ['returned', { state: 'cancelled', cancelledAmount: 98_000 }],
  ['ended', { state: 'failed' }],
  ['ended', { state: 'expired' }],
]

test.each(told)('%s: %o', (chapter, change) => {
  expect(chapterOf(payment(change), NOW)).toBe(chapter)
})

test('time left never runs below zero', () => {
  expect(leftMs(payment(), NOW)).toBe(17_000)
  expect(leftMs(payment(), NOW + 60_000)).toBe(0)
})

const book = (change: object): Looked => ({
  kind: 'found',
  book: { ref: 'T1', orderId: 'x', amount: 98_000, state: 'approved', cancelledAmount: 0, cancels: [], ...change },
})

test.each([
  [true, book({})],
  [true, book({ paidAmount: 98_000 })],
  [false, book({ paidAmount: 0 })],
  [false, book({ cancelledAmount: 98_000 })],
  [false, { kind: 'missing' } as const],
  [false, { kind: 'unreachable' } as const],
])('books agree: %s for %o', (agree, looked) => {
  expect(booksAgree(payment(), looked)).toBe(agree)
})

test('a payment that holds no money agrees with a PG that knows nothing of it', () => {
  expect(booksAgree(payment({ state: 'ready', paidAmount: 0 }), { kind: 'missing' })).toBe(true)
})
