/** Every way in which our books and a provider's can differ: how grave, what to do, and what is done by itself. */

/** `critical`: money may be lost or go back twice. `high`: our books are wrong. `low`: nothing is owed to anybody. */
export type Severity = 'critical' | 'high' | 'low'

/**
 * What a run does about it by itself. `inquire`: the payment is asked about, and evidence settles it. `adopt`: written
 * down as the channel's `unknownPayments` says. `none`: only a person can tell. Never a call that moves money.
 */
export type Repair = 'inquire' | 'adopt' | 'none'

export interface KindRow {
  readonly severity: Severity
  readonly repair: Repair
  readonly en: string
  readonly ko: string
  /** What a person does where it did not settle by itself. */
  readonly suggestion: string
  readonly suggestionKo: string
}

/** In this order so that the table reads as one. */
const row = (...[severity, repair, en, ko, suggestion, suggestionKo]: [Severity, Repair, ...Texts]): KindRow => ({
  severity,
  repair,
  en,
  ko,
  suggestion,
  suggestionKo,
})
type Texts = [en: string, ko: string, suggestion: string, suggestionKo: string]

export const DIFFERENCE_KINDS = {
  // Charges
  missing_here: row(
    'high',
    'adopt',
    'The provider has a payment that is not in our books.',
    'PG사에는 있으나 우리 장부에 없는 결제입니다.',
    'Find out which system made it; adopt it (`POST /v1/payments/adopt`) or cancel it at the PG.',
    '어느 시스템의 결제인지 확인한 뒤 편입하거나 PG에서 취소하세요.',
  ),
  missing_there: row(
    'critical',
    'inquire',
    'Our books have a charge that the provider neither lists nor knows.',
    '우리 장부에는 결제되었으나 PG사 내역에 없습니다.',
    'Ask the PG before anything is delivered or refunded: this money will not be settled.',
    '정산되지 않을 수 있으니 제공·환불 전에 PG사에 확인하세요.',
  ),
  unlisted: row(
    'low',
    'none',
    'The provider confirms the charge when asked, and its list does not show it.',
    'PG사 조회로는 확인되나 거래 목록에 없는 결제입니다.',
    'Compare it with the next settlement; compare the day again later.',
    '다음 정산 내역과 대조하고 나중에 다시 대사하세요.',
  ),
  paid_there_not_here: row(
    'critical',
    'inquire',
    'The provider has the money; in our books the payment is not paid.',
    'PG사에서는 결제되었으나 우리 장부에는 미결제입니다.',
    'Open the payment: tie the order, or give the money back.',
    '결제를 확인하여 주문을 연결하거나 환불하세요.',
  ),
  paid_here_not_there: row(
    'critical',
    'inquire',
    'In our books the payment is paid; the provider says that it is not.',
    '우리 장부에는 결제 완료이나 PG사에는 미결제입니다.',
    'Do not deliver and do not refund until the PG has said what became of the money.',
    'PG사 확인 전에는 제공도 환불도 하지 마세요.',
  ),
  amount_differs: row(
    'critical',
    'none',
    'The amount of the charge differs.',
    '결제 금액이 서로 다릅니다.',
    'See which amount the buyer was charged; refund the difference or ask the PG for a correction.',
    '실제 청구 금액을 확인하고 차액 환불 또는 정정을 요청하세요.',
  ),
  currency_differs: row(
    'critical',
    'none',
    'The currency of the charge differs.',
    '결제 통화가 서로 다릅니다.',
    'Ask the PG in which currency the buyer was charged.',
    '어느 통화로 청구되었는지 PG사에 확인하세요.',
  ),
  order_number_differs: row(
    'high',
    'none',
    'The same transaction carries another order number.',
    '같은 거래의 주문번호가 서로 다릅니다.',
    'See to which order the money belongs.',
    '어느 주문의 결제인지 확인하세요.',
  ),
  day_differs: row(
    'low',
    'none',
    'The charge stands on another day.',
    '결제 일자가 서로 다릅니다.',
    'Only the day of the settlement moves.',
    '정산 일자만 달라집니다.',
  ),
  duplicate_order: row(
    'critical',
    'inquire',
    'One order number has money on two transactions.',
    '한 주문번호에 결제가 두 건 있습니다.',
    'The buyer paid twice: adopt the second one with `net: on`, or cancel it at the PG.',
    '중복 결제입니다. 두 번째 거래를 편입하거나 PG에서 취소하세요.',
  ),
  test_money: row(
    'high',
    'none',
    'An order of ours was paid with test money, or real money came on a test channel.',
    '테스트 결제와 실결제가 섞여 있습니다.',
    'Deliver nothing for it; see which key or channel the page used.',
    '상품을 제공하지 말고 결제창의 키와 채널을 확인하세요.',
  ),
  foreign_account: row(
    'high',
    'none',
    'The provider shows the payment under another store or MID.',
    '다른 상점(MID)의 거래로 조회됩니다.',
    'See which credentials the page and the server use.',
    '결제창과 서버의 상점 설정을 확인하세요.',
  ),
  account_closed_there: row(
    'low',
    'inquire',
    'The virtual account waits here; at the provider it is closed.',
    '우리 장부에는 입금 대기이나 PG사에서는 종료된 가상계좌입니다.',
    'Tell the buyer that the account takes no deposit any more.',
    '구매자에게 입금할 수 없는 계좌임을 안내하세요.',
  ),
  // Cancels
  cancel_missing_here: row(
    'high',
    'inquire',
    'The provider shows a cancel that is not in our books.',
    'PG사에는 있으나 우리 장부에 없는 취소입니다.',
    'Somebody cancelled at the PG’s own site; see who, and whether the order still stands.',
    'PG 관리자에서 취소된 건입니다. 주문 상태를 확인하세요.',
  ),
  cancelled_there_not_here: row(
    'high',
    'inquire',
    'Less is left at the provider than here, and it does not say by which cancel.',
    'PG사 잔액이 우리 장부보다 적습니다.',
    'See the cancels at the PG’s own site.',
    'PG 관리자에서 취소 내역을 확인하세요.',
  ),
  cancel_missing_there: row(
    'critical',
    'inquire',
    'Our books have a cancel that the provider does not show.',
    '우리 장부에는 취소되었으나 PG사 내역에 없습니다.',
    'The buyer may not have the money: ask the PG, and never refund again before it has answered.',
    '환불이 되지 않았을 수 있습니다. PG사 확인 전에 다시 환불하지 마세요.',
  ),
  cancel_amount_differs: row(
    'critical',
    'none',
    'The amount of a cancel differs.',
    '취소 금액이 서로 다릅니다.',
    'See what the buyer got back; settle the difference by hand.',
    '실제 환불 금액을 확인하고 차액을 처리하세요.',
  ),
  cancel_state_differs: row(
    'high',
    'inquire',
    'A cancel is done at the provider; in our books it is open or was refused.',
    'PG사에서는 취소 완료이나 우리 장부에는 미완료입니다.',
    'Decide it on the desk; never send it again.',
    '확인 필요 목록에서 처리하고 다시 취소하지 마세요.',
  ),
  cancel_doubled: row(
    'critical',
    'none',
    'The provider carried out one of our cancels twice.',
    '한 번의 취소가 두 번 처리되었습니다.',
    'The buyer got too much back: ask the PG to correct it.',
    '이중 환불입니다. PG사에 정정을 요청하세요.',
  ),
  refund_bounced_there: row(
    'high',
    'inquire',
    'A refund is done here; at the provider it failed or came back.',
    '우리 장부에는 환불 완료이나 PG사에서는 실패했습니다.',
    'Ask the buyer for another account.',
    '구매자에게 다른 환불 계좌를 요청하세요.',
  ),
  // Settlement files
  settlement_missing: row(
    'high',
    'none',
    'A charge of ours is not in the settlement file.',
    '정산 파일에 없는 결제입니다.',
    'See whether it is in the next file; then ask the PG.',
    '다음 정산 파일을 확인한 뒤 PG사에 문의하세요.',
  ),
  settlement_unknown: row(
    'high',
    'none',
    'The settlement file has a charge that is not in our books.',
    '정산 파일에는 있으나 우리 장부에 없는 결제입니다.',
    'Find out which system made it; adopt it or cancel it at the PG.',
    '어느 시스템의 결제인지 확인하세요.',
  ),
  settlement_amount_differs: row(
    'critical',
    'none',
    'A charge is settled with another amount.',
    '정산 금액이 결제 금액과 다릅니다.',
    'Ask the PG for a correction.',
    'PG사에 정정을 요청하세요.',
  ),
  settlement_cancel_missing: row(
    'high',
    'none',
    'A cancel of ours is not in the settlement file.',
    '정산 파일에 없는 취소입니다.',
    'See whether it is in the next file; then ask the PG whether the buyer has the money.',
    '다음 정산 파일을 확인한 뒤 PG사에 문의하세요.',
  ),
  settlement_cancel_unknown: row(
    'high',
    'none',
    'The settlement file has a cancel that is not in our books.',
    '정산 파일에는 있으나 우리 장부에 없는 취소입니다.',
    'Somebody cancelled at the PG’s own site; see whether the order still stands.',
    'PG 관리자에서 취소된 건입니다. 주문 상태를 확인하세요.',
  ),
  settlement_doubled: row(
    'critical',
    'none',
    'The settlement file has the same charge twice.',
    '정산 파일에 같은 결제가 두 번 있습니다.',
    'Ask the PG whether the buyer was charged twice.',
    '이중 청구 여부를 PG사에 확인하세요.',
  ),
} as const satisfies Record<string, KindRow>

export type DifferenceKind = keyof typeof DIFFERENCE_KINDS

/** Undefined for kinds that payments open themselves (docs/concepts/discrepancies.md). */
export const kindRow = (kind: string): KindRow | undefined =>
  Object.hasOwn(DIFFERENCE_KINDS, kind) ? DIFFERENCE_KINDS[kind as DifferenceKind] : undefined

/** What the comparison finds, as it is called where the other side is a settlement file. */
const OF_FILES: Readonly<Partial<Record<DifferenceKind, DifferenceKind>>> = {
  missing_there: 'settlement_missing',
  missing_here: 'settlement_unknown',
  paid_there_not_here: 'settlement_unknown',
  amount_differs: 'settlement_amount_differs',
  cancel_missing_there: 'settlement_cancel_missing',
  cancel_missing_here: 'settlement_cancel_unknown',
}

export const kindInFile = (kind: DifferenceKind): DifferenceKind => OF_FILES[kind] ?? kind
