/** The texts of the payment window that only NICEPAY's REST protocol has, in Korean and in English. */
import type { Language } from '../../window/texts.ts'
import type { Situation } from '../codes.ts'

/** The situations of `codes.ts` that keep a window from opening. */
export type WindowProblem = Extract<
  Situation,
  'fieldMissing' | 'fieldTooLong' | 'fieldMalformed' | 'unknownClient' | 'taxFreeAboveAmount' | 'orderIdPaid'
>

export const TITLES: Readonly<Record<Language, string>> = {
  ko: '나이스페이 결제창 REST (샌드박스)',
  en: 'NICEPAY REST payment window (sandbox)',
}

export const PROBLEMS: Readonly<Record<Language, Readonly<Record<WindowProblem, string>>>> = {
  ko: {
    fieldMissing: '필수 항목인데 비어 있습니다.',
    fieldTooLong: 'UTF-8로 센 바이트 수가 항목의 길이를 넘습니다.',
    fieldMalformed: '값의 형식이 올바르지 않습니다.',
    unknownClient: '샌드박스에 등록되지 않은 클라이언트 키입니다.',
    taxFreeAboveAmount: '면세 금액이 결제 금액보다 큽니다.',
    orderIdPaid: '이미 결제된 주문번호입니다. 새 주문번호로 다시 여세요.',
  },
  en: {
    fieldMissing: 'It is mandatory, but empty.',
    fieldTooLong: 'It has more bytes, counted in UTF-8, than the field takes.',
    fieldMalformed: 'Its format is not right.',
    unknownClient: 'The sandbox does not know this client key.',
    taxFreeAboveAmount: 'The part without tax is larger than the amount.',
    orderIdPaid: 'This order number was paid before. Open the window with a new one.',
  },
}
