/** Values of a buyer that occur nowhere else, one set for each life, so that wherever they turn up is a leak. */
import { isBusinessNumber } from '../../src/core/account/check.ts'

/** What a buyer tells us once, and nobody but the PG may hear again. */
export interface Canary {
  readonly serial: number
  readonly account: {
    readonly bank: 'SHINHAN'
    readonly number: string
    readonly holder: string
    readonly phone: string
  }
  /** Of the digits of {@link account}, as people write them. */
  readonly written: { readonly number: string; readonly phone: string }
  readonly cashReceipt: { readonly type: 'income_deduction' | 'expenditure_proof'; readonly number: string }
  /** What the issued account is called. */
  readonly accountName: string
}

/** Syllables that EUC-KR has and no text of ours; five fit every provider's field (nicepay §7: 10 bytes). */
const HOLDER_STEM = '쟈꺄퓨'
const ACCOUNT_NAME_STEM = '뱌쵸쿄'
export const NAME_STEMS: readonly string[] = [HOLDER_STEM, ACCOUNT_NAME_STEM]
const ENDS = [...'가나다라마바사아자차카타파하고노도로모보']

export function canaryOf(serial: number): Canary {
  const end = `${ENDS[serial % ENDS.length]}${ENDS[Math.floor(serial / ENDS.length) % ENDS.length]}`
  const four = String(serial).padStart(4, '0')
  return {
    serial,
    account: {
      bank: 'SHINHAN',
      number: `7391846205${four}`,
      holder: HOLDER_STEM + end,
      phone: `0107746${four}`,
    },
    written: { number: `739-184-6205${four}`, phone: `010-7746-${four}` },
    cashReceipt:
      serial % 2 === 0
        ? { type: 'income_deduction', number: `0109358${four}` }
        : { type: 'expenditure_proof', number: businessNumber(`61317${four}`) },
    accountName: ACCOUNT_NAME_STEM + end,
  }
}

/** Nine digits and the tenth that checks them. */
function businessNumber(nine: string): string {
  const found = [...'0123456789'].map((digit) => nine + digit).find(isBusinessNumber)
  if (found === undefined) throw new Error(`no digit checks ${nine}`)
  return found
}

export const digitsOfCanary = ({ account, cashReceipt }: Canary): readonly string[] => [
  account.number,
  account.phone,
  cashReceipt.number,
]
