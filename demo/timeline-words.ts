/** The steps of a payment's timeline in words; it belongs to the dictionary and is apart only for its length. */
import type { Lang } from './words.ts'

const STEPS = {
  'payment.registered': ['아무것도 결제되기 전에 결제를 등록했습니다.', 'Registered, before anything was paid.'],
  'payment.adopted': ['이미 끝난 결제를 매듭이 지켜보기 시작했습니다.', 'A payment made elsewhere came under the net.'],
  'payment.prepared': ['PG사에 결제 금액을 먼저 등록했습니다.', 'The amount was frozen at the PG.'],
  'payment.prepare_failed': [
    '금액 사전 등록에 실패해 승인 때 확인합니다.',
    'Freezing the amount failed; it is checked later.',
  ],
  'payment.recovering': [
    '장부를 복구해, 그사이 일어난 일을 PG사에 묻습니다.',
    'Our books were restored; the PG is asked what happened meanwhile.',
  ],
  'payment.recovered': ['복구가 끝나 PG사의 답을 기록했습니다.', 'Recovered: what the PG told is booked.'],
  'payment.superseded': ['같은 주문의 새 결제로 대체되었습니다.', 'Replaced by a newer payment of the order.'],
  'payment.window_left': [
    '구매자가 결제창을 닫았거나 창에서 거절되었습니다.',
    'The buyer left the window or was refused.',
  ],
  'payment.return_refused': [
    '결제창의 응답이 올바르지 않아 거절했습니다.',
    'The window’s return was not genuine: refused.',
  ],
  'payment.approval_started': [
    '서명과 금액을 확인하고 승인을 요청했습니다.',
    'Signature and amount checked; approval asked.',
  ],
  'payment.approval_not_sent': ['승인 요청을 보내지 못했습니다.', 'The approval could not be sent.'],
  'payment.approval_unknown': ['승인 결과를 받지 못해 조회합니다.', 'The answer to the approval was lost; asking.'],
  'payment.approval_late': ['늦게 온 승인 결과를 다시 확인합니다.', 'The answer came late; asking decides.'],
  'payment.paid': ['결제가 완료되었습니다.', 'Paid.'],
  'payment.account_requested': ['PG사에 가상계좌 발급을 요청했습니다.', 'A virtual account is being asked for.'],
  'payment.account_issued': ['가상계좌가 발급되었습니다.', 'A virtual account was issued.'],
  'payment.account_unknown': [
    '계좌번호를 받지 못해, 아무도 모르는 이 계좌를 닫습니다.',
    'The account’s number was lost; as nobody knows it, it is closed.',
  ],
  'payment.account_closed': [
    '가상계좌를 닫았습니다. 더는 입금되지 않습니다.',
    'The account is closed: no deposits any more.',
  ],
  'payment.deposit_heard': ['입금 알림이 왔습니다. PG사에 확인합니다.', 'A deposit was told of; the PG is asked.'],
  'payment.deposit_doubted': [
    '입금 알림이 기록과 달라 담당자가 확인합니다.',
    'The deposit that was told does not fit; a person looks.',
  ],
  'payment.deposit_lost': ['은행이 입금을 거두어 갔습니다.', 'The bank took the deposit back.'],
  'payment.refund_account_needed': [
    '돌려줄 계좌를 구매자에게 링크로 여쭤봅니다.',
    'The money must go back: the buyer is asked for an account, by a link.',
  ],
  'payment.refund_account_reminder': ['계좌를 한 번 더 여쭤봅니다.', 'The buyer is asked once more.'],
  'payment.refund_account_taken_over': [
    '구매자에게 여쭤보던 금액을 판매자가 직접 환불합니다.',
    'The merchant refunds what the buyer was being asked about.',
  ],
  'payment.refund_account_given': [
    '구매자가 환불받을 계좌를 알려 주었습니다.',
    'The buyer named the account: the refund begins.',
  ],
  'payment.refund_due_soon': ['법정 환불 기한이 하루 남았습니다.', 'The refund is due by law within a business day.'],
  'payment.failed': ['결제가 이루어지지 않았습니다.', 'No payment was made.'],
  'payment.expired': ['결제되지 않고 끝났습니다.', 'Ended without payment.'],
  'payment.hint_heard': ['PG사에서 알림이 왔습니다. 다시 확인합니다.', 'The PG told that something happened.'],
  'payment.inquired': ['PG사에 조회했습니다.', 'The PG was asked.'],
  'payment.dispute_opened': [
    '구매자가 카드사에 이의를 제기해 환불을 멈췄습니다.',
    'The buyer disputes the payment; refunds are on hold.',
  ],
  'payment.dispute_resolved': ['구매자의 이의 제기가 마무리되었습니다.', 'The dispute is over.'],
  'payment.evidence_foreign': ['PG사의 답이 이 결제의 것이 아닙니다.', 'The PG’s answer is not about this payment.'],
  'payment.amount_differs': [
    '등록한 금액과 다른 금액이 결제되었습니다.',
    'Another amount arrived than was registered.',
  ],
  'payment.needs_operator': ['담당자의 판단을 기다립니다.', 'A person has to decide.'],
  'payment.corrected': [
    '담당자가 장부에 없던 환불을 기록했습니다.',
    'A person booked a refund that our books had missed.',
  ],
  'payment.released': ['담당자가 판단을 마쳤습니다.', 'A person has decided.'],
  'payment.retried': ['다시 확인합니다.', 'Looked at again on request.'],
  'order.recorded': ['예약이 기록되어 결제와 묶였습니다.', 'The booking was recorded: tied.'],
  'order.dropped': ['예약이 취소되어 돈을 돌려줍니다.', 'The booking fell through: the money goes back.'],
  'order.let_go': [
    '입금 없이 계좌가 끝나 예약과의 연결을 풀었습니다.',
    'The account ended unpaid; the booking is let go.',
  ],
  'order.check_undecided': ['예약 여부를 알 수 없어 기다립니다.', 'Whether there is a booking is unclear; waiting.'],
  'order.deadline_moved': ['기한이 다시 주어졌습니다.', 'The deadline was moved.'],
  'net.orphan_found': ['기한까지 예약이 기록되지 않았습니다.', 'The deadline passed without a booking.'],
  'net.would_cancel': ['연습 모드: 결제를 취소했을 것입니다.', 'Dry run: would have cancelled.'],
  'net.left_alone': ['자동 취소가 꺼져 있어 그대로 두었습니다.', 'The net is off: left alone.'],
  'cancellation.queued': ['결제를 취소하기로 했습니다.', 'The money is to go back.'],
  'cancellation.sending': ['PG사에 취소를 요청합니다.', 'The PG is being asked to cancel.'],
  'cancellation.not_sent': ['취소 요청이 나가지 못해 다시 보냅니다.', 'The request did not get out; again.'],
  'cancellation.try_later': ['PG사가 나중에 다시 하라고 했습니다.', 'The PG said “later”.'],
  'cancellation.other_call': ['다른 방법으로 취소합니다.', 'Cancelling by the other call.'],
  'cancellation.accepted': ['PG사가 취소를 접수했습니다.', 'The PG has accepted the cancellation.'],
  'cancellation.unknown': ['취소 결과를 받지 못해 조회합니다.', 'The answer was lost; asking.'],
  'cancellation.done': ['취소가 완료되어 돈을 돌려줬습니다.', 'Cancelled: the money went back.'],
  'cancellation.refused': ['PG사가 취소를 거절했습니다.', 'The PG refused the cancellation.'],
  'cancellation.bounced': ['환불한 금액이 되돌아왔습니다.', 'The refund came back.'],
  'discrepancy.opened': ['두 장부가 다릅니다. 운영자가 확인합니다.', 'The two books differ; an operator looks at it.'],
  'cancellation.found_again': [
    '복구 전에 요청된 환불을 다시 찾았습니다.',
    'A refund from before the restore was found again.',
  ],
  'cancellation.observed': ['PG사에서 직접 취소된 것을 확인했습니다.', 'A cancellation at the PG was seen.'],
} as const satisfies Record<string, readonly [string, string]>

/** Of an account that is closed before its deposit: no money is there to go anywhere. */
const CLOSING = {
  'cancellation.queued': ['입금 전에 가상계좌를 닫기로 했습니다.', 'The account is to be closed before any deposit.'],
  'cancellation.sending': ['PG사에 발급취소를 요청합니다.', 'The PG is being asked to close the account.'],
  'cancellation.accepted': ['PG사가 발급취소를 접수했습니다.', 'The PG has accepted the closing.'],
  'cancellation.unknown': ['발급취소 결과를 받지 못해 조회합니다.', 'The answer was lost; asking.'],
  'cancellation.done': ['발급취소가 끝났습니다. 나간 돈은 없습니다.', 'The account is closed. No money moved.'],
  'cancellation.refused': [
    'PG사가 계좌를 닫지 않았습니다. 입금이 있었는지 확인합니다.',
    'The PG did not close the account; whether a deposit came is looked at.',
  ],
} as const satisfies Partial<Record<keyof typeof STEPS, readonly [string, string]>>

/** A cancellation of nothing: the payment never took any money. */
const NOTHING_BACK = ['취소가 끝났습니다. 나간 돈은 없습니다.', 'Cancelled. No money had moved.'] as const

export interface StepFacts {
  /** What the step's cancellation is, `account_close` for one; null where it has none. */
  readonly kind: string | null
  readonly amount: number | null
}

/** A type that is newer than this page is shown by its name. */
export function sayStep(lang: Lang, type: string, { kind, amount }: StepFacts = { kind: null, amount: null }): string {
  const isClosing = kind === 'account_close' && Object.hasOwn(CLOSING, type)
  const isNothing = type === 'cancellation.done' && amount === 0
  const known = Object.hasOwn(STEPS, type) ? STEPS[type as keyof typeof STEPS] : null
  const words = isClosing ? CLOSING[type as keyof typeof CLOSING] : isNothing ? NOTHING_BACK : known
  return words === null ? type : words[lang === 'ko' ? 0 : 1]
}
