/** CSV as RFC 4180 has it, in pieces of any size, and what spreadsheets must not take for a formula. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCsvReader, csvLine, isProblem } from './csv.ts'

const read = (text: string, pieces: number = text.length) => {
  const reader = createCsvReader(',')
  const items = []
  for (let at = 0; at < text.length; at += pieces) items.push(...reader.read(text.slice(at, at + pieces)))
  return [...items, ...reader.end()]
}
const fieldsOf = (text: string) => read(text).map((item) => (isProblem(item) ? item.problem : item.fields))

test.each([
  [
    'a,b\r\nc,d\r\n',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  [
    'a,b\nc,d',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  [
    'a,b\rc,d',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  ['"a,1","b ""x"""', [['a,1', 'b "x"']]],
  ['"two\r\nlines",b', [['two\r\nlines', 'b']]],
  [',,\n', [['', '', '']]],
  ['\n\n\n', []],
  ['"a" ,b', [['a', 'b']]],
  ['"a"x,b\nc,d', ['there is text after a closing quote', ['c', 'd']]],
  ['"never closed', ['a quote is not closed']],
])('%j', (text, fields) => expect(fieldsOf(text)).toEqual(fields))

test('lines are those of the file, also behind fields of several lines', () => {
  expect(read('a\n"b\nb"\r\nc\n').map(({ line }) => line)).toEqual([1, 2, 4])
})

test('a quote that is never closed costs its own record, and no more memory than that', () => {
  const items = read(`"${'x'.repeat(70_000)}\nb,c\n`)
  expect(items.map((item) => (isProblem(item) ? item.problem : item.fields))).toEqual([
    'the record is too long, or a quote is not closed',
    ['b', 'c'],
  ])
})

const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', '가') })

test('what is written is read again, however it is cut', () => {
  fc.assert(
    fc.property(fc.array(cell, { minLength: 2, maxLength: 5 }), fc.integer({ min: 1, max: 9 }), (cells, pieces) => {
      const text = `${cells.map((one) => `"${one.replaceAll('"', '""')}"`).join(',')}\r\n`
      expect(read(text, pieces)).toEqual([{ line: 1, fields: cells }])
    }),
  )
})

test('a cell that begins like a formula is text', () => {
  expect(csvLine(['=1+1', '+1', '-1', '@x', '\tx', 5, null, '가,"나"'])).toBe(
    `'=1+1,'+1,'-1,'@x,'\tx,5,,"가,""나"""\r\n`,
  )
})
