/** The texts of the payment window that only Toss Payments has, in Korean and in English. */
import type { Language } from '../../window/texts.ts'

/** What keeps a window from opening. */
export type WindowProblem = 'unknownKey' | 'malformed' | 'orderId' | 'address'

export const TITLES: Readonly<Record<Language, string>> = {
  ko: '토스페이먼츠 결제창 (샌드박스)',
  en: 'Toss Payments window (sandbox)',
}

export const PROBLEMS: Readonly<Record<Language, Readonly<Record<WindowProblem, string>>>> = {
  ko: {
    unknownKey: '샌드박스에 등록되지 않은 클라이언트 키입니다.',
    malformed: '비어 있거나 값의 형식이 올바르지 않습니다.',
    orderId: '영문 대소문자, 숫자, 특수문자 -, _ 로 이루어진 6자 이상 64자 이하여야 합니다.',
    address: '프로토콜을 포함한 주소여야 합니다.',
  },
  en: {
    unknownKey: 'The sandbox does not know this client key.',
    malformed: 'It is empty, or its format is not right.',
    orderId: 'It must be 6 to 64 letters, digits, - or _.',
    address: 'It must be an address with its protocol.',
  },
}
