/** Turns fields into EUC-KR form bodies and answers into fields, exactly as nicepay §3 and §18 traps 4, 5 and 8 say. */
import iconv from 'iconv-lite'
import type { Amount } from '../../core/money.ts'
import { isAmount } from '../../core/money.ts'

/** Form fields in the order in which they are sent. */
export type Form = Readonly<Record<string, string>>

/** CP949 is the superset of EUC-KR that NICEPAY's hosts read; `TextEncoder` and `URLSearchParams` know UTF-8 only. */
const CHARSET = 'cp949'

/** What stays as it is in a body (trap 4); every other byte is escaped. */
const UNRESERVED = /^[A-Za-z0-9\-_.*]$/

/** The request body: Korean as percent-escaped EUC-KR bytes, a space as `+` (as the official Java sample does). */
export function encodeForm(form: Form): Uint8Array {
  const pairs = Object.entries(form).map(([name, value]) => `${escapeText(name)}=${escapeText(value)}`)
  return Buffer.from(pairs.join('&'), 'ascii')
}

const escapeText = (text: string): string => Array.from(text, escapeCharacter).join('')

function escapeCharacter(character: string): string {
  if (UNRESERVED.test(character)) return character
  if (character === ' ') return '+'
  // Both bytes of a syllable, even where the second is a letter: CP949 trail bytes may look like ASCII.
  return Array.from(iconv.encode(character, CHARSET), (byte) => `%${hex(byte)}`).join('')
}

const hex = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, '0')

/** Length in bytes as NICEPAY counts: EUC-KR, a Hangul syllable is 2. */
export const byteLength = (text: string): number => iconv.encode(text, CHARSET).length

/** True when every character exists in NICEPAY's character set; an emoji or `é` does not. */
export const isCarried = (text: string): boolean => Array.from(text.normalize('NFC')).every(isMappable)

const isMappable = (character: string): boolean => iconv.decode(iconv.encode(character, CHARSET), CHARSET) === character

/**
 * Text as it can be sent: composed (macOS writes Hangul decomposed), control characters as spaces, characters outside
 * the set as `?` *before* bytes are counted (trap 5), cut between characters to `maxBytes`, without blanks at the ends.
 */
export function fitText(text: string, maxBytes: number): string {
  let kept = ''
  let size = 0
  for (const character of text
    .normalize('NFC')
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()) {
    const sent = isMappable(character) ? character : '?'
    size += byteLength(sent)
    if (size > maxBytes) break
    kept += sent
  }
  return kept.trimEnd()
}

/** An answer's fields as text, and the encoding in which it really came. */
export interface Decoded {
  readonly encoding: 'utf-8' | 'cp949'
  readonly fields: Readonly<Record<string, string>>
}

/**
 * Reads a JSON answer, or null where it is none. Strict UTF-8 first, then CP949, because an answer may come in EUC-KR
 * although `CharSet=utf-8` was asked for (trap 8). Values that are no text or number are left out.
 */
export function decodeAnswer(body: Uint8Array): Decoded | null {
  const text = decodeText(body)
  const parsed = parseJson(text.text)
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return null
  const fields = Object.entries(parsed)
    .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
    .map(([name, value]) => [name, String(value)] as const)
  return { encoding: text.encoding, fields: Object.fromEntries(fields) }
}

function decodeText(body: Uint8Array): { text: string; encoding: Decoded['encoding'] } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(body), encoding: 'utf-8' }
  } catch {
    return { text: iconv.decode(Buffer.from(body), CHARSET), encoding: 'cp949' }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Base-10 digits, padded or not (§18 trap 9), or null. */
export function parseAmount(text: string | undefined): Amount | null {
  if (text === undefined || !/^\d{1,12}$/.test(text)) return null
  const value = Number.parseInt(text, 10)
  return isAmount(value) ? value : null
}
