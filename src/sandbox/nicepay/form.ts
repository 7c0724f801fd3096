/** Reads form bodies as EUC-KR bytes and writes answers in the charset that was asked for (fact sheet nicepay §3). */
import iconv from 'iconv-lite'

/** One received field: its text as a Korean server would read it, and how many bytes it came as. */
export interface Field {
  readonly text: string
  readonly bytes: number
}

export type Fields = ReadonlyMap<string, Field>

export type Charset = 'euc-kr' | 'utf-8'

/** CP949 is the superset of EUC-KR that Korean servers really decode with (§18 trap 5). */
const CODEC = { 'euc-kr': 'cp949', 'utf-8': 'utf8' } as const

/** The first of several equal names wins, as with a servlet's getParameter. Bad escapes stay as they came. */
export function decodeForm(body: Buffer, charset: Charset = 'euc-kr'): Fields {
  const fields = new Map<string, Field>()
  for (const pair of body.toString('latin1').split('&')) {
    const cut = pair.indexOf('=')
    const name = decode(cut === -1 ? pair : pair.slice(0, cut), charset).text
    if (name === '' || fields.has(name)) continue
    fields.set(name, decode(cut === -1 ? '' : pair.slice(cut + 1), charset))
  }
  return fields
}

/** Bytes that are no Korean become replacement characters, as on the real server; nothing is refused (§19 item 2). */
function decode(raw: string, charset: Charset): Field {
  const latin1 = raw
    .replaceAll('+', ' ')
    .replaceAll(/%([0-9a-fA-F]{2})/g, (_escape, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  const bytes = Buffer.from(latin1, 'latin1')
  return { text: iconv.decode(bytes, CODEC[charset]), bytes: bytes.length }
}

export const textOf = (fields: Fields, name: string): string => fields.get(name)?.text ?? ''

/** The decoded fields as a plain object, for the record and for the signature formulas. */
export const toRecord = (fields: Fields): Record<string, string> =>
  Object.fromEntries([...fields].map(([name, { text }]) => [name, text]))

/** The exact field name and the exact value: `Charset` or `utf8` are ignored, and EUC-KR comes (§18 trap 7). */
export const answerCharset = (fields: Fields): Charset =>
  textOf(fields, 'CharSet').toLowerCase() === 'utf-8' ? 'utf-8' : 'euc-kr'

export type Answer = Readonly<Record<string, string>>

/** JSON unless `EdiType=KV`; the framing of KV is our guess (§3: unconfirmed). */
export function encodeAnswer(answer: Answer, fields: Fields, charset: Charset): Buffer {
  if (textOf(fields, 'EdiType').toUpperCase() !== 'KV') return iconv.encode(JSON.stringify(answer), CODEC[charset])
  return encodePairs(answer, { charset, space: '+' })
}

interface Framing {
  readonly charset: Charset
  readonly space: '+' | '%20'
}

/** Percent-escaped pairs: answers write a space as `+`, notifications as `%20` (§11). */
export const encodePairs = (fields: Answer, { charset, space }: Framing): Buffer =>
  Buffer.from(
    Object.entries(fields)
      .map(([name, value]) => `${name}=${percentEscaped(iconv.encode(value, CODEC[charset]), space)}`)
      .join('&'),
    'latin1',
  )

const percentEscaped = (bytes: Buffer, space: Framing['space']): string =>
  [...bytes]
    .map((byte) => {
      const char = String.fromCharCode(byte)
      if (/[A-Za-z0-9\-_.*]/.test(char)) return char
      return char === ' ' ? space : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
    })
    .join('')
