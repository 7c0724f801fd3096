/** The table says what the sheet says, cell by cell; where it does not, the deviation is listed with its reason. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Rule } from './rule.ts'
import { RULES } from './rules.ts'

/** Beside the repository, not in it: without it there is nothing to compare with. */
const SHEET = join(import.meta.dirname, '../../../../../shared/protocols/cancel-policies.md')
const isThere = existsSync(SHEET)

const COLUMNS = ['window', 'partial', 'fee', 'account', 'mode', 'buyer', 'hard', 'conf', 'sources'] as const
type Column = (typeof COLUMNS)[number]

const TOSS_ISSUE = '§5: the fee for the issue is not returned, so at least 300 KRW'
const THREE_DAYS = '§14: up to three business days are promised'
const MARGIN = '§18: in which zone PayPal counts is not said, one day of margin'
const PER_METHOD = 'as es-01: a deposit in escrow is paid back on the next business day like any other'

/** What we say otherwise, and why. One that is none any more fails too. */
const DEVIATIONS: Readonly<Record<string, string>> = {
  'card-05 window': 'no limit formally, a year in practice: the shorter one, softly',
  'card-11 buyer': 'up to ten days, of what begins the next day',
  'va-01 buyer': THREE_DAYS,
  'va-02 fee': TOSS_ISSUE,
  'va-02 buyer': '§14: Toss up to nine',
  'va-04 buyer': THREE_DAYS,
  'va-05 buyer': THREE_DAYS,
  'va-09 buyer': THREE_DAYS,
  'va-09 fee': 'as va-01, whose fees are the same: that the fee of the payment comes back is said nowhere',
  'va-10 buyer': THREE_DAYS,
  'mo-07 impossible': 'says until when it could have been cancelled, instead of that it cannot',
  'pp-01 window': MARGIN,
  'pp-02 window': MARGIN,
  'pp-02 buyer': 'within the five business days that the column `mode` gives',
  'tp-01 buyer': 'as what is inside; of money nothing is promised',
  'es-02 mode': PER_METHOD,
  'es-04 mode': PER_METHOD,
  'es-05 hard': 'the buyer may have rejected since the provider was last asked: it warns',
  'es-06 mode': PER_METHOD,
  'es-06 buyer': 'as the method',
}

/** Rows that leave cells to a wider one. */
const BASE: Readonly<Record<string, string>> = {
  card: 'card-01',
  tr: 'tr-01',
  va: 'va-01',
  mo: 'mo-01',
  kp: 'kp-01',
  np: 'np-01',
  pp: 'pp-01',
  tp: 'ep-01',
  pc: 'pc-01',
  gc: 'gc-01',
  'es-07': 'es-06',
}

/** First match first; what no pattern fits is nothing said. */
type Readings = readonly (readonly [RegExp, (match: RegExpExecArray) => unknown])[]
const SILENT: Readings[number] = [/^(–|as |per method|see |window of)/, () => undefined]

const READINGS: Readonly<Record<Column, Readings>> = {
  window: [
    SILENT,
    [/^after CALMONTH|^until confirmation/, () => 'PG'],
    [/deposit deadline/, () => 'DEADLINE'],
    [/same KST day safe/, () => 'P0D'],
    [/P\d+[YMD]|CALMONTH|NONE|PG/, ([word]) => word],
  ],
  partial: [
    SILENT,
    [/^YES/, () => 'yes'],
    [/^NO|^U → NO/, () => 'no'],
    [/^MAX\((\d+)\)/, ([, most]) => ({ most: Number(most) })],
    [/^(COND|PG|own API|per deposit|only after)/, () => 'depends'],
  ],
  fee: [SILENT, [/^PG$|^U \(/, () => undefined], [/.*/, ([text]) => feeOf(text)]],
  account: [SILENT, [/^REQ\+TEL/, () => 'account_phone'], [/^REQ/, () => 'account'], [/^NO/, () => 'no']],
  mode: [
    SILENT,
    [/^SYNC/, () => 'sync'],
    [/^ASYNC/, () => 'async'],
    [/^NEXTBD/, () => 'next_business_day'],
    [/^MANUAL/, () => 'manual'],
  ],
  buyer: [
    SILENT,
    [/(\d+)–(\d+) BD/, ([, least, most]) => [Number(least), Number(most)]],
    [/next BD|D\+1 BD/, () => [1, 1]],
    [/^at once/, () => [0, 0]],
    [/Thursday/, () => 'thursday'],
    [/up to (\d+) days/, ([, most]) => [0, Number(most)]],
  ],
  hard: [[/.*/, ([text]) => text.startsWith('Y')]],
  conf: [[/.*/, ([text]) => [...new Set(text.replaceAll(/\([^)]*\)/g, '').match(/\b[CPU]\b/g))].join('/')]],
  sources: [
    [/^–/, () => []],
    [/^release note.*/, ([text]) => [text]],
    [
      /.*/,
      ([text]) =>
        text
          .replace(/ \(.*/, '')
          .split(/[; ]+|vs /)
          .filter(Boolean)
          .toSorted(),
    ],
  ],
}

const feeOf = (text: string) => ({
  original: /later KEEP/.test(text) ? 'kept_later' : /KEEP/.test(text) ? 'kept' : 'returned',
  issueKrw: /300( \+ VAT)? issue/.test(text) ? 300 : 0,
  refundKrw: /300\/refund/.test(text) ? 300 : 0,
  escrow: /escrow fee kept/.test(text),
})

interface SheetRow {
  readonly id: string
  readonly cells: Readonly<Record<Column, string>>
}

function sheetRows(): readonly SheetRow[] {
  const table = readFileSync(SHEET, 'utf8').matchAll(/^\| ([a-z]{2,4}-\d\d) \|(.*)\|$/gm)
  return [...table].map(([, id = '', rest = '']) => {
    const [, , window, partial, fee, account, mode, buyer, hard, , conf, sources] = rest
      .split('|')
      .map((cell) => cell.replaceAll('**', '').trim())
    return { id, cells: { window, partial, fee, account, mode, buyer, hard, conf, sources } as SheetRow['cells'] }
  })
}

function read(column: Column, cell: string): unknown {
  for (const [pattern, value] of READINGS[column]) {
    const match = pattern.exec(cell)
    if (match !== null) return value(match)
  }
  return undefined
}

/** Our cell in the words of the readings above. */
function ours(rule: Rule, column: Column): unknown {
  switch (column) {
    case 'fee': {
      if (rule.fee === undefined) return undefined
      const { original, issueKrw, refundKrw, escrow } = rule.fee
      return { original, issueKrw, refundKrw, escrow: escrow !== undefined }
    }
    case 'buyer': {
      const { buyer } = rule
      if (buyer === undefined || buyer === 'unknown') return undefined
      return buyer === 'thursday' ? buyer : [buyer.least, buyer.most]
    }
    case 'sources':
      // The sheets of the protocols are no sources of this one.
      return rule.sources.filter((source) => !source.startsWith('nicepay §')).toSorted()
    default:
      return rule[column]
  }
}

const ruleOf = (id: string): Rule | undefined => RULES.find((rule) => rule.id === id)
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Whether our row, or the wider one that it leaves the cell to, says what the sheet does. */
function agrees(rule: Rule, column: Column, cell: string): boolean {
  const expected = read(column, cell)
  const [own, base] = [ours(rule, column), ruleOf(BASE[rule.id] ?? BASE[rule.id.split('-')[0] ?? ''] ?? '')]
  const inherited = base === undefined ? undefined : ours(base, column)
  if (expected === undefined) return own === undefined || same(own, inherited)
  return same(own ?? inherited, expected)
}

/** A row that cannot be cancelled at all says no more than that. */
const SAID_OF_ALL: readonly Column[] = ['hard', 'conf', 'sources']
const isImpossible = ({ cells }: SheetRow): boolean =>
  cells.hard.startsWith('Y') &&
  (same([cells.window, cells.partial], ['–', '–']) || cells.window.startsWith('only before'))

describe.skipIf(!isThere)('the sheet (skipped where shared/protocols is not beside the repository)', () => {
  const rows = isThere ? sheetRows() : []

  it('has the rows of the table', () => {
    expect(rows.map(({ id }) => id).toSorted()).toEqual(RULES.map(({ id }) => id).toSorted())
  })

  it.each(rows.map((row) => [row.id, row] as const))('%s', (id, row) => {
    const rule = ruleOf(id)
    if (rule === undefined) throw new Error(`no rule ${id}`)
    const impossible = rule.impossible === true
    const columns = impossible ? SAID_OF_ALL : COLUMNS
    const differs = [
      ...columns.filter((column) => !agrees(rule, column, row.cells[column])),
      ...(isImpossible(row) === impossible ? [] : ['impossible']),
    ]
    const listed = Object.keys(DEVIATIONS).filter((name) => name.startsWith(`${id} `))
    expect(differs.map((cell) => `${id} ${cell}`).toSorted()).toEqual(listed.toSorted())
  })

  it('every deviation has its reason', () => {
    expect(Object.values(DEVIATIONS).filter((reason) => reason.length < 10)).toEqual([])
  })
})
