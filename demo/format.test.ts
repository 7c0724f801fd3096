/** Money, dates and times as they are read in Korea and in English. */
import { expect, test } from 'vitest'
import {
  clockTime,
  daysAfter,
  durationMs,
  durationWords,
  koreanDate,
  momentOf,
  stayDates,
  stayInShort,
  won,
} from './format.ts'
import { NOW } from './testing.ts'

test('money has its sign where each language puts it', () => {
  expect([won('ko', 1_186_000), won('en', 1_186_000), won('ko', 0)]).toEqual(['1,186,000원', '₩1,186,000', '0원'])
})

test('days are Korea’s, also in the hours when it is another day in UTC', () => {
  expect(koreanDate(NOW)).toBe('2026-07-22')
  expect(koreanDate(Date.parse('2026-07-22T15:00:00Z'))).toBe('2026-07-23')
  expect(daysAfter('2026-12-31', 1)).toBe('2027-01-01')
  expect(daysAfter('2028-02-28', 1)).toBe('2028-02-29')
})

test('a stay is told with its weekdays and nights', () => {
  const stay = { roomId: 'darak', checkIn: '2026-08-01', nights: 2 }
  expect(stayDates('ko', stay)).toBe('8월 1일 (토) – 8월 3일 (월) · 2박')
  expect(stayInShort('en', { ...stay, nights: 1 })).toBe('Sat 1 August · 1 night')
  expect(stayDates('en', stay)).toBe('Sat 1 August – Mon 3 August · 2 nights')
})

test('times are Korea’s', () => {
  expect(clockTime('2026-07-22T14:30:05.123Z')).toBe('23:30:05')
  expect(clockTime('nonsense')).toBe('')
  expect(momentOf('ko', NOW)).toBe('7월 22일 23:30')
})

test('durations are read and told', () => {
  expect(['PT20S', 'PT1M30S', 'PT2H', 'P1D', 'PT', ''].map(durationMs)).toEqual([
    20_000,
    90_000,
    7_200_000,
    null,
    null,
    null,
  ])
  expect(durationWords('ko', 'PT20S')).toBe('20초')
  expect(durationWords('ko', 'PT15M')).toBe('15분')
  expect(durationWords('en', 'PT1M30S')).toBe('1 min 30 s')
})
