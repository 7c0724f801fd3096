/** The part of the error catalogue that is about giving money back. */
import { type ErrorEntry, entry } from './error-entry.ts'

export const CANCELLATION_ERRORS = {
  MD_KEY_MISSING: entry(
    422,
    'never',
    'The Idempotency-Key header is missing or unusable',
    'Idempotency-Key 헤더가 없거나 올바르지 않습니다',
    'Send one key of 1–255 visible ASCII characters for each refund you intend, and the same key when you ask again.',
  ),
  MD_KEY_REUSED: entry(
    422,
    'never',
    'The key was used with another request',
    '이미 다른 요청에 사용한 Idempotency-Key입니다',
    'A key names one cancellation for as long as the payment is kept. Use a new key for a new refund.',
  ),
  MD_BALANCE_DIFFERS: entry(
    409,
    'never',
    'The balance is not what you expected',
    '취소 가능 잔액이 예상과 다릅니다',
    'Somebody cancelled meanwhile. Read the payment, decide again, and use a new key.',
  ),
  MD_BALANCE_TOO_SMALL: entry(
    409,
    'never',
    'The amount is more than can be cancelled',
    '취소 가능 잔액보다 큰 금액입니다',
    'Compare `amount` with `refundable`. Nothing was sent.',
  ),
  MD_PARTIAL_UNSUPPORTED: entry(
    409,
    'never',
    'The provider takes full cancels only',
    '부분취소를 지원하지 않습니다',
    'Cancel all that is left, or settle the rest with the buyer outside.',
  ),
  MD_CANCELLATION_REFUSED: entry(
    409,
    'never',
    'The provider refused the cancellation',
    'PG사가 취소를 거절했습니다',
    'No money moved. `cancellation.answer` has the provider’s own code and words.',
  ),
  // Payments made without us
  MD_NOT_TOLD: entry(
    503,
    'later',
    'The provider did not tell',
    'PG사에서 결제를 확인하지 못했습니다',
    'The inquiry got no clear answer. Nothing was stored; ask again.',
  ),
  MD_NOTHING_TO_ADOPT: entry(
    404,
    'never',
    'The provider knows no such paid payment',
    'PG사에 해당 결제가 없습니다',
    'Check `channel` and the reference; only payments that hold or held money can be adopted.',
  ),
  MD_CLAIM_NEEDED: entry(
    422,
    'never',
    'The amount must be claimed',
    '결제 금액을 함께 보내야 합니다',
    'The provider’s inquiry does not tell the amount (NICEPAY). Send `claim` with what you know.',
  ),
} as const satisfies Record<string, ErrorEntry>
