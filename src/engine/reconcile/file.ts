/** Imports a settlement file as a stream: EUC-KR or UTF-8, bad lines told by number, never a crash. */
import { isAscii, isUtf8 } from 'node:buffer'
import iconv from 'iconv-lite'
import { type ErrorCode, type Refusal, refuse } from '../../core/errors.ts'
import { type CsvItem, createCsvReader, isProblem } from '../../core/reconcile/csv.ts'
import type { Reconciliation } from '../../core/reconcile/run.ts'
import {
  type Heading,
  MAX_LINES_BEFORE_HEADING,
  readHeading,
  readLine,
  type SettlementFormat,
  type SettlementLine,
} from '../../core/reconcile/settlement.ts'
import type { BusinessDate } from '../../core/time.ts'
import type { BadLine, FilePlace, ReconciliationStore } from '../../ports/reconciliation.ts'
import type { Shell } from '../effects.ts'

/** A million lines of two hundred bytes. */
const MAX_BYTES = 256 * 1024 * 1024
const BATCH = 2_000
/** The rest is counted. */
const TOLD_BAD_LINES = 200

export interface FileWish {
  readonly channel: string
  readonly date: BusinessDate
  readonly by: string
  readonly bytes: AsyncIterable<Uint8Array>
}

export interface FileTold {
  readonly lines: number
  readonly bad: number
  readonly badLines: readonly BadLine[]
}

export type ImportedFile =
  | { readonly ok: true; readonly run: Reconciliation; readonly told: FileTold }
  | { readonly ok: false; readonly refusal: Refusal }

/** Lines are stored beside those of the file before, which they replace when the file is whole. */
export async function importFile(
  { shell, books }: { shell: Shell; books: ReconciliationStore },
  { channel, date, by, bytes }: FileWish,
): Promise<ImportedFile> {
  const format = shell.channels.get(channel)?.settlement
  if (format === undefined) return no('MD_NO_SETTLEMENT_FORMAT', `Channel "${channel}" has no \`settlement.columns\`.`)
  const reading = new FileReading(format)
  const held = await books.holdFile({ channel, date, by, at: shell.clock.now() })
  if (held === null) return underWay(channel, date)
  let size = 0
  for await (const piece of bytes) {
    size += piece.length
    if (size > MAX_BYTES) return no('MD_BODY_TOO_LARGE', `A settlement file has at most ${MAX_BYTES} bytes.`)
    await keep(books, held, reading.read(piece))
  }
  await keep(books, held, reading.end())
  if (!reading.hasHeading()) {
    return no('MD_SETTLEMENT_HEADING', `No line has all of: ${Object.values(format.columns).join(', ')}.`)
  }
  const told = reading.told()
  const run = await books.endFile(held, { ...told, at: shell.clock.now() })
  return run === null ? underWay(channel, date) : { ok: true, run, told }
}

const underWay = (channel: string, date: BusinessDate): ImportedFile =>
  no('MD_COMPARISON_UNDER_WAY', `${channel}, ${date}: a file is being compared, or came meanwhile.`)

async function keep(books: ReconciliationStore, held: FilePlace, lines: readonly SettlementLine[]): Promise<void> {
  for (let from = 0; from < lines.length; from += BATCH) await books.keepLines(held, lines.slice(from, from + BATCH))
}

const no = (code: ErrorCode, detail: string): ImportedFile => ({ ok: false, refusal: refuse(code, detail) })

type Encoding = 'utf-8' | 'cp949'

/** Structure is read from bytes as they are; only the fields that are wanted are made into text. */
class FileReading {
  private readonly format: SettlementFormat
  private readonly csv
  private encoding: Encoding | null
  private heading: Heading | null = null
  private records = 0
  private lines = 0
  private bad = 0
  private readonly badLines: BadLine[] = []

  constructor(format: SettlementFormat) {
    this.format = format
    this.csv = createCsvReader(format.delimiter)
    this.encoding = format.encoding === 'auto' ? null : format.encoding === 'utf-8' ? 'utf-8' : 'cp949'
  }

  read(piece: Uint8Array): readonly SettlementLine[] {
    return this.take(this.csv.read(Buffer.from(piece).toString('latin1')))
  }

  end(): readonly SettlementLine[] {
    return this.take(this.csv.end())
  }

  hasHeading(): boolean {
    return this.heading !== null
  }

  told(): FileTold {
    return { lines: this.lines, bad: this.bad, badLines: this.badLines }
  }

  private take(items: readonly CsvItem[]): readonly SettlementLine[] {
    return items.flatMap((item) => this.one(item) ?? [])
  }

  private one(item: CsvItem): SettlementLine | null {
    this.records += 1
    if (isProblem(item)) return this.isBad(item)
    const fields = this.textOf(item.fields)
    if (fields === null) return this.isBad({ line: item.line, problem: 'its letters are of another encoding' })
    if (this.heading === null) {
      this.heading = this.records <= MAX_LINES_BEFORE_HEADING ? readHeading(fields, this.format.columns) : null
      return null
    }
    if (fields.every((field) => field.trim() === '')) return null
    const line = readLine({ line: item.line, fields }, this.heading, this.format)
    if ('problem' in line) return this.isBad(line)
    this.lines += 1
    return line
  }

  private isBad(problem: BadLine): null {
    this.bad += 1
    if (this.badLines.length < TOLD_BAD_LINES) this.badLines.push({ line: problem.line, problem: problem.problem })
    return null
  }

  /** The first record with letters beyond ASCII decides for the file. Null: not of that encoding. */
  private textOf(fields: readonly string[]): readonly string[] | null {
    const raw = fields.map((field) => Buffer.from(field, 'latin1'))
    if (raw.every(isAscii)) return fields
    if (this.encoding === null) this.encoding = raw.every(isUtf8) ? 'utf-8' : 'cp949'
    if (this.encoding === 'utf-8') return raw.every(isUtf8) ? raw.map((one) => one.toString('utf8')) : null
    const texts = raw.map((one) => iconv.decode(one, 'cp949'))
    return texts.some((text) => text.includes('�')) ? null : texts
  }
}
