/** Order, booking and refund numbers: short, speakable, unguessable enough for a demo. */
import { koreanDate } from './format.ts'
import type { Clock, Random } from './options.ts'

/** Without I, L, O and U: they are misread, or make words. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Letters and digits only, and not long: such a number goes to every PG as it is. */
export function newOrderId({ clock, random }: { clock: Clock; random: Random }): string {
  return `MS${koreanDate(clock.now()).replaceAll('-', '')}${draw(random, 10)}`
}

export const newBookingNumber = (random: Random): string => `MS-${draw(random, 8)}`

export const newRefundId = (random: Random): string => `RF-${draw(random, 8)}`
export const isRefundId = (text: string): boolean => /^RF-[0-9A-HJKMNP-TV-Z]{8}$/.test(text)

/** 256 is a multiple of 32: every character is as likely as the others. */
const draw = (random: Random, count: number): string =>
  [...random.bytes(count)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('')
