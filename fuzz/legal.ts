/** What every reading must be, whatever was read: kinds, texts, amounts and times of the contract, nothing else. */
import { BANK_NAMES } from '../src/core/account/bank.ts'
import { type CancelEvidence, type Evidence, METHODS } from '../src/core/evidence.ts'
import { isCancellationId } from '../src/core/ids.ts'
import { isAmount, isCurrency } from '../src/core/money.ts'
import type { Outcome } from '../src/core/outcome.ts'
import type { Exchange } from '../src/ports/provider.ts'
import { must } from './target.ts'

/** Years 1970–9999 (core/time.ts). */
const MAX_INSTANT_MS = 253_402_300_799_999
/** Longest message of a provider that is kept (`ProviderAnswer`). */
const MAX_MESSAGE = 500
/** References of the sheets have 200 characters at most, order numbers 64; wire shapes allow a little more. */
const MAX_REF = 300
const MAX_CODE = 200

const nullOr = (value: unknown, holds: (value: unknown) => boolean): boolean =>
  value === null || value === undefined || holds(value)
const isText = (value: unknown): boolean => typeof value === 'string' && value.length > 0
export const isTime = (value: unknown): boolean =>
  Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= MAX_INSTANT_MS

const STATUSES = ['paid', 'partially_cancelled', 'cancelled', 'awaiting_deposit', 'not_paid', 'none']
const KINDS = ['done', 'accepted', 'refused', 'not_sent', 'unknown']
const NEXTS = ['none', 'inquire', 'ordinary_cancel', 'ask_account', 'retry_after', 'operator', 'pause_channel']

export function mustBeLegal({ kind, answer, next }: Outcome<unknown>): void {
  must(KINDS.includes(kind), `an outcome of the kind ${kind}`)
  must(NEXTS.includes(next), `an outcome whose next is ${next}`)
  must(typeof answer.message === 'string' && answer.message.length <= MAX_MESSAGE, 'a message that is none or too long')
  must(
    nullOr(answer.code, (code) => typeof code === 'string' && code.length <= MAX_CODE),
    'a code that is none, or long',
  )
}

export function mustBeEvidence(evidence: Evidence): void {
  const { status, ref, orderNumber, amount, balance, currency, method, live, account, paidAt } = evidence
  must(STATUSES.includes(status), `evidence with the status ${status}`)
  must(nullOr(ref, isText) && (ref ?? '').length <= MAX_REF, 'a reference that is none, or endless')
  must(
    nullOr(orderNumber, (text) => typeof text === 'string' && text.length <= MAX_REF),
    'an order number that is none',
  )
  must(nullOr(amount, isAmount) && nullOr(balance, isAmount), 'an amount that is none')
  must(nullOr(currency, isCurrency), `the currency ${currency}`)
  must(
    nullOr(method, (one) => METHODS.some((name) => name === one)),
    `the method ${method}`,
  )
  must([true, false, null].includes(live), 'live is neither yes nor no nor unknown')
  must(
    nullOr(account, (text) => typeof text === 'string'),
    'an account that is none',
  )
  must(nullOr(paidAt, isTime), `paid at ${paidAt}`)
  must(amount === null || balance === null || balance <= amount, 'more is left than was paid')
  for (const cancel of evidence.cancels ?? []) mustBeCancel(cancel)
  if (evidence.virtualAccount != null) mustBeAccount(evidence.virtualAccount)
  for (const other of evidence.others ?? []) mustBeEvidence(other)
}

function mustBeAccount({ bank, number, holder, expiresAt }: NonNullable<Evidence['virtualAccount']>): void {
  must(/^X?\d{4,32}$/.test(number), 'an account number that is none')
  must(
    nullOr(bank, (name) => BANK_NAMES.some((one) => one === name)),
    `the bank ${bank}`,
  )
  must(
    nullOr(holder, (text) => typeof text === 'string'),
    'a holder that is none',
  )
  must(nullOr(expiresAt, isTime), `expires at ${expiresAt}`)
}

function mustBeCancel({ providerCancelId, amount, at, tag }: NonNullable<Evidence['cancels']>[number]): void {
  must(isText(providerCancelId), 'a cancel without an id')
  must(isAmount(amount), 'a cancel of an amount that is none')
  must(nullOr(at, isTime), `a cancel at ${at}`)
  must(
    nullOr(tag, (text) => isCancellationId(String(text))),
    'a tag that is no cancellation of ours',
  )
}

export function mustBeCancelEvidence({ providerCancelId, amount, remaining, at }: CancelEvidence): void {
  must(nullOr(providerCancelId, isText), 'a cancel whose id is empty')
  must(isAmount(amount) && nullOr(remaining, isAmount), 'a cancel of an amount that is none')
  must(nullOr(at, isTime), `a cancel at ${at}`)
}

/** Records keep what is on the lists, as bounded texts. */
export function mustBeRecord({ request, response }: Exchange): void {
  for (const [name, text] of [...Object.entries(request), ...Object.entries(response)]) {
    must(typeof text === 'string' && text.length <= MAX_MESSAGE, `the record of ${name} is no text, or too long`)
  }
}
