/** Writes the calls of virtual accounts: one that issues, the look after it, and one that closes (portone-v2 §8). */
import type { CashReceipt, VirtualAccount } from '../../core/account/account.ts'
import type { Bank } from '../../core/account/bank.ts'
import type { Buyer, Payment } from '../../core/payment/payment.ts'
import { after, type Instant, SECOND_MS, toIso } from '../../core/time.ts'
import type { Call } from './client.ts'
import type { Account } from './config.ts'
import { pathOf, paymentIdOf } from './requests.ts'

/** An account that our own call can issue: PortOne must be told the bank. */
export type Issuable = VirtualAccount & { readonly bank: Bank }

/**
 * §8. The key is the payment's: it issues once. Numbers of buyers go out in this body and nowhere else; amounts are
 * said as registered, for no `pre-register` of another amount stands against this call.
 */
export const issueCall = (account: Account, payment: Payment, asked: Issuable): Call => ({
  operation: 'issue',
  method: 'POST',
  path: pathOf(paymentIdOf(payment), '/instant'),
  body: {
    storeId: account.storeId,
    channelKey: account.channelKey,
    method: { virtualAccount: accountFields(asked) },
    orderName: payment.orderName,
    amount: {
      total: payment.amounts.total,
      ...(payment.taxFree === null ? {} : { taxFree: payment.taxFree }),
      ...(payment.vat === null ? {} : { vat: payment.vat }),
    },
    currency: payment.currency,
    ...customerFields(payment.buyer),
  },
  // §4: 16 characters and more.
  idempotencyKey: `${payment.id}-issue`,
})

/** §1. A deadline in whole seconds: nobody shows a buyer more, and what comes back is what was asked for. */
export const dueDateOf = (at: Instant): string => toIso(after(at, -(at % SECOND_MS)))

/** A number for this one payment (NORMAL), not one that the shop owns (FIXED). */
const accountFields = ({ bank, expiresAt, holder, cashReceipt }: Issuable): object => ({
  bank,
  expiry: { dueDate: dueDateOf(expiresAt) },
  option: { type: 'NORMAL' },
  ...receiptFields(cashReceipt),
  ...(holder === null ? {} : { remitteeName: holder }),
})

const RECEIPT_TYPE = { income_deduction: 'PERSONAL', expenditure_proof: 'CORPORATE' } as const

/** The schema wants type and number together or none of them. */
const receiptFields = (receipt: CashReceipt | null): object =>
  receipt === null || receipt.number === null
    ? {}
    : { cashReceipt: { type: RECEIPT_TYPE[receipt.kind], customerIdentityNumber: receipt.number } }

function customerFields(buyer: Buyer | null): object {
  const { name = '', email = '', phone = '' } = buyer ?? {}
  const customer = {
    ...(name === '' ? {} : { name: { full: name } }),
    ...(email === '' ? {} : { email }),
    ...(phone === '' ? {} : { phoneNumber: phone }),
  }
  return Object.keys(customer).length === 0 ? {} : { customer }
}

/** The store goes into the query, and there is no body (official schema). Closing twice is closing once: no key. */
export const closeCall = (account: Account, payment: Payment): Call => ({
  operation: 'close',
  method: 'POST',
  path: pathOf(paymentIdOf(payment), `/virtual-account/close?storeId=${encodeURIComponent(account.storeId)}`),
  body: null,
  idempotencyKey: null,
})
