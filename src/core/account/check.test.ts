/** What passes for an account of a buyer, and which fields are named where it does not. */
import { describe, expect, test } from 'vitest'
import { checkAccount } from './check.ts'

const GOOD = { bank: 'SHINHAN', number: '110-123-456789', holder: '홍길동' }
const fieldsOf = (change: object): readonly string[] => {
  const checked = checkAccount({ ...GOOD, ...change })
  return checked.ok ? [] : checked.problems.map(({ field }) => field)
}

test('hyphens and blanks are taken out of numbers, and blanks of names are one', () => {
  const asked = { ...GOOD, bank: '088', holder: ' 주식회사   매듭 ', phone: '010-1234 5678' }
  expect(checkAccount(asked)).toEqual({
    ok: true,
    account: { bank: 'SHINHAN', number: '110123456789', holder: '주식회사 매듭', phone: '01012345678' },
  })
})

describe('a holder', () => {
  test.each(['3M코리아', '주식회사 21세기', "O'Neill & Sons", 'Maedeup Kim', '홍길동(매듭상점)', '(주)매듭', 'ㄱ'])(
    'may be called %s',
    (holder) => expect(fieldsOf({ holder })).toEqual([]),
  )

  test('in letters that came apart is put together', () => {
    expect(checkAccount({ ...GOOD, holder: '홍길동'.normalize('NFD') })).toMatchObject({
      account: { holder: '홍길동' },
    })
  })

  test.each([
    '',
    '   ',
    '12',
    '110123456789',
    '홍길동 110-123-456',
    '홍길동 １２３４５６',
    '<b>홍</b>',
    '홍\u0000',
    '홍\u200b',
  ])('cannot be called %j', (holder) => expect(fieldsOf({ holder })).toEqual(['holder']))

  test('has at most 60 characters', () => {
    expect(fieldsOf({ holder: '가'.repeat(60) })).toEqual([])
    expect(fieldsOf({ holder: '가'.repeat(61) })).toEqual(['holder'])
  })
})

test('every wrong field is named at once, the first one apart', () => {
  const checked = checkAccount({ bank: '', number: '12', holder: '', phone: '1' })
  expect(checked).toMatchObject({ ok: false, field: 'bank' })
  expect(fieldsOf({ bank: '', number: '12', holder: '', phone: '1' })).toEqual(['bank', 'number', 'holder', 'phone'])
})
