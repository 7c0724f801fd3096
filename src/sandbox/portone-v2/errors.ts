/** Which error answers which situation: the one table to change when PortOne V2 is seen to answer otherwise. */

interface ErrorRow {
  readonly status: number
  readonly type: string
  readonly message: string
  /** Section of the fact sheet; `picked` where the sheet is silent and the type was chosen by its meaning. */
  readonly source: string
}

export const SITUATIONS = {
  // every call (§2, §3)
  badRequest: { status: 400, type: 'INVALID_REQUEST', message: '요청된 입력 정보가 유효하지 않습니다', source: '§3' },
  unauthorized: { status: 401, type: 'UNAUTHORIZED', message: '인증 정보가 올바르지 않습니다', source: '§3' },
  foreignStore: { status: 403, type: 'FORBIDDEN', message: '요청이 거절되었습니다', source: '§1, unconfirmed' },
  noSuchPayment: { status: 404, type: 'PAYMENT_NOT_FOUND', message: '결제 건이 존재하지 않습니다', source: '§3' },

  // Idempotency-Key (§4)
  keyMalformed: { status: 400, type: 'INVALID_REQUEST', message: '멱등키는 16~256자의 ASCII입니다', source: 'picked' },
  keyOutstanding: {
    status: 409,
    type: 'IDEMPOTENCY_OUTSTANDING_REQUEST',
    message: '같은 멱등키의 요청이 처리 중입니다',
    source: '§4',
  },
  keyReused: { status: 422, type: 'INVALID_REQUEST', message: '멱등키가 다른 요청에 쓰였습니다', source: '§4, picked' },

  // paying (§3, §8)
  alreadyPaid: { status: 409, type: 'ALREADY_PAID', message: '결제가 이미 완료되었습니다', source: '§3' },
  accountAlreadyIssued: {
    status: 409,
    type: 'ALREADY_PAID',
    message: '가상계좌가 이미 발급되었습니다',
    source: 'picked',
  },
  noSuchChannel: { status: 404, type: 'CHANNEL_NOT_FOUND', message: '채널이 존재하지 않습니다', source: '§3' },
  partsAboveTotal: {
    status: 409,
    type: 'SUM_OF_PARTS_EXCEEDS_TOTAL_AMOUNT',
    message: '면세 금액 등 하위 항목들의 합이 전체 결제 금액을 초과합니다',
    source: '§3',
  },
  badToken: { status: 400, type: 'INVALID_PAYMENT_TOKEN', message: '결제 토큰이 유효하지 않습니다', source: '§3' },
  tokenExpired: { status: 400, type: 'INVALID_PAYMENT_TOKEN', message: '결제 토큰이 만료되었습니다', source: 'picked' },
  confirmDiffers: { status: 409, type: 'INFORMATION_MISMATCH', message: '결제 정보가 일치하지 않습니다', source: '§3' },
  notWaitingForDeposit: {
    status: 409,
    type: 'PAYMENT_NOT_WAITING_FOR_DEPOSIT',
    message: '결제 건이 입금 대기 상태가 아닙니다',
    source: '§3',
  },
  noSuchPromotion: { status: 404, type: 'PROMOTION_NOT_FOUND', message: '프로모션이 존재하지 않습니다', source: '§3' },
  promotionOtherMethod: {
    status: 400,
    type: 'PROMOTION_PAY_METHOD_DOES_NOT_MATCH',
    message: '결제수단이 프로모션에 지정된 것과 일치하지 않습니다',
    source: '§3',
  },

  // cancelling, in the order of the checks (§7.2)
  notPaid: { status: 409, type: 'PAYMENT_NOT_PAID', message: '결제가 완료되지 않았습니다', source: '§3, §15' },
  alreadyCancelled: {
    status: 409,
    type: 'PAYMENT_ALREADY_CANCELLED',
    message: '결제가 이미 취소되었습니다',
    source: '§3',
  },
  balanceDiffers: {
    status: 409,
    type: 'CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN',
    message: '취소 가능 잔액 검증에 실패했습니다',
    source: '§3',
  },
  aboveBalance: {
    status: 409,
    type: 'CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT',
    message: '결제 취소 금액이 취소 가능 금액을 초과합니다',
    source: '§3',
  },
  partsAboveCancel: {
    status: 409,
    type: 'SUM_OF_PARTS_EXCEEDS_CANCEL_AMOUNT',
    message: '면세 금액 등 하위 항목들의 합이 전체 취소 금액을 초과합니다',
    source: '§3',
  },
  aboveTaxFree: {
    status: 409,
    type: 'CANCEL_TAX_FREE_AMOUNT_EXCEEDS_CANCELLABLE_TAX_FREE_AMOUNT',
    message: '취소 면세 금액이 취소 가능한 면세 금액을 초과합니다',
    source: '§3',
  },
  aboveTaxable: {
    status: 409,
    type: 'CANCEL_TAX_AMOUNT_EXCEEDS_CANCELLABLE_TAX_AMOUNT',
    message: '취소 과세 금액이 취소 가능한 과세 금액을 초과합니다',
    source: '§3',
  },
  promotionOptionChanged: {
    status: 400,
    type: 'PROMOTION_DISCOUNT_RETAIN_OPTION_SHOULD_NOT_BE_CHANGED',
    message: '프로모션 할인율 유지 옵션은 변경할 수 없습니다',
    source: '§3',
  },
  promotionNegative: {
    status: 400,
    type: 'NEGATIVE_PROMOTION_ADJUSTED_CANCEL_AMOUNT',
    message: '프로모션 적용 취소 금액이 음수입니다',
    source: '§3',
  },
  tooManyCancels: {
    status: 409,
    type: 'MAX_CANCEL_COUNT_REACHED',
    message: '최대 취소 시도 횟수에 도달했습니다',
    source: '§3',
  },
  refundAccountMissing: {
    status: 400,
    type: 'INVALID_REQUEST',
    message: '가상계좌 환불에는 환불 계좌 정보가 필요합니다',
    source: 'picked; seed 004: required',
  },
  noSuchCancellation: {
    status: 404,
    type: 'PAYMENT_CANCELLATION_NOT_FOUND',
    message: '결제 취소 내역이 존재하지 않습니다',
    source: '§3',
  },
  cancellationNotPending: {
    status: 409,
    type: 'PAYMENT_CANCELLATION_NOT_PENDING',
    message: '결제 취소 내역이 대기 상태가 아닙니다',
    source: '§3',
  },

  // webhooks sent again (§8)
  noSuchWebhook: { status: 404, type: 'WEBHOOK_NOT_FOUND', message: '웹훅 내역이 존재하지 않습니다', source: '§3' },
  tooManyResends: {
    status: 400,
    type: 'MAX_WEBHOOK_RETRY_COUNT_REACHED',
    message: '웹훅 최대 재발송 횟수에 도달했습니다',
    source: '§3',
  },

  // faults
  unlisted: {
    status: 409,
    type: 'SETTLEMENT_WINDOW_SEALED',
    message: '알 수 없는 응답',
    source: 'made up: in no list',
  },
} as const satisfies Record<string, ErrorRow>

export type Situation = keyof typeof SITUATIONS

interface PgRow {
  readonly pgCode: string
  readonly pgMessage: string
  readonly source: string
}

/** What the PG behind the channel says: HTTP 502 `PG_PROVIDER`, or a FAILED cancellation under HTTP 200 (§3, §7.2). */
export const PG_REFUSALS = {
  balanceShort: { pgCode: '8178', pgMessage: '취소 가능 잔액이 부족합니다', source: '§14 item 13 (KCP)' },
  cancelledAtPg: { pgCode: '8133', pgMessage: '이미 취소된 거래입니다', source: '§12; code picked' },
  aboveAtPg: { pgCode: '8134', pgMessage: '취소 요청 금액이 남은 금액보다 큽니다', source: '§12; code picked' },
  monthOver: { pgCode: '8136', pgMessage: '휴대폰 결제는 결제월에만 취소됩니다', source: 'seed 004; code picked' },
  refused: { pgCode: '9999', pgMessage: '취소가 거절되었습니다', source: 'picked' },
} as const satisfies Record<string, PgRow>

export type PgRefusal = keyof typeof PG_REFUSALS

/** What the browser brings back when the buyer did not pay; the sheet has no codes of the browser SDK. */
export const WINDOW_FAILURES = {
  closed: {
    code: 'FAILURE_TYPE_PG',
    message: '사용자가 결제를 취소하였습니다',
    pgCode: 'PAY_PROCESS_CANCELED',
    pgMessage: '결제 취소',
    source: 'picked',
  },
  cardLimit: {
    code: 'FAILURE_TYPE_PG',
    message: '카드 한도가 초과되었습니다',
    pgCode: 'EXCEED_MAX_AMOUNT',
    pgMessage: '카드 한도 초과',
    source: 'picked',
  },
  notConfirmed: {
    code: 'FAILURE_TYPE_PG',
    message: '승인이 거절되었습니다',
    pgCode: 'ASYNC_REFUSED',
    pgMessage: '비동기 승인 거절',
    source: 'picked',
  },
  unlisted: {
    code: 'SETTLEMENT_WINDOW_SEALED',
    message: '알 수 없는 응답',
    pgCode: 'Z999',
    pgMessage: '알 수 없는 응답',
    source: 'made up: in no list',
  },
} as const

export type WindowFailure = keyof typeof WINDOW_FAILURES

/** A payment and a cancellation in a status that nobody has documented (§5.1, §5.5: "anything else, future"). */
export const UNLISTED_STATUS = { payment: 'SETTLEMENT_SEALED', cancellation: 'HELD_FOR_REVIEW' } as const
