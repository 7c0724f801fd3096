/** Reads the lines of a settlement file by a mapping of its columns; a line that says too little is a problem. */
import { isAmount } from '../money.ts'
import { type BusinessDate, businessDate, fromIso, fromKstStamp, type Instant } from '../time.ts'
import type { CsvRecord } from './csv.ts'

/** Which column, by its heading, says what. */
export interface SettlementColumns {
  /** The provider's reference of the payment, also in the row of a cancel. */
  readonly ref: string
  readonly orderNumber?: string | undefined
  readonly amount: string
  /** Charge or cancel; absent = a negative amount is a cancel. */
  readonly kind?: string | undefined
  /** When it happened, in Korean time. */
  readonly at: string
  readonly fee?: string | undefined
  /** The provider's number of a cancel. */
  readonly cancelId?: string | undefined
}

export interface SettlementFormat {
  readonly columns: SettlementColumns
  readonly encoding: 'auto' | 'utf-8' | 'euc-kr'
  readonly delimiter: ',' | ';' | '\t' | '|'
  /** Words of the kind's column, besides the usual ones. */
  readonly cancelWords: readonly string[]
}

export interface SettlementLine {
  readonly line: number
  readonly ref: string
  readonly orderNumber: string | null
  readonly kind: 'charge' | 'cancel'
  readonly amount: number
  readonly fee: number | null
  readonly at: Instant | null
  /** The day that the line says, where it says no time. */
  readonly date: BusinessDate
  readonly cancelId: string | null
}

/** Where each column stands. */
export type Heading = Readonly<Partial<Record<keyof SettlementColumns, number>>>

/** Title lines that exports begin with, at most. */
export const MAX_LINES_BEFORE_HEADING = 20

/** Null where the record is not the heading. */
export function readHeading(fields: readonly string[], columns: SettlementColumns): Heading | null {
  const names = fields.map(normal)
  const found = Object.entries(columns).flatMap(([column, name]) => {
    const index = name === undefined ? -1 : names.indexOf(normal(name))
    return name === undefined ? [] : [[column, index] as const]
  })
  return found.some(([, index]) => index < 0) ? null : Object.fromEntries(found)
}

const normal = (text: string): string =>
  text
    .replace(/^\ufeff/, '')
    .replaceAll(/\s+/g, '')
    .toLowerCase()

const CANCEL_WORDS = ['취소', '환불', '망취소', '부분취소', '전체취소', '승인취소', '매입취소', 'cancel', 'cancelled']
const MORE_CANCEL_WORDS = ['canceled', 'refund', 'partialcancelled', 'partial_canceled', 'c']

/** A longer reference is none of any provider's. */
const MAX_TEXT = 200

export function readLine(
  { line, fields }: CsvRecord,
  heading: Heading,
  { cancelWords }: Pick<SettlementFormat, 'cancelWords'>,
): SettlementLine | { readonly line: number; readonly problem: string } {
  const of = (column: keyof SettlementColumns): string => fields[heading[column] ?? -1]?.trim() ?? ''
  const ref = of('ref')
  const money = readMoney(of('amount'))
  const when = readWhen(of('at'))
  if (ref === '' || ref.length > MAX_TEXT || /\p{Cc}/u.test(ref)) return { line, problem: 'there is no reference' }
  if (money === null) return { line, problem: 'the amount cannot be read' }
  if (when === null) return { line, problem: 'the time cannot be read' }
  const word = normal(of('kind'))
  const words = [...CANCEL_WORDS, ...MORE_CANCEL_WORDS, ...cancelWords.map(normal)]
  const isCancel = money < 0 || words.includes(word)
  const amount = Math.abs(money)
  if (!isAmount(amount)) return { line, problem: 'the amount is none' }
  return {
    line,
    ref,
    orderNumber: orNull(of('orderNumber')),
    kind: isCancel ? 'cancel' : 'charge',
    amount,
    fee: feeOf(of('fee')),
    ...when,
    cancelId: orNull(of('cancelId')),
  }
}

/** A number that no amount has is of another column. */
function feeOf(text: string): number | null {
  const fee = readMoney(text)
  return fee !== null && isAmount(Math.abs(fee)) ? fee : null
}

const orNull = (text: string): string | null => (text === '' || text.length > MAX_TEXT ? null : text)

/** `1,000`, `₩1,000`, `1000원`, `-1,000`, `(1,000)`, `1000.00`. Won have no parts. */
export function readMoney(text: string): number | null {
  const bare = text.replaceAll(/[\s,₩￦원]/g, '')
  const match = /^(\()?([-+−])?(\d{1,15})(?:\.0{1,2})?(\))?$/.exec(bare)
  if (match === null || (match[1] === undefined) !== (match[4] === undefined)) return null
  const value = Number(match[3])
  return match[1] !== undefined || match[2] === '-' || match[2] === '−' ? -value : value
}

/** Korean time, with or without a time of day; separators as spreadsheets like them. */
export function readWhen(text: string): { readonly at: Instant | null; readonly date: BusinessDate } | null {
  const iso = fromIso(text)
  if (iso !== null) return { at: iso, date: businessDate(iso) }
  const match = /^(\d{4})\D?(\d{2})\D?(\d{2})(?:[T\s.]*(\d{2}):?(\d{2})(?::?(\d{2}))?)?(?:\.\d{1,6})?$/.exec(text)
  if (match === null) return null
  const [, year, month, day, hour, minute, second = '00'] = match
  const at = fromKstStamp(`${year}${month}${day}${hour ?? '00'}${minute ?? '00'}${second}`)
  if (at === null) return null
  return { at: hour === undefined ? null : at, date: `${year}-${month}-${day}` as BusinessDate }
}
