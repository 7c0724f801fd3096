/** How long numbers and names of refund accounts may be, by PG: from docs/guides/virtual-accounts.md, section 8. */
import { type Lang, say } from './words.ts'

interface Limit {
  /** Digits. */
  readonly number: number
  /** In bytes a Korean syllable takes two, a Latin letter one. */
  readonly holder: { readonly most: number; readonly unit: 'bytes' | 'characters' }
}

const IN_BYTES: Limit = { number: 16, holder: { most: 10, unit: 'bytes' } }
const WIDE: Limit = { number: 20, holder: { most: 60, unit: 'characters' } }

const LIMITS: Readonly<Record<string, Limit>> = {
  nicepay: IN_BYTES,
  'nicepay-rest': IN_BYTES,
  'portone-v1': { number: 16, holder: { most: 16, unit: 'characters' } },
  'portone-v2': WIDE,
  tosspayments: WIDE,
}

/** Of a PG that is newer than this page nothing is said; Maedeup still names what is wrong. */
export const limitOf = (provider: string): Limit => LIMITS[provider] ?? WIDE

/** "한글 5자, 영문 10자까지" */
export function holderLimit(lang: Lang, provider: string): string {
  const { most, unit } = limitOf(provider).holder
  if (unit === 'characters') return say(lang, 'refund.limit.characters', { count: most })
  return say(lang, 'refund.limit.bytes', { syllables: Math.floor(most / 2), letters: most })
}

export function fitsHolder(provider: string, name: string): boolean {
  const { most, unit } = limitOf(provider).holder
  const characters = Array.from(name)
  const wide = unit === 'bytes' ? characters.filter((one) => (one.codePointAt(0) ?? 0) >= 0x80).length : 0
  return characters.length + wide <= most
}
