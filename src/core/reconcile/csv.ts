/** Reads CSV as RFC 4180 has it, piece by piece: quoted fields with line breaks, any line end, one record at a time. */

export interface CsvRecord {
  /** Of its first character in the file, from 1. */
  readonly line: number
  readonly fields: readonly string[]
}

/** A record that cannot be one; reading goes on after it. */
export interface CsvProblem {
  readonly line: number
  readonly problem: string
}

export type CsvItem = CsvRecord | CsvProblem

export const isProblem = (item: CsvItem): item is CsvProblem => 'problem' in item

/** Far more than any export has; a quote that is never closed must not eat the file. */
const MAX_RECORD_CHARS = 64 * 1024
const MAX_FIELDS = 500

export interface CsvReader {
  /** The records that this piece completes. */
  read(piece: string): readonly CsvItem[]
  /** What the end of the file completes. */
  end(): readonly CsvItem[]
}

/** `text` may be latin1 of bytes in UTF-8 or CP949: neither has a byte of the structure inside a character. */
export function createCsvReader(delimiter: string): CsvReader {
  const state = new Reading(delimiter)
  return { read: (piece) => state.read(piece), end: () => state.end() }
}

class Reading {
  private readonly delimiter: string
  private fields: string[] = []
  private field = ''
  /** `quoted`: inside quotes. `closing`: after a quote that may be the end, or half of a doubled one. */
  private place: 'start' | 'plain' | 'quoted' | 'closing' = 'start'
  private size = 0
  private line = 1
  private began = 1
  private lastWasCr = false
  /** Why the present record is none; it is skipped to the end of its line. */
  private problem: string | null = null
  private out: CsvItem[] = []

  constructor(delimiter: string) {
    this.delimiter = delimiter
  }

  read(piece: string): readonly CsvItem[] {
    this.out = []
    for (let index = 0; index < piece.length; index += 1) this.take(piece[index] ?? '')
    return this.out
  }

  end(): readonly CsvItem[] {
    this.out = []
    if (this.place === 'quoted') this.problem ??= 'a quote is not closed'
    if (this.size > 0) this.finish()
    return this.out
  }

  private take(one: string): void {
    const afterCr = this.lastWasCr
    this.lastWasCr = one === '\r'
    const isBreak = one === '\n' || one === '\r'
    // The second half of CR LF ends nothing.
    if (one === '\n' && afterCr && this.place !== 'quoted') return
    if (isBreak && !(one === '\n' && afterCr)) this.line += 1
    if (isBreak && (this.place !== 'quoted' || this.problem !== null)) {
      this.finish()
      return
    }
    this.size += 1
    if (this.problem !== null) return
    if (this.size > MAX_RECORD_CHARS) {
      this.problem = 'the record is too long, or a quote is not closed'
      return
    }
    this.character(one)
  }

  private character(one: string): void {
    switch (this.place) {
      case 'quoted':
        if (one === '"') this.place = 'closing'
        else this.field += one
        return
      case 'closing':
        if (one === '"') {
          this.field += one
          this.place = 'quoted'
        } else if (one === this.delimiter) this.next()
        else if (one !== ' ') this.problem = 'there is text after a closing quote'
        return
      case 'start':
        if (one === '"') this.place = 'quoted'
        else if (one === this.delimiter) this.next()
        else {
          this.field = one
          this.place = 'plain'
        }
        return
      case 'plain':
        if (one === this.delimiter) this.next()
        else this.field += one
    }
  }

  private next(): void {
    if (this.fields.length >= MAX_FIELDS) this.problem = 'the record has too many fields'
    this.fields.push(this.field)
    this.field = ''
    this.place = 'start'
  }

  private finish(): void {
    const { began: line, problem } = this
    if (this.size > 0) {
      this.fields.push(this.field)
      this.out.push(problem === null ? { line, fields: this.fields } : { line, problem })
    }
    this.fields = []
    this.field = ''
    this.place = 'start'
    this.size = 0
    this.problem = null
    this.began = this.line
  }
}

/** One line of a CSV for spreadsheets; what they would take for a formula is shown as text. */
export const csvLine = (cells: readonly (string | number | null)[]): string => `${cells.map(cell).join(',')}\r\n`

/** So that Excel reads UTF-8. */
export const CSV_MARK = '\ufeff'

function cell(value: string | number | null): string {
  if (typeof value === 'number') return String(value)
  const text = value ?? ''
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
