/** The texts of the payment window that only NICEPAY has, in Korean and in English. */
import type { Language } from '../../window/texts.ts'
import type { Situation } from '../codes.ts'

/** The situations of `codes.ts` that keep a window from opening. */
export type WindowProblem = Extract<
  Situation,
  'fieldMissing' | 'fieldTooLong' | 'fieldMalformed' | 'badMid' | 'signFailed' | 'taxSplitDiffers'
>

export const TITLES: Readonly<Record<Language, string>> = {
  ko: '나이스페이 결제창 (샌드박스)',
  en: 'NICEPAY payment window (sandbox)',
}

export const PROBLEMS: Readonly<Record<Language, Readonly<Record<WindowProblem, string>>>> = {
  ko: {
    fieldMissing: '필수 항목인데 비어 있거나 주소가 아닙니다.',
    fieldTooLong: 'EUC-KR로 센 바이트 수가 항목의 길이를 넘습니다.',
    fieldMalformed: '값의 형식이 올바르지 않습니다.',
    badMid: '샌드박스에 등록되지 않은 상점 아이디입니다.',
    signFailed: 'SHA-256(EdiDate + MID + Amt + MerchantKey) 값과 다릅니다. 서명한 뒤에 금액이 바뀌지 않았는지 보세요.',
    taxSplitDiffers: '합이 결제 금액과 다릅니다.',
  },
  en: {
    fieldMissing: 'It is mandatory, but empty or not an address.',
    fieldTooLong: 'It has more bytes, counted in EUC-KR, than the field takes.',
    fieldMalformed: 'Its format is not right.',
    badMid: 'The sandbox does not know this shop id.',
    signFailed: 'It is not SHA-256(EdiDate + MID + Amt + MerchantKey). Was the amount changed after signing?',
    taxSplitDiffers: 'The sum differs from the amount.',
  },
}
