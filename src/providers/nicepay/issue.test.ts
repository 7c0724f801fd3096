/** Specifies the TIDs that we build and what an issue sends (nicepay §8, §10; vector S8 of §11). */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readOptions } from './config.ts'
import { asking, KEY, kst, MID, MOID, paid, VBANK_TID } from './fixtures/sample.ts'
import { issueCall, issueRef } from './issue.ts'
import { isTid, methodOfTid } from './methods.ts'

const account = readOptions({ mid: MID, merchantKey: KEY })
const NOW = kst('20250521132500')
const formOf = (payment = asking()): Readonly<Record<string, string>> => {
  const call = issueCall(account, payment, NOW)
  return 'impossible' in call ? {} : call.form
}

describe('a TID of ours', () => {
  test('is the one of the sheet: MID, 03, 01, the second in Korea, four digits', () => {
    expect(issueRef(account, 456, NOW)).toBe(VBANK_TID)
    expect(issueRef(account, 20_456, NOW)).toBe(VBANK_TID)
  })

  test('is of an account, for any serial', () => {
    fc.assert(
      fc.property(fc.nat(), (serial) => {
        const tid = issueRef(account, serial, NOW)
        return isTid(tid) && methodOfTid(tid) === 'virtual_account'
      }),
    )
  })

  test('differs for 10,000 serials of one second', () => {
    expect(new Set(Array.from({ length: 10_000 }, (_, index) => issueRef(account, 123_456 + index, NOW))).size).toBe(
      10_000,
    )
  })
})

describe('an issue', () => {
  test('is signed with S8 and goes where accounts are issued', () => {
    expect(issueCall(account, asking(), NOW)).toEqual({
      url: 'https://webapi.nicepay.co.kr/webapi/get_vacount.jsp',
      form: {
        TID: VBANK_TID,
        MID,
        EdiDate: '20250521132500',
        Moid: MOID,
        Amt: '1000',
        GoodsName: '나이스상품',
        SignData: '71f1204d852a3255b575e827baf033bccd35cae0fd2e886660b2eff39dec4908',
        CashReceiptType: '0',
        BankCode: '088',
        VbankExpDate: '202505282359',
        CharSet: 'utf-8',
        EdiType: 'JSON',
      },
    })
  })

  test.each([
    ['income_deduction', '01012345678', '1'],
    ['expenditure_proof', '1234567891', '2'],
  ] as const)('asks for the cash receipt of an %s', (kind, number, CashReceiptType) => {
    expect(formOf(asking({ cashReceipt: { kind, number } }))).toMatchObject({ CashReceiptType, ReceiptTypeNo: number })
  })

  test('names the holder and the buyer where they are known', () => {
    const form = formOf(asking({ holder: '매듭상점' }, { buyer: { name: '홍길동', phone: '010-1234-5678' } }))
    expect(form).toMatchObject({ VbankAccountName: '매듭상점', BuyerName: '홍길동', BuyerTel: '01012345678' })
  })

  test.each([
    ['that was not asked for', paid()],
    ['without a TID', asking({}, { providerRef: null })],
    ['under the TID of a card', asking({}, { providerRef: VBANK_TID.replace('00m03', '00m01') })],
    ['at no bank', asking({ bank: null })],
    ['at a bank without a code', asking({ bank: 'HSBC' })],
    ['whose receipt is forgotten', asking({ cashReceipt: { kind: 'income_deduction', number: null } })],
  ])('%s is impossible', (_name, payment) => {
    expect(issueCall(account, payment, NOW)).toHaveProperty('impossible')
  })
})
