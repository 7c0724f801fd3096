/** Checks the shape of accounts and cash receipts before anything is stored or sent, and names the wrong field. */
import type { RefundAccount } from './account.ts'
import { bankOf } from './bank.ts'

/** Korean account numbers have 10–14 digits; PGs take up to 16 (nicepay §7) or 20 (tosspayments §3). */
const NUMBER = /^\d{6,20}$/
/** Mobile and landline numbers without a country code; PGs take 8–15 digits (tosspayments §3). */
const PHONE = /^\d{8,15}$/
/** The widest of all sheets (tosspayments §3); each adapter narrows it to its own field. */
const MOST_HOLDER = 60
/** `3M코리아` and `주식회사 21세기` are names; six digits are an account number in the wrong field. */
const MOST_HOLDER_DIGITS = 5

export interface AskedAccount {
  readonly bank: string
  readonly number: string
  readonly holder: string
  readonly phone?: string | undefined
}

export interface AccountProblem {
  readonly field: keyof AskedAccount
  readonly problem: string
}

/** `field` and `problem` are the first of `problems`. */
export type CheckedAccount =
  | { readonly ok: true; readonly account: RefundAccount }
  | ({ readonly ok: false; readonly problems: readonly AccountProblem[] } & AccountProblem)

/** Hyphens and blanks are how people write numbers; they are taken out, and nothing else is. */
export const digitsOf = (text: string): string => text.replaceAll(/[\s-]/g, '')

/** The account that was asked for, or every field that cannot be. */
export function checkAccount(asked: AskedAccount): CheckedAccount {
  const bank = bankOf(asked.bank)
  const number = digitsOf(asked.number)
  const holder = asked.holder.normalize('NFC').trim().replaceAll(/\s+/g, ' ')
  const phone = asked.phone === undefined ? null : digitsOf(asked.phone)
  const problems: AccountProblem[] = [
    ...(bank === null ? [wrong('bank', 'is no bank: send a name such as SHINHAN or its code')] : []),
    ...(NUMBER.test(number) ? [] : [wrong('number', 'must be 6–20 digits')]),
    ...(isHolder(holder) ? [] : [wrong('holder', HOLDER_PROBLEM)]),
    ...(phone === null || PHONE.test(phone) ? [] : [wrong('phone', 'must be 8–15 digits')]),
  ]
  const [first] = problems
  if (first !== undefined) return { ok: false, ...first, problems }
  // Without a bank there was a problem.
  if (bank === null) throw new Error('an account without a bank was let through')
  return { ok: true, account: { bank, number, holder, phone } }
}

const wrong = (field: AccountProblem['field'], problem: string): AccountProblem => ({ field, problem })

const HOLDER_PROBLEM =
  `must be the account holder's name: at most ${MOST_HOLDER} characters, with a letter, ` +
  `without < > and control characters, and with at most ${MOST_HOLDER_DIGITS} digits`

function isHolder(holder: string): boolean {
  if (holder.length > MOST_HOLDER || !/\p{L}/u.test(holder) || /[\p{Cc}\p{Cf}<>]/u.test(holder)) return false
  return holder.replaceAll(/\P{Nd}/gu, '').length <= MOST_HOLDER_DIGITS
}

/** Income deduction goes by mobile number: 010 and its old siblings, 10 or 11 digits. */
const MOBILE = /^01[016789]\d{7,8}$/

/** What is wrong with the number of a cash receipt, or null. */
export function receiptProblem(kind: 'income_deduction' | 'expenditure_proof', number: string): string | null {
  switch (kind) {
    case 'income_deduction':
      return MOBILE.test(number) ? null : 'must be a mobile number such as 01012345678'
    case 'expenditure_proof':
      return isBusinessNumber(number)
        ? null
        : 'must be a business registration number (10 digits with their check digit)'
  }
}

/** Weights of the first nine digits of a business registration number [사업자등록번호]; the tenth checks them. */
const WEIGHTS = [1, 3, 7, 1, 3, 7, 1, 3, 5] as const

/** The National Tax Service's check: the weighted sum plus the tens of the ninth product, filled up to ten. */
export function isBusinessNumber(number: string): boolean {
  if (!/^\d{10}$/.test(number)) return false
  const digits = [...number].map(Number)
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * (digits[place] ?? 0), 0)
  const carried = Math.floor(((digits[8] ?? 0) * 5) / 10)
  return (10 - ((sum + carried) % 10)) % 10 === digits[9]
}
