/** Turns an answer into an outcome: done only when code, signature, TID, MID, order number and amount all agree. */
import type { IssuedAccount } from '../../core/account/account.ts'
import { digitsOf } from '../../core/account/check.ts'
import type { CancelEvidence, Evidence, Method } from '../../core/evidence.ts'
import type { Outcome, ProviderAnswer } from '../../core/outcome.ts'
import { fromKstStamp } from '../../core/time.ts'
import type { CodeRow } from '../../ports/provider.ts'
import { safeText } from '../scrub.ts'
import { bankOfCode } from './banks.ts'
import type { Reply } from './client.ts'
import { meaningOf } from './codes.ts'
import type { Account, NicepayOperation } from './config.ts'
import { instrumentOf } from './instrument.ts'
import { approvedMethod, isPaymentSuccess, keepEasyPay, methodOfTid } from './methods.ts'
import type { CancelPlan } from './requests.ts'
import type { AnswerSignature } from './sign.ts'
import type { Form } from './wire.ts'
import { parseAmount } from './wire.ts'

/** What an answer's fields, its signature and its code come to. */
interface Read {
  readonly fields: Form
  readonly signature: AnswerSignature
  readonly code: string
  readonly answer: ProviderAnswer
  readonly row: CodeRow
}

/** Longest message that is kept (`ProviderAnswer`). */
const MAX_MESSAGE = 500

/** An answer that cannot be believed as it is: ask. */
const doubt = (read: Read, why: string): Outcome<never> => ({
  kind: 'unknown',
  answer: { code: read.code, message: `${why} (${read.answer.message})`.slice(0, MAX_MESSAGE) },
  next: 'inquire',
})

/**
 * Everything that is not a listed success; a listed success comes back as `Read`. An unlisted code is `unknown`: "never
 * assume not charged" (§12).
 */
function sift(operation: NicepayOperation, reply: Reply): Read | Outcome<never> {
  if (reply.kind === 'nothing') return reply.outcome
  const code = safeText(reply.fields.ResultCode ?? '').slice(0, 20)
  const answer = { code: code === '' ? null : code, message: safeText(reply.fields.ResultMsg ?? '') }
  const row = meaningOf(operation, code)
  if (row === null) {
    const message = code === '' ? 'the answer has no ResultCode' : `unlisted code: ${answer.message}`
    return { kind: 'unknown', answer: { ...answer, message: message.slice(0, MAX_MESSAGE) }, next: 'inquire' }
  }
  switch (row.kind) {
    case 'refused':
      return { kind: 'refused', answer, next: row.next }
    case 'unknown':
    // No table of ours has an `accepted` row (§12 PENDING is unknown), and none may be taken for done.
    case 'accepted':
      return { kind: 'unknown', answer, next: row.next }
    case 'done':
      return { fields: reply.fields, signature: reply.signature, code, answer, row }
  }
}

const isOutcome = (value: Read | Outcome<never>): value is Outcome<never> => 'kind' in value

/** What an approval or an issue asked for. */
interface AskedApproval {
  readonly tid: string
  readonly moid: string
  readonly amt: string
}

/** Reads the answer of an approval (§5). 4100 is an issued account and not money (§18 trap 2). */
export function readApproval(account: Account, asked: AskedApproval, reply: Reply): Outcome<Evidence> {
  const read = sift('approve', reply)
  if (isOutcome(read)) return read
  const { fields, code } = read
  const payMethod = fields.PayMethod ?? ''
  if (!isPaymentSuccess(code, payMethod)) return doubt(read, 'the success code is not one of the payment method')
  const issued = code === '4100' ? issuedOf(fields) : null
  const problem =
    disagreement(account, read) ??
    (fields.TID === asked.tid ? null : 'TID differs from the one approved') ??
    (isSameAmount(fields.Amt, asked.amt) ? null : 'Amt differs from the one approved') ??
    // S4 does not cover Moid: a genuine token of another order would show here and nowhere else (§18 trap 14).
    (isSameOrAbsent(fields.Moid, asked.moid) ? null : 'Moid differs from the one approved') ??
    (code === '4100' && issued === null ? NO_NUMBER : null)
  if (problem !== null) return doubt(read, problem)
  const evidence: Evidence = {
    ...known(account, asked.tid),
    status: issued === null ? 'paid' : 'awaiting_deposit',
    amount: parseAmount(fields.Amt),
    method: approvedMethod({ code, payMethod, clickpay: fields.ClickpayCl ?? '' }),
    paidAt: issued === null ? fromKstStamp(fields.AuthDate ?? '') : null,
    instrument: instrumentOf(fields),
    ...(issued === null ? {} : { virtualAccount: issued }),
  }
  return { kind: 'done', evidence, answer: read.answer, next: read.row.next }
}

/**
 * Reads the answer of our own issue (§8). No Signature and no MID are listed for it, so the TID, which only we know
 * beforehand, the order number and the amount must all be there and ours.
 */
export function readIssue(account: Account, asked: AskedApproval, reply: Reply): Outcome<Evidence> {
  const read = sift('issue', reply)
  if (isOutcome(read)) return read
  const { fields } = read
  const issued = issuedOf(fields)
  const problem =
    (fields.TID === asked.tid ? null : 'TID differs from ours') ??
    (fields.Moid === asked.moid ? null : 'Moid differs from the one sent') ??
    (isSameOrAbsent(fields.MID, account.mid) ? null : 'MID is not ours') ??
    (isSameAmount(fields.Amt, asked.amt) ? null : 'Amt differs from the one sent') ??
    (issued === null ? NO_NUMBER : null)
  if (problem !== null) return doubt(read, problem)
  const evidence: Evidence = {
    ...known(account, asked.tid),
    status: 'awaiting_deposit',
    amount: parseAmount(fields.Amt),
    method: 'virtual_account',
    instrument: instrumentOf(fields),
    virtualAccount: issued,
  }
  return { kind: 'done', evidence, answer: read.answer, next: read.row.next }
}

/** An account that cannot be shown to the buyer is none that can be waited for. */
const NO_NUMBER = 'the answer has no account number'

/** The account that an answer tells (§5, §8), or null without a number. No field names its holder. */
function issuedOf(fields: Form): IssuedAccount | null {
  const number = digitsOf(fields.VbankNum ?? '')
  if (!/^\d{6,20}$/.test(number)) return null
  const expires = `${fields.VbankExpDate ?? ''}${fields.VbankExpTime ?? ''}`
  return {
    bank: bankOfCode(fields.VbankBankCode ?? ''),
    number,
    holder: null,
    // 8 + 6 digits; the lengths 2 and 1 of the official page are a slip (§8).
    expiresAt: expires.length === 14 ? fromKstStamp(expires) : null,
  }
}

/** What every reading of a TID of ours says alike; the rest the protocol may not tell. */
const known = (account: Account, tid: string) =>
  ({
    ref: tid,
    amount: null,
    balance: null,
    currency: 'KRW',
    live: account.live,
    account: account.mid,
    paidAt: null,
    cancels: null,
  }) as const

/** What a cancel or net cancel asked for. `moid` is null for a net cancel, which sends none (§6). */
type AskedUndo = CancelPlan & { readonly moid: string | null }

/** Reads the answer of an ordinary cancel (§7). */
export const readCancel = (account: Account, asked: AskedUndo, reply: Reply): Outcome<CancelEvidence> =>
  undoOutcome(account, asked, sift('cancel', reply))

/** Reads the answer of a net cancel (§6): the same fields under codes of its own. */
export const readNetCancel = (account: Account, asked: AskedUndo, reply: Reply): Outcome<CancelEvidence> =>
  undoOutcome(account, asked, sift('net_cancel', reply))

/** Reads the answer of a close: that of a cancel, in which no money moved (§7). */
export const readClose = (account: Account, asked: AskedUndo, reply: Reply): Outcome<CancelEvidence> =>
  undoOutcome(account, asked, sift('close', reply))

function undoOutcome(account: Account, asked: AskedUndo, read: Read | Outcome<never>): Outcome<CancelEvidence> {
  if (isOutcome(read)) return read
  const { fields } = read
  const problem =
    disagreement(account, read) ??
    (isAnswerTid(fields.TID ?? '', asked) ? null : 'TID differs from the one cancelled') ??
    (isSameAmount(fields.CancelAmt, asked.amt) ? null : 'CancelAmt differs from the one asked for') ??
    (asked.moid === null || isSameOrAbsent(fields.Moid, asked.moid) ? null : 'Moid differs from the one sent')
  if (problem !== null) return doubt(read, problem)
  const remaining = parseAmount(fields.RemainAmt)
  const evidence: CancelEvidence = {
    providerCancelId: cancelIdOf(fields),
    amount: asked.money,
    remaining,
    at: fromKstStamp(`${fields.CancelDate ?? ''}${fields.CancelTime ?? ''}`),
  }
  // The money went back either way; a remainder that is not ours means that somebody else cancelled too (§7).
  const next = remaining === null || remaining === asked.remaining ? read.row.next : 'operator'
  return { kind: 'done', evidence, answer: read.answer, next }
}

/** What an inquiry asked about; `registered` is the method known before. */
interface AskedInquiry {
  readonly tid: string
  readonly registered: Method | null
}

/** Reads the answer of an inquiry (§9): a status and nothing else, unsigned. */
export function readInquiry(account: Account, asked: AskedInquiry, reply: Reply): Outcome<Evidence> {
  const { tid } = asked
  const read = sift('inquire', reply)
  if (isOutcome(read)) return read
  const { fields } = read
  if (fields.TID !== tid) return doubt(read, 'TID differs from the one asked for')
  if (!isSameOrAbsent(fields.MID, account.mid)) return doubt(read, 'MID is not ours')
  const status = INQUIRY_STATUS.get(fields.Status ?? '')
  if (status === undefined) return doubt(read, 'the answer has no known Status')
  const method = methodOfTid(tid)
  const evidence: Evidence = {
    // The answer names no MID, but it was given to this one's key: another merchant's TID is A122.
    ...known(account, tid),
    // §17: whether Status 0 of an account is its issue or its deposit nobody says, so it proves no money.
    status: status === 'paid' && method === 'virtual_account' ? 'awaiting_deposit' : status,
    method: keepEasyPay(method, asked.registered),
    paidAt: status === 'none' || method === 'virtual_account' ? null : fromKstStamp(fields.AuthDate ?? ''),
  }
  return { kind: 'done', evidence, answer: read.answer, next: 'none' }
}

/** §9. `paid` may hide partial cancels; `cancelled` cannot be told from partly cancelled for certain. */
const INQUIRY_STATUS: ReadonlyMap<string, Evidence['status']> = new Map([
  ['0', 'paid'],
  ['1', 'cancelled'],
  ['9', 'none'],
])

/** What every signed success must show: our MID, and a signature over its own TID, MID and amount. */
function disagreement(account: Account, read: Read): string | null {
  if (read.fields.MID !== account.mid) return 'MID is not ours'
  switch (read.signature) {
    case 'padded':
    case 'plain':
      return null
    case 'missing':
      return 'the success has no Signature'
    case 'wrong':
      return 'the Signature of the success is wrong'
  }
}

/** A partial cancel may come with a TID of its own: same MID and method, media code 10 (§7, §10). */
const isAnswerTid = (tid: string, asked: AskedUndo): boolean =>
  tid === asked.tid || (asked.partialCancelCode === '1' && tid.startsWith(`${asked.tid.slice(0, 12)}10`))

const isSameAmount = (received: string | undefined, asked: string): boolean => parseAmount(received) === Number(asked)

const isSameOrAbsent = (received: string | undefined, sent: string): boolean =>
  received === undefined || received === '' || received === sent

/**
 * Names a cancel of one payment. CancelNum alone may be the acquirer's number of the *payment* and so the same for two
 * partial cancels; with its time and the remainder, which only falls, it is one of a kind.
 */
function cancelIdOf(fields: Form): string | null {
  const number = fields.CancelNum ?? ''
  const time = `${fields.CancelDate ?? ''}${fields.CancelTime ?? ''}`
  const parts = [number, time, fields.RemainAmt ?? ''].filter((part) => part !== '')
  return number === '' && time === '' ? null : parts.join('-')
}
