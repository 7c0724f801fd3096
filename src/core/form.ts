/** Percent-encoded forms as bytes: which characters they mean is for the caller to say. */

const PLUS = 0x2b
const PERCENT = 0x25
const SPACE = 0x20
const AMPERSAND = 0x26
const EQUALS = 0x3d

/** More fields than any provider or window sends; the rest is left out. */
const MAX_FIELDS = 200

/**
 * Fields of an `application/x-www-form-urlencoded` body. `decode` turns unescaped bytes into text, so that EUC-KR
 * bodies can be read whatever their header says. A name that comes twice keeps its first value.
 */
export function parseForm(body: Uint8Array, decode: (bytes: Uint8Array) => string): Readonly<Record<string, string>> {
  const fields = new Map<string, string>()
  for (const pair of split(body, AMPERSAND)) {
    if (fields.size >= MAX_FIELDS) break
    const equals = pair.indexOf(EQUALS)
    const name = decode(unescaped(equals < 0 ? pair : pair.subarray(0, equals)))
    const value = equals < 0 ? '' : decode(unescaped(pair.subarray(equals + 1)))
    if (name !== '' && !fields.has(name)) fields.set(name, value)
  }
  return Object.fromEntries(fields)
}

function split(bytes: Uint8Array, at: number): Uint8Array[] {
  const parts: Uint8Array[] = []
  let start = 0
  for (let end = bytes.indexOf(at); end >= 0; end = bytes.indexOf(at, start)) {
    parts.push(bytes.subarray(start, end))
    start = end + 1
  }
  return [...parts, bytes.subarray(start)]
}

/** `+` is a space, `%XX` a byte; a percent sign that begins no escape stays one. */
function unescaped(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length)
  let length = 0
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i] ?? 0
    const escaped = byte === PERCENT ? hexByte(bytes[i + 1], bytes[i + 2]) : null
    if (escaped !== null) i += 2
    out[length] = escaped ?? (byte === PLUS ? SPACE : byte)
    length += 1
  }
  return out.subarray(0, length)
}

function hexByte(high: number | undefined, low: number | undefined): number | null {
  const digits = [high, low].map((code) => (code === undefined ? '' : String.fromCharCode(code))).join('')
  return /^[0-9A-Fa-f]{2}$/.test(digits) ? Number.parseInt(digits, 16) : null
}
