/** What buyers read, in both languages. */
import type { Language } from './language.ts'

export interface Texts {
  readonly checkoutTitle: string
  readonly order: string
  readonly opening: string
  readonly open: string
  readonly leave: string
  readonly blocked: string
  readonly noScript: string
  readonly sending: string
  readonly checkingTitle: string
  readonly checking: string
  readonly paidTitle: string
  readonly paid: string
  readonly depositTitle: string
  readonly deposit: string
  readonly depositMasked: string
  readonly depositBank: string
  readonly depositAccount: string
  readonly depositHolder: string
  readonly depositDue: string
  readonly returnedTitle: string
  readonly returned: string
  readonly notPaidTitle: string
  readonly notPaid: string
  readonly waitingTitle: string
  readonly waiting: string
  readonly again: string
  readonly amount: string
  readonly errorCode: string
}

export const TEXTS = {
  ko: {
    checkoutTitle: '결제하기',
    order: '주문번호',
    opening: '결제창을 여는 중입니다…',
    open: '결제창 열기',
    leave: '결제하지 않고 돌아가기',
    blocked: '결제창을 열지 못했습니다. 잠시 후 다시 시도해 주세요.',
    noScript: '결제창을 열려면 브라우저에서 JavaScript를 켜 주세요.',
    sending: '결제 결과를 보내고 있습니다…',
    checkingTitle: '결제를 확인하고 있습니다',
    checking: '결제 결과를 기다리는 중입니다. 다시 결제하지 마세요. 이 화면은 저절로 바뀝니다.',
    paidTitle: '결제가 완료되었습니다',
    paid: '이 창은 닫으셔도 됩니다.',
    depositTitle: '입금을 기다리고 있습니다',
    deposit: '안내된 계좌로 입금하시면 결제가 완료됩니다.',
    depositMasked:
      '판매자가 안내한 계좌로 입금하시면 결제가 완료됩니다. 이 화면에는 계좌번호를 모두 보여 드리지 않습니다.',
    depositBank: '입금 은행',
    depositAccount: '입금 계좌',
    depositHolder: '예금주',
    depositDue: '입금 기한',
    returnedTitle: '결제가 취소되었습니다',
    returned: '결제하신 금액은 돌려드립니다.',
    notPaidTitle: '결제되지 않았습니다',
    notPaid: '빠져나간 금액은 없습니다.',
    waitingTitle: '결제 결과가 아직 오지 않았습니다',
    waiting: '결과는 계속 확인하고 있습니다. 다시 결제하지 마시고 판매자에게 문의해 주세요.',
    again: '다시 결제하기',
    amount: '결제 금액',
    errorCode: '코드',
  },
  en: {
    checkoutTitle: 'Pay',
    order: 'Order',
    opening: 'Opening the payment window…',
    open: 'Open the payment window',
    leave: 'Go back without paying',
    blocked: 'The payment window could not be opened. Please try again in a moment.',
    noScript: 'Please switch on JavaScript in your browser to open the payment window.',
    sending: 'Sending the result of your payment…',
    checkingTitle: 'Checking your payment',
    checking: 'We are waiting for the result. Please do not pay again. This page changes by itself.',
    paidTitle: 'Your payment is complete',
    paid: 'You may close this page.',
    depositTitle: 'Waiting for your deposit',
    deposit: 'Your payment is complete once the money arrives on the account you were given.',
    depositMasked: 'Please pay into the account that the seller told you. This page does not show all of its number.',
    depositBank: 'Bank',
    depositAccount: 'Account',
    depositHolder: 'Account holder',
    depositDue: 'Pay until (Korean time)',
    returnedTitle: 'Your payment was cancelled',
    returned: 'The money goes back to you.',
    notPaidTitle: 'You have not paid',
    notPaid: 'No money was taken.',
    waitingTitle: 'There is no answer yet',
    waiting: 'We go on checking. Please do not pay again, and ask the seller.',
    again: 'Pay again',
    amount: 'Amount',
    errorCode: 'Code',
  },
} as const satisfies Record<Language, Texts>
