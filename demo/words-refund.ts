/** The texts about refunds and the choice of a PG; they belong to the dictionary and are apart only for its length. */

export const REFUND_WORDS = {
  'form.channel': ['결제 수단 (PG사)', 'Pay through'],
  'refund.title': ['환불', 'Refund'],
  'refund.lead': ['예약은 그대로 두고 결제 금액만 돌려드립니다.', 'The booking stays; only money goes back.'],
  'refund.amount': ['환불할 금액', 'Amount to refund'],
  'refund.most': ['지금 {amount}까지 환불할 수 있습니다.', 'Up to {amount} can be refunded now.'],
  'refund.ask': ['환불하기', 'Refund'],
  'refund.oneNight': ['1박 줄이기 · {amount}', 'One night less · {amount}'],
  'refund.all': ['전액 환불 · {amount}', 'All of it · {amount}'],
  'refund.none': ['결제 금액을 모두 돌려드렸습니다.', 'All of the money went back.'],
  'refund.silent': [
    '매듭에 연결하지 못해 지금은 환불할 수 없습니다.',
    'Maedeup cannot be reached, so nothing can be refunded right now.',
  ],
  'refund.wrong': ['환불할 금액을 1원부터 {amount} 사이에서 입력해 주세요.', 'Enter an amount from ₩1 to {amount}.'],
  'refund.history': ['환불 내역', 'Refunds so far'],
  'refund.state.asked': ['확인 중', 'Being settled'],
  'refund.state.done': ['환불 완료', 'Refunded'],
  'refund.state.bounced': ['환불 되돌아옴', 'Came back'],
  'refund.state.refused': ['환불되지 않음', 'Not refunded'],
  'refund.note.asked': [
    '결과를 확인하고 있습니다. 몇 번을 물어도 같은 환불이 두 번 나가지 않아요.',
    'We are asking how it ended. However often we ask, it never happens twice.',
  ],
  'refund.note.bounced': [
    '은행이 이 계좌로 입금하지 못해 돈이 되돌아왔습니다. 다른 계좌로 다시 환불받아 주세요.',
    'The bank could not pay into this account, and the money came back. Please use another account.',
  ],
  'reserved.confirmed.lead.bounced': [
    '환불한 금액이 되돌아왔습니다. 아래에서 다른 계좌를 알려주세요.',
    'A refund came back. Please name another account below.',
  ],
  'reserved.confirmed.lead.refunded': [
    '예약은 그대로이고, 결제 금액은 모두 환불했습니다.',
    'Your booking stays, and all of its money was refunded.',
  ],
  'reserved.cancelNote.refunded': ['돌려드릴 금액은 더 없습니다.', 'Nothing is left to refund.'],
  'refund.note.refused': ['PG사가 환불을 거절했습니다. ({code})', 'The PG refused this refund. ({code})'],
  'refund.note.MD_BALANCE_DIFFERS': [
    '그 사이 다른 환불이 있어 이 환불은 나가지 않았습니다.',
    'Another refund came in between, so this one was not made.',
  ],
  'refund.note.MD_BALANCE_TOO_SMALL': [
    '환불할 수 있는 금액이 모자라 이 환불은 나가지 않았습니다.',
    'There was not enough left, so this refund was not made.',
  ],
  'refund.note.MD_PARTIAL_UNSUPPORTED': [
    '이 결제는 전액만 환불할 수 있습니다.',
    'This payment can only be refunded in full.',
  ],
  'chapter.returning.note.refund': [
    '요청하신 환불을 PG사와 확인하고 있습니다.',
    'The refund that was asked for is being settled with the PG.',
  ],
  'chapter.tied.note.refunded': [
    '{amount}을 환불했고, 예약은 그대로입니다.',
    '{amount} was refunded; the booking stays.',
  ],
} as const satisfies Record<string, readonly [string, string]>
