/** Says for each operation what PortOne V1's codes and texts mean; what is not here means nothing (portone-v1 §13). */
import type { Next } from '../../core/outcome.ts'
import type { CodeRow } from '../../ports/provider.ts'

/** The calls of this protocol; it has no net cancel. */
export const PORTONE_V1_OPERATIONS = ['prepare', 'approve', 'cancel', 'inquire', 'list', 'issue', 'close'] as const
export type PortoneV1Operation = (typeof PORTONE_V1_OPERATIONS)[number]

const row =
  (kind: CodeRow['kind'], next: Next) =>
  (ko: string, en: string, source: string): CodeRow => ({ kind, next, ko, en, source })
const done = row('done', 'none')
const unknown = row('unknown', 'inquire')
/** Nothing happened, and only a person can go on. */
const needsPerson = row('refused', 'operator')
/** Nothing happened, because PortOne's books or the PG's differ from ours. */
const conflict = row('refused', 'inquire')
/** Nothing happened, and it may be tried again later. */
const later = row('refused', 'retry_after')

/** Nobody who was turned away at the door reached an operation (§15: authentication precedes execution). */
const WRONG_KEY = ['API 키 또는 시크릿 오류', 'The API key or secret is wrong', 'portone-v1 §2'] as const
const UNAUTHORIZED = ['토큰 인증 실패', 'The token was turned away, and a new one too', 'portone-v1 §2'] as const

const wrongKey = row('refused', 'pause_channel')(...WRONG_KEY)
const DOOR = { WRONG_KEY: wrongKey, UNAUTHORIZED: later(...UNAUTHORIZED) } as const
const LOOK_DOOR = { WRONG_KEY: wrongKey, UNAUTHORIZED: unknown(...UNAUTHORIZED) } as const

/**
 * What `getToken` and the token of every call may be answered (§2). The window may have moved the money before we look,
 * so a look that is refused says nothing about the payment: none of these may end it as failed.
 */
const DOORS = {
  prepare: DOOR,
  cancel: DOOR,
  approve: { ...LOOK_DOOR, WRONG_KEY: row('unknown', 'pause_channel')(...WRONG_KEY) },
  inquire: LOOK_DOOR,
  list: LOOK_DOOR,
  issue: DOOR,
  close: DOOR,
} as const satisfies Record<PortoneV1Operation, Readonly<Record<'WRONG_KEY' | 'UNAUTHORIZED', CodeRow>>>

const NOT_FOUND = { NO_PAYMENT: done('결제 건 없음', 'No such payment', 'portone-v1 §5') } as const

const PREPARE = {
  ...DOORS.prepare,
  // The amount that is registered decides: it is asked for.
  ALREADY_PREPARED: unknown('이미 사전등록된 주문번호', 'The order number is registered already', 'portone-v1 §9'),
  NOT_PREPARED: unknown('사전등록 정보 없음', 'Nothing is registered for the order number', 'portone-v1 §9'),
} as const

const CANCEL = {
  ...DOORS.cancel,
  // NOT_FOUND: unknown id, foreign merchant or not paid. Never final for a payment that somebody says was paid.
  NOT_FOUND: unknown('취소할 결제 건 없음', 'No payment to cancel', 'portone-v1 §13'),
  // ALREADY: a success in meaning, or a stranger's cancel.
  ALREADY_CANCELLED: unknown('이미 전액 취소된 결제 건', 'PortOne already has all of it cancelled', 'portone-v1 §13'),
  // Perhaps our own cancel, which the PG carried out and PortOne never booked. Repeating it helps nobody (§15).
  DESYNC: row('unknown', 'operator')(
    'PG사에서 이미 취소된 거래',
    'The PG cancelled it before, PortOne shows it paid',
    'portone-v1 §13',
  ),
  BALANCE_MISMATCH: conflict('취소 가능 잔액 불일치', 'The balance is not the one we believed in', 'portone-v1 §13'),
  EXCEEDS: conflict('취소 가능 금액 초과', 'The amount is above the balance', 'portone-v1 §13'),
  PG_BALANCE_SHORT: later('정산 잔액 부족', "The merchant's unsettled balance is too small", 'portone-v1 §13'),
  PG_MAINTENANCE: later('PG사 점검 중', 'The PG is under maintenance', 'cancel-policies §15'),
  TEST_VBANK: needsPerson('테스트 가상계좌 입금 내역 없음', 'A test deposit cannot be refunded', 'portone-v1 §13'),
  REFUND_ACCOUNT: row('refused', 'ask_account')('환불 계좌 필요', 'A refund account is needed', 'portone-v1 §13'),
  // The PG's own no, raw; it is looked at before anything else is sent.
  PG_REFUSED: conflict('PG사 거절', 'The PG refused', 'portone-v1 §13'),
  // PortOne reports a PG that did not answer as one that said no, as far as anybody knows.
  PG_UNCLEAR: unknown('PG사 처리 결과 불명', 'The PG does not say whether it happened', 'portone-v1 §13'),
} as const

const BAD_PG_KEY = row('refused', 'pause_channel')(
  'PG API 키 오류',
  "The key of the PG's own console is wrong",
  'portone-v1 §8',
)

/** No number was told, so nobody can pay on what a lost answer may have left. */
const ISSUE = {
  ...DOORS.issue,
  ALREADY_PAID: conflict('이미 결제된 주문번호', 'The order number was paid already', 'portone-v1 §8'),
  BAD_PG_KEY,
  BAD_CHANNEL: row('refused', 'pause_channel')('채널 오류', 'The channel key is wrong', 'portone-v1 §8'),
  BAD_FIELD: needsPerson('요청 항목 오류', 'A field is missing or wrong', 'portone-v1 §8'),
} as const

const CLOSE = {
  ...DOORS.close,
  // Closed already, or deposited: the inquiry tells.
  NOT_WAITING: conflict('입금대기 상태 아님', 'The account does not wait for a deposit', 'portone-v1 §8'),
  DEPOSITED: conflict('이미 입금된 계좌', 'A deposit is there', 'portone-v1 §8'),
  NO_PAYMENT: unknown('결제 건 없음', 'No such payment', 'portone-v1 §8'),
  BAD_PG_KEY,
} as const

/** The tables, keyed by operation, under the names that {@link SIGNS} gives to codes and texts. */
export const CODES: Readonly<Record<PortoneV1Operation, Readonly<Record<string, CodeRow>>>> = {
  prepare: PREPARE,
  approve: { ...DOORS.approve, ...NOT_FOUND },
  cancel: CANCEL,
  inquire: { ...DOORS.inquire, ...NOT_FOUND },
  list: DOORS.list,
  issue: ISSUE,
  close: CLOSE,
}

/** How a meaning is recognised. Texts are patterns: they carry phone numbers and bracketed codes (§16 trap 19). */
interface Sign {
  readonly name: string
  readonly status: number
  readonly code: number
  readonly text: RegExp
}

const ANY = /(?:)/
/** §13: what PortOne says before the PG's own words. */
const PG_SAYS = /^결제취소에 실패하였습니다/

/**
 * The first that fits. PortOne's own checks say 1 and execute nothing; −1 under HTTP 200 passes the PG's words through
 * (§13). The exact words of BALANCE_MISMATCH, EXCEEDS and REFUND_ACCOUNT are unconfirmed, and so are those of
 * BAD_CHANNEL, BAD_FIELD and DEPOSITED: other words than these stay unknown and are asked about.
 */
const SIGNS: readonly Sign[] = [
  { name: 'UNAUTHORIZED', status: 401, code: -1, text: ANY },
  { name: 'NO_PAYMENT', status: 404, code: -1, text: ANY },
  { name: 'NOT_PREPARED', status: 404, code: -1, text: ANY },
  { name: 'ALREADY_PREPARED', status: 200, code: 1, text: /이미\s*등록된/ },
  { name: 'NOT_FOUND', status: 200, code: 1, text: /취소할 결제건이 존재하지/ },
  { name: 'ALREADY_CANCELLED', status: 200, code: 1, text: /이미\s*전액\s*취소/ },
  { name: 'NOT_WAITING', status: 400, code: -1, text: ANY },
  { name: 'ALREADY_PAID', status: 200, code: 1, text: /이미 결제가 이루어진/ },
  { name: 'BAD_CHANNEL', status: 200, code: 1, text: /채널/ },
  { name: 'BAD_FIELD', status: 200, code: 1, text: /누락|올바르지/ },
  { name: 'BAD_PG_KEY', status: 200, code: -1, text: /hashData/i },
  { name: 'DEPOSITED', status: 200, code: -1, text: /이미 입금/ },
  {
    name: 'REFUND_ACCOUNT',
    status: 200,
    code: 1,
    text: /환불\s*계좌.*(누락|필요|필수|입력)|refund_(holder|bank|account)/,
  },
  { name: 'BALANCE_MISMATCH', status: 200, code: 1, text: /checksum|잔액.*일치하지/i },
  { name: 'EXCEEDS', status: 200, code: 1, text: /취소\s*가능\s*(금액|잔액).*(큽니다|초과)/ },
  // NaverPay while it is maintained: it refuses all calls, and takes them afterwards (cancel-policies, np-01).
  { name: 'PG_MAINTENANCE', status: 200, code: -1, text: /MaintenanceOngoing/i },
  {
    name: 'PG_BALANCE_SHORT',
    status: 200,
    code: -1,
    text: /미정산|상계\s*가능|취소\s*가능\s*금액이\s*부족|정산\s*금액\s*부족|취소\s*불가\s*상태/,
  },
  { name: 'EXCEEDS', status: 200, code: -1, text: /bigger than cancell?able amount/i },
  { name: 'TEST_VBANK', status: 200, code: -1, text: /입금된 내역이 없습니다/ },
  { name: 'DESYNC', status: 200, code: -1, text: /기\s*취소|이미.*취소|취소\s*완료|already|duplicate|중복/i },
  {
    name: 'PG_UNCLEAR',
    status: 200,
    code: -1,
    text: /시간\s*초과|타임\s*아웃|time.{0,3}out|통신|지연|응답|연결|처리\s*중|시스템|장애|점검|system|network|connect/i,
  },
  { name: 'PG_REFUSED', status: 200, code: -1, text: PG_SAYS },
]

/** Under what name and with what meaning an answer is listed for an operation, or null where no document says so. */
export function meaningOf(
  operation: PortoneV1Operation,
  answer: { readonly status: number; readonly code: number; readonly message: string },
): { readonly name: string; readonly row: CodeRow } | null {
  const table = CODES[operation]
  for (const { name, status, code, text } of SIGNS) {
    const meaning = Object.hasOwn(table, name) ? table[name] : undefined
    if (meaning === undefined || status !== answer.status || code !== answer.code) continue
    if (text.test(answer.message)) return { name, row: meaning }
  }
  return null
}

/** What `getToken`'s own 401 means for the operation that needed a token (§2). */
export const wrongKeyOf = (operation: PortoneV1Operation): CodeRow => DOORS[operation].WRONG_KEY
