/** Says for each operation what every documented code of the REST API means; a code that is not here means nothing. */
import type { Next } from '../../core/outcome.ts'
import type { CodeRow } from '../../ports/provider.ts'
import type { NicepayRestOperation } from './config.ts'

type Table = Readonly<Record<string, CodeRow>>

const REST = 'nicepay §16'
/** The two protocols share their network codes; what REST does not list itself is taken from there. */
const SHARED = 'nicepay §12'
const FIELD = 'nicepay §12 [field]'

const row =
  (kind: CodeRow['kind'], next: Next) =>
  (source: string) =>
  (ko: string, en: string): CodeRow => ({ kind, next, ko, en, source })

const done = row('done', 'none')
const unknown = row('unknown', 'inquire')
/** Nothing happened, and the answer says all there is to say. */
const declined = row('refused', 'none')
/** Nothing happened, and only a person can go on. */
const needsPerson = row('refused', 'operator')
/** Nothing happened, because the provider's books differ from ours. */
const conflict = row('refused', 'inquire')
const tryLater = row('refused', 'retry_after')
/**
 * Our credentials or our contract are wrong, whatever the payment. The other CONFIG rows of §16 (field missing, length,
 * format) can come from one odd payment, and one payment must not stop a shop.
 */
const misconfigured = row('refused', 'pause_channel')

function same(codes: readonly string[], one: CodeRow): Table {
  return Object.fromEntries(codes.map((code) => [code, one]))
}

/** Trouble inside NICEPAY: it may have happened. */
const TROUBLE: Table = {
  U303: unknown(REST)('처리 지연', 'Processing delayed'),
  A299: unknown(REST)('처리 지연', 'Processing delayed'),
  U501: unknown(REST)('대외계 통신 오류', 'Communication trouble inside NICEPAY'),
  ...same(['U506', 'U507', 'U508'], unknown(REST)('내부 오류', 'Database or socket trouble inside NICEPAY')),
  P026: unknown(REST)('승인서버 요청 오류', 'Trouble at the approval server'),
  P027: unknown(REST)('원격 실패', 'A remote call failed inside NICEPAY'),
  A401: unknown(REST)('내부 통신 오류', 'Internal communication trouble'),
  ...same(['A226', 'A402', 'A403'], unknown(SHARED)('내부 통신 오류', 'Internal communication trouble')),
  ...same(['X001', 'X002', 'X003', 'X004'], unknown(SHARED)('시스템 오류', 'System trouble inside NICEPAY')),
  ...same(['T001', 'T002', 'T003', 'T004', 'T005'], unknown(SHARED)('통신 오류', 'Communication trouble')),
  S999: unknown(SHARED)('기타 오류', 'Other trouble inside NICEPAY'),
  9002: unknown(SHARED)('전문 해석 오류', 'The message could not be parsed'),
  P045: unknown(REST)('이미 처리된 거래', 'Already processed'),
  P049: unknown(REST)('승인 진행 중', 'The approval is still in progress'),
  // STATE: something under that number exists; what became of it only a look-up tells.
  ...same(['U112', 'A127', 'P015'], unknown(REST)('이미 사용된 주문번호', 'The orderId was used before')),
  ...same(['U114', 'A225'], unknown(REST)('이미 사용된 TID', 'The tid was used before')),
}

/** Faults of the caller or of the request itself; nothing happened. */
const REQUEST: Table = {
  ...same(
    ['U101', 'U104', 'U116', 'U117', 'U304', 'U305'],
    misconfigured(REST)('인증 실패', 'The keys are not accepted'),
  ),
  U103: misconfigured(REST)('인증 방식 불일치', 'The key was issued for another kind of authentication'),
  U316: misconfigured(REST)('상점 기준정보 오류', "The shop's base data are not valid"),
  ...same(
    ['U315', 'A224'],
    misconfigured(REST)('허용되지 않은 IP', 'Our address is not on the allow-list of the shop'),
  ),
  // Basic was right, so the key is; but a hash that fails once fails always.
  ...same(['U310', 'U312', 'A101', 'A211'], misconfigured(REST)('서명 검증 실패', 'The signature check failed')),
  U108: needsPerson(REST)('허가되지 않은 요청', 'The request is not permitted'),
  U109: needsPerson(REST)('허용되지 않은 요청', 'The request is not allowed'),
  U308: needsPerson(REST)('허용되지 않은 메서드', 'The method is not allowed'),
  U100: needsPerson(REST)('필수 항목 누락', 'A mandatory field is missing'),
  ...same(['U105', 'U124'], needsPerson(REST)('필드 길이 오류', 'A field has a wrong length')),
  U130: needsPerson(REST)('날짜 형식 오류', 'A date has a wrong form'),
  U131: needsPerson(REST)('데이터 형식 오류', 'A field has a wrong form'),
  U132: needsPerson(REST)('옵션 값 오류', 'An option has a wrong value'),
}

const COMMON: Table = { ...TROUBLE, ...REQUEST, '0000': done(REST)('성공', 'Success') }

/** NOT_FOUND: never a proof by itself, a slow approval may still be on its way (§17, §18 trap 17). */
const NOT_FOUND: Table = {
  U107: unknown(REST)('거래내역 없음', 'No such transaction'),
  U111: unknown(REST)('조회내용 없음', 'The session has no payment yet'),
  U126: unknown(REST)('존재하지 않는 주문번호', 'No such orderId'),
}

const APPROVE: Table = {
  ...COMMON,
  ...NOT_FOUND,
  U121: needsPerson(REST)('인증 요청내역 없음', 'No authentication under this tid; nothing was charged'),
  // "Not charged, verify": NICEPAY failed inside and gave the money back by itself.
  U503: unknown(REST)('망취소 요청', 'NICEPAY failed inside and net-cancelled itself'),
  U504: unknown(REST)('결제 실패 (망취소 처리)', 'NICEPAY failed inside and net-cancelled itself'),
  1682: unknown(FIELD)('이미 승인된 거래', 'The same approval already succeeded'),
  2201: unknown(SHARED)('기승인존재', 'The approval already exists'),
  1673: declined(FIELD)('이미 취소된 거래', 'Already cancelled, cannot be approved again'),
  ...same(
    Array.from({ length: 3095 - 3011 + 1 }, (_, index) => String(3011 + index)),
    declined(SHARED)('카드사 거절 또는 카드 정보 오류', 'Refused by the card company, or wrong card data'),
  ),
  4001: unknown(SHARED)('금융결제원 오류', "The clearing house's own error"),
  ...same(
    ['4002', '4003', '4004', '4005', '4006', '4007', '2154'],
    declined(SHARED)('계좌이체 거절', 'The bank transfer was refused'),
  ),
  ...same(['4008', '2159'], unknown(SHARED)('계좌이체 처리 불명', 'The outcome of the transfer is not stated')),
  A001: declined(SHARED)('휴대폰 결제 실패', 'The phone payment failed'),
  A123: declined(SHARED)('인증 금액과 요청 금액 불일치', 'The amount differs from the authenticated amount'),
  A245: declined(SHARED)('인증 시간 만료', 'The authentication has expired; nothing was charged'),
}

/** Cancel and net cancel alike. */
const UNDO: Table = {
  ...COMMON,
  ...NOT_FOUND,
  U122: unknown(REST)('취소 해당거래 없음', 'No such transaction to cancel'),
  2012: unknown(SHARED)('취소 해당거래 없음', 'No such transaction to cancel'),
  // ALREADY: a success in meaning, or a stranger's cancel of another amount (§18 trap 12).
  2013: unknown(REST)('취소 완료 거래', 'Already cancelled'),
  2015: unknown(REST)('기 취소 요청', 'An earlier cancel succeeded or is under way'),
  2002: unknown(FIELD)('취소 진행 중', 'The cancel is in progress'),
  2212: unknown(FIELD)('환불 진행 중', 'The refund is in progress'),
  2056: unknown(FIELD)('카드사 취소 응답 지연', 'The card company timed out on the cancel'),
  2003: unknown(SHARED)('취소 실패', 'The cancel failed; whether in part is not said'),
  2021: unknown(SHARED)('매입전취소', 'Cancel before capture (outcome not stated)'),
  2022: unknown(SHARED)('매입후취소', 'Cancel after capture (outcome not stated)'),
  ...same(['U142', '2010'], needsPerson(REST)('취소 금액 오류', 'The cancel amount is zero or less')),
  2014: needsPerson(SHARED)('취소 불가능 거래', 'The transaction cannot be cancelled'),
  2016: needsPerson(REST)('취소 기한 초과', 'The cancel period is over; the money must be returned by hand'),
  2017: needsPerson(SHARED)('회원사 취소 불가', 'This member cannot cancel'),
  2018: needsPerson(SHARED)('매입 후 가맹점 취소 불가', 'The merchant cannot cancel after capture'),
  2019: needsPerson(SHARED)('타 회원사 거래', "Another member's transaction"),
  2027: needsPerson(SHARED)('에스크로 구매확인·거절 시에만 취소 가능', 'Escrow: only at purchase or rejection'),
  U106: needsPerson(REST)('현금영수증은 별도 취소', 'A cash receipt has a cancel call of its own'),
  U319: needsPerson(REST)('취소 가능 면세금액 초과', 'The tax-free part is above what is left of it'),
  2023: tryLater(SHARED)('취소 한도 초과', 'The cancel limit is exceeded, e.g. the unsettled balance is too small'),
  2024: misconfigured(SHARED)('취소 비밀번호 불일치', 'The cancel password is wrong'),
  2025: misconfigured(SHARED)('취소 비밀번호 누락', 'The shop demands a cancel password'),
  2047: row('refused', 'ask_account')(SHARED)(
    '입금 완료, 발급취소 불가',
    'Already deposited: a refund needs the account of the buyer',
  ),
  // Something was cancelled that we do not know of: look at balanceAmt.
  ...same(['2026', '2032', 'U123'], conflict(REST)('취소 가능 금액 초과', 'Above what can be cancelled')),
  ...same(['2011', 'U318'], conflict(REST)('취소 금액 불일치', 'The cancel amount does not fit the transaction')),
  2031: conflict(REST)('전체취소 불가', 'A full cancel is not possible any more'),
  ...same(
    ['2028', '2029', '2030', '2033', '2045', '2052', '1534'],
    declined(REST)('부분취소 불가', 'This payment cannot be cancelled in part'),
  ),
  U128: declined(REST)('샌드박스 부분취소 미제공', 'The test host has no partial cancels'),
}

const CANCEL: Table = {
  ...UNDO,
  // Speaks of net cancels: as the answer to an ordinary cancel it contradicts itself.
  2020: needsPerson(REST)('망취소 허용시간 초과', 'The time for a net cancel is over, although this was a cancel'),
}

/**
 * A cancel of an account before its deposit. It carries every field that an account without money needs, so what is
 * missing can only be a refund account; and both the end of the account and a deposit show in the look-up.
 */
const CLOSE: Table = {
  ...CANCEL,
  U100: conflict(REST)('필수 항목 누락', 'A field is missing: most likely the refund account, for a deposit came'),
  2016: conflict(REST)('취소 기한 초과', 'The cancel period is over: the account has expired'),
  // Both would be odd answers to a cancel in full; what became of the account is to be seen.
  2031: conflict(REST)('전체취소 불가', 'A full cancel is not possible'),
  2045: conflict(REST)('발급취소는 부분취소 불가', 'An issue cannot be cancelled in part'),
}

const NET_CANCEL: Table = {
  ...UNDO,
  2020: row('refused', 'ordinary_cancel')(REST)('망취소 허용시간 초과', 'The time for a net cancel is over'),
  // An orderId that is not unique, or something else: only a look-up tells.
  P035: unknown(REST)('망취소 요청 오류', 'The net cancel failed'),
}

const INQUIRE: Table = {
  ...COMMON,
  ...NOT_FOUND,
  // An answer: NICEPAY knows of no such payment. What that proves, and when, says `capabilities.negativeProof`.
  U107: done(REST)('거래내역 없음', 'No such transaction'),
}

/** Keyed by operation: one number means different things to different calls (§18 trap 3). */
export const CODES: Readonly<Record<NicepayRestOperation, Table>> = {
  approve: APPROVE,
  cancel: CANCEL,
  net_cancel: NET_CANCEL,
  close: CLOSE,
  inquire: INQUIRE,
  list: COMMON,
}

/** §16: the codes that do not come under HTTP 200. */
const HTTP_STATUS: Readonly<Record<string, readonly number[]>> = {
  ...Object.fromEntries(['U101', 'U104', 'U108', 'U116', 'U117', 'U304', 'U305'].map((code) => [code, [401]] as const)),
  U103: [403],
  U109: [403],
  U107: [404],
  U121: [404],
  U316: [404],
  U308: [405],
  // Unconfirmed (§20).
  U315: [200, 401, 403],
  A224: [200, 401, 403],
}

/** The HTTP statuses under which a code is documented. */
export const statusesOf = (code: string): readonly number[] =>
  (Object.hasOwn(HTTP_STATUS, code) ? HTTP_STATUS[code] : undefined) ?? [200]

/**
 * What a code means for an operation, or null where no document says so: then the outcome is unknown. A code under
 * another status than its own was not written by the API as we know it.
 */
export function meaningOf(operation: NicepayRestOperation, code: string, status: number): CodeRow | null {
  const table = CODES[operation]
  const listed = Object.hasOwn(table, code) ? (table[code] ?? null) : null
  return statusesOf(code).includes(status) ? listed : null
}
