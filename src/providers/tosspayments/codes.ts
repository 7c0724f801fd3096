/** Says for each operation what every documented Toss error code means; a code that is not here means nothing. */
import type { Next } from '../../core/outcome.ts'
import type { CodeRow } from '../../ports/provider.ts'
import type { TosspaymentsOperation } from './config.ts'

type Table = Readonly<Record<string, CodeRow>>
type Words = (ko: string, en: string) => CodeRow

const row =
  (kind: CodeRow['kind'], next: Next) =>
  (source: string): Words =>
  (ko, en) => ({ kind, next, ko, en, source })

const unknown = row('unknown', 'inquire')
/** Nothing happened, and the answer says all there is to say. */
const declined = row('refused', 'none')
/** Nothing happened, and only a person can go on. */
const needsPerson = row('refused', 'operator')
/** Nothing happened, because the provider's books differ from ours. */
const conflict = row('refused', 'inquire')
const tryLater = row('refused', 'retry_after')
const askAccount = row('refused', 'ask_account')
/** Our credentials are wrong, whatever the payment. */
const misconfigured = row('refused', 'pause_channel')

const CONFIRM = 'tosspayments §8'
const CANCELS = 'tosspayments §9'
const GENERAL = 'tosspayments §9 general list'
const LOOKUP = 'tosspayments §4.2'
const ISSUES = 'tosspayments §4.4, §8'
const CLOSES = 'tosspayments §4.3, §9'
const BASICS = 'tosspayments §1'
const KEYS = 'tosspayments §7'

/** HTTP 429 in the place of a code: what code comes with it is unconfirmed (§18). */
export const TOO_MANY = '429'

/**
 * Every call. FORBIDDEN_REQUEST and INVALID_REQUEST stop no channel: both are expected for a confirm whose return was
 * tampered with (§4.1), and one buyer must not stop a shop.
 */
const COMMON: Table = {
  UNAUTHORIZED_KEY: misconfigured(BASICS)('인증되지 않은 키', 'The key is not authorised'),
  INVALID_API_KEY: misconfigured(CONFIRM)('잘못된 시크릿키 연동 정보', 'The secret key is wrong'),
  INCORRECT_BASIC_AUTH_FORMAT: misconfigured(BASICS)('잘못된 인증 형식', 'The Basic header is malformed'),
  FORBIDDEN_REQUEST: needsPerson(CONFIRM)('허용되지 않은 요청', 'The request is not allowed'),
  INVALID_REQUEST: needsPerson(CONFIRM)('잘못된 요청', 'The request is wrong'),
  INVALID_IDEMPOTENCY_KEY: needsPerson(KEYS)('잘못된 멱등키', 'The idempotency key is too long'),
  // The first request under the key is still running: what it does, nobody knows yet.
  IDEMPOTENT_REQUEST_PROCESSING: unknown(KEYS)('이전 멱등 요청 처리 중', 'The same request is still being processed'),
  PROVIDER_ERROR: unknown(CONFIRM)('일시적인 오류', 'Temporary trouble behind Toss'),
  FAILED_INTERNAL_SYSTEM_PROCESSING: unknown(CONFIRM)('내부 시스템 처리 실패', 'Trouble inside Toss'),
  FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING: unknown(CONFIRM)('결제 내부 처리 실패', 'Payment trouble inside Toss'),
  UNKNOWN_PAYMENT_ERROR: unknown(CONFIRM)('알 수 없는 결제 오류', 'An unknown payment error'),
  COMMON_ERROR: unknown(CONFIRM)('알 수 없는 오류', 'An unknown error'),
}

const REFUSED_CARD: Table = {
  INVALID_REJECT_CARD: declined(CONFIRM)('카드 사용 거절', 'The card was rejected'),
  INVALID_STOPPED_CARD: declined(CONFIRM)('정지된 카드', 'The card is suspended'),
  INVALID_CARD_EXPIRATION: declined(CONFIRM)('카드 유효기간 오류', 'The expiry date is wrong'),
  INVALID_CARD_NUMBER: declined(CONFIRM)('카드번호 오류', 'The card number is wrong'),
  INVALID_CARD_LOST_OR_STOLEN: declined(CONFIRM)('분실 또는 도난 카드', 'The card was lost or stolen'),
  INVALID_CARD_INSTALLMENT_PLAN: declined(CONFIRM)('할부 개월 오류', 'The instalment plan is wrong'),
  EXCEED_MAX_CARD_INSTALLMENT_PLAN: declined(CONFIRM)('최대 할부 개월 초과', 'Too many instalments'),
  NOT_SUPPORTED_INSTALLMENT_PLAN_CARD_OR_MERCHANT: declined(CONFIRM)('할부 미지원', 'Instalments are not supported'),
  NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN: declined(CONFIRM)('할부 미지원 카드', 'The card has no instalments'),
  NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN_BELOW_AMOUNT: declined(CONFIRM)(
    '할부 최소 금액 미달',
    'The amount is too small for instalments',
  ),
  NOT_ALLOWED_POINT_USE: declined(CONFIRM)('포인트 사용 불가', 'Points cannot be used'),
  REJECT_CARD_PAYMENT: declined(CONFIRM)('한도 초과 또는 잔액 부족', 'Above the limit, or not enough balance'),
  REJECT_CARD_COMPANY: declined(CONFIRM)('카드사 승인 거절', 'Refused by the card company'),
}

const REFUSED_OTHER: Table = {
  BELOW_MINIMUM_AMOUNT: declined(CONFIRM)('최소 결제 금액 미달', 'Below the minimum amount'),
  EXCEED_MAX_DAILY_PAYMENT_COUNT: declined(CONFIRM)('하루 결제 횟수 초과', 'Too many payments today'),
  EXCEED_MAX_PAYMENT_AMOUNT: declined(CONFIRM)('하루 결제 금액 초과', 'Above the daily payment amount'),
  EXCEED_MAX_AMOUNT: declined(CONFIRM)('거래 금액 한도 초과', 'Above the amount of one transaction'),
  EXCEED_MAX_MONTHLY_PAYMENT_AMOUNT: declined(CONFIRM)('월 결제 금액 초과', 'Above the monthly amount'),
  EXCEED_MAX_ONE_DAY_AMOUNT: declined(CONFIRM)('일일 한도 초과', 'Above the daily limit'),
  EXCEED_MAX_ONE_DAY_WITHDRAW_AMOUNT: declined(CONFIRM)('1일 출금 한도 초과', 'Above the daily withdrawal limit'),
  EXCEED_MAX_ONE_TIME_WITHDRAW_AMOUNT: declined(CONFIRM)('1회 출금 한도 초과', 'Above the limit of one withdrawal'),
  EXCEED_MAX_AUTH_COUNT: declined(CONFIRM)('최대 인증 횟수 초과', 'Too many authentications'),
  RESTRICTED_TRANSFER_ACCOUNT: declined(CONFIRM)('출금 제한 계좌', 'The account is restricted'),
  INVALID_ACCOUNT_INFO_RE_REGISTER: declined(CONFIRM)('계좌 재등록 필요', 'The account must be registered again'),
  REJECT_ACCOUNT_PAYMENT: declined(CONFIRM)('잔액 부족', 'Not enough balance in the account'),
  REJECT_TOSSPAY_INVALID_ACCOUNT: declined(CONFIRM)('출금 계좌 오류', 'The linked account cannot be used'),
  NOT_AVAILABLE_BANK: declined(CONFIRM)('은행 서비스 시간 외', 'Outside the hours of the bank'),
  NOT_AVAILABLE_PAYMENT: declined(CONFIRM)('결제 불가 시간', 'No payments at this hour'),
  INVALID_PASSWORD: declined(CONFIRM)('결제 비밀번호 오류', 'The password is wrong'),
  FDS_ERROR: declined(CONFIRM)('위험 거래 감지', 'Refused as risky'),
}

const APPROVE: Table = {
  ...COMMON,
  ...REFUSED_CARD,
  ...REFUSED_OTHER,
  // "Probably yes": somebody confirmed it, mostly we.
  ALREADY_PROCESSED_PAYMENT: unknown(CONFIRM)('이미 처리된 결제', 'Already processed'),
  DUPLICATED_ORDER_ID: unknown(CONFIRM)('중복된 주문번호', 'The order number was used before'),
  CARD_PROCESSING_ERROR: unknown(CONFIRM)('카드사 처리 오류', 'Trouble at the card company'),
  PAY_PROCESS_ABORTED: unknown(CONFIRM)('결제 중단', 'The payment was aborted'),
  // "Not by this request": another one of this payment may be charging just now.
  FORBIDDEN_CONSECUTIVE_REQUEST: unknown(CONFIRM)('반복 요청 차단', 'Repeated too fast'),
  // "No (assumed)" is not enough to tell a buyer that nothing was charged.
  [TOO_MANY]: unknown(CONFIRM)('요청 과다', 'Too many requests'),
  // "Look up once more": a 404 proves nothing before its time (§14).
  NOT_FOUND_PAYMENT: unknown(CONFIRM)('존재하지 않는 결제', 'No such payment'),
  NOT_FOUND_PAYMENT_SESSION: declined(CONFIRM)('결제 시간 만료', 'The time to confirm is over; nothing was charged'),
  // A foreign or made-up paymentKey in the return, or a contract that lacks something for this kind of payment.
  INVALID_PAYMENT_KEY: needsPerson(CONFIRM)('잘못된 결제 키', 'The payment key is wrong'),
  INVALID_AUTHORIZE_AUTH: needsPerson(CONFIRM)('유효하지 않은 인증 방식', 'The kind of authentication is not valid'),
  NOT_FOUND_TERMINAL_ID: needsPerson(CONFIRM)('단말기 번호 없음', 'The shop has no terminal id'),
  INVALID_UNREGISTERED_SUBMALL: needsPerson(CONFIRM)('등록되지 않은 서브몰', 'The sub-mall is not registered'),
  NOT_REGISTERED_BUSINESS: needsPerson(CONFIRM)('등록되지 않은 사업자', 'The business is not registered'),
  UNAPPROVED_ORDER_ID: needsPerson(CONFIRM)('승인되지 않은 주문번호', 'The order number is not authenticated'),
}

const CANCEL: Table = {
  ...COMMON,
  // The two faces of "already" (§15 trap 3): done by us, or by somebody else.
  ALREADY_CANCELED_PAYMENT: unknown(CANCELS)('이미 취소된 결제', 'Already cancelled'),
  ALREADY_REFUND_PAYMENT: unknown(CANCELS)('이미 환불된 결제', 'Already refunded'),
  NOT_CANCELABLE_AMOUNT: unknown(CANCELS)('취소 불가 금액', 'Above the balance, or nothing is left'),
  NOT_MATCHES_REFUNDABLE_AMOUNT: conflict(CANCELS)('잔액 불일치', 'The balance is not the one we believe in'),
  INVALID_REFUND_ACCOUNT_INFO: askAccount(CANCELS)('환불 계좌와 예금주 불일치', 'Account and holder do not match'),
  INVALID_REFUND_ACCOUNT_NUMBER: askAccount(CANCELS)('환불 계좌번호 오류', 'The account number is wrong'),
  INVALID_BANK: askAccount(CANCELS)('은행 코드 오류', 'The bank is not valid'),
  FORBIDDEN_BANK_REFUND_REQUEST: askAccount(CANCELS)('입금 불가 계좌', 'The account cannot receive money'),
  EXCEED_CANCEL_AMOUNT_DISCOUNT_AMOUNT: declined(CANCELS)('즉시할인보다 작은 부분취소', 'Less than the discount'),
  REFUND_REJECTED: needsPerson(CANCELS)('환불 거절', 'The refund was rejected'),
  NOT_CANCELABLE_PAYMENT: needsPerson(CANCELS)('취소 불가 결제', 'The payment cannot be cancelled'),
  NOT_CANCELABLE_PAYMENT_FOR_DORMANT_USER: needsPerson(CANCELS)('휴면 회원의 결제', 'The buyer is a dormant member'),
  EXCEED_MAX_REFUND_DUE: needsPerson(CANCELS)('환불 가능 기간 경과', 'The time for refunds is over'),
  EXCEED_CANCEL_LIMIT: tryLater(CANCELS)('취소 한도 초과', "The shop's funds do not suffice"),
  NOT_ALLOWED_PARTIAL_REFUND: declined(CANCELS)('부분 환불 불가', 'No partial refunds for this payment'),
  NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT: declined(CANCELS)(
    '입금 대기 중 부분 환불 불가',
    'Before the deposit an account can only be closed as a whole',
  ),
  NOT_AVAILABLE_BANK: tryLater(CANCELS)('은행 서비스 시간 외', 'Outside the hours of the bank'),
  FORBIDDEN_CONSECUTIVE_REQUEST: tryLater(CANCELS)('반복 요청 차단', 'Repeated too fast'),
  [TOO_MANY]: tryLater(CANCELS)('요청 과다', 'Too many requests'),
  NOT_FOUND_PAYMENT: unknown(CANCELS)('존재하지 않는 결제', 'No such payment: of another key or mode?'),
  FAILED_REFUND_PROCESS: unknown(CANCELS)('환불 처리 실패', 'The bank did not take the refund'),
  FAILED_METHOD_HANDLING_CANCEL: unknown(CANCELS)('취소 중 결제수단 오류', 'Trouble at the payment method'),
  FAILED_PARTIAL_REFUND: unknown(CANCELS)('부분 환불 실패', 'Bank maintenance, or a closed account'),
  // Not in the cancel table, accepted all the same.
  INVALID_REFUND_AMOUNT: conflict(GENERAL)('환불 금액 오류', 'The amount is wrong'),
  EXCEED_MAX_REFUND_AMOUNT: conflict(GENERAL)('환불 가능 금액 초과', 'Above what can be refunded'),
  NOT_SUPPORTED_REFUND: needsPerson(GENERAL)('환불 미지원', 'Refunds are not supported'),
  NOT_ALLOWED_REFUND_BANK: needsPerson(GENERAL)('환불 불가 은행', 'The bank takes no refunds'),
}

/** §4.4 names no codes; these are the ones of §8 that can be about an account. What is not here is unknown. */
const ISSUE: Table = {
  ...COMMON,
  // Our own account, when its answer was lost and its key forgotten; or somebody else's payment.
  ALREADY_PROCESSED_PAYMENT: unknown(ISSUES)('이미 처리된 결제', 'Already processed'),
  DUPLICATED_ORDER_ID: unknown(ISSUES)('중복된 주문번호', 'The order number was used before'),
  FORBIDDEN_CONSECUTIVE_REQUEST: unknown(ISSUES)('반복 요청 차단', 'Repeated too fast'),
  [TOO_MANY]: unknown(ISSUES)('요청 과다', 'Too many requests'),
  INVALID_BANK: declined(ISSUES)('은행 코드 오류', 'The bank issues no accounts'),
  BELOW_MINIMUM_AMOUNT: declined(ISSUES)('최소 결제 금액 미달', 'Below the minimum amount'),
  EXCEED_MAX_AMOUNT: declined(ISSUES)('거래 금액 한도 초과', 'Above the amount of one transaction'),
  NOT_AVAILABLE_BANK: declined(ISSUES)('은행 서비스 시간 외', 'Outside the hours of the bank'),
  NOT_AVAILABLE_PAYMENT: declined(ISSUES)('결제 불가 시간', 'No payments at this hour'),
  FDS_ERROR: declined(ISSUES)('위험 거래 감지', 'Refused as risky'),
  NOT_FOUND_TERMINAL_ID: needsPerson(ISSUES)('단말기 번호 없음', 'The shop has no terminal id'),
  INVALID_UNREGISTERED_SUBMALL: needsPerson(ISSUES)('등록되지 않은 서브몰', 'The sub-mall is not registered'),
  NOT_REGISTERED_BUSINESS: needsPerson(ISSUES)('등록되지 않은 사업자', 'The business is not registered'),
}

/**
 * The same call as a cancel, without an account and as a whole: what refuses it for want of an account or a balance
 * says that a deposit is there (§4.3, which of the codes is unconfirmed). Asking tells.
 */
const CLOSE: Table = {
  ...CANCEL,
  INVALID_REQUEST: conflict(CLOSES)('잘못된 요청 또는 이미 입금', 'The request is wrong, or a deposit is there'),
  INVALID_REFUND_ACCOUNT_INFO: conflict(CLOSES)('이미 입금되어 환불 계좌 필요', 'A deposit is there'),
  INVALID_REFUND_ACCOUNT_NUMBER: conflict(CLOSES)('이미 입금되어 환불 계좌 필요', 'A deposit is there'),
  INVALID_BANK: conflict(CLOSES)('이미 입금되어 환불 계좌 필요', 'A deposit is there'),
  FORBIDDEN_BANK_REFUND_REQUEST: conflict(CLOSES)('이미 입금되어 환불 계좌 필요', 'A deposit is there'),
  NOT_CANCELABLE_PAYMENT: conflict(CLOSES)('취소 불가 결제', 'The payment cannot be cancelled as it stands'),
  NOT_ALLOWED_PARTIAL_REFUND: conflict(CLOSES)('부분 환불 불가', 'The whole is not the balance'),
  NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT: conflict(CLOSES)('입금 대기 중 부분 환불 불가', 'Not the whole amount'),
}

/** Of questions: nothing can have happened, so all that is not an answer is asked again. */
const ASK: Table = {
  ...COMMON,
  FORBIDDEN_CONSECUTIVE_REQUEST: tryLater(CONFIRM)('반복 요청 차단', 'Repeated too fast'),
  [TOO_MANY]: tryLater(BASICS)('요청 과다', 'Too many requests'),
}

const INQUIRE: Table = {
  ...ASK,
  // An answer: Toss knows of no such payment. What that proves, and when, says `capabilities.negativeProof`.
  NOT_FOUND_PAYMENT: row('done', 'none')(LOOKUP)('존재하지 않는 결제', 'No such payment'),
}

/** Keyed by operation: NOT_AVAILABLE_BANK and others mean different things to a confirm and to a cancel. */
export const CODES: Readonly<Record<TosspaymentsOperation, Table>> = {
  approve: APPROVE,
  cancel: CANCEL,
  inquire: INQUIRE,
  list: ASK,
  issue: ISSUE,
  close: CLOSE,
}

/** What a code means for an operation, or null where no document says so: then the outcome is unknown. */
export const meaningOf = (operation: TosspaymentsOperation, code: string): CodeRow | null =>
  Object.hasOwn(CODES[operation], code) ? (CODES[operation][code] ?? null) : null
