/** The checks that every call passes before it is looked at: fields, lengths, MID, signature (§19 items 4 and 5). */
import { type Amount, amount, MAX_AMOUNT } from '../../core/money.ts'
import { SITUATIONS, type Situation } from './codes.ts'
import { type Answer, type Fields, textOf, toRecord } from './form.ts'
import { type Formula, sign } from './signature.ts'
import { codeOf } from './switches.ts'
import type { World } from './world.ts'

/** Byte limits, counted in EUC-KR, of the fields that must be there and of those that may. */
export interface RequestSpec {
  readonly required: Readonly<Record<string, number>>
  readonly optional: Readonly<Record<string, number>>
  readonly formula: Formula
  readonly signFailure: Situation
}

const SIGNED = { TID: 30, MID: 10, EdiDate: 14, SignData: 256 } as const
const FORMAT = { CharSet: 10, EdiType: 10 } as const
const RESERVED = { MallReserved: 500 } as const
const REFUND_ACCOUNT = { RefundAcctNo: 16, RefundBankCd: 3, RefundAcctNm: 10 } as const
const TAX_SPLIT = { SupplyAmt: 12, GoodsVat: 12, ServiceAmt: 12, TaxFreeAmt: 12 } as const

export const REQUEST_SPECS = {
  /** §5 */
  approve: {
    required: { ...SIGNED, AuthToken: 40, Amt: 12 },
    optional: { ...FORMAT, ...RESERVED },
    formula: 'S3',
    signFailure: 'signFailed',
  },
  /** §6: the manual does not star Amt, but S3 hashes it. */
  net_cancel: {
    required: { ...SIGNED, AuthToken: 40, NetCancel: 1 },
    optional: { ...FORMAT, ...RESERVED, Amt: 12 },
    formula: 'S3',
    signFailure: 'signFailed',
  },
  /** §7 */
  cancel: {
    required: { ...SIGNED, Moid: 64, CancelAmt: 12, CancelMsg: 100, PartialCancelCode: 1 },
    optional: { ...FORMAT, ...RESERVED, ...REFUND_ACCOUNT, ...TAX_SPLIT },
    formula: 'S5',
    signFailure: 'cancelSignFailed',
  },
  /** §9 */
  inquire: { required: SIGNED, optional: FORMAT, formula: 'S7', signFailure: 'signFailed' },
  /** §8 */
  issue: {
    required: {
      ...SIGNED,
      Moid: 64,
      Amt: 12,
      GoodsName: 40,
      CashReceiptType: 1,
      BankCode: 3,
      VbankExpDate: 12,
    },
    optional: { ...FORMAT, ReceiptTypeNo: 11, VbankAccountName: 30, BuyerEmail: 60, BuyerTel: 20, BuyerName: 30 },
    formula: 'S8',
    signFailure: 'signFailed',
  },
} as const satisfies Record<string, RequestSpec>

const TID_BYTES = 30

/** Null when the call may be processed. */
export function faultOf(fields: Fields, spec: RequestSpec, world: World): Situation | null {
  const tooLong = Object.entries({ ...spec.required, ...spec.optional }).some(
    ([name, bytes]) => name !== 'TID' && (fields.get(name)?.bytes ?? 0) > bytes,
  )
  if (Object.keys(spec.required).some((name) => textOf(fields, name) === '')) return 'fieldMissing'
  if (fields.get('TID')?.bytes !== TID_BYTES) return 'tidLength'
  if (tooLong) return 'fieldTooLong'
  if (textOf(fields, 'MID') !== world.mid) return 'badMid'
  const expected = sign(spec.formula, toRecord(fields), world.merchantKey)
  if (textOf(fields, 'SignData').toLowerCase() !== expected) return spec.signFailure
  return textOf(fields, 'TID').startsWith(world.mid) ? null : 'foreignTransaction'
}

/** A failed answer: still HTTP 200, unsigned, and echoing what the caller called it by (§3, §11). */
export function refusal(situation: Situation, fields: Fields, world: World): Answer {
  const echoed = ['MID', 'Moid', 'TID', 'MallReserved'].filter((name) => fields.has(name))
  return {
    ResultCode: codeOf(situation, world.switches()),
    ResultMsg: SITUATIONS[situation].message,
    ...Object.fromEntries(echoed.map((name) => [name, textOf(fields, name)])),
  }
}

/** Digits only, no sign, no comma (§3); null for everything else. */
export function amountOf(text: string): Amount | null {
  if (!/^\d{1,12}$/.test(text)) return null
  const value = Number.parseInt(text, 10)
  return value <= MAX_AMOUNT ? amount(value) : null
}

/** Amounts in answers are zero-padded to 12 (§3). */
export const padded = (value: Amount): string => String(value).padStart(12, '0')

/** The text of an amount as the signatures of answers hash it (§11: unconfirmed, so switchable). */
export const hashedAmount = (value: Amount, world: World): string =>
  world.switches().signaturePadding === 'padded' ? padded(value) : String(value)
