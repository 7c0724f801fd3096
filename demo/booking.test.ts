/** The booking form: a whole booking comes out, or the names of the fields that are wrong. */
import { describe, expect, test } from 'vitest'
import { type BookingForm, formOf, readBooking } from './booking.ts'
import { FORM, TODAY } from './testing.ts'

const BY_CARD = { channel: '', pays: 'window', bank: '', receipt: 'none', mobile: '', business: '' } as const

const read = (change: Partial<Omit<BookingForm, 'loseSession'>>, roomId = 'sarangchae') =>
  readBooking({ ...FORM, ...BY_CARD, loseSession: false, ...change }, { roomId, today: TODAY })

describe('a good form', () => {
  test('gives the stay and the price of the shop’s own list', () => {
    expect(read({})).toEqual({
      ok: true,
      booking: {
        roomId: 'sarangchae',
        checkIn: '2026-08-01',
        nights: 2,
        guestName: '김매듭',
        phone: null,
        amount: 196_000,
        account: null,
      },
    })
  })

  test.each([
    [{ receipt: 'none', mobile: '01012345678' }, null],
    [{ receipt: 'something new' }, null],
    [{ receipt: 'income_deduction', mobile: '010-1234-5678', business: '1' }, ['income_deduction', '010-1234-5678']],
    [{ receipt: 'expenditure_proof', mobile: '1', business: '123-45-67891' }, ['expenditure_proof', '123-45-67891']],
  ])('asks for a virtual account with %o', (change, told) => {
    const cashReceipt = told === null ? null : { type: told[0], number: told[1] }
    const account = { bank: 'KOOKMIN', cashReceipt }
    expect(read({ pays: 'account', bank: 'KOOKMIN', ...change })).toMatchObject({ booking: { account } })
  })

  test.each([
    { checkIn: TODAY },
    { checkIn: '2027-07-22' },
    { nights: '7' },
    { name: 'O’Brien Ann-Marie' },
    { name: '홍길동'.repeat(10) },
    { phone: '010-1234-5678' },
    { phone: '+82 10 1234 5678' },
  ])('takes %o', (change) => {
    expect(read(change).ok).toBe(true)
  })
})

describe('a wrong form', () => {
  test.each([
    [{ checkIn: '' }, 'checkIn'],
    [{ checkIn: '2026-07-21' }, 'checkIn'],
    [{ checkIn: '2027-07-23' }, 'checkIn'],
    [{ checkIn: '2026-02-30' }, 'checkIn'],
    [{ checkIn: '2026-13-01' }, 'checkIn'],
    [{ checkIn: '22/07/2026' }, 'checkIn'],
    [{ nights: '0' }, 'nights'],
    [{ nights: '8' }, 'nights'],
    [{ nights: '1.5' }, 'nights'],
    [{ nights: '-1' }, 'nights'],
    [{ nights: '1e1' }, 'nights'],
    [{ name: '' }, 'name'],
    [{ name: '!!!' }, 'name'],
    [{ name: 'a\u0000b' }, 'name'],
    [{ name: '가'.repeat(31) }, 'name'],
    [{ phone: '12' }, 'phone'],
    [{ phone: '- - - - - -' }, 'phone'],
    [{ phone: '010-1234-5678 <b>' }, 'phone'],
    [{ pays: 'account', bank: '' }, 'bank'],
    [{ pays: 'account', bank: 'TOSS' }, 'bank'],
    [{ pays: 'account', bank: 'toString' }, 'bank'],
  ])('%o names its field', (change, field) => {
    expect(read(change)).toEqual({ ok: false, wrong: [field] })
  })

  test('names all of them at once, and a room that is not there', () => {
    const wrong = read({ checkIn: '', nights: '', name: '', phone: 'x' }, 'palace')
    expect(wrong).toEqual({ ok: false, wrong: ['room', 'checkIn', 'nights', 'name', 'phone'] })
  })
})

test('a form is read as typed, without blanks around, and never longer than it should be', () => {
  const form = formOf(new URLSearchParams({ name: `  ${'김'.repeat(500)}  `, loseSession: 'on', amount: '1' }))
  expect(form.name).toHaveLength(200)
  expect(form.loseSession).toBe(true)
  expect(form).not.toHaveProperty('amount')
})
