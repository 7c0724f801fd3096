/** The part of the error catalogue that is about virtual accounts and the accounts that money goes back to. */
import { type ErrorEntry, entry } from './error-entry.ts'

export const ACCOUNT_ERRORS = {
  MD_ACCOUNT_UNSUPPORTED: entry(
    422,
    'never',
    'The channel cannot issue accounts by API',
    '이 채널은 API로 가상계좌를 발급할 수 없습니다',
    'Register with `method: virtual_account` and open the window: the account is issued there.',
  ),
  MD_ISSUE_REFUSED: entry(
    409,
    'never',
    'No virtual account was issued',
    '가상계좌가 발급되지 않았습니다',
    'Refused, or it never left; the payment is `failed`. Register the order again for a new attempt.',
  ),
  MD_REFUND_ACCOUNT_NEEDED: entry(
    422,
    'never',
    'The refund needs an account of the buyer',
    '환불받을 계좌가 필요합니다',
    'Send `refundAccount` with what `errors` names. Nothing was stored; the key is free.',
  ),
  MD_REFUND_ACCOUNT_NOT_TAKEN: entry(
    422,
    'never',
    'This payment is not refunded to an account',
    '계좌로 환불되는 결제가 아닙니다',
    'Leave `refundAccount` out: the money goes back the way it came. Nothing was stored.',
  ),
  MD_BEING_CLOSED: entry(
    409,
    'later',
    'The account is being closed already',
    '이미 발급취소 중인 가상계좌입니다',
    'One close is enough: read the cancellation that `detail` names. Nothing was stored; the key is free.',
  ),
  MD_POLICY_FORBIDS: entry(
    409,
    'never',
    'The cancellation policy says that this cannot work',
    '취소 정책상 취소할 수 없습니다',
    'A technical limit of PG or carrier; nothing was sent. `GET …/cancellation-quote` tells the rule.',
  ),
  MD_LINK_INVALID: entry(
    404,
    'never',
    'There is no such link',
    '올바르지 않은 링크입니다',
    'The link is not one of ours, or it was cut on the way. Open it as it came.',
  ),
  MD_LINK_USED: entry(
    410,
    'never',
    'The link was used, or is not needed any more',
    '이미 접수되었거나 더 이상 필요하지 않은 링크입니다',
    'An account was named with it already, a newer link took its place, or the money went another way.',
  ),
  MD_LINK_EXPIRED: entry(
    410,
    'never',
    'The link has expired',
    '만료된 링크입니다',
    'Ask the merchant for a refund; an operator sees the payment.',
  ),
} as const satisfies Record<string, ErrorEntry>
