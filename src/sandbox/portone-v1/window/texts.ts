/** The texts that only PortOne V1's window has, in Korean and in English. */
import type { Language } from '../../window/texts.ts'
import type { WindowSituation } from '../codes.ts'

export const TITLES: Readonly<Record<Language, string>> = {
  ko: '포트원 V1 결제창 (샌드박스)',
  en: 'PortOne V1 payment window (sandbox)',
}

/** Why a window does not open. */
export const PROBLEMS: Readonly<Record<Language, Readonly<Partial<Record<WindowSituation, string>>>>> = {
  ko: {
    fieldMissing: '필수 항목인데 비어 있습니다.',
    fieldMalformed: '값의 형식이나 길이가 올바르지 않습니다.',
    badUserCode: '샌드박스에 등록되지 않은 고객사 식별코드입니다.',
    badChannel: '샌드박스에 등록되지 않은 채널입니다.',
    amountDiffers: '사전등록(/payments/prepare)된 금액과 다릅니다.',
    alreadyPaid: '이미 결제가 이루어진 merchant_uid입니다.',
  },
  en: {
    fieldMissing: 'It is mandatory, but empty.',
    fieldMalformed: 'Its format or length is not right.',
    badUserCode: 'The sandbox does not know this user code.',
    badChannel: 'The sandbox does not know this channel.',
    amountDiffers: 'It is not the amount that was registered by /payments/prepare.',
    alreadyPaid: 'This merchant_uid has been paid already.',
  },
}
