/** Reads what a payment window brought back: form fields as bytes, in whichever Korean encoding they came. */
import iconv from 'iconv-lite'

/** Returns have some twenty fields. */
const MOST_FIELDS = 200

/**
 * Fields by name; the first of several equal names wins. All escapes are undone to bytes before anything is decoded,
 * and the whole is UTF-8 or it is CP949, because a page posts in one encoding. Neither the charset header nor
 * URLSearchParams can be trusted with Korean windows (fact sheet nicepay §18).
 */
export function readForm(body: Buffer): Record<string, string> {
  const pairs = body
    .toString('latin1')
    .split('&', MOST_FIELDS)
    .map((pair) => {
      const cut = pair.indexOf('=')
      return cut === -1 ? [unescaped(pair), ''] : [unescaped(pair.slice(0, cut)), unescaped(pair.slice(cut + 1))]
    })
  const decode = pairs.every((pair) => pair.every(isUtf8)) ? fromUtf8 : fromCp949
  const fields = new Map<string, string>()
  for (const [name = '', value = ''] of pairs) {
    const decoded = decode(name)
    if (decoded !== '' && !fields.has(decoded)) fields.set(decoded, decode(value))
  }
  return Object.fromEntries(fields)
}

/** The same for what stands behind the question mark. */
export const readQuery = (url: string): Record<string, string> => {
  const cut = url.indexOf('?')
  return readForm(Buffer.from(cut === -1 ? '' : url.slice(cut + 1), 'latin1'))
}

/** One character a byte. */
const unescaped = (raw: string): string =>
  raw
    .replaceAll('+', ' ')
    .replaceAll(/%([0-9a-fA-F]{2})/g, (_escape, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

const strict = new TextDecoder('utf-8', { fatal: true })

function isUtf8(bytes: string): boolean {
  try {
    strict.decode(Buffer.from(bytes, 'latin1'))
    return true
  } catch {
    return false
  }
}

/** U+0000 cannot be stored, and no window sends it. */
const storable = (text: string): string => text.replaceAll('\0', '�')
const fromUtf8 = (bytes: string): string => storable(Buffer.from(bytes, 'latin1').toString('utf8'))
const fromCp949 = (bytes: string): string => storable(iconv.decode(Buffer.from(bytes, 'latin1'), 'cp949'))
