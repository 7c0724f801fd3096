/** Reads the booking form: a whole booking, or the fields that are wrong. */
import { type BankCode, ISSUING_BANKS } from './banks.ts'
import { daysAfter } from './format.ts'
import type { CashReceipt } from './maedeup.ts'
import type { Stay } from './reservations.ts'
import { roomOf } from './rooms.ts'

export const MAX_NIGHTS = 7
const MAX_DAYS_AHEAD = 365
const MAX_NAME = 30

/** As it was typed: shown again when something is wrong. */
export interface BookingForm {
  readonly checkIn: string
  readonly nights: string
  readonly name: string
  readonly phone: string
  readonly loseSession: boolean
  /** Where to pay. */
  readonly channel: string
  /** `account`: by virtual account; anything else: in a window. */
  readonly pays: string
  readonly bank: string
  /** `income_deduction`, `expenditure_proof`, or none. */
  readonly receipt: string
  /** One for each kind of receipt: a mobile number, a business number. */
  readonly mobile: string
  readonly business: string
}

export interface Booking extends Stay {
  readonly guestName: string
  readonly phone: string | null
  /** Won. */
  readonly amount: number
  /** What a virtual account was asked for with; null for a card. */
  readonly account: { readonly bank: BankCode; readonly cashReceipt: CashReceipt | null } | null
}

export type BookingField = 'room' | 'checkIn' | 'nights' | 'name' | 'phone' | 'bank' | 'receipt' | 'receiptNumber'

export type ReadBooking =
  | { readonly ok: true; readonly booking: Booking }
  | { readonly ok: false; readonly wrong: readonly BookingField[] }

export function formOf(fields: URLSearchParams): BookingForm {
  const field = (name: string) => (fields.get(name) ?? '').trim().slice(0, 200)
  return {
    checkIn: field('checkIn'),
    nights: field('nights'),
    name: field('name'),
    phone: field('phone'),
    loseSession: fields.get('loseSession') === 'on',
    channel: field('channel'),
    pays: field('pays'),
    bank: field('bank'),
    receipt: field('receipt'),
    mobile: field('mobile'),
    business: field('business'),
  }
}

/** The price is reckoned here, from the shop's own list: whatever a browser says about it is not even read. */
export function readBooking(form: BookingForm, { roomId, today }: { roomId: string; today: string }): ReadBooking {
  const room = roomOf(roomId)
  const nights = /^\d{1,2}$/.test(form.nights) ? Number(form.nights) : 0
  const account = form.pays === 'account' ? accountOf(form) : null
  const wrong: BookingField[] = []
  if (!isBookable(form.checkIn, today)) wrong.push('checkIn')
  if (nights < 1 || nights > MAX_NIGHTS) wrong.push('nights')
  if (!isName(form.name)) wrong.push('name')
  if (form.phone !== '' && !isPhone(form.phone)) wrong.push('phone')
  if (account === 'no such bank') return { ok: false, wrong: [...wrong, 'bank'] }
  if (room === undefined) return { ok: false, wrong: ['room', ...wrong] }
  if (wrong.length > 0) return { ok: false, wrong }
  const amount = room.pricePerNight * nights
  const phone = form.phone === '' ? null : form.phone
  const { checkIn, name: guestName } = form
  return { ok: true, booking: { roomId, checkIn, nights, guestName, phone, amount, account } }
}

/** The bank is one of our list. Whether a receipt's number is right, Maedeup says when it is asked for. */
function accountOf({ bank: named, receipt, mobile, business }: BookingForm): Booking['account'] | 'no such bank' {
  const bank = ISSUING_BANKS.find((one) => one === named)
  if (bank === undefined) return 'no such bank'
  switch (receipt) {
    case 'income_deduction':
      return { bank, cashReceipt: { type: receipt, number: mobile } }
    case 'expenditure_proof':
      return { bank, cashReceipt: { type: receipt, number: business } }
    default:
      return { bank, cashReceipt: null }
  }
}

/** A date that exists, from today to a year ahead. Dates written this way compare as text. */
function isBookable(date: string, today: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(Date.parse(`${date}T00:00:00Z`))) return false
  return daysAfter(date, 0) === date && date >= today && date <= daysAfter(today, MAX_DAYS_AHEAD)
}

function isName(name: string): boolean {
  return [...name].length <= MAX_NAME && /\p{L}/u.test(name) && !/\p{C}/u.test(name)
}

function isPhone(phone: string): boolean {
  return /^\+?[\d -]{7,20}$/.test(phone) && phone.replaceAll(/\D/g, '').length >= 7
}
