/** Posts one form to NICEPAY and hands back the fields of the answer; records every attempt once, scrubbed. */
import type { Outcome } from '../../core/outcome.ts'
import { unknownOutcome } from '../../core/outcome.ts'
import type { CallContext } from '../../ports/provider.ts'
import { observed, unanswered } from '../outcome.ts'
import type { TransportResult } from '../transport.ts'
import { exchange } from '../transport.ts'
import { NICEPAY_CAPABILITIES } from './capabilities.ts'
import type { Account, NicepayOperation } from './config.ts'
import { keepRequest, keepResponse, wash } from './record.ts'
import type { Call } from './requests.ts'
import type { AnswerSignature } from './sign.ts'
import { checkAnswer } from './sign.ts'
import type { Decoded, Form } from './wire.ts'
import { decodeAnswer, encodeForm } from './wire.ts'

/** The fields of an answer with what its signature was worth, or what is known without an answer. */
export type Reply =
  | { readonly kind: 'fields'; readonly fields: Form; readonly signature: AnswerSignature }
  | { readonly kind: 'nothing'; readonly outcome: Outcome<never> }

/** A call, what it is for, and the payment's token: also calls that do not send it must not let it out. */
export interface Order extends Call {
  readonly operation: NicepayOperation
  readonly authToken: string
}

/** No answer of this protocol has more than some forty short fields. */
const MAX_ANSWER_BYTES = 65_536

/** The one way from this adapter to a socket. `call.record` is called exactly once. */
export async function post(account: Account, order: Order, call: CallContext): Promise<Reply> {
  const { url, form, operation } = order
  const result = await exchange({
    url,
    method: 'POST',
    // `charset=euc-kr` as in the official Node sample (§3).
    headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=euc-kr', Accept: 'application/json' },
    body: encodeForm(form),
    connectTimeoutMs: account.timeouts.connectMs ?? NICEPAY_CAPABILITIES.connectTimeoutMs,
    readTimeoutMs: account.timeouts.readMs ?? NICEPAY_CAPABILITIES.readTimeoutMs[operation],
    maxAnswerBytes: MAX_ANSWER_BYTES,
    mayStillSend: call.mayStillSend,
    monotonicMs: call.monotonicMs,
  })
  const decoded = result.kind === 'answer' ? decodeAnswer(result.body) : null
  const signature = decoded === null ? 'missing' : signatureOf(account, operation, decoded.fields)
  const secrets = [account.merchantKey, order.authToken, form.SignData ?? '']
  const fields = wash(decoded?.fields ?? {}, { secrets, sent: form })
  call.record({
    operation,
    endpoint: `POST ${url}`,
    request: keepRequest(form),
    ...observed(result),
    response: { ...keepResponse(fields), ...remarks(result, decoded, signature) },
    tookMs: result.tookMs,
  })
  return replyOf(result, decoded === null ? null : fields, signature)
}

/** The amount that the Signature of an answer covers (§11: S4 Amt, S6 CancelAmt); null where there is none (§8, §9). */
const SIGNED_AMOUNT = {
  approve: 'Amt',
  cancel: 'CancelAmt',
  net_cancel: 'CancelAmt',
  inquire: null,
  issue: null,
  close: 'CancelAmt',
} as const satisfies Record<NicepayOperation, string | null>

function signatureOf(account: Account, operation: NicepayOperation, fields: Form): AnswerSignature {
  const field = SIGNED_AMOUNT[operation]
  if (field === null) return 'missing'
  const { TID: tid = '', MID: mid = '', Signature: signature = '' } = fields
  return checkAnswer({ tid, mid, amt: fields[field] ?? '', signature }, account.merchantKey)
}

/** What we found out about an answer beside its fields, in names that no field can have. */
function remarks(result: TransportResult, decoded: Decoded | null, signature: AnswerSignature): Record<string, string> {
  if (result.kind !== 'answer') return {}
  if (decoded === null) return { '(body)': `not a JSON object, ${result.body.length} bytes` }
  return { '(encoding)': decoded.encoding, '(signature)': signature }
}

/** §3: business failures come with 200; any other status is a transport failure, whatever its body says. */
function replyOf(result: TransportResult, fields: Form | null, signature: AnswerSignature): Reply {
  if (result.kind !== 'answer') return unanswered(result)
  if (result.status !== 200) return { kind: 'nothing', outcome: unknownOutcome(`HTTP status ${result.status}`) }
  if (fields === null) return { kind: 'nothing', outcome: unknownOutcome('the answer is not a JSON object') }
  return { kind: 'fields', fields, signature }
}
