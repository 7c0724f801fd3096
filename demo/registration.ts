/** What the shop tells Maedeup about a booking before anything is paid: by card in a window, or by virtual account. */
import type { Booking } from './booking.ts'
import { SHOP_MARK } from './context.ts'
import { daysAfter, koreanDate } from './format.ts'
import type { AccountWish, Refused, Registration } from './maedeup.ts'
import type { Room } from './rooms.ts'
import { type Lang, say } from './words.ts'

/** Our channels whose PG issues virtual accounts in its window only; it asks for the bank there. */
export const ISSUED_IN_WINDOW: ReadonlySet<string> = new Set(['nicepay-rest'])

/** What the bank shows as the account's holder. */
const HOLDER = '매듭스테이'

export interface Registering {
  readonly channel: string
  readonly orderId: string
  readonly booking: Booking
  readonly room: Room
  readonly lang: Lang
  /** Where the buyer comes back to from a window. */
  readonly origin: string
  readonly now: number
}

export function registrationOf({ channel, orderId, booking, room, lang, origin, now }: Registering): Registration {
  const { guestName, phone, account, checkIn, nights } = booking
  const common = {
    channel,
    orderId,
    orderName: `${say(lang, 'shop')} · ${room.name[lang]}`,
    amount: booking.amount,
    buyer: { name: guestName, ...(phone !== null && { phone }) },
    metadata: { ...SHOP_MARK, room: room.id, checkIn, nights: String(nights) },
  } as const
  if (account !== null && !ISSUED_IN_WINDOW.has(channel)) {
    return { ...common, method: 'virtual_account', virtualAccount: accountWish(account, now) }
  }
  const returnUrls = { success: `${origin}/success`, fail: `${origin}/fail` }
  return { ...common, method: account === null ? 'card' : 'virtual_account', returnUrls }
}

function accountWish({ bank, cashReceipt }: NonNullable<Booking['account']>, now: number): AccountWish {
  return { bank, holder: HOLDER, expiresAt: depositBy(now), ...(cashReceipt !== null && { cashReceipt }) }
}

/** The end of tomorrow in Korea: what guests expect, and never less than a day. */
const depositBy = (now: number): string => `${daysAfter(koreanDate(now), 1)}T23:59:00+09:00`

const FORM_FIELDS = {
  'virtualAccount.bank': 'bank',
  'virtualAccount.cashReceipt': 'receipt',
  'virtualAccount.cashReceipt.number': 'receiptNumber',
} as const

/** What of a refused registration the guest can mend, by the names of the form's fields. */
export function wrongFieldsOf({ status, fields }: Refused): readonly (typeof FORM_FIELDS)[keyof typeof FORM_FIELDS][] {
  if (status !== 422) return []
  return fields.flatMap((field) =>
    Object.hasOwn(FORM_FIELDS, field) ? [FORM_FIELDS[field as keyof typeof FORM_FIELDS]] : [],
  )
}
