/** Decides where a buyer goes next: to the shop, to the checking page, or to a page of ours. */
import type { ErrorCode } from '../core/errors.ts'
import type { PaymentFile } from '../core/payment/payment.ts'
import { after, type Instant } from '../core/time.ts'
import type { Returned } from '../engine/return.ts'

export type Destination =
  | { readonly to: 'success' }
  | { readonly to: 'fail'; readonly code: ErrorCode }
  /** The provider has not answered yet. */
  | { readonly to: 'checking' }

/** Time as the decision needs it. */
export interface Patience {
  readonly now: Instant
  /** How long a buyer is kept on the checking page, counted from the return. */
  readonly checkingForMs: number
}

/**
 * A window that is closed after the payment went through (a second tab), or a genuine return that comes after the money
 * was seen: the payment itself says where to go.
 */
const CHANGE_NOTHING: readonly ErrorCode[] = ['MD_RETURN_ABANDONED', 'MD_NOT_READY']

/**
 * After a return was presented. The same return again leads to the same place, because only the payment's present state
 * counts where the return was taken.
 */
export function afterReturn(returned: Returned, patience: Patience): Destination {
  if (returned.ok) return byState(returned.file, patience, 'MD_APPROVAL_NOT_SENT')
  const { refusal, file } = returned
  if (file !== null && CHANGE_NOTHING.includes(refusal.code)) return byState(file, patience, refusal.code)
  return { to: 'fail', code: refusal.code }
}

/** While the return is still being worked on: `ready` says only that it is not written down yet. */
export const whileLate = (file: PaymentFile, patience: Patience): Destination =>
  file.payment.state === 'ready' ? { to: 'checking' } : byState(file, patience, 'MD_APPROVAL_NOT_SENT')

/** Where the payment itself leads; `whileReady` is what to say where nothing has happened to it. */
export function byState({ payment }: PaymentFile, patience: Patience, whileReady: ErrorCode): Destination {
  switch (payment.state) {
    case 'ready':
      return { to: 'fail', code: whileReady }
    case 'approving': {
      const returnedAt = payment.approval?.returnedAt ?? payment.createdAt
      if (patience.now < after(returnedAt, patience.checkingForMs)) return { to: 'checking' }
      return { to: 'fail', code: 'MD_APPROVAL_UNSETTLED' }
    }
    case 'paid':
    case 'partially_cancelled':
    case 'awaiting_deposit':
      return { to: 'success' }
    case 'failed':
      return { to: 'fail', code: 'MD_APPROVAL_REFUSED' }
    case 'cancelled':
    case 'expired':
      return { to: 'fail', code: 'MD_PAYMENT_ENDED' }
  }
}

/** The shop's URL with what it needs to go on. Its own query stays byte for byte as the shop wrote it. */
export function shopUrl(
  { payment }: PaymentFile,
  destination: Exclude<Destination, { to: 'checking' }>,
): string | null {
  const { returnUrls, id, orderId } = payment
  if (returnUrls === null) return null
  const url = new URL(returnUrls[destination.to])
  const told = { paymentId: id, orderId, ...(destination.to === 'fail' ? { code: destination.code } : {}) }
  const added = Object.entries(told).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  url.search = [url.search.replace(/^\?/, ''), ...added].filter((part) => part !== '').join('&')
  return url.href
}
