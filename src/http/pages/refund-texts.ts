/** What the buyer reads on the page that asks for an account, in both languages. */
import type { Language } from './language.ts'

export interface RefundTexts {
  readonly title: string
  readonly why: string
  readonly order: string
  readonly number: string
  readonly fields: Readonly<Record<'bank' | 'number' | 'holder' | 'phone', string>>
  readonly hints: Readonly<Record<'number' | 'holder' | 'phone', string>>
  readonly wrong: Readonly<Record<'bank' | 'number' | 'holder' | 'phone', string>>
  readonly choose: string
  readonly send: string
  readonly once: string
  readonly givenTitle: string
  readonly given: string
}

export const REFUND_TEXTS = {
  ko: {
    title: '환불받을 계좌를 알려주세요',
    why: '가상계좌로 입금하신 금액은 본인 명의 계좌로 돌려드립니다.',
    order: '주문',
    number: '주문번호',
    fields: { bank: '은행', number: '계좌번호', holder: '예금주', phone: '예금주 휴대폰 번호' },
    hints: { number: "'-' 없이 숫자만", holder: '통장에 적힌 이름', phone: '01012345678' },
    wrong: {
      bank: '은행을 선택해 주세요.',
      number: '계좌번호를 숫자로 확인해 주세요.',
      holder: '예금주 이름을 확인해 주세요.',
      phone: '휴대폰 번호를 확인해 주세요.',
    },
    choose: '은행을 선택하세요',
    send: '이 계좌로 환불받기',
    once: '이 링크는 한 번만 사용할 수 있습니다. 계좌 정보는 암호화해 보관하고, 환불이 끝난 뒤 보관 기간이 지나면 삭제합니다.',
    givenTitle: '환불을 접수했습니다',
    given: '영업일 기준 1~3일 안에 입금됩니다. 이 창은 닫으셔도 됩니다.',
  },
  en: {
    title: 'Where should the money go?',
    why: 'What you paid into the virtual account goes back to a bank account in your own name.',
    order: 'Order',
    number: 'Order number',
    fields: { bank: 'Bank', number: 'Account number', holder: 'Account holder', phone: 'Phone of the holder' },
    hints: { number: 'Digits only', holder: 'As the bank has it', phone: '01012345678' },
    wrong: {
      bank: 'Please choose your bank.',
      number: 'Please check the account number.',
      holder: 'Please check the name of the holder.',
      phone: 'Please check the phone number.',
    },
    choose: 'Choose your bank',
    send: 'Refund to this account',
    once: 'This link works once. Your account is kept encrypted, and deleted some time after the refund is final.',
    givenTitle: 'Your refund is on its way',
    given: 'The money arrives within one to three business days. You may close this page.',
  },
} as const satisfies Record<Language, RefundTexts>
