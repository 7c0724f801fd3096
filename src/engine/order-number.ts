/** The order number that a provider is sent: the merchant's own where it fits, a stable stand-in where it does not. */
import { createHash } from 'node:crypto'
import type { Capabilities } from '../ports/provider.ts'

/** RFC 4648 base 32 in lower case: letters and digits only, which every provider takes. */
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567'
/** 24 characters = 120 bits: two order ids never meet. */
const STAND_IN_LENGTH = 24

/** `attempt` counts from 1; a number must be new for each attempt (DESIGN §1). */
export function providerOrderNumber(
  orderId: string,
  attempt: number,
  { orderNumber }: Pick<Capabilities, 'orderNumber'>,
): string {
  const own = attempt === 1 ? orderId : `${orderId}-${attempt}`
  const fits = own.length <= orderNumber.maxLength && orderNumber.pattern.test(own)
  return fits ? own : `md${base32(createHash('sha256').update(own).digest())}`
}

function base32(bytes: Uint8Array): string {
  let bits = 0n
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte)
  const top = bits >> BigInt(bytes.length * 8 - STAND_IN_LENGTH * 5)
  return Array.from({ length: STAND_IN_LENGTH }, (_, place) => {
    return BASE32[Number((top >> BigInt((STAND_IN_LENGTH - 1 - place) * 5)) & 31n)]
  }).join('')
}
