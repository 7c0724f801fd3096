/** Form bodies are read as EUC-KR bytes and answers written in the charset asked for (nicepay §3, §11, §18). */
import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { answerCharset, decodeForm, encodeAnswer, textOf, toRecord } from './form.ts'

const read = (body: string) => decodeForm(Buffer.from(body, 'latin1'))

const FULL_CANCEL =
  'TID=nicepay00m01012505211322240123&MID=nicepay00m&Moid=CANCEL202505210001&CancelAmt=1000' +
  '&CancelMsg=%B0%ED%B0%B4%BF%E4%C3%BB&PartialCancelCode=0&EdiDate=20250521140000' +
  '&SignData=b2562ab443180a7a26adb935c5429dfea3129f79684fa8d70674cea7ae77e1f8&CharSet=utf-8&EdiType=JSON'
const REFUND =
  'TID=nicepay00m03012505211325000456&MID=nicepay00m&Moid=REFUND202505230001&CancelAmt=1000' +
  '&CancelMsg=%B4%DC%BC%F8%BA%AF%BD%C9&PartialCancelCode=0&EdiDate=20250523100000' +
  '&SignData=f3d1fb38da25c4aea9a6a4a37854d452327951901c40f8c625f2318923aa551c&RefundAcctNo=56211105948400' +
  '&RefundBankCd=088&RefundAcctNm=%C8%AB%B1%E6%B5%BF&CharSet=utf-8&EdiType=JSON'

describe('reading', () => {
  test('the golden full cancel', () => {
    expect(toRecord(read(FULL_CANCEL))).toEqual({
      TID: 'nicepay00m01012505211322240123',
      MID: 'nicepay00m',
      Moid: 'CANCEL202505210001',
      CancelAmt: '1000',
      CancelMsg: '고객요청',
      PartialCancelCode: '0',
      EdiDate: '20250521140000',
      SignData: 'b2562ab443180a7a26adb935c5429dfea3129f79684fa8d70674cea7ae77e1f8',
      CharSet: 'utf-8',
      EdiType: 'JSON',
    })
  })
  test('the golden refund: holder name of three syllables is six bytes', () => {
    const fields = read(REFUND)
    expect(textOf(fields, 'CancelMsg')).toBe('단순변심')
    expect(fields.get('RefundAcctNm')).toEqual({ text: '홍길동', bytes: 6 })
  })
  test('UTF-8 escapes give broken text and no error', () => {
    const { text, bytes } = read('m=%EA%B3%A0%EA%B0%9D').get('m') ?? { text: '', bytes: 0 }
    expect(bytes).toBe(6)
    expect(text).not.toBe('고객')
  })
  test('syllables beyond KS X 1001 are read too, raw bytes as well as escapes', () => {
    const bytes = iconv.encode('똠방각하', 'cp949')
    expect(decodeForm(Buffer.concat([Buffer.from('m='), bytes])).get('m')?.text).toBe('똠방각하')
  })
  test('plus is a space, the first of equal names wins, bad escapes stay', () => {
    expect(toRecord(read('a=x+y%2Bz&a=2&b=%zz&=1&c'))).toEqual({ a: 'x y+z', b: '%zz', c: '' })
  })
})

describe('writing', () => {
  const answer = { ResultCode: '2001', ResultMsg: '취소 성공' }
  test('EUC-KR unless CharSet says utf-8, in that exact spelling of the name', () => {
    expect(answerCharset(read(''))).toBe('euc-kr')
    expect(answerCharset(read('Charset=utf-8'))).toBe('euc-kr')
    expect(answerCharset(read('CharSet=UTF-8'))).toBe('utf-8')
  })
  test('EUC-KR JSON still parses', () => {
    const bytes = encodeAnswer(answer, read(''), 'euc-kr')
    expect(JSON.parse(iconv.decode(bytes, 'euc-kr'))).toEqual(answer)
    expect(JSON.parse(bytes.toString('latin1'))).toHaveProperty('ResultCode', '2001')
  })
  test('EdiType=KV gives escaped pairs', () => {
    const text = encodeAnswer({ ...answer, R: 'a b' }, read('EdiType=KV'), 'utf-8').toString()
    expect(text).toBe('ResultCode=2001&ResultMsg=%EC%B7%A8%EC%86%8C+%EC%84%B1%EA%B3%B5&R=a+b')
  })
})
