/** Which code answers which situation: the one table to change when NICEPAY is seen to answer otherwise. */

interface CodeRow {
  readonly code: string
  readonly message: string
  /** Section of the fact sheet; `picked` where the sheet is silent and the code was chosen by its meaning. */
  readonly source: string
}

export const SITUATIONS = {
  // every call (§19 items 4 and 5)
  fieldMissing: { code: '9000', message: '필수 항목이 누락되었습니다', source: '§12' },
  fieldTooLong: { code: '9001', message: '항목의 길이가 초과되었습니다', source: '§12' },
  fieldMalformed: { code: '9000', message: '항목의 형식이 올바르지 않습니다', source: 'picked' },
  tidLength: { code: '1652', message: 'TID 길이 오류', source: '§12' },
  badMid: { code: 'A114', message: '등록되지 않은 MID', source: '§12' },
  foreignTransaction: { code: 'A122', message: '다른 가맹점의 거래', source: '§12' },
  signFailed: { code: 'A211', message: '해쉬값 검증에 실패하였습니다', source: '§19 item 4' },
  cancelSignFailed: { code: 'A101', message: '해쉬값 검증에 실패하였습니다', source: '§19 item 4' },
  unknownToken: { code: 'A210', message: '인증 정보가 존재하지 않습니다', source: '§19 item 5' },
  amountDiffers: { code: 'A123', message: '인증된 금액과 요청 금액이 다릅니다', source: '§12' },
  taxSplitDiffers: { code: '1615', message: '과세 금액의 합이 결제 금액과 다릅니다', source: '§12' },

  // approval (§12 approval, §19 item 8)
  authExpired: { code: 'A245', message: '인증 유효시간이 만료되었습니다', source: '§12' },
  approvedTwice: { code: '1682', message: '이미 승인된 거래입니다', source: '§12 field; 2201 is the other candidate' },
  approveCancelled: { code: '1673', message: '이미 취소된 거래입니다', source: '§12 field' },
  cardLimit: { code: '3041', message: '카드 한도가 초과되었습니다', source: 'picked from 3011–3095 of §12' },

  // cancel and net cancel (§12, §19 item 8)
  noSuchTransaction: { code: '2012', message: '취소 해당거래 없음', source: '§12' },
  alreadyCancelled: { code: '2015', message: '기 취소 요청', source: '§19 item 8' },
  partialOfCancelled: { code: '2013', message: '취소 완료 거래', source: 'picked' },
  amountNotPositive: { code: '2010', message: '취소 요청금액 0 이하', source: '§12' },
  fullAmountDiffers: { code: '2011', message: '취소 금액 불일치', source: '§12' },
  fullAfterPartial: { code: '2031', message: '전체취소 불가능', source: '§19 item 8, unconfirmed' },
  netCancelAfterPartial: { code: '2031', message: '전체취소 불가능', source: 'picked' },
  aboveRemainder: { code: '2032', message: '취소가능금액 초과', source: '§12' },
  aboveDeposited: { code: '2026', message: '취소금액이 입금금액보다 큽니다', source: '§12' },
  partialNotAllowed: { code: '1534', message: '부분취소 불가 거래', source: '§12' },
  accountPartial: { code: '2045', message: '가상계좌 발급취소는 부분취소 불가', source: '§12' },
  accountDeposited: { code: '2047', message: '이미 입금되어 발급취소 불가', source: '§12' },
  refundAccountIncomplete: { code: '9000', message: '환불계좌 정보가 누락되었습니다', source: '§19 item 8' },
  duplicateMoid: { code: '2015', message: '기 취소 요청', source: '§19 item 9' },
  netCancelTimeOver: { code: '2020', message: '망취소 허용시간 초과', source: '§12' },
  cancelTimeOver: { code: '2016', message: '취소 기한 초과', source: '§12' },
  balanceShort: { code: '2023', message: '취소 한도 초과', source: '§12' },

  // issuing an account (§8, §10)
  duplicateTid: { code: 'A225', message: 'TID 중복 오류', source: '§10' },

  // faults
  trouble: { code: 'A299', message: '내부 처리 지연', source: '§12' },
  unlisted: { code: 'Z999', message: '알 수 없는 응답', source: 'made up: in no list' },

  // the window's auth result (§4)
  windowClosed: { code: '9999', message: '사용자가 결제를 취소하였습니다', source: '§4; I002 is the other one seen' },
  windowCardLimit: { code: '3041', message: '카드 한도가 초과되었습니다', source: 'picked from 3011–3095 of §12' },
} as const satisfies Record<string, CodeRow>

export type Situation = keyof typeof SITUATIONS

/** Success codes that do not depend on the method of payment (§7, §8, §9). */
export const SUCCESS = {
  auth: { code: '0000', message: '인증 성공' },
  cancelled: { code: '2001', message: '취소 성공' },
  refunded: { code: '2211', message: '환불 성공' },
  inquired: { code: '0000', message: '정상 처리' },
} as const

/** What a deposit is notified with (§13). */
export const DEPOSITED = { code: '4110', message: '가상계좌 입금 성공' } as const

/** PayMethod → its TID part and the success code of its approval (§5, §10). */
export const PAY_METHODS = {
  CARD: { tidPart: '01', code: '3001', message: '카드 결제 성공' },
  BANK: { tidPart: '02', code: '4000', message: '계좌이체 결제 성공' },
  VBANK: { tidPart: '03', code: '4100', message: '가상계좌 발급 성공' },
  CELLPHONE: { tidPart: '05', code: 'A000', message: '휴대폰 결제 성공' },
} as const

export type PayMethod = keyof typeof PAY_METHODS

export const isPayMethod = (text: string): text is PayMethod => Object.hasOwn(PAY_METHODS, text)

/** Banks that can issue a virtual account (§11, the ones marked V). */
export const ACCOUNT_BANKS: Readonly<Record<string, string>> = {
  '003': '기업은행',
  '004': '국민은행',
  '005': '외환은행',
  '011': '농협은행',
  '020': '우리은행',
  '023': 'SC은행',
  '031': 'iM뱅크',
  '032': '부산은행',
  '034': '광주은행',
  '071': '우체국',
  '081': '하나은행',
  '088': '신한은행',
  '089': '케이뱅크',
}
