/** Says for each operation what every documented NICEPAY code means; a code that is not here means nothing. */
import type { Next } from '../../core/outcome.ts'
import type { CodeRow } from '../../ports/provider.ts'
import type { NicepayOperation } from './config.ts'

type Table = Readonly<Record<string, CodeRow>>

const SHEET = 'nicepay §12'
const FIELD = 'nicepay §12 [field]'

const done = (ko: string, en: string): CodeRow => ({ kind: 'done', next: 'none', ko, en, source: SHEET })
const unknown = (ko: string, en: string): CodeRow => ({ kind: 'unknown', next: 'inquire', ko, en, source: SHEET })
const refused =
  (next: Next) =>
  (ko: string, en: string): CodeRow => ({ kind: 'refused', next, ko, en, source: SHEET })
const reported = (row: CodeRow): CodeRow => ({ ...row, source: FIELD })

/** Nothing happened, and the answer says all there is to say. */
const declined = refused('none')
/** Nothing happened, and only a person can go on. */
const needsPerson = refused('operator')
/** Nothing happened, because the provider's books differ from ours. */
const conflict = refused('inquire')
const tryLater = refused('retry_after')
/**
 * Our credentials or our contract are wrong, whatever the payment. The other CONFIG rows of §12 (field missing, length,
 * tax split, another merchant's TID) can come from one odd payment or from a TID that a buyer typed into the return, so
 * they must not stop a whole channel: a person looks at that payment.
 */
const misconfigured = refused('pause_channel')

/** Trouble inside NICEPAY: it may have happened (§12, both tables). */
const TROUBLE: Table = {
  A299: unknown('처리 지연', 'Processing delayed'),
  A226: unknown('내부 처리 오류', 'Trouble inside NICEPAY'),
  A401: unknown('내부 통신 오류', 'Internal communication trouble'),
  A402: unknown('내부 통신 오류', 'Internal communication trouble'),
  A403: unknown('내부 통신 오류', 'Internal communication trouble'),
  ...same(['X001', 'X002', 'X003', 'X004'], unknown('시스템 오류', 'System trouble inside NICEPAY')),
  ...same(['T001', 'T002', 'T003', 'T004', 'T005'], unknown('통신 오류', 'Communication trouble inside NICEPAY')),
  S999: unknown('기타 오류', 'Other trouble inside NICEPAY'),
  9002: unknown('전문 해석 오류', 'The message could not be parsed'),
}

/** Faults of the request itself; nothing happened (§12). */
const REQUEST: Table = {
  1615: needsPerson('과세·면세 금액 합계 불일치', 'The tax split does not add up'),
  1617: needsPerson('과세·면세 금액 누락', 'The tax split is missing'),
  1652: needsPerson('TID 길이 오류', 'Wrong length of the TID'),
  A101: misconfigured('서명 검증 실패', 'The signature check failed'),
  A211: misconfigured('서명 검증 실패', 'The signature check failed'),
  A114: misconfigured('잘못된 MID', 'Wrong MID'),
  A122: needsPerson('다른 가맹점의 거래', 'The transaction belongs to another merchant'),
  A123: declined('인증 금액과 요청 금액 불일치', 'The amount differs from the authenticated amount'),
  // The transaction of that number exists; what became of it only an inquiry tells.
  A225: unknown('TID 중복', 'The TID is already used'),
  9000: needsPerson('필수 항목 누락', 'A mandatory field is missing'),
  9001: needsPerson('항목 길이 오류', 'A field is too long'),
}

/** Cancel and net cancel alike (§12). */
const UNDO: Table = {
  ...TROUBLE,
  ...REQUEST,
  2001: done('취소 성공', 'Cancelled'),
  2211: done('환불 성공', 'Refunded'),
  // ALREADY: a success in meaning, or a stranger's cancel of another amount (§18 trap 12).
  2013: unknown('취소 완료 거래', 'Already cancelled'),
  2015: unknown('기 취소 요청', 'A cancel was already requested'),
  // PENDING is not `accepted`: nobody promised that it ends well.
  2002: reported(unknown('취소 진행 중', 'The cancel is in progress')),
  2212: reported(unknown('환불 진행 중', 'The refund is in progress')),
  2056: reported(unknown('카드사 취소 응답 지연', 'The card company timed out on the cancel')),
  2003: unknown('취소 실패', 'The cancel failed; whether in part is not said'),
  // NOT_FOUND: never final, the approval may still be on its way (§18 trap 17).
  2012: unknown('취소 해당거래 없음', 'No such transaction'),
  2010: needsPerson('취소 금액 오류', 'The cancel amount is zero or less'),
  2011: conflict('취소 금액 불일치', 'The cancel amount differs from the transaction'),
  2014: needsPerson('취소 불가능 거래', 'The transaction cannot be cancelled'),
  2016: needsPerson('취소 기한 초과', 'The cancel period is over; the money must be returned by hand'),
  2017: needsPerson('회원사 취소 불가', 'This member cannot cancel'),
  2018: needsPerson('매입 후 가맹점 취소 불가', 'The merchant cannot cancel after capture'),
  2019: needsPerson('타 회원사 거래', "Another member's transaction"),
  2021: unknown('매입전취소', 'Cancel before capture (outcome not stated)'),
  2022: unknown('매입후취소', 'Cancel after capture (outcome not stated)'),
  2023: tryLater('취소 한도 초과', 'The cancel limit is exceeded, e.g. the unsettled balance is too small'),
  2024: misconfigured('취소 비밀번호 불일치', 'The cancel password is wrong'),
  2025: misconfigured('취소 비밀번호 누락', 'The MID demands a cancel password'),
  2026: tryLater('취소 가능 잔액 초과', 'The amount is above the deposited or unsettled amount'),
  2027: needsPerson('에스크로 구매확인·거절 시에만 취소 가능', 'Escrow: only at purchase confirmation or rejection'),
  2028: declined('부분취소 불가 가맹점', 'The merchant has no partial cancels'),
  2029: declined('부분취소 불가 결제수단', 'The method has no partial cancels'),
  2030: declined('부분취소 불가 결제수단', 'The method has no partial cancels'),
  1534: declined('부분취소 불가 거래', 'The transaction cannot be cancelled in part'),
  // Something was cancelled that we do not know of: the full or the remaining amount is not what we believe.
  2031: conflict('전체취소 불가', 'A full cancel is not possible any more'),
  2032: conflict('취소 가능 금액 초과', 'The amount is above what can be cancelled'),
  2033: declined('부분취소 불가, 전체취소만 가능', 'Only a full cancel is possible'),
  2045: declined('가상계좌 발급취소는 부분취소 불가', 'An issued account can only be cancelled in full'),
  2047: refused('ask_account')(
    '입금 완료, 발급취소 불가',
    'Already deposited: a refund needs the account of the buyer',
  ),
  2052: declined('에스크로 부분취소 불가', 'Escrow cannot be cancelled in part'),
}

const CANCEL: Table = {
  ...UNDO,
  // Both speak of net cancels: as answers to an ordinary cancel they contradict themselves.
  2020: needsPerson('망취소 허용시간 초과', 'The time for a net cancel is over, although this was an ordinary cancel'),
  A245: conflict('인증 시간 만료', 'The authentication has expired'),
}

const NET_CANCEL: Table = {
  ...UNDO,
  2020: refused('ordinary_cancel')('망취소 허용시간 초과', 'The time for a net cancel is over'),
  // The token died, but the charge may stand: the ordinary cancel needs the TID only (§6).
  A245: refused('ordinary_cancel')('인증 시간 만료', 'The authentication has expired'),
}

const APPROVE: Table = {
  ...TROUBLE,
  ...REQUEST,
  3001: done('카드 결제 성공', 'Card payment approved'),
  4000: done('계좌이체 성공', 'Bank transfer approved'),
  4100: done('가상계좌 발급 성공', 'Virtual account issued; no money yet'),
  A000: done('휴대폰 결제 성공', 'Phone payment approved'),
  // Listed as a success, of a cash receipt: outcome.ts never takes it for a payment.
  7001: done('현금영수증 발급 성공', 'Cash receipt issued'),
  '0000': done('결제 성공', 'Approved (SSG bank account, culture gift card)'),
  // "Treat as charged: inquire".
  1682: reported(unknown('이미 승인된 거래', 'The same approval already succeeded')),
  2201: unknown('기승인존재', 'The approval already exists'),
  1673: reported(declined('이미 취소된 거래', 'Already cancelled, cannot be approved again')),
  ...same(
    Array.from({ length: 3095 - 3011 + 1 }, (_, index) => String(3011 + index)),
    declined('카드사 거절 또는 카드 정보 오류', 'Refused by the card company, or wrong card data'),
  ),
  4001: unknown('금융결제원 오류', "The clearing house's own error"),
  ...same(['4002', '4003', '4004', '4005', '4006', '4007'], declined('계좌이체 거절', 'The bank transfer was refused')),
  4008: unknown('계좌이체 처리 불명', 'The outcome of the bank transfer is not stated'),
  2154: declined('계좌이체 거절', 'The bank transfer was refused'),
  2159: unknown('계좌이체 처리 불명', 'The outcome of the bank transfer is not stated'),
  // The same numbers mean something else on a cancel (§12, §18 trap 3).
  2011: declined('계좌번호 누락', 'The account number is missing'),
  2012: declined('주문번호 누락', 'The order number is missing'),
  2032: declined('주문번호 길이 초과', 'The order number is too long'),
  A001: declined('휴대폰 결제 실패', 'The phone payment failed'),
  A245: declined('인증 시간 만료', 'The authentication has expired; nothing was charged'),
  // "X00x, T00x, S00x": an older NICEPAY module net-cancelled on some of them.
  ...same(upTo9('S'), unknown('시스템 오류', 'System trouble inside NICEPAY')),
  ...same(upTo9('X'), unknown('시스템 오류', 'System trouble inside NICEPAY')),
  ...same(upTo9('T'), unknown('통신 오류', 'Communication trouble inside NICEPAY')),
}

const ISSUE: Table = {
  ...TROUBLE,
  ...REQUEST,
  4100: done('가상계좌 발급 성공', 'Virtual account issued; no money yet'),
  // An issue is sent once, under a TID that our own index guards: the account behind it is another system's on this
  // MID, or our own by a doubled message, whose number nobody ever heard. Asking cannot tell the two apart, and closing
  // could take a stranger's buyer the account away. So nothing is asked or closed: this attempt is over.
  A225: needsPerson('TID 중복', 'The TID is already used, by an account that may not be ours'),
}

/**
 * A close has reasons of its own to be refused, and no other: whoever answers "none" to it says that there is no
 * account. What speaks of parts, of amounts or of other methods contradicts what was sent, so a person looks.
 */
const CLOSE: Table = {
  ...Object.fromEntries(Object.entries(CANCEL).map(([code, row]) => [code, contradictory(row)])),
  2012: { ...declined('취소 해당거래 없음', 'No such transaction: the account was not issued'), source: 'nicepay §17' },
}

const INQUIRE: Table = {
  ...TROUBLE,
  ...REQUEST,
  '0000': done('조회 성공', 'The inquiry worked'),
}

/** The tables, keyed by operation because NICEPAY reuses its numbers (§18 trap 3). */
export const CODES: Readonly<Record<NicepayOperation, Table>> = {
  approve: APPROVE,
  cancel: CANCEL,
  net_cancel: NET_CANCEL,
  inquire: INQUIRE,
  issue: ISSUE,
  close: CLOSE,
}

/** What a code means for an operation, or null where no document says so: then the outcome is unknown. */
export const meaningOf = (operation: NicepayOperation, code: string): CodeRow | null =>
  Object.hasOwn(CODES[operation], code) ? (CODES[operation][code] ?? null) : null

function same(codes: readonly string[], row: CodeRow): Table {
  return Object.fromEntries(codes.map((code) => [code, row]))
}

function contradictory(row: CodeRow): CodeRow {
  return row.kind === 'refused' && (row.next === 'none' || row.next === 'inquire') ? { ...row, next: 'operator' } : row
}

function upTo9(letter: string): readonly string[] {
  return Array.from({ length: 9 }, (_, index) => `${letter}00${index + 1}`)
}
