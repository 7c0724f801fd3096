/** Which code and text answer which situation: the one table to change when PortOne V1 is seen to answer otherwise. */

import type { Method } from '../simulator.ts'

interface CodeRow {
  readonly status: number
  readonly code: number
  readonly message: string
  /** Section of the fact sheet; `picked` where the sheet is silent. */
  readonly source: string
}

const PG = '결제취소에 실패하였습니다. '

export const SITUATIONS = {
  // every call (§1.2, §2)
  unauthorized: { status: 401, code: -1, message: 'Unauthorized', source: '§2' },
  wrongSecret: {
    status: 401,
    code: -1,
    message: '인증에 실패하였습니다. API키와 secret을 확인하세요.',
    source: '§2',
  },
  secretMissing: { status: 400, code: -1, message: 'imp_key, imp_secret 파라메터가 누락되었습니다.', source: '§2' },
  unreadable: { status: 400, code: -1, message: '요청 본문을 해석할 수 없습니다.', source: 'picked' },
  noSuchCall: { status: 404, code: -1, message: 'Not Found', source: 'picked' },

  // inquiry and lists (§5)
  noPayment: { status: 404, code: -1, message: '존재하지 않는 결제정보입니다.', source: '§5' },
  badStatus: { status: 400, code: -1, message: '올바르지 않은 결제상태입니다.', source: '§5; text picked' },
  badPaging: { status: 400, code: -1, message: 'page, limit 파라메터가 올바르지 않습니다.', source: '§5; text picked' },
  badSorting: { status: 400, code: -1, message: 'sorting 파라메터가 올바르지 않습니다.', source: 'picked' },
  badRange: { status: 400, code: -1, message: '조회 기간은 최대 90일입니다.', source: '§5; text picked' },
  tooManyIds: {
    status: 400,
    code: -1,
    message: '한 번에 최대 100건까지 조회할 수 있습니다.',
    source: '§5; text picked',
  },
  notPayco: { status: 405, code: -1, message: '지원하지 않는 PG사입니다.', source: '§5; text picked' },

  // cancel, PortOne's own checks (§7, §13)
  nothingToCancel: { status: 200, code: 1, message: '취소할 결제건이 존재하지 않습니다.', source: '§13' },
  alreadyCancelled: { status: 200, code: 1, message: '이미 전액취소된 주문입니다.', source: '§13' },
  idMissing: {
    status: 200,
    code: 1,
    message: 'imp_uid, merchant_uid 중 하나는 필수입니다.',
    source: 'picked',
  },
  badCancelAmount: { status: 200, code: 1, message: '취소 요청금액이 올바르지 않습니다.', source: 'picked' },
  checksumMismatch: {
    status: 200,
    code: 1,
    message: '취소 가능 잔액(checksum)이 일치하지 않습니다.',
    source: '§13: unconfirmed',
  },
  aboveBalance: {
    status: 200,
    code: 1,
    message: '취소 요청금액이 취소 가능 금액보다 큽니다.',
    source: '§13: unconfirmed',
  },
  badTaxFree: { status: 200, code: 1, message: '면세금액 또는 부가세가 올바르지 않습니다.', source: 'picked' },
  reasonMissing: { status: 200, code: 1, message: '취소 사유는 필수입니다.', source: '§7.1; text picked' },
  refundAccountMissing: {
    status: 200,
    code: 1,
    message: '환불계좌 정보(refund_holder, refund_bank, refund_account)가 누락되었습니다.',
    source: '§13: unconfirmed',
  },
  badRefundBank: { status: 200, code: 1, message: '지원하지 않는 환불계좌 은행코드입니다.', source: 'picked' },

  // cancel, refused by the gateway beneath: its text comes through raw (§13)
  gatewayAlready: { status: 200, code: -1, message: `${PG}해당거래 취소실패(기취소성공)`, source: '§13' },
  gatewayAbove: {
    status: 200,
    code: -1,
    message: `${PG}requested cancel amount is bigger than cancelable amount`,
    source: '§13',
  },
  gatewayShort: { status: 200, code: -1, message: `${PG}취소금액이 미정산 금액보다 큽니다`, source: '§13' },
  gatewayNoDeposit: {
    status: 200,
    code: -1,
    message: `${PG}요청하신 건에 대해 입금된 내역이 없습니다`,
    source: '§13',
  },
  gatewayTimeOver: {
    status: 200,
    code: -1,
    message: `${PG}취소 가능 기간이 지났습니다`,
    source: 'seed 002; text picked',
  },
  gatewayNoRefund: { status: 200, code: -1, message: `${PG}취소불가 상태입니다`, source: '§13, §16 trap 18' },
  gatewayRefuses: { status: 200, code: -1, message: PG, source: '§13: followed by the text of the switch' },

  // virtual accounts (§8)
  fieldMissing: { status: 200, code: 1, message: '필수 파라메터가 누락되었습니다', source: '§8.1; text picked' },
  badField: { status: 200, code: 1, message: '파라메터가 올바르지 않습니다', source: 'picked' },
  badChannel: { status: 200, code: 1, message: '채널 정보를 찾을 수 없습니다.', source: 'picked' },
  alreadyPaid: { status: 200, code: 1, message: '이미 결제가 이루어진 거래건입니다.', source: '§8.1, §9' },
  badHash: { status: 200, code: -1, message: 'hashData 불일치 오류', source: '§8.1' },
  notAnAccount: { status: 400, code: -1, message: '가상계좌 결제건이 아닙니다.', source: '§8.3; text picked' },
  notWaiting: { status: 400, code: -1, message: '입금대기 상태의 가상계좌가 아닙니다.', source: '§8.3; text picked' },
  gatewayDeposited: {
    status: 200,
    code: -1,
    message: '가상계좌 말소에 실패하였습니다. 이미 입금된 계좌입니다',
    source: '§8.3, §8.4; text picked',
  },
  unsupportedPg: { status: 400, code: -1, message: '지원하지 않는 PG사입니다.', source: '§8.2; text picked' },

  // pre-registration (§9)
  preparedTwice: {
    status: 200,
    code: 1,
    message: '결제정보 사전등록에 실패하였습니다(이미 등록된 merchant_uid입니다).',
    source: '§9',
  },
  badPreparation: { status: 200, code: 1, message: '결제정보 사전등록에 실패하였습니다.', source: 'picked' },
  notPrepared: {
    status: 404,
    code: -1,
    message: '사전등록된 결제정보가 존재하지 않습니다.',
    source: '§9 for PUT; unconfirmed for GET',
  },

  // faults
  trouble: { status: 503, code: -1, message: '일시적인 오류가 발생하였습니다.', source: 'picked' },
  unlisted: { status: 200, code: -97, message: '알 수 없는 응답입니다.', source: 'made up: in no list' },
} as const satisfies Record<string, CodeRow>

export type Situation = keyof typeof SITUATIONS

/** How a window ends that took no money: what the callback or the redirect says (§9, §11.1, §12). */
export const WINDOW_SITUATIONS = {
  closed: { code: 'F400', message: '[결제포기] 사용자가 결제를 취소하셨습니다', source: 'picked' },
  refused: { code: 'F500', message: '[3041] 카드 한도가 초과되었습니다', source: 'picked' },
  fieldMissing: { code: 'F0001', message: '필수 파라메터가 누락되었습니다', source: 'picked' },
  fieldMalformed: { code: 'F0002', message: '파라메터가 올바르지 않습니다', source: 'picked' },
  badUserCode: { code: 'F0003', message: '등록되지 않은 고객사 식별코드입니다', source: 'picked' },
  badChannel: { code: 'F0004', message: '등록된 채널 정보가 없습니다', source: 'picked' },
  amountDiffers: { code: 'F0005', message: '사전등록된 결제금액과 일치하지 않습니다', source: '§9; text picked' },
  alreadyPaid: { code: 'F1002', message: '이미 결제가 이루어진 거래건입니다.', source: '§9' },
  confirmRefused: { code: 'F1003', message: '고객사 요청에 의해 결제를 중단합니다.', source: '§11.1' },
  trouble: { code: 'F1999', message: '일시적인 오류가 발생하였습니다', source: 'picked' },
  unlisted: { code: 'F9797', message: '알 수 없는 응답입니다', source: 'made up: in no list' },
} as const satisfies Record<string, { code: string; message: string; source: string }>

export type WindowSituation = keyof typeof WINDOW_SITUATIONS

/** The reason that PortOne itself writes into a cancel of its console (§11). */
export const CONSOLE_REASON = '관리자페이지취소'

/** The reason that a gateway writes when it cancels by itself (§16 trap 20). */
export const AUTO_CANCEL_REASON = '결제금액 불일치 자동취소'

/** What the buyer chose → `pay_method` and, for a wallet, `emb_pg_provider` (§3). */
export const METHOD_ON_WIRE = {
  card: { method: 'card', wallet: null },
  easy_pay: { method: 'kakaopay', wallet: 'kakaopay' },
  transfer: { method: 'trans', wallet: null },
  virtual_account: { method: 'vbank', wallet: null },
  mobile: { method: 'phone', wallet: null },
} as const satisfies Record<Method, { method: string; wallet: string | null }>
