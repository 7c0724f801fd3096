/** The bank codes of NICEPAY: where accounts are issued and refunds can go (fact sheet nicepay §11 "Bank codes"). */

const CODES: ReadonlySet<string> = new Set(
  [
    '001 002 003 004 005 007 008 011 012 020 023 026 027 031 032',
    '034 035 037 039 045 048 050 071 081 088 089 090 092',
  ].flatMap((line) => line.split(' ')),
)

/** Refunds go to any of them. */
export const isBankCode = (code: string): boolean => CODES.has(code)

/** Where the window of the sandbox issues its accounts. */
export const ISSUING_BANK = { bankCode: '088', bankName: '신한은행' } as const
