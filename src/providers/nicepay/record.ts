/** Keeps of an exchange only what is on the lists below, and of that nothing that is or looks secret. */
import type { Exchange } from '../../ports/provider.ts'
import { safeText, washer } from '../scrub.ts'
import type { Form } from './wire.ts'

/**
 * Request fields that are kept. Never AuthToken, SignData, an account, a receipt's number or anything of the buyer;
 * CancelMsg is free text and its reason is stored with the cancellation.
 */
const REQUEST_FIELDS = [
  'TID',
  'MID',
  'Moid',
  'Amt',
  'CancelAmt',
  'PartialCancelCode',
  'NetCancel',
  'EdiDate',
  'SupplyAmt',
  'GoodsVat',
  'ServiceAmt',
  'TaxFreeAmt',
  'BankCode',
  'VbankExpDate',
  'CashReceiptType',
  'RefundBankCd',
  'CharSet',
  'EdiType',
] as const

/** Response fields that are kept. Never Signature, CardNo (although masked), Buyer*, GoodsName or VbankNum. */
const RESPONSE_FIELDS = [
  'ResultCode',
  'ResultMsg',
  'ErrorCD',
  'ErrorMsg',
  'TID',
  'OTID',
  'MID',
  'Moid',
  'Amt',
  'CancelAmt',
  'RemainAmt',
  'Status',
  'PayMethod',
  'AuthCode',
  'AuthDate',
  'CancelDate',
  'CancelTime',
  'CancelNum',
  'CardCode',
  'CardName',
  'CardQuota',
  'CardCl',
  'CcPartCl',
  'ClickpayCl',
  'BankCode',
  'BankName',
  'VbankBankCode',
  'VbankExpDate',
  'VbankExpTime',
] as const

/** What of a person is sent, and so could be quoted in an answer. */
const PERSONAL_FIELDS = [
  'RefundAcctNo',
  'RefundAcctNm',
  'ReceiptTypeNo',
  'VbankAccountName',
  'BuyerName',
  'BuyerTel',
  'BuyerEmail',
] as const

/** Free text of the provider: the only kept fields in which a number could hide. */
const TEXT_FIELDS: ReadonlySet<string> = new Set(['ResultMsg', 'ErrorMsg'])

/** Longest kept value; ResultMsg is at most 100 bytes and ErrorMsg 97 (§5, §7). */
const MAX_VALUE = 500

interface Sent {
  readonly secrets: readonly string[]
  readonly sent: Form
}

/**
 * The same fields with this call's own secrets cut out of every value, and what was sent of a person out of every text:
 * an answer may quote what it was asked.
 */
export function wash(fields: Form, { secrets, sent }: Sent): Form {
  const washed = washer(secrets)
  const personal = PERSONAL_FIELDS.map((name) => sent[name] ?? '').filter((value) => value !== '')
  const anonymous = (text: string): string =>
    personal.reduce((kept, value) => kept.replaceAll(value, '[personal]'), text)
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      const text = washed(value)
      return [name, TEXT_FIELDS.has(name) ? anonymous(text) : text]
    }),
  )
}

/** The fields of a request that may be stored. */
export const keepRequest = (form: Form): Exchange['request'] => keep(form, REQUEST_FIELDS)

/** The fields of a washed answer that may be stored. */
export const keepResponse = (fields: Form): Exchange['response'] => keep(fields, RESPONSE_FIELDS)

function keep(fields: Form, names: readonly string[]): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const name of names) {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (value === undefined) continue
    kept[name] = TEXT_FIELDS.has(name) ? safeText(value) : value.slice(0, MAX_VALUE)
  }
  return kept
}
