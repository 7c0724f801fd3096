/** The texts that only the PortOne window has, in Korean and in English. */
import type { Language } from '../../window/texts.ts'

export const TITLES: Readonly<Record<Language, string>> = {
  ko: '포트원 결제창 (샌드박스)',
  en: 'PortOne payment window (sandbox)',
}

/** Why a window does not open, and the code that the promise then brings; the sheet has none, so they are picked. */
export const PROBLEMS = {
  malformed: {
    code: 'INVALID_REQUEST',
    ko: '필수 항목이 없거나 값의 형식이 올바르지 않습니다.',
    en: 'It is missing, or its format is not right.',
  },
  unknownStore: {
    code: 'INVALID_REQUEST',
    ko: '샌드박스에 없는 상점 아이디입니다.',
    en: 'The sandbox does not know this store.',
  },
  unknownChannel: {
    code: 'CHANNEL_NOT_FOUND',
    ko: '샌드박스에 없는 채널 키입니다.',
    en: 'The sandbox does not know this channel key.',
  },
  partsAboveTotal: {
    code: 'SUM_OF_PARTS_EXCEEDS_TOTAL_AMOUNT',
    ko: '면세 금액과 부가세의 합이 결제 금액을 넘습니다.',
    en: 'The tax-free part and the tax together exceed the amount.',
  },
  alreadyPaid: {
    code: 'ALREADY_PAID',
    ko: '이미 결제되었거나 입금을 기다리는 결제입니다.',
    en: 'This payment is paid already, or waits for a deposit.',
  },
  preRegistered: {
    code: 'PAYMENT_AMOUNT_MISMATCH',
    ko: '사전 등록된 금액과 다릅니다.',
    en: 'Another amount was registered beforehand.',
  },
} as const satisfies Record<string, Readonly<Record<Language | 'code', string>>>

export type WindowProblem = keyof typeof PROBLEMS
