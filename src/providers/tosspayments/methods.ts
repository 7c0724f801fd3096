/** Maps Toss' payment methods to ours: Korean words in answers, English ones for the window (§5). */
import type { CashReceipt } from '../../core/account/account.ts'
import type { Method } from '../../core/evidence.ts'

/** Gift certificates have no method of ours. We never send Accept-Language, so the words are Korean (§15 trap 10). */
const METHODS: Readonly<Record<string, Method>> = {
  카드: 'card',
  간편결제: 'easy_pay',
  계좌이체: 'transfer',
  휴대폰: 'mobile',
  가상계좌: 'virtual_account',
}

/** What the window is asked for. Easy pay opens from the card window. */
export const WINDOW_METHOD = {
  card: 'CARD',
  easy_pay: 'CARD',
  transfer: 'TRANSFER',
  mobile: 'MOBILE_PHONE',
  virtual_account: 'VIRTUAL_ACCOUNT',
} as const satisfies Record<Method, string>

/** §4.4. Where the merchant asked for none, Toss is told so. */
export const RECEIPT_TYPE = {
  income_deduction: '소득공제',
  expenditure_proof: '지출증빙',
} as const satisfies Record<CashReceipt['kind'], string>
export const NO_RECEIPT = '미발행'

export const methodOf = (word: string | null | undefined): Method | null =>
  word !== null && word !== undefined && Object.hasOwn(METHODS, word) ? (METHODS[word] ?? null) : null
