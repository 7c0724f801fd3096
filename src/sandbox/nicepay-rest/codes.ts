/** Which code answers which situation: the one table to change when NICEPAY's REST API is seen to answer otherwise. */

interface CodeRow {
  readonly code: string
  readonly message: string
  /** Section of the fact sheet; `picked` where the sheet is silent and the code was chosen by its meaning. */
  readonly source: string
}

/** The codes that are no HTTP 200 (§15, §16 "Result codes"). */
export const HTTP_STATUS: Readonly<Record<string, number>> = {
  U101: 401,
  U103: 403,
  U104: 401,
  U107: 404,
  U108: 401,
  U109: 403,
  U116: 401,
  U117: 401,
  U121: 404,
  U304: 401,
  U305: 401,
  U308: 405,
  U316: 404,
  U320: 404,
}

export const SITUATIONS = {
  // every call (§15, §19 items 1 and 3)
  badCredentials: { code: 'U104', message: '사용자 인증에 실패하였습니다.', source: '§15' },
  badToken: { code: 'U305', message: 'BEARER AUTHENTICATION 실패', source: '§16 names it, picked for this' },
  wrongAuthType: { code: 'U103', message: '사용자 인증타입이 맞지 않습니다.', source: '§16' },
  wrongMethod: { code: 'U308', message: 'Method Not Allowed.', source: '§19 item 1' },
  noSuchPath: { code: 'U320', message: '페이지를 찾을 수 없습니다.', source: 'picked from the official list' },
  fieldMissing: { code: 'U100', message: '필수입력항목이 누락되었습니다.', source: '§16' },
  fieldTooLong: { code: 'U105', message: '필드 최대길이 초과', source: '§16' },
  fieldMalformed: { code: 'U131', message: '허용된 Data형식이 아닙니다.', source: '§16' },
  badDate: { code: 'U130', message: '허용된 Date형식이 아닙니다.', source: '§16' },
  badOption: { code: 'U132', message: '허용된 옵션 내용이 아닙니다.', source: '§16' },
  signFailed: { code: 'U312', message: 'SIGN DATA 검증에 실패하였습니다.', source: '§19 item 3' },
  noSuchPayment: { code: 'U107', message: '거래내역이 존재 하지 않습니다.', source: '§16' },

  // approval
  noAuthentication: { code: 'U121', message: '인증 요청내역이 존재하지 않습니다.', source: '§16' },
  amountDiffers: { code: 'A123', message: '거래금액 불일치', source: 'picked from the official list' },
  authExpired: { code: 'A245', message: '인증 시간이 초과 되었습니다', source: 'picked from the official list' },
  approvedTwice: { code: 'P045', message: '이미 처리된 거래입니다.', source: '§16; U114 and 2201 are others' },
  approvalUnderWay: { code: 'P049', message: '승인이 진행 중인 거래입니다.', source: '§19 item 8' },
  orderIdPaid: { code: 'A127', message: '주문번호 중복 오류', source: '§16' },
  cardRefused: { code: '3095', message: '카드사 실패 응답', source: 'picked from the official list' },
  selfNetCancelled: { code: 'U504', message: '결제에 실패하였습니다.(망취소 처리)', source: '§19 item 8; U503' },

  // cancel (§16 Cancel, §19 item 4)
  noSuchCancelTarget: { code: 'U122', message: '취소 해당거래 없음', source: '§16' },
  amountNotPositive: { code: 'U142', message: '취소 금액은 0보다 커야 합니다.', source: '§16' },
  partialInSandbox: { code: 'U128', message: '부분취소는 운영 환경에서 이용 가능', source: '§16' },
  orderIdUsed: { code: 'U112', message: '이미 사용된 OrderId 입니다.', source: '§16' },
  alreadyCancelled: { code: '2015', message: '기 취소 요청', source: '§19 item 4' },
  partialOfCancelled: { code: '2013', message: '취소 완료 거래', source: 'picked' },
  fullAfterPartial: { code: '2031', message: '전체금액취소 불가', source: '§16, unconfirmed for this' },
  partialNotAllowed: { code: '1534', message: '부분취소 불가능 거래', source: '§16' },
  accountPartial: { code: '2045', message: '가상계좌 발급취소는 부분취소 불가', source: '§16' },
  aboveBalance: { code: 'U123', message: '취소금액이 취소가능금액보다 큼.', source: '§16' },
  taxFreeAboveBalance: { code: 'U319', message: '취소가능한 면세금액을 초과 오류', source: '§16' },
  refundAccountMissing: { code: 'U100', message: '환불계좌 정보가 누락되었습니다.', source: 'picked' },
  refundAccountWrong: { code: 'U131', message: '환불계좌 정보가 올바르지 않습니다.', source: 'picked' },
  cancelTimeOver: { code: '2016', message: '취소 기한 초과', source: '§16' },
  balanceShort: { code: '2023', message: '취소 한도 초과', source: 'picked from the official list' },

  // net cancel (§16 Net cancel, §19 item 5)
  orderIdNotUnique: { code: 'P035', message: '망취소 요청 오류 입니다.', source: '§19 item 5, unconfirmed' },
  netCancelTimeOver: { code: '2020', message: '망상 취소 허용시간 초과', source: '§16' },
  netCancelDeposited: { code: '2031', message: '전체금액취소 불가', source: 'picked' },
  netCancelAfterPartial: { code: '2031', message: '전체금액취소 불가', source: 'picked' },

  // amount check and list (§16)
  uncheckableMethod: {
    code: 'U110',
    message: '지원하지 않는 지불수단 입니다.',
    source: 'picked from the official list',
  },
  liveOnly: { code: 'U109', message: '허용되지 않은 요청 입니다.', source: 'picked' },

  // webhook registration (§16 Webhook)
  webhookKnown: { code: 'U333', message: '이미 등록된 URL 정보가 있습니다.', source: 'picked from the official list' },
  webhookUnknown: { code: 'U334', message: '웹훅 URL 수정을 실패하였습니다.', source: 'picked from the official list' },
  webhookUnreachable: { code: 'U336', message: '해당 URL 페이지 요청을 실패하였습니다.', source: '§16' },
  webhookStatus: { code: 'U337', message: 'HTTP 상태 코드가 정상(200)이 아닙니다.', source: '§16' },
  webhookNotOk: { code: 'U338', message: '응답 페이지 Body 부분은 OK 문자만 허용됩니다.', source: '§16' },

  // faults
  trouble: { code: 'U501', message: '대외계 전문통신 과정에서 오류가 발생하였습니다.', source: '§16' },
  unlisted: { code: 'Z999', message: '알 수 없는 응답', source: 'made up: in no list' },

  // the window
  unknownClient: { code: 'P001', message: '클라이언트 아이디가 없습니다.', source: 'picked from the official list' },
  taxFreeAboveAmount: {
    code: 'P036',
    message: '면세금액이 결제금액을 초과할수 없습니다.',
    source: 'picked from the list',
  },
  windowClosed: { code: 'I002', message: '사용자가 결제를 취소하였습니다', source: '§4; 9999 is the other one seen' },
  windowRefused: { code: 'C002', message: '카드사 인증 실패', source: 'picked from the official list' },
} as const satisfies Record<string, CodeRow>

export type Situation = keyof typeof SITUATIONS

export const SUCCESS = { code: '0000', message: '정상 처리되었습니다.' } as const

/** What kind of money a payMethod is; webhook addresses are registered by the same four words (§16 Webhook). */
export const KINDS = ['card', 'bank', 'vbank', 'cellphone'] as const
export type Kind = (typeof KINDS)[number]

/** payMethod on the wire (§16) → its kind, and its part of the tid (§10: the layout of the legacy protocol). */
export const PAY_METHODS = {
  card: { kind: 'card', tidPart: '01' },
  naverpay: { kind: 'card', tidPart: '01' },
  kakaopay: { kind: 'card', tidPart: '01' },
  payco: { kind: 'card', tidPart: '01' },
  ssgpay: { kind: 'card', tidPart: '01' },
  samsungpay: { kind: 'card', tidPart: '01' },
  bank: { kind: 'bank', tidPart: '02' },
  vbank: { kind: 'vbank', tidPart: '03' },
  cellphone: { kind: 'cellphone', tidPart: '05' },
} as const satisfies Record<string, { kind: Kind; tidPart: string }>

export type PayMethod = keyof typeof PAY_METHODS

export const kindOf = (method: PayMethod): Kind => PAY_METHODS[method].kind
