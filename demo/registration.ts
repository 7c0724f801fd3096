/** What the shop tells Maedeup about a booking before anything is paid: by card in a window, or by virtual account. */
import type { Booking } from './booking.ts'
import { SHOP_MARK } from './context.ts'
import { daysAfter, koreanDate } from './format.ts'
import type { AccountWish, Refused, Registration } from './maedeup.ts'
import type { Room } from './rooms.ts'
import { type Lang, say } from './words.ts'

/** Our channels whose PG issues virtual accounts in its window only; it asks for the bank there. */
export const ISSUED_IN_WINDOW: ReadonlySet<string> = new Set(['nicepay-rest'])

/** Our channels whose PG takes no cash receipt with an account. */
export const WITHOUT_RECEIPT: ReadonlySet<string> = new Set(['nicepay-rest', 'portone-v1'])

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

export function registrationOf(registering: Registering): Registration {
  const { channel, orderId, booking, room, lang, origin } = registering
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
    return { ...common, method: 'virtual_account', virtualAccount: accountWish(registering, account) }
  }
  const returnUrls = { success: `${origin}/success`, fail: `${origin}/fail` }
  return { ...common, method: account === null ? 'card' : 'virtual_account', returnUrls }
}

function accountWish({ channel, booking, now }: Registering, account: NonNullable<Booking['account']>): AccountWish {
  const { bank, cashReceipt } = account
  // A choice that another PG would take: the form hides it where this one does not.
  const receipt = cashReceipt === null || WITHOUT_RECEIPT.has(channel) ? {} : { cashReceipt }
  return { bank, holder: HOLDER, expiresAt: depositBy(now, booking.checkIn), ...receipt }
}

const HOUR_MS = 60 * 60_000
const CHECK_IN_AT = 'T15:00:00+09:00'

/**
 * The end of tomorrow in Korea: what guests expect. Whoever stays before that pays before check-in, and whoever books
 * after check-in began has an hour: money that comes when the night is over helps nobody.
 */
function depositBy(now: number, checkIn: string): string {
  const usual = `${daysAfter(koreanDate(now), 1)}T23:59:00+09:00`
  if (Date.parse(checkIn + CHECK_IN_AT) >= Date.parse(usual)) return usual
  const atCheckIn = Math.max(Date.parse(checkIn + CHECK_IN_AT), now + HOUR_MS)
  return new Date(atCheckIn).toISOString()
}

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
