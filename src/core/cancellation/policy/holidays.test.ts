/** The table of holidays says what the law and the lunar calendar say, found a second way. */
import { describe, expect, it } from 'vitest'
import { type BusinessDate, plusDays, weekdayOf } from '../../time.ts'
import { HOLIDAYS, HOLIDAYS_UNTIL } from './holidays.ts'

const YEARS = [2024, 2025, 2026, 2027, 2028, 2029, 2030]

/** ICU's Korean lunisolar calendar. */
const DANGI = new Intl.DateTimeFormat('en-u-ca-dangi', { timeZone: 'Asia/Seoul', month: 'numeric', day: 'numeric' })

function lunar(date: BusinessDate): string {
  const parts = DANGI.formatToParts(new Date(`${date}T12:00:00+09:00`))
  const of = (type: string) => parts.find((part) => part.type === type)?.value
  return `${of('month')}/${of('day')}`
}

const daysOf = (year: number): BusinessDate[] => {
  const first = `${year}-01-01` as BusinessDate
  return Array.from({ length: 366 }, (_, days) => plusDays(first, days)).filter((day) => day.startsWith(`${year}`))
}

interface Feast {
  readonly date: BusinessDate
  /** When another day is given for it (관공서의 공휴일에 관한 규정 §3). */
  readonly moves: 'never' | 'sunday' | 'weekend'
}

/** Not from law or moon: elections, days declared at short notice, and days on which only banks are closed. */
const DECLARED = [
  '2024-04-10',
  '2024-05-01',
  '2024-10-01',
  '2025-01-27',
  '2025-05-01',
  '2025-06-03',
  '2026-06-03',
  '2028-04-12',
  '2030-03-27',
  '2030-06-12',
] as BusinessDate[]

function feastsOf(year: number): Feast[] {
  const fixed = (day: string, moves: Feast['moves']): Feast => ({ date: `${year}-${day}` as BusinessDate, moves })
  const moon = (monthDay: string) => daysOf(year).filter((day) => lunar(day) === monthDay)
  const three = (day: BusinessDate) => [plusDays(day, -1), day, plusDays(day, 1)]
  return [
    fixed('01-01', 'never'),
    ...moon('1/1').flatMap((day) => three(day).map((date): Feast => ({ date, moves: 'sunday' }))),
    fixed('03-01', 'weekend'),
    ...(year >= 2026 ? [fixed('05-01', 'weekend'), fixed('07-17', 'weekend')] : []),
    fixed('05-05', 'weekend'),
    ...moon('4/8').map((date): Feast => ({ date, moves: 'weekend' })),
    fixed('06-06', 'never'),
    fixed('08-15', 'weekend'),
    ...moon('8/15').flatMap((day) => three(day).map((date): Feast => ({ date, moves: 'sunday' }))),
    fixed('10-03', 'weekend'),
    fixed('10-09', 'weekend'),
    fixed('12-25', 'weekend'),
  ]
}

/** A feast on a day off, or two on one weekday, are made up for by the next day that is neither. */
function closedDays(year: number): BusinessDate[] {
  const feasts = feastsOf(year)
  const closed = new Set(feasts.map(({ date }) => date))
  const made = new Set<BusinessDate>()
  for (const { date, moves } of feasts) {
    const weekday = weekdayOf(date)
    const dayOff = weekday === 0 || (weekday === 6 && moves === 'weekend')
    const twice = weekday !== 0 && weekday !== 6 && feasts.filter((other) => other.date === date).length > 1
    if (moves === 'never' || !(dayOff || (twice && !made.has(date)))) continue
    made.add(date)
    let next = plusDays(date, 1)
    while (closed.has(next) || [0, 6].includes(weekdayOf(next))) next = plusDays(next, 1)
    closed.add(next)
  }
  return [...closed, ...DECLARED.filter((day) => day.startsWith(`${year}`))].toSorted()
}

describe('the holidays of', () => {
  it.each(YEARS)('%d follow from the law and the moon', (year) => {
    const listed = [...HOLIDAYS.keys()].filter((day) => day.startsWith(`${year}`))
    expect(listed).toEqual(closedDays(year))
  })
})

describe('the table', () => {
  it.each([
    ['설날', '1/1'],
    ['부처님오신날', '4/8'],
    ['추석', '8/15'],
  ])('has %s on the %s of the Korean lunar calendar, once a year', (name, day) => {
    const listed = [...HOLIDAYS].filter(([, row]) => row.name.split('·').includes(name)).map(([date]) => date)
    expect(listed.map(lunar)).toEqual(YEARS.map(() => day))
  })

  it('knows what is not certain', () => {
    const doubtful = [...HOLIDAYS].filter(([, { kind }]) => kind !== 'public').map(([date, { kind }]) => [date, kind])
    expect(doubtful).toEqual([
      ['2024-05-01', 'bank'],
      ['2025-05-01', 'bank'],
      ['2026-05-01', 'expected'],
      ['2030-03-27', 'expected'],
      ['2030-06-12', 'expected'],
    ])
  })

  it('ends with 2030', () => {
    expect(Math.max(...[...HOLIDAYS.keys()].map((day) => Number(day.slice(0, 4))))).toBe(2030)
    expect(HOLIDAYS_UNTIL).toBe('2030-12-31')
  })
})
