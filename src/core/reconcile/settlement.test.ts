/** What the lines of settlement files say, in the ways in which PGs export them. */
import { describe, expect, test } from 'vitest'
import { fromIso } from '../time.ts'
import { readHeading, readLine, readMoney, readWhen } from './settlement.ts'

test.each([
  ['1,000', 1_000],
  ['₩ 1,000', 1_000],
  ['1000원', 1_000],
  ['-1,000', -1_000],
  ['(1,000)', -1_000],
  ['1000.00', 1_000],
  ['0', 0],
  ['1000.5', null],
  ['', null],
  ['1,000,', 1_000],
  ['천원', null],
  ['(1,000', null],
  ['99999999999999999', null],
])('an amount of %j is %j', (text, value) => expect(readMoney(text)).toBe(value))

test.each([
  ['20261120120000', '2026-11-20T03:00:00Z', '2026-11-20'],
  ['2026-11-20 12:00:00', '2026-11-20T03:00:00Z', '2026-11-20'],
  ['2026.11.20 12:00', '2026-11-20T03:00:00Z', '2026-11-20'],
  ['2026/11/20 12:00:00.123', '2026-11-20T03:00:00Z', '2026-11-20'],
  ['2026-11-20T23:30:00Z', '2026-11-20T23:30:00Z', '2026-11-21'],
  ['20261120', null, '2026-11-20'],
])('a time of %j is %j in Korea', (text, at, date) => {
  expect(readWhen(text)).toEqual({ at: at === null ? null : fromIso(at), date })
})

test.each(['', '2026-02-30', '26-11-20', 'yesterday', '2026-11-20 25:00'])('%j is no time', (text) => {
  expect(readWhen(text)).toBeNull()
})

const COLUMNS = { ref: 'TID', amount: '거래 금액', kind: '구분', at: '일시' }

describe('a line', () => {
  const heading = readHeading(['﻿구분', 'TID', '거래금액', '일시'], COLUMNS)
  const read = (...fields: string[]) => readLine({ line: 7, fields }, heading ?? {}, { cancelWords: ['망회수'] })

  test('is found by its headings, whatever their blanks and order', () => {
    expect(heading).toEqual({ ref: 1, amount: 2, kind: 0, at: 3 })
    expect(readHeading(['TID', '금액'], COLUMNS)).toBeNull()
  })

  test.each([
    ['승인', '1,000', 'charge'],
    ['부분 취소', '1,000', 'cancel'],
    ['CANCELLED', '1,000', 'cancel'],
    ['망회수', '1,000', 'cancel'],
    ['승인', '-1,000', 'cancel'],
  ])('of %s %s is a %s', (word, money, kind) => {
    expect(read(word, 'T1', money, '20261120')).toMatchObject({ kind, amount: 1_000, ref: 'T1', line: 7 })
  })

  test.each([
    [['승인', '', '1', '20261120'], 'there is no reference'],
    [['승인', 'T1', 'x', '20261120'], 'the amount cannot be read'],
    [['승인', 'T1', '1', ''], 'the time cannot be read'],
    [['승인', 'T1', '999999999999999', '20261120'], 'the amount is none'],
    [['승인'], 'there is no reference'],
  ])('%j is told by its number, not by its content', (fields, problem) => {
    expect(read(...fields)).toEqual({ line: 7, problem })
  })
})

test.each([
  ['1,500', 1_500],
  ['-9', -9],
  ['', null],
  ['99991231235959', null],
])('a fee of %j is %j: a number that no amount has is of another column', (text, fee) => {
  const columns = { ref: 'TID', amount: '금액', at: '일시', fee: '수수료' }
  const heading = readHeading(['TID', '금액', '일시', '수수료'], columns) ?? {}
  const line = readLine({ line: 2, fields: ['abc', '1,000', '20261120', text] }, heading, { cancelWords: [] })
  expect(line).toMatchObject({ amount: 1_000, fee })
})
