/** Specifies when an account is believed to be issued, and how an answer tells it (nicepay §5, §8). */
import { describe, expect, test } from 'vitest'
import { readOptions } from './config.ts'
import { ISSUED, ISSUED_AS, KEY, MID, MOID, VBANK_TID } from './fixtures/sample.ts'
import { readIssue } from './outcome.ts'

const account = readOptions({ mid: MID, merchantKey: KEY })

describe('an issue', () => {
  const good = { ResultCode: '4100', ResultMsg: '가상계좌 발급 성공', TID: VBANK_TID, Moid: MOID, Amt: '000000001000' }
  const read = (change: Record<string, string> = {}) =>
    readIssue(
      account,
      { tid: VBANK_TID, moid: MOID, amt: '1000' },
      {
        kind: 'fields',
        signature: 'missing',
        fields: { ...good, ...ISSUED, ...change },
      },
    )

  test('that succeeded tells the account, unsigned as it is', () => {
    expect(read()).toMatchObject({
      kind: 'done',
      next: 'none',
      evidence: {
        status: 'awaiting_deposit',
        ref: VBANK_TID,
        amount: 1000,
        method: 'virtual_account',
        account: MID,
        paidAt: null,
        virtualAccount: ISSUED_AS,
      },
    })
  })

  test.each([
    ['005', { bank: null }, { VbankBankCode: '005' }],
    ['a number with hyphens', { number: '56211101234567' }, { VbankNum: '562-111-01234567' }],
    ['the lengths of the official page', { expiresAt: null }, { VbankExpDate: '20', VbankExpTime: '2' }],
    ['no deadline', { expiresAt: null }, { VbankExpDate: '', VbankExpTime: '' }],
    ['twelve digits in all', { expiresAt: null }, { VbankExpDate: '20111212', VbankExpTime: '0101' }],
  ])('with %s says only what it understands', (_name, virtualAccount, change) => {
    expect(read(change)).toMatchObject({ kind: 'done', evidence: { virtualAccount } })
  })

  test.each([
    ['another TID', { TID: VBANK_TID.replace('0456', '0457') }],
    ['no TID', { TID: '' }],
    ['another order number', { Moid: 'ORDER2' }],
    ['no order number', { Moid: '' }],
    ['another MID', { MID: 'nicepay01m' }],
    ['another amount', { Amt: '000000000900' }],
    ['no amount', { Amt: '' }],
    ['no number', { VbankNum: '' }],
    ['a number that is none', { VbankNum: '******1234' }],
    ['the success code of a card', { ResultCode: '3001' }],
    ['no code', { ResultCode: '' }],
  ])('with %s is unknown', (_name, change) => {
    expect(read(change)).toMatchObject({ kind: 'unknown', next: 'inquire' })
  })

  test('under a TID that is used is refused, and what is behind it is left alone', () => {
    expect(read({ ResultCode: 'A225' })).toMatchObject({ kind: 'refused', next: 'operator' })
  })
})
