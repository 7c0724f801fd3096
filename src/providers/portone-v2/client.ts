/** Sends one call to PortOne V2 and hands back the answer; records every attempt once, scrubbed. */
import type { CallContext } from '../../ports/provider.ts'
import type { JsonReply } from '../json.ts'
import { exchangeJson } from '../json.ts'
import { PORTONE_V2_CAPABILITIES } from './capabilities.ts'
import type { PortoneV2Operation } from './codes.ts'
import type { Account } from './config.ts'
import { KEPT_REQUEST, KEPT_RESPONSE } from './record.ts'

/** One call, decided before it is sent. */
export interface Call {
  readonly operation: PortoneV2Operation
  readonly method: 'GET' | 'POST'
  /** With its query; ids are percent-encoded already. */
  readonly path: string
  readonly body: Readonly<Record<string, unknown>> | null
  /** Null where the call may be repeated without one. */
  readonly idempotencyKey: string | null
}

/** A payment carries a log of its webhooks with their bodies (§10.6); a page has 100 payments. */
const MAX_ANSWER_BYTES = 8 * 1_048_576

/** How long an operation may take from its first connection on. */
export const limitMs = ({ timeouts }: Account, operation: PortoneV2Operation): number =>
  timeouts.readMs ?? PORTONE_V2_CAPABILITIES.readTimeoutMs[operation]

/** A call, and how long its answer is waited for where that is not all the time of its operation. */
export type Order = Call & { readonly patienceMs?: number }

/** The one way from this adapter to a socket. */
export const send = (account: Account, order: Order, call: CallContext): Promise<JsonReply> =>
  exchangeJson(
    {
      operation: order.operation,
      method: order.method,
      url: account.api + order.path,
      headers: {
        Authorization: `PortOne ${account.apiSecret}`,
        // §4: an RFC 8941 string, quotes included.
        ...(order.idempotencyKey === null ? {} : { 'Idempotency-Key': `"${order.idempotencyKey}"` }),
      },
      body: order.body,
      connectTimeoutMs: account.timeouts.connectMs ?? PORTONE_V2_CAPABILITIES.connectTimeoutMs,
      readTimeoutMs: order.patienceMs ?? limitMs(account, order.operation),
      maxAnswerBytes: MAX_ANSWER_BYTES,
      secrets: [account.apiSecret, account.webhookSecret],
      keep: { request: KEPT_REQUEST, response: KEPT_RESPONSE },
    },
    call,
  )
