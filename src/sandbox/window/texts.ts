/** Every text that the payment windows of all providers share, in Korean and in English. */
import type { Method } from '../simulator.ts'

export type Language = 'ko' | 'en'

export interface Texts {
  readonly ribbon: string
  readonly amount: string
  readonly order: string
  readonly shop: string
  readonly methods: string
  readonly method: Readonly<Record<Method, string>>
  readonly hint: Readonly<Record<Method, string>>
  readonly pay: string
  /** In place of paying, where an account is all that the window issues. */
  readonly issue: string
  readonly close: string
  readonly fail: string
  readonly busy: string
  readonly lost: string
  readonly note: string
  readonly refusedTitle: string
  readonly refusedNote: string
  readonly dismiss: string
}

export const TEXTS: Readonly<Record<Language, Texts>> = {
  ko: {
    ribbon: '샌드박스 · 실제로 결제되지 않습니다',
    amount: '결제 금액',
    order: '주문번호',
    shop: '상점 아이디',
    methods: '결제 수단',
    method: {
      card: '신용·체크카드',
      easy_pay: '간편결제',
      transfer: '계좌이체',
      virtual_account: '가상계좌',
      mobile: '휴대폰',
    },
    hint: {
      card: '신한카드, 일시불',
      easy_pay: '카카오페이',
      transfer: '신한은행',
      virtual_account: '신한은행 계좌를 발급받아 입금',
      mobile: '통신 요금에 합산',
    },
    pay: '결제하기',
    issue: '신한은행 계좌 발급받기',
    close: '취소',
    fail: '카드 한도 초과로 실패',
    busy: '처리하고 있습니다…',
    lost: '샌드박스가 답하지 않습니다. 잠시 후 다시 눌러 주세요.',
    note: '시험용 결제창입니다. 카드 번호나 비밀번호를 묻지 않습니다.',
    refusedTitle: '결제창을 열 수 없습니다',
    refusedNote: '상점이 보낸 값이 올바르지 않습니다. 아래 항목을 확인해 주세요.',
    dismiss: '닫기',
  },
  en: {
    ribbon: 'SANDBOX · no real payment is made',
    amount: 'Amount',
    order: 'Order number',
    shop: 'Shop id',
    methods: 'Payment method',
    method: {
      card: 'Card',
      easy_pay: 'Easy pay',
      transfer: 'Bank transfer',
      virtual_account: 'Virtual account',
      mobile: 'Mobile phone',
    },
    hint: {
      card: 'Shinhan, lump sum',
      easy_pay: 'Kakao Pay',
      transfer: 'Shinhan Bank',
      virtual_account: 'get a Shinhan account, pay into it',
      mobile: 'on the phone bill',
    },
    pay: 'Pay',
    issue: 'Get an account at Shinhan',
    close: 'Cancel',
    fail: 'Fail: card limit exceeded',
    busy: 'Working…',
    lost: 'The sandbox does not answer. Please try again in a moment.',
    note: 'A window for tests. It never asks for a card number or a password.',
    refusedTitle: 'The payment window cannot open',
    refusedNote: 'What the shop has sent is not right. Please check the following.',
    dismiss: 'Close',
  },
}

/** An explicit wish wins, then the first language of the browser that we speak, then Korean. */
export function chooseLanguage(wish: string, acceptLanguage: string): Language {
  const spoken = [wish, ...acceptLanguage.split(',')].map((tag) => tag.trim().slice(0, 2).toLowerCase())
  return spoken.find((tag) => tag === 'ko' || tag === 'en') === 'en' ? 'en' : 'ko'
}
