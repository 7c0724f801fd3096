/** Makes one call to the Toss Payments API: Basic with the colon, an idempotency key on every POST. */
import type { CallContext } from '../../ports/provider.ts'
import type { JsonReply } from '../json.ts'
import { exchangeJson } from '../json.ts'
import { TOSSPAYMENTS_CAPABILITIES } from './capabilities.ts'
import type { Account, TosspaymentsOperation } from './config.ts'
import { REQUEST_FIELDS, RESPONSE_FIELDS, RESPONSE_HEADERS } from './record.ts'
import type { Call } from './requests.ts'

/** A page of the list is the largest answer: 500 rows (`list.ts`) of some 500 bytes each, with room. */
const MAX_ANSWER_BYTES = 1_048_576

/** The one way from this adapter to a socket. `call.record` is called exactly once. */
export function send(
  account: Account,
  { method, path, idempotencyKey, body, operation }: Call & { operation: TosspaymentsOperation },
  call: CallContext,
): Promise<JsonReply> {
  const authorization = basicOf(account.secretKey)
  return exchangeJson(
    {
      operation,
      method,
      url: account.api + path,
      headers: {
        Authorization: authorization,
        ...(idempotencyKey === null ? {} : { [TOSSPAYMENTS_CAPABILITIES.idempotency.header]: idempotencyKey }),
      },
      body,
      connectTimeoutMs: account.timeouts.connectMs ?? TOSSPAYMENTS_CAPABILITIES.connectTimeoutMs,
      readTimeoutMs: account.timeouts.readMs ?? TOSSPAYMENTS_CAPABILITIES.readTimeoutMs[operation],
      maxAnswerBytes: MAX_ANSWER_BYTES,
      secrets: [account.secretKey, authorization.slice('Basic '.length)],
      keep: { request: REQUEST_FIELDS, response: RESPONSE_FIELDS, headers: RESPONSE_HEADERS },
    },
    call,
  )
}

/** §1: the key is the user, the password is empty, and the colon between them is part of the encoded text. */
export const basicOf = (secretKey: string): string => `Basic ${Buffer.from(`${secretKey}:`, 'utf8').toString('base64')}`
