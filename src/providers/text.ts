/** Fits texts into the limits of protocols: composed, and cut only between characters. */

/** A protocol's limit, in its own way of counting (code units, characters, bytes of an encoding). */
export interface Limit {
  readonly max: number
  readonly lengthOf: (text: string) => number
}

export const codeUnits = (max: number): Limit => ({ max, lengthOf: (text) => text.length })
export const utf8Bytes = (max: number): Limit => ({ max, lengthOf: (text) => Buffer.byteLength(text, 'utf8') })

/** Composed and well formed, with control characters (or other `blanks`) as blanks. */
export const composed = (text: string, blanks = /\p{Cc}+/gu): string =>
  text.normalize('NFC').toWellFormed().replaceAll(blanks, ' ').trim()

/** As many whole characters as fit. */
export function cut(text: string, { max, lengthOf }: Limit): string {
  let kept = ''
  for (const character of text) {
    if (lengthOf(kept + character) > max) break
    kept += character
  }
  return kept.trimEnd()
}
