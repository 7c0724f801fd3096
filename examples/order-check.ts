/** The merchant's end of a signed order check: is it Maedeup who asks, and does the order exist? */
import { createHmac, timingSafeEqual } from 'node:crypto'

/** An older question is a replay, or a clock is wrong. */
const MAX_AGE_SECONDS = 300

export interface Question {
  /** The header `maedeup-signature`: `t=<unix seconds>,v1=<hex>`. */
  readonly signature: string
  /** The raw text of the request; parse it afterwards. */
  readonly body: string
}

/** `nowSeconds`: `Date.now() / 1_000`. */
export function isGenuine({ signature, body }: Question, secret: string, nowSeconds: number): boolean {
  const { t = '', v1 = '' } = Object.fromEntries(signature.split(',').map((part) => part.split('=', 2)))
  if (!/^\d{1,12}$/.test(t) || Math.abs(nowSeconds - Number(t)) > MAX_AGE_SECONDS) return false
  const expected = createHmac('sha256', secret).update(`${t}.${body}`).digest()
  const given = Buffer.from(v1, 'hex')
  return given.length === expected.length && timingSafeEqual(given, expected)
}
