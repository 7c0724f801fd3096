/** Percent-encoded forms as bytes: which characters they mean is for the caller to say. */

const PLUS = 0x2b
const PERCENT = 0x25
const SPACE = 0x20
const AMPERSAND = 0x26
const EQUALS = 0x3d
/** The bit in which ASCII's small letters differ from its capitals. */
const LOWER_CASE = 0x20

/** More pairs than any provider or window sends; the rest is left out, so that a body of `&` costs nobody's time. */
const MAX_PAIRS = 400
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
  for (let start = 0; start <= bytes.length && parts.length < MAX_PAIRS; start += 1) {
    const found = bytes.indexOf(at, start)
    const end = found < 0 ? bytes.length : found
    parts.push(bytes.subarray(start, end))
    start = end
  }
  return parts
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
  const [tens, ones] = [hexDigit(high), hexDigit(low)]
  return tens === null || ones === null ? null : tens * 16 + ones
}

function hexDigit(code = 0): number | null {
  const isDigit = code >= 0x30 && code <= 0x39
  const letter = code | LOWER_CASE
  if (isDigit) return code - 0x30
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : null
}
