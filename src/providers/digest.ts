/** Compares digests, and ties a window to its payment, for the protocols that sign with a shared key. */
import { createHmac, timingSafeEqual } from 'node:crypto'

/** Compares a received hex digest with ours: in constant time, whatever its letter case. */
export function sameDigest(received: string, expected: string): boolean {
  const a = Buffer.from(received.toLowerCase(), 'utf8')
  const b = Buffer.from(expected, 'utf8')
  return a.length === b.length && timingSafeEqual(a, b)
}

/**
 * The nonce that ties a window to one payment, where the protocol's own signature does not (nicepay §4: S2 does not
 * cover Moid; §18 trap 14: R-0 covers neither tid nor order number). Derived, so nothing new is stored: HMAC-SHA256 of
 * the payment id under the shop's key, with a label that no formula of a protocol can produce.
 */
export const bindingOf = (paymentId: string, key: string): string =>
  createHmac('sha256', key).update(`maedeup:window:${paymentId}`, 'utf8').digest('hex')
