/** Specifies the bytes on the wire: golden bodies of nicepay §11, byte budgets of §3, answers of §18 trap 8. */
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { KEY, MID, TID, TOKEN, VBANK_TID } from './fixtures/sample.ts'
import { sign } from './sign.ts'
import { byteLength, decodeAnswer, encodeForm, fitText, isCarried } from './wire.ts'

const body = (form: Record<string, string>): string => Buffer.from(encodeForm(form)).toString('latin1')
const format = { CharSet: 'utf-8', EdiType: 'JSON' }

describe('golden bodies', () => {
  test('full card cancel', () => {
    const ediDate = '20250521140000'
    expect(
      body({
        TID,
        MID,
        Moid: 'CANCEL202505210001',
        CancelAmt: '1000',
        CancelMsg: '고객요청',
        PartialCancelCode: '0',
        EdiDate: ediDate,
        SignData: sign('S5', { mid: MID, amt: '1000', ediDate }, KEY),
        ...format,
      }),
    ).toBe(
      'TID=nicepay00m01012505211322240123&MID=nicepay00m&Moid=CANCEL202505210001&CancelAmt=1000&CancelMsg=%B0%ED%B0' +
        '%B4%BF%E4%C3%BB&PartialCancelCode=0&EdiDate=20250521140000&SignData=b2562ab443180a7a26adb935c5429dfea3129f79' +
        '684fa8d70674cea7ae77e1f8&CharSet=utf-8&EdiType=JSON',
    )
  })

  test('net cancel', () => {
    const ediDate = '20250521132500'
    expect(
      body({
        TID,
        AuthToken: TOKEN,
        MID,
        Amt: '1000',
        EdiDate: ediDate,
        SignData: sign('S3', { authToken: TOKEN, mid: MID, amt: '1000', ediDate }, KEY),
        NetCancel: '1',
        ...format,
      }),
    ).toBe(
      'TID=nicepay00m01012505211322240123&AuthToken=NICETOKNF435F661A2D54ED799BFB9F4B3F7E369&MID=nicepay00m&Amt=1000' +
        '&EdiDate=20250521132500&SignData=3d668e9346f2abaedd3d36f4941919bc3ac25ce06d9afc9d92bfadda52570d90&NetCancel' +
        '=1&CharSet=utf-8&EdiType=JSON',
    )
  })

  test('virtual-account refund', () => {
    const ediDate = '20250523100000'
    expect(
      body({
        TID: VBANK_TID,
        MID,
        Moid: 'REFUND202505230001',
        CancelAmt: '1000',
        CancelMsg: '단순변심',
        PartialCancelCode: '0',
        EdiDate: ediDate,
        SignData: sign('S5', { mid: MID, amt: '1000', ediDate }, KEY),
        RefundAcctNo: '56211105948400',
        RefundBankCd: '088',
        RefundAcctNm: '홍길동',
        ...format,
      }),
    ).toBe(
      'TID=nicepay00m03012505211325000456&MID=nicepay00m&Moid=REFUND202505230001&CancelAmt=1000&CancelMsg=%B4%DC%BC' +
        '%F8%BA%AF%BD%C9&PartialCancelCode=0&EdiDate=20250523100000&SignData=f3d1fb38da25c4aea9a6a4a37854d4523279519' +
        '01c40f8c625f2318923aa551c&RefundAcctNo=56211105948400&RefundBankCd=088&RefundAcctNm=%C8%AB%B1%E6%B5%BF' +
        '&CharSet=utf-8&EdiType=JSON',
    )
  })
})

describe('escapes', () => {
  test.each([
    ['고객요청', '%B0%ED%B0%B4%BF%E4%C3%BB'],
    ['홍길동', '%C8%AB%B1%E6%B5%BF'],
    // CP949 only; the second byte is the letter c and is escaped with its syllable (trap 5).
    ['똠', '%8C%63'],
    ['a b+c', 'a+b%2Bc'],
    ['100%&=#/"~', '100%25%26%3D%23%2F%22%7E'],
    ['A-Za_z0.9*', 'A-Za_z0.9*'],
    ['', ''],
  ])('%s', (text, expected) => {
    expect(body({ a: text })).toBe(`a=${expected}`)
  })

  test('every text that NICEPAY can carry comes back as it was sent', () => {
    const reader = (text: string): string => {
      const bytes = text
        .replaceAll('+', ' ')
        .replaceAll(/%(..)/g, (_all, code) => String.fromCharCode(Number.parseInt(code, 16)))
      return iconv.decode(Buffer.from(bytes, 'latin1'), 'cp949')
    }
    const hangul = fc.integer({ min: 0xac00, max: 0xd7a3 }).map((code) => String.fromCharCode(code))
    const ascii = fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code))
    const texts = fc.array(fc.oneof(hangul, ascii)).map((all) => all.join(''))
    fc.assert(
      fc.property(texts, (text) => reader(body({ a: text }).slice(2)) === text),
      { numRuns: 500 },
    )
  })
})

describe('byte budgets', () => {
  test.each([
    ['홍길동', 6],
    ['abc', 3],
    ['가a', 3],
    ['똠', 2],
  ])('%s is %i bytes', (text, bytes) => {
    expect(byteLength(text)).toBe(bytes)
  })

  test.each([
    ['exactly the budget', '가'.repeat(20), 40, '가'.repeat(20)],
    ['one byte over, cut before the syllable', `a${'가'.repeat(20)}`, 40, `a${'가'.repeat(19)}`],
    ['an emoji becomes one question mark', '선물🎁세트', 40, '선물?세트'],
    ['decomposed Hangul is composed', '한글'.normalize('NFD'), 4, '한글'],
    ['line breaks and tabs become blanks', ' 가\r\n\t나 ', 40, '가 나'],
    ['no blank is left where it was cut', '가 나', 3, '가'],
  ])('%s', (_name, text, max, expected) => {
    expect(fitText(text, max)).toBe(expected)
  })

  test('nothing that was fitted is longer than its budget or unmappable', () => {
    const input = fc.tuple(fc.string({ unit: 'grapheme' }), fc.integer({ min: 0, max: 100 }))
    fc.assert(
      fc.property(input, ([text, max]) => {
        const fitted = fitText(text, max)
        return byteLength(fitted) <= max && isCarried(fitted)
      }),
      { numRuns: 1_000 },
    )
  })

  test('what cannot be carried is noticed', () => {
    expect([isCarried('똠방각하 쀍'), isCarried('é'), isCarried('🎁'), isCarried('?')]).toEqual([
      true,
      false,
      false,
      true,
    ])
  })
})

describe('answers', () => {
  const json = '{"ResultCode":"3001","ResultMsg":"카드 결제 성공","Amt":1000,"x":null,"y":{},"z":true}'
  const fields = { ResultCode: '3001', ResultMsg: '카드 결제 성공', Amt: '1000' }

  test('in UTF-8', () => {
    expect(decodeAnswer(Buffer.from(json))).toEqual({ encoding: 'utf-8', fields })
  })

  test('in EUC-KR although UTF-8 was asked for', () => {
    expect(decodeAnswer(iconv.encode(json, 'cp949'))).toEqual({ encoding: 'cp949', fields })
  })

  test('with CP949 syllables whose second byte is a letter', () => {
    const answer = iconv.encode('{"ResultMsg":"똠방각하 뷁 쀍"}', 'cp949')
    expect(decodeAnswer(answer)?.fields.ResultMsg).toBe('똠방각하 뷁 쀍')
  })

  test.each(['', '<html></html>', '{"ResultCode":"30', '[]', 'null', '"3001"', '3001', 'ResultCode=3001'])(
    'that are none: %j',
    (text) => {
      expect(decodeAnswer(Buffer.from(text))).toBeNull()
    },
  )

  test('never make a name out of the prototype', () => {
    const decoded = decodeAnswer(Buffer.from('{"__proto__":"x","ResultCode":"1"}'))
    expect(Object.getPrototypeOf(decoded?.fields)).toBe(Object.prototype)
  })

  test('of any bytes are read or refused, never thrown', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => decodeAnswer(bytes) !== undefined))
  })
})
