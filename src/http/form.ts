/** Reads what a payment window brought back: form fields as bytes, in whichever Korean encoding they came. */
import iconv from 'iconv-lite'
import { parseForm } from '../core/form.ts'

const strict = new TextDecoder('utf-8', { fatal: true })

/** U+0000 cannot be stored, and no window sends it. */
const storable = (text: string): string => text.replaceAll('\0', '\ufffd')
const fromUtf8 = (bytes: Uint8Array): string => storable(strict.decode(bytes))
const fromCp949 = (bytes: Uint8Array): string => storable(iconv.decode(Buffer.from(bytes), 'cp949'))

/**
 * Fields by name. The whole is UTF-8 or it is CP949, because a page posts in one encoding. Neither the charset header
 * nor URLSearchParams can be trusted with Korean windows (fact sheet nicepay §18).
 */
export function readForm(body: Uint8Array): Readonly<Record<string, string>> {
  try {
    return parseForm(body, fromUtf8)
  } catch {
    return parseForm(body, fromCp949)
  }
}

/** The same for what stands behind the question mark. */
export const readQuery = (url: string): Readonly<Record<string, string>> => {
  const cut = url.indexOf('?')
  return readForm(Buffer.from(cut === -1 ? '' : url.slice(cut + 1), 'latin1'))
}
