/** A booking is told to Maedeup as its guest wishes to pay: by window, by account, or by an account of the window. */
import { expect, test } from 'vitest'
import type { Booking } from './booking.ts'
import { type Registering, registrationOf, wrongFieldsOf } from './registration.ts'
import { ROOMS, type Room } from './rooms.ts'
import { NOW } from './testing.ts'

const booking: Booking = {
  roomId: 'sarangchae',
  checkIn: '2026-08-01',
  nights: 2,
  guestName: '김매듭',
  phone: null,
  amount: 196_000,
  account: null,
}
const account = { bank: 'KOOKMIN', cashReceipt: null } as const

function told(change: Partial<Booking>, more: Partial<Registering> = {}) {
  const [room] = ROOMS as readonly [Room, ...Room[]]
  const usual = { channel: 'nicepay', orderId: 'MS1', room, lang: 'ko', origin: 'http://shop', now: NOW } as const
  return registrationOf({ ...usual, booking: { ...booking, ...change }, ...more })
}

const returnUrls = { success: 'http://shop/success', fail: 'http://shop/fail' }

test('a card goes through a window that comes back to the shop', () => {
  expect(told({})).toMatchObject({ method: 'card', returnUrls })
  expect(told({})).not.toHaveProperty('virtualAccount')
})

test('an account is asked for with its bank, and lives until the end of tomorrow in Korea', () => {
  const asked = told({ account })
  const virtualAccount = { bank: 'KOOKMIN', holder: '매듭스테이', expiresAt: '2026-07-23T23:59:00+09:00' }
  expect(asked).toMatchObject({ method: 'virtual_account', virtualAccount })
  expect(asked).not.toHaveProperty('returnUrls')
  expect(asked.virtualAccount).not.toHaveProperty('cashReceipt')
})

test.each([
  ['2026-07-24', '2026-07-23T23:59:00+09:00', 'check-in later: the end of tomorrow'],
  ['2026-07-23', '2026-07-23T06:00:00.000Z', 'check-in tomorrow: before it'],
  ['2026-07-22', '2026-07-22T15:30:00.000Z', 'check-in was this afternoon: an hour'],
])('for %s the deposit is due at %s: %s', (checkIn, expiresAt) => {
  expect(told({ account, checkIn }).virtualAccount?.expiresAt).toBe(expiresAt)
})

test('no cash receipt is asked for where the PG takes none with an account', () => {
  const cashReceipt = { type: 'income_deduction', number: '010-1234-5678' } as const
  const asked = told({ account: { bank: 'IBK', cashReceipt } }, { channel: 'portone-v1' })
  expect(asked.virtualAccount).not.toHaveProperty('cashReceipt')
})

test('a cash receipt goes along as it was typed', () => {
  const cashReceipt = { type: 'income_deduction', number: '010-1234-5678' } as const
  expect(told({ account: { bank: 'IBK', cashReceipt } }).virtualAccount).toMatchObject({ cashReceipt })
})

test('where the window issues accounts, the window is opened for one', () => {
  const asked = told({ account }, { channel: 'nicepay-rest' })
  expect(asked).toMatchObject({ method: 'virtual_account', returnUrls })
  expect(asked).not.toHaveProperty('virtualAccount')
})

test.each([
  [['virtualAccount.bank'], ['bank']],
  [
    ['virtualAccount.cashReceipt.number', 'virtualAccount.cashReceipt'],
    ['receiptNumber', 'receipt'],
  ],
  [['orderName', 'virtualAccount.expiresAt', 'toString'], []],
])('of the fields %o the guest can mend %o', (fields, mendable) => {
  const refused = { kind: 'refused', status: 422, code: 'MD_INVALID_REQUEST', fields } as const
  expect(wrongFieldsOf(refused)).toEqual(mendable)
  expect(wrongFieldsOf({ ...refused, status: 409 })).toEqual([])
})
