/** Makes one call to the REST API of NICEPAY, with Basic authentication. */
import type { CallContext } from '../../ports/provider.ts'
import type { JsonReply } from '../json.ts'
import { exchangeJson } from '../json.ts'
import { NICEPAY_REST_CAPABILITIES } from './capabilities.ts'
import type { Account, NicepayRestOperation } from './config.ts'
import { REQUEST_FIELDS, RESPONSE_FIELDS } from './record.ts'
import type { Call } from './requests.ts'

/** A page of the list is the largest answer: 500 rows of some 250 bytes each, with room. */
const MAX_ANSWER_BYTES = 1_048_576

/** The one way from this adapter to a socket. `call.record` is called exactly once. */
export function send(
  account: Account,
  { method, path, body, operation }: Call & { operation: NicepayRestOperation },
  call: CallContext,
): Promise<JsonReply> {
  const credentials = basicOf(account)
  return exchangeJson(
    {
      operation,
      method,
      url: account.api + path,
      headers: { Authorization: `Basic ${credentials}` },
      body,
      connectTimeoutMs: account.timeouts.connectMs ?? NICEPAY_REST_CAPABILITIES.connectTimeoutMs,
      readTimeoutMs: account.timeouts.readMs ?? NICEPAY_REST_CAPABILITIES.readTimeoutMs[operation],
      maxAnswerBytes: MAX_ANSWER_BYTES,
      secrets: [account.secretKey, credentials],
      keep: { request: REQUEST_FIELDS, response: RESPONSE_FIELDS },
    },
    call,
  )
}

/** §15: one line, for a newline after it is U104. */
export const basicOf = ({ clientKey, secretKey }: Pick<Account, 'clientKey' | 'secretKey'>): string =>
  Buffer.from(`${clientKey}:${secretKey}`, 'utf8').toString('base64')
