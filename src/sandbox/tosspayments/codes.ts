/** Every error of the sheet with its HTTP status, and which of them answers which situation: the one table (§8, §9). */

const REFUSED_400 = [
  'INVALID_REJECT_CARD',
  'INVALID_STOPPED_CARD',
  'INVALID_CARD_EXPIRATION',
  'INVALID_CARD_NUMBER',
  'INVALID_CARD_LOST_OR_STOLEN',
  'INVALID_CARD_INSTALLMENT_PLAN',
  'EXCEED_MAX_CARD_INSTALLMENT_PLAN',
  'NOT_SUPPORTED_INSTALLMENT_PLAN_CARD_OR_MERCHANT',
  'NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN',
  'NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN_BELOW_AMOUNT',
  'NOT_ALLOWED_POINT_USE',
  'BELOW_MINIMUM_AMOUNT',
  'EXCEED_MAX_DAILY_PAYMENT_COUNT',
  'EXCEED_MAX_PAYMENT_AMOUNT',
  'EXCEED_MAX_AMOUNT',
  'EXCEED_MAX_MONTHLY_PAYMENT_AMOUNT',
  'EXCEED_MAX_ONE_DAY_WITHDRAW_AMOUNT',
  'EXCEED_MAX_ONE_TIME_WITHDRAW_AMOUNT',
  'RESTRICTED_TRANSFER_ACCOUNT',
  'INVALID_ACCOUNT_INFO_RE_REGISTER',
  'NOT_AVAILABLE_PAYMENT',
] as const

const REFUSED_403 = [
  'REJECT_CARD_PAYMENT',
  'REJECT_CARD_COMPANY',
  'REJECT_ACCOUNT_PAYMENT',
  'REJECT_TOSSPAY_INVALID_ACCOUNT',
  'EXCEED_MAX_AUTH_COUNT',
  'EXCEED_MAX_ONE_DAY_AMOUNT',
  'NOT_AVAILABLE_BANK',
  'INVALID_PASSWORD',
  'FDS_ERROR',
] as const

/** Codes by the HTTP status that they come with. */
const BY_STATUS = {
  400: [
    ...REFUSED_400,
    'ALREADY_PROCESSED_PAYMENT',
    'PROVIDER_ERROR',
    'DUPLICATED_ORDER_ID',
    'INVALID_REQUEST',
    'INVALID_API_KEY',
    'INVALID_PAYMENT_KEY',
    'INVALID_AUTHORIZE_AUTH',
    'NOT_FOUND_TERMINAL_ID',
    'INVALID_UNREGISTERED_SUBMALL',
    'NOT_REGISTERED_BUSINESS',
    'UNAPPROVED_ORDER_ID',
    'CARD_PROCESSING_ERROR',
    'PAY_PROCESS_ABORTED',
    'ALREADY_CANCELED_PAYMENT',
    'ALREADY_REFUND_PAYMENT',
    'NOT_MATCHES_REFUNDABLE_AMOUNT',
    'INVALID_REFUND_ACCOUNT_INFO',
    'INVALID_REFUND_ACCOUNT_NUMBER',
    'INVALID_BANK',
    'FORBIDDEN_BANK_REFUND_REQUEST',
    'EXCEED_CANCEL_AMOUNT_DISCOUNT_AMOUNT',
    'REFUND_REJECTED',
    'INVALID_IDEMPOTENCY_KEY',
    'INVALID_REFUND_AMOUNT',
    'NOT_MATCHES_CUSTOMER_KEY',
    'ALREADY_REMOVED_BILLING_KEY',
  ],
  401: ['UNAUTHORIZED_KEY'],
  403: [
    ...REFUSED_403,
    'FORBIDDEN_REQUEST',
    'INCORRECT_BASIC_AUTH_FORMAT',
    'FORBIDDEN_CONSECUTIVE_REQUEST',
    'NOT_CANCELABLE_AMOUNT',
    'NOT_CANCELABLE_PAYMENT',
    'NOT_CANCELABLE_PAYMENT_FOR_DORMANT_USER',
    'EXCEED_MAX_REFUND_DUE',
    'EXCEED_CANCEL_LIMIT',
    'NOT_ALLOWED_PARTIAL_REFUND',
    'NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT',
    'EXCEED_MAX_REFUND_AMOUNT',
    'NOT_SUPPORTED_REFUND',
    'NOT_ALLOWED_REFUND_BANK',
  ],
  404: ['NOT_FOUND_PAYMENT', 'NOT_FOUND_PAYMENT_SESSION', 'NOT_FOUND_BILLING', 'NOT_FOUND'],
  409: ['IDEMPOTENT_REQUEST_PROCESSING'],
  // The code beside a 429 is unconfirmed (§18); this one says what the status says.
  429: ['TOO_MANY_REQUESTS'],
  500: [
    'FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING',
    'FAILED_INTERNAL_SYSTEM_PROCESSING',
    'UNKNOWN_PAYMENT_ERROR',
    'COMMON_ERROR',
    'FAILED_REFUND_PROCESS',
    'FAILED_METHOD_HANDLING_CANCEL',
    'FAILED_PARTIAL_REFUND',
  ],
} as const

type Row<Status extends keyof typeof BY_STATUS> = (typeof BY_STATUS)[Status][number]
export type ErrorCode = { [Status in keyof typeof BY_STATUS]: Row<Status> }[keyof typeof BY_STATUS]

const STATUS_OF: ReadonlyMap<string, number> = new Map(
  Object.entries(BY_STATUS).flatMap(([status, codes]) => codes.map((code): [string, number] => [code, Number(status)])),
)

export const ERROR_CODES = [...STATUS_OF.keys()] as [ErrorCode, ...ErrorCode[]]

/** A code that is in no list comes as a 400, as most of Toss' refusals do. */
export const statusOf = (code: string): number => STATUS_OF.get(code) ?? 400

export const isErrorCode = (code: string): code is ErrorCode => STATUS_OF.has(code)

const REFUSALS: ReadonlySet<string> = new Set([...REFUSED_400, ...REFUSED_403])

/** A confirm that ends so is over: the payment becomes ABORTED and shows it as its `failure` (§4.2, §8). */
export const abortsPayment = (code: string): boolean => REFUSALS.has(code)

interface SituationRow {
  readonly code: ErrorCode
  readonly message: string
  /** Section of the fact sheet; `picked` where the sheet is silent and the code was chosen by its meaning. */
  readonly source: string
}

export const SITUATIONS = {
  // every call
  authFormat: {
    code: 'INCORRECT_BASIC_AUTH_FORMAT',
    message: '잘못된 요청입니다. ‘:’를 포함해 인코딩해주세요.',
    source: '§16 item 1',
  },
  unknownKey: {
    code: 'UNAUTHORIZED_KEY',
    message: '인증되지 않은 시크릿 키 혹은 클라이언트 키 입니다.',
    source: '§16 item 1',
  },
  malformed: { code: 'INVALID_REQUEST', message: '잘못된 요청입니다.', source: '§8, §9' },
  keyTooLong: { code: 'INVALID_IDEMPOTENCY_KEY', message: '멱등키는 300자 이하여야 합니다.', source: '§7' },
  keyBusy: { code: 'IDEMPOTENT_REQUEST_PROCESSING', message: '이전 멱등 요청이 처리중입니다.', source: '§7' },
  noSuchPath: { code: 'NOT_FOUND', message: '존재하지 않는 정보입니다.', source: 'picked' },
  noSuchPayment: { code: 'NOT_FOUND_PAYMENT', message: '존재하지 않는 결제 입니다.', source: '§4.2' },

  // confirm
  sessionOver: {
    code: 'NOT_FOUND_PAYMENT_SESSION',
    message: '결제 시간이 만료되어 결제 진행 데이터가 존재하지 않습니다.',
    source: '§2',
  },
  notAuthenticated: { code: 'UNAPPROVED_ORDER_ID', message: '아직 승인되지 않은 주문번호입니다.', source: 'picked' },
  confirmedTwice: { code: 'ALREADY_PROCESSED_PAYMENT', message: '이미 처리된 결제 입니다.', source: '§16 item 3' },
  confirmDiffers: {
    code: 'INVALID_REQUEST',
    message: '결제 요청 정보와 승인 요청 정보가 다릅니다.',
    source: '§16 item 3, unconfirmed',
  },
  orderPaidTwice: {
    code: 'DUPLICATED_ORDER_ID',
    message: '이미 승인 및 취소가 진행된 중복된 주문번호 입니다.',
    source: '§8',
  },
  belowMinimum: { code: 'BELOW_MINIMUM_AMOUNT', message: '최소 결제 금액보다 작습니다.', source: '§3' },
  cardLimit: {
    code: 'REJECT_CARD_PAYMENT',
    message: '한도초과 혹은 잔액부족으로 결제에 실패했습니다.',
    source: '§16 item 3',
  },

  // cancel (§4.3)
  notCancelable: { code: 'NOT_CANCELABLE_PAYMENT', message: '취소 할 수 없는 결제 입니다.', source: '§4.3, derived' },
  alreadyCanceled: { code: 'ALREADY_CANCELED_PAYMENT', message: '이미 취소된 결제 입니다.', source: '§4.3' },
  nothingLeft: { code: 'NOT_CANCELABLE_AMOUNT', message: '취소 할 수 없는 금액 입니다.', source: '§4.3' },
  aboveBalance: { code: 'NOT_CANCELABLE_AMOUNT', message: '취소 할 수 없는 금액 입니다.', source: '§4.3' },
  staleBalance: { code: 'NOT_MATCHES_REFUNDABLE_AMOUNT', message: '잔액 결과가 일치하지 않습니다.', source: '§4.3' },
  waitingPartial: {
    code: 'NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT',
    message: '입금 대기중인 결제는 부분 환불이 불가합니다.',
    source: '§4.3',
  },
  partialNotAllowed: { code: 'NOT_ALLOWED_PARTIAL_REFUND', message: '부분 환불이 불가한 결제입니다.', source: '§4.3' },
  tooLate: { code: 'EXCEED_MAX_REFUND_DUE', message: '환불 가능한 기간이 지났습니다.', source: '§4.3' },
  accountMissing: {
    code: 'INVALID_REFUND_ACCOUNT_INFO',
    message: '환불 계좌번호와 예금주명이 일치하지 않습니다.',
    source: '§4.3, unconfirmed',
  },
  accountMismatch: {
    code: 'INVALID_REFUND_ACCOUNT_INFO',
    message: '환불 계좌번호와 예금주명이 일치하지 않습니다.',
    source: '§4.3',
  },
  accountNumberBad: { code: 'INVALID_REFUND_ACCOUNT_NUMBER', message: '잘못된 환불 계좌번호입니다.', source: '§9' },
  accountBlocked: {
    code: 'FORBIDDEN_BANK_REFUND_REQUEST',
    message: '고객 계좌가 입금이 되지 않는 상태입니다.',
    source: '§9',
  },
  accountUnwanted: { code: 'INVALID_REQUEST', message: '환불 계좌를 받지 않는 결제입니다.', source: 'picked' },
  unknownBank: { code: 'INVALID_BANK', message: '유효하지 않은 은행입니다.', source: '§9' },
  merchantFundsShort: { code: 'EXCEED_CANCEL_LIMIT', message: '취소 한도를 초과했습니다.', source: '§9' },

  // billing (§4.5)
  noSuchBillingKey: { code: 'NOT_FOUND_BILLING', message: '존재하지 않는 빌링키입니다.', source: 'picked' },
  customerDiffers: {
    code: 'NOT_MATCHES_CUSTOMER_KEY',
    message: '빌링 인증 고객키와 결제 요청 고객키가 일치하지 않습니다.',
    source: '§4.5',
  },
  billingKeyRemoved: { code: 'ALREADY_REMOVED_BILLING_KEY', message: '이미 삭제된 빌링키 입니다.', source: '§4.5' },
  cardNumberBad: { code: 'INVALID_CARD_NUMBER', message: '카드번호를 다시 확인해주세요.', source: '§13' },

  // faults
  trouble: {
    code: 'FAILED_INTERNAL_SYSTEM_PROCESSING',
    message: '내부 시스템 처리 작업이 실패했습니다. 잠시 후 다시 시도해주세요.',
    source: '§8, §9',
  },

  // the window (§2)
  windowRefused: { code: 'REJECT_CARD_COMPANY', message: '결제 승인이 거절되었습니다.', source: '§2' },
} as const satisfies Record<string, SituationRow>

export type Situation = keyof typeof SITUATIONS

/** In no list of the sheet. */
export const UNLISTED_CODE = 'SANDBOX_UNLISTED_CODE'

/** failUrl's code when the buyer ends the window; it is no API error and has no status (§2). */
export const WINDOW_CLOSED = { code: 'PAY_PROCESS_CANCELED', message: '사용자에 의해 결제가 취소되었습니다.' } as const

/** The same for a window whose 30 minutes are over. */
export const WINDOW_OVER = { code: 'PAY_PROCESS_ABORTED', message: '결제 시간이 만료되었습니다.' } as const
