/** Finds planted values in any text, however they are written there: plain, spaced, escaped, percent, hex, base64. */
import iconv from 'iconv-lite'

/** A text that somebody could read, and where. */
export interface Told {
  readonly where: string
  readonly text: string
}

export interface Wanted {
  /** Whole numbers of at least {@link LEAST_DIGITS} digits. */
  readonly digits: Iterable<string>
  /** Beginnings of names; in UTF-8 and in EUC-KR. */
  readonly names: Iterable<string>
}

const LEAST_DIGITS = 9
const AROUND = 60

/** Every place at which one of the wanted values can be read; at most one for each value, view and text. */
export function find(told: readonly Told[], { digits, names }: Wanted): readonly string[] {
  const numbers = new Set(digits)
  const lengths = [...new Set([...numbers].map(({ length }) => length))]
  if (lengths.some((length) => length < LEAST_DIGITS)) throw new RangeError('a number is too short to be told apart')
  const spellings = [...names].flatMap(spellingsOf)
  return told.flatMap(({ where, text }) =>
    viewsOf(text).flatMap(({ how, seen }) => {
      if (how !== 'plain' && seen === text) return []
      const places = [...numbersIn(seen, { numbers, lengths }), ...namesIn(seen, spellings)]
      return places.map((at) => `${where}, ${how}: …${seen.slice(Math.max(0, at - AROUND), at + AROUND)}…`)
    }),
  )
}

/** As text, and as the bytes of both encodings look where they are read one by one. */
const spellingsOf = (name: string): readonly string[] => [
  name,
  name.normalize('NFD'),
  Buffer.from(name).toString('latin1'),
  iconv.encode(name, 'cp949').toString('latin1'),
]

const namesIn = (seen: string, spellings: readonly string[]): readonly number[] =>
  spellings.map((name) => seen.indexOf(name)).filter((at) => at >= 0)

/** Hyphens, dots and blanks between digits hide nothing. */
const DIGITS = /\d(?:[-.\s]?\d){8,}/g

interface Numbers {
  readonly numbers: ReadonlySet<string>
  readonly lengths: readonly number[]
}

function numbersIn(seen: string, { numbers, lengths }: Numbers): readonly number[] {
  const found = new Map<string, number>()
  for (const { 0: run, index } of seen.matchAll(DIGITS)) {
    const digits = run.replaceAll(/\D/g, '')
    for (const length of lengths) {
      for (let from = 0; from + length <= digits.length; from += 1) {
        const part = digits.slice(from, from + length)
        if (numbers.has(part) && !found.has(part)) found.set(part, index)
      }
    }
  }
  return [...found.values()]
}

interface View {
  readonly how: string
  readonly seen: string
}

const latin1 = (bytes: Buffer): string => bytes.toString('latin1')

/** The text, and what it says to who decodes any part of it. Base64 may begin anywhere in a word. */
const viewsOf = (text: string): readonly View[] => [
  { how: 'plain', seen: text },
  { how: 'escaped', seen: text.replaceAll(/\\+u([0-9a-f]{4})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16))) },
  {
    how: 'percent-encoded',
    seen: text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (run) => latin1(Buffer.from(run.replaceAll('%', ''), 'hex'))),
  },
  ...[0, 1, 2, 3].map((skip) => ({
    how: 'base64',
    seen: wordsOf(text, /[\w+/-]{12,}/g, (word) => latin1(Buffer.from(word.slice(skip), 'base64'))),
  })),
  ...[0, 1].map((skip) => ({
    how: 'hex',
    seen: wordsOf(text, /[0-9a-f]{12,}/gi, (word) => latin1(Buffer.from(word.slice(skip), 'hex'))),
  })),
]

const wordsOf = (text: string, words: RegExp, decode: (word: string) => string): string =>
  [...text.matchAll(words)].map(([word]) => decode(word)).join('\n\n')
