/** Branded ids: a prefix that says what it is, and a UUIDv7 inside, so that ids sort by the time they were made. */
import type { Instant } from './time.ts'

declare const idBrand: unique symbol
type Id<Kind extends string> = string & { readonly [idBrand]: Kind }

export type PaymentId = Id<'payment'>
export type CancellationId = Id<'cancellation'>
/** Of a merchant's webhook endpoint. */
export type EndpointId = Id<'endpoint'>

/** 10 random bytes go into each id; the caller brings them because core reads nothing ambient. */
export const ID_RANDOM_BYTES = 10

/** Crockford's base 32 in lower case: no i, l, o, u, so an id can be read out over a phone. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const BODY = '[0-7][0-9a-hjkmnp-tv-z]{25}'

export const newPaymentId = (at: Instant, random: Uint8Array): PaymentId => `pay_${body(at, random)}` as PaymentId
export const newCancellationId = (at: Instant, random: Uint8Array): CancellationId =>
  `can_${body(at, random)}` as CancellationId

export const newEndpointId = (at: Instant, random: Uint8Array): EndpointId => `ep_${body(at, random)}` as EndpointId

export const isPaymentId = (text: string): text is PaymentId => PAYMENT_ID.test(text)
export const isCancellationId = (text: string): text is CancellationId => CANCELLATION_ID.test(text)
export const isEndpointId = (text: string): text is EndpointId => ENDPOINT_ID.test(text)

/** So many last characters of an id are random, so that ids of one decision can be told apart by them. */
const SIBLING_CHARS = 4

/** The `n`-th id beside `id`, for a decision that gives birth to several cancellations; the 0th is `id` itself. */
export function siblingId(id: CancellationId, n: number): CancellationId {
  let left = n
  const tail = [...id.slice(-SIBLING_CHARS)].reverse().map((char) => {
    const sum = ALPHABET.indexOf(char) + left
    left = Math.floor(sum / ALPHABET.length)
    return ALPHABET[sum % ALPHABET.length]
  })
  return `${id.slice(0, -SIBLING_CHARS)}${tail.reverse().join('')}` as CancellationId
}

const PAYMENT_ID = new RegExp(`^pay_${BODY}$`)
const CANCELLATION_ID = new RegExp(`^can_${BODY}$`)
const ENDPOINT_ID = new RegExp(`^ep_${BODY}$`)

/** RFC 9562 UUIDv7 (48 bits of milliseconds, version, 74 random bits) as 26 base-32 characters. */
function body(at: Instant, random: Uint8Array): string {
  if (random.length !== ID_RANDOM_BYTES) throw new RangeError(`an id needs ${ID_RANDOM_BYTES} random bytes`)
  let bits = BigInt(at)
  for (const byte of random) bits = (bits << 8n) | BigInt(byte)
  const versioned = (bits & ~(0xfn << 76n)) | (7n << 76n)
  let uuid = (versioned & ~(0b11n << 62n)) | (0b10n << 62n)
  let text = ''
  for (let i = 0; i < 26; i += 1) {
    text = ALPHABET[Number(uuid & 31n)] + text
    uuid >>= 5n
  }
  return text
}
