/** Says for each operation what every documented PortOne V2 error type means; one that is not here means nothing. */
import type { Next } from '../../core/outcome.ts'
import type { CodeRow } from '../../ports/provider.ts'

/** The calls of this protocol; it has no net cancel. */
export const PORTONE_V2_OPERATIONS = ['prepare', 'approve', 'cancel', 'inquire', 'list', 'issue', 'close'] as const
export type PortoneV2Operation = (typeof PORTONE_V2_OPERATIONS)[number]

type Table = Readonly<Record<string, CodeRow>>

const SHEET = 'portone-v2 §3'

const row =
  (kind: CodeRow['kind'], next: Next) =>
  (ko: string, en: string): CodeRow => ({ kind, next, ko, en, source: SHEET })
const done = row('done', 'none')
const unknown = row('unknown', 'inquire')
/** Nothing happened, and the answer says all there is to say. */
const declined = row('refused', 'none')
/** Nothing happened, and only a person can go on. */
const needsPerson = row('refused', 'operator')
/** Nothing happened, because PortOne's books differ from ours. */
const conflict = row('refused', 'inquire')
/** Our API secret is wrong, whatever the payment. */
const misconfigured = row('refused', 'pause_channel')

/**
 * FORBIDDEN does not stop the channel: one payment of another store may answer it too (§1 "treat both as not visible").
 */
const COMMON: Table = {
  INVALID_REQUEST: needsPerson('요청 값 오류', 'The request is not valid'),
  UNAUTHORIZED: misconfigured('API 시크릿 인증 실패', 'The API secret is wrong'),
  FORBIDDEN: needsPerson('권한 없음', 'The API secret has no right to this store or payment'),
}

const PREPARE: Table = {
  ...COMMON,
  // Money under an order number that was not opened yet: look before anybody pays again.
  ALREADY_PAID: conflict('이미 결제 완료된 결제 건', 'The payment is already paid'),
}

/** Our first call under this key is still running: whatever becomes of it, this was not a refusal. */
const KEY_IN_USE: Table = {
  IDEMPOTENCY_OUTSTANDING_REQUEST: unknown('동일 키 요청 처리 중', 'The first request of this key is still running'),
}

/** Never final for a payment that somebody says was paid, or has an account. */
const PAYMENT_MISSING: Table = { PAYMENT_NOT_FOUND: unknown('결제 건 없음', 'No such payment in this store') }

const CANCEL: Table = {
  ...COMMON,
  ...PAYMENT_MISSING,
  PAYMENT_NOT_PAID: conflict('결제 완료 상태가 아님', 'The payment is not paid'),
  // ALREADY: a success in meaning, or a stranger's cancel.
  PAYMENT_ALREADY_CANCELLED: unknown('이미 취소된 결제 건', 'The payment is already cancelled'),
  CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN: conflict(
    '취소 가능 잔액 불일치',
    'The balance differs from the one we believed in',
  ),
  CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT: conflict('취소 가능 잔액 초과', 'The amount is above the balance'),
  SUM_OF_PARTS_EXCEEDS_CANCEL_AMOUNT: needsPerson(
    '면세·부가세 합계가 취소 금액 초과',
    'Tax-free amount and VAT are more than the cancel amount',
  ),
  CANCEL_TAX_FREE_AMOUNT_EXCEEDS_CANCELLABLE_TAX_FREE_AMOUNT: needsPerson(
    '취소 가능한 면세 금액 초과',
    'More tax-free amount than is left',
  ),
  CANCEL_TAX_AMOUNT_EXCEEDS_CANCELLABLE_TAX_AMOUNT: needsPerson(
    '취소 가능한 과세 금액 초과',
    'More taxed amount than is left',
  ),
  MAX_CANCEL_COUNT_REACHED: needsPerson('취소 시도 횟수 초과', 'No cancel attempts are left for this payment'),
  NEGATIVE_PROMOTION_ADJUSTED_CANCEL_AMOUNT: declined(
    '프로모션 재적용 후 환불 금액이 음수',
    'Less this little the promotion would no longer apply, so nothing would go back',
  ),
  PROMOTION_DISCOUNT_RETAIN_OPTION_SHOULD_NOT_BE_CHANGED: needsPerson(
    '프로모션 할인 유지 옵션 변경 불가',
    'The first partial cancel fixed the promotion option',
  ),
  ...KEY_IN_USE,
  // §12: as a rule the PG's own no, but it is looked at before anything else is sent. See PG_WORDS.
  PG_PROVIDER: conflict('PG사 거절', 'The PG refused'),
}

/** Before its number was told nobody can pay on an account: a plain no ends the attempt, and another one may begin. */
const ISSUE: Table = {
  ...COMMON,
  INVALID_REQUEST: declined('요청 값 오류', 'The request is not valid'),
  CHANNEL_NOT_FOUND: misconfigured('채널 없음', 'The store has no channel of this key'),
  // ALREADY: paid, or an account of our own first request.
  ALREADY_PAID: unknown('이미 결제되었거나 발급된 결제 건', 'The payment is already paid, or has its account'),
  SUM_OF_PARTS_EXCEEDS_TOTAL_AMOUNT: declined(
    '면세·부가세 합계가 결제 금액 초과',
    'Tax-free amount and VAT are more than the amount',
  ),
  // A charge is planned under our name for this payment, and not by us.
  PAYMENT_SCHEDULE_ALREADY_EXISTS: conflict('결제 예약 건 존재', 'A payment of this id is scheduled'),
  MAX_TRANSACTION_COUNT_REACHED: declined('결제 시도 횟수 초과', 'No attempts are left for this payment'),
  PROMOTION_PAY_METHOD_DOES_NOT_MATCH: declined('프로모션 결제수단 불일치', 'The promotion is for another method'),
  DISCOUNT_AMOUNT_EXCEEDS_TOTAL_AMOUNT: declined('할인 금액이 결제 금액 이상', 'The discount takes the whole amount'),
  ...KEY_IN_USE,
  PG_PROVIDER: declined('PG사 거절', 'The PG refused'),
}

const CLOSE: Table = {
  ...COMMON,
  ...PAYMENT_MISSING,
  // Closed before, expired, or the deposit is there: asking tells (§12).
  PAYMENT_NOT_WAITING_FOR_DEPOSIT: conflict('입금 대기 상태가 아님', 'The payment does not wait for a deposit'),
  PG_PROVIDER: conflict('PG사 거절', 'The PG refused'),
}

const NOT_FOUND: Table = { PAYMENT_NOT_FOUND: done('결제 건 없음', 'No such payment in this store') }

const INQUIRE: Table = { ...COMMON, ...NOT_FOUND }

/**
 * The window may have moved the money before we look, so a look that is refused says nothing about the payment: none
 * of these may end it as failed.
 */
const APPROVE: Table = {
  INVALID_REQUEST: unknown('요청 값 오류', 'The request is not valid'),
  UNAUTHORIZED: row('unknown', 'pause_channel')('API 시크릿 인증 실패', 'The API secret is wrong'),
  FORBIDDEN: unknown('권한 없음', 'The API secret has no right to this store or payment'),
  ...NOT_FOUND,
}

/** The tables, keyed by operation. A type is believed only under its own HTTP status: {@link HTTP_STATUS}. */
export const CODES: Readonly<Record<PortoneV2Operation, Table>> = {
  prepare: PREPARE,
  approve: APPROVE,
  cancel: CANCEL,
  inquire: INQUIRE,
  list: COMMON,
  issue: ISSUE,
  close: CLOSE,
}

/** §3: the HTTP status of every type above. */
export const HTTP_STATUS: Readonly<Record<string, number>> = {
  INVALID_REQUEST: 400,
  NEGATIVE_PROMOTION_ADJUSTED_CANCEL_AMOUNT: 400,
  PROMOTION_PAY_METHOD_DOES_NOT_MATCH: 400,
  DISCOUNT_AMOUNT_EXCEEDS_TOTAL_AMOUNT: 400,
  MAX_TRANSACTION_COUNT_REACHED: 400,
  PROMOTION_DISCOUNT_RETAIN_OPTION_SHOULD_NOT_BE_CHANGED: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  PAYMENT_NOT_FOUND: 404,
  CHANNEL_NOT_FOUND: 404,
  ALREADY_PAID: 409,
  PAYMENT_NOT_PAID: 409,
  PAYMENT_NOT_WAITING_FOR_DEPOSIT: 409,
  PAYMENT_SCHEDULE_ALREADY_EXISTS: 409,
  SUM_OF_PARTS_EXCEEDS_TOTAL_AMOUNT: 409,
  PAYMENT_ALREADY_CANCELLED: 409,
  CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN: 409,
  CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT: 409,
  SUM_OF_PARTS_EXCEEDS_CANCEL_AMOUNT: 409,
  CANCEL_TAX_FREE_AMOUNT_EXCEEDS_CANCELLABLE_TAX_FREE_AMOUNT: 409,
  CANCEL_TAX_AMOUNT_EXCEEDS_CANCELLABLE_TAX_AMOUNT: 409,
  MAX_CANCEL_COUNT_REACHED: 409,
  IDEMPOTENCY_OUTSTANDING_REQUEST: 409,
  PG_PROVIDER: 502,
}

/** What a type means for an operation under this HTTP status, or null where no document says so. */
export function meaningOf(operation: PortoneV2Operation, type: string, httpStatus: number): CodeRow | null {
  if (!Object.hasOwn(CODES[operation], type) || HTTP_STATUS[type] !== httpStatus) return null
  return CODES[operation][type] ?? null
}

interface Words {
  readonly pattern: RegExp
  readonly row: CodeRow
  /** The calls of which these words say more than PG_PROVIDER itself. */
  readonly of: readonly PortoneV2Operation[]
}

/** The calls that reach the PG. */
const ANY_OF_THE_PG = ['cancel', 'issue', 'close'] as const

/**
 * What the PG's own words make of PG_PROVIDER, first match first. PortOne reports a PG that did not answer the same way
 * as one that said no (§12, unconfirmed), and a PG that says "already" may speak of our own call.
 */
const PG_WORDS: readonly Words[] = [
  {
    // NaverPay while it is maintained: it refuses all calls, and takes them afterwards (np-01).
    pattern: /MaintenanceOngoing/i,
    row: {
      ...row('refused', 'retry_after')('PG사 점검 중', 'The PG is under maintenance'),
      source: 'cancel-policies §15',
    },
    of: ['cancel'],
  },
  {
    // The second of them is Danal's.
    pattern: /미정산|취소\s*불가\s*상태|상계\s*가능|(취소\s*가능|정산)\s*(금액|잔액)[이가은]?\s*부족|잔액\s*부족/,
    row: {
      ...row('refused', 'retry_after')('정산 잔액 부족', "The merchant's unsettled balance is too small"),
      source: 'cancel-policies §10',
    },
    of: ['cancel'],
  },
  {
    pattern: /이미|기\s*취소|취소\s*완료|already|duplicate|중복/i,
    row: {
      ...unknown('PG사에서 이미 처리된 거래', 'The PG says that it was done before'),
      source: 'portone-v2 §12',
    },
    of: ANY_OF_THE_PG,
  },
  {
    pattern:
      /시간\s*초과|타임\s*아웃|time.{0,3}out|통신|지연|응답|연결|처리\s*중|시스템|장애|점검|system|network|connect/i,
    row: { ...unknown('PG사 처리 결과 불명', 'The PG does not say whether it happened'), source: 'portone-v2 §12' },
    of: ANY_OF_THE_PG,
  },
]

/** `null`: the words add nothing to what PG_PROVIDER means. */
export const meaningOfWords = (operation: PortoneV2Operation, words: string): CodeRow | null =>
  PG_WORDS.find(({ pattern, of }) => of.includes(operation) && pattern.test(words))?.row ?? null

/** The rows that {@link meaningOfWords} can answer, for the documentation. */
export const PG_ROWS: readonly CodeRow[] = PG_WORDS.map((one) => one.row)
