/** Says as data what the Toss Payments core API can and cannot do. */
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../core/time.ts'
import type { Capabilities } from '../../ports/provider.ts'
import { everyCall } from '../options.ts'
import { ISSUING_BANKS, REFUND_BANKS } from './banks.ts'

/** §1: confirm and cancel have no stated limit; look-ups of transactions may take 60 s, so everything may. */
const READ_TIMEOUT_MS = 60 * SECOND_MS

/** §2: an authentication can be confirmed for so long; afterwards the session is EXPIRED. */
const CONFIRMABLE_MS = 10 * MINUTE_MS

/** §4.4. */
const LONGEST_ACCOUNT_MS = 90 * DAY_MS

export const TOSSPAYMENTS_CAPABILITIES = {
  // §2 step 4: without confirm no money moves.
  moneyMoves: 'at_approve',
  currencies: ['KRW'],
  methods: ['card', 'virtual_account', 'transfer', 'mobile', 'easy_pay'],
  // §3; the `=` of the SDK's text is left out on purpose.
  orderNumber: { pattern: /^[A-Za-z0-9_-]{6,64}$/, maxLength: 64 },
  connectTimeoutMs: 5 * SECOND_MS,
  readTimeoutMs: everyCall(READ_TIMEOUT_MS),
  // "The one fact that shapes the design": there is no net-cancel call.
  netCancel: null,
  // §4.2 by orderId, with amounts; §14: cancels[] shows ours by its tag.
  inquiry: { byOrder: true, amount: true, partialProof: true },
  // §14: a 404 proves nothing until 10 min after authentication + 60 s, because the confirm may still run and the
  // session may still be confirmed. Authentication was before the return, and so before the end of the call, from which
  // `firstAfterMs` counts: 11 min from there are never too early. One answer would do; the second costs half a minute
  // and guards against a look-up that lags behind (sandbox fault `stale_inquiry`).
  negativeProof: { times: 2, apartMs: 30 * SECOND_MS, firstAfterMs: CONFIRMABLE_MS + 60 * SECOND_MS },
  prepares: false,
  // Not for every payment: `isPartialCancelable`, escrow, gift certificates (§4.3).
  partialCancel: true,
  // §7. The margin before the end of the life is the engine's.
  idempotency: { header: 'Idempotency-Key', lifeMs: 15 * DAY_MS },
  // §4.3 `refundableAmount`: if it differs, nothing is cancelled.
  balanceGuard: true,
  // §14: the same body under the same key runs once, however often it is sent.
  resend: { full: 'same_key', partial: 'same_key' },
  // §11: payment webhooks are unsigned; those of accounts carry the `secret` of the confirm answer.
  webhookProof: 'secret',
  // §1: live, only "abnormal volume" is limited. This is far above one merchant's need.
  rate: { perSecond: 20, concurrent: 10 },
  virtualAccount: {
    // §4.4.
    issue: 'api',
    issuingBanks: ISSUING_BANKS,
    refundBanks: REFUND_BANKS,
    longestLifeMs: LONGEST_ACCOUNT_MS,
    // §4.4 `dueDate`.
    expiryUnit: 'second',
    // §6: WAITING_FOR_DEPOSIT becomes DONE, and may go back.
    depositProof: 'inquiry',
    // §14: a look-up by order number shows the account with its number.
    lostIssue: 'inquire',
    // §5 `refundStatus`.
    refundProof: true,
  },
  // §4.6: one row per approval and per cancel, paged by the last row's key.
  listing: { shape: 'movements', pagesMove: false, sliceMs: DAY_MS, mostRows: null },
  verifiedOn: '2026-11-20',
} as const satisfies Capabilities

/** §1: test keys may make 100 calls per minute and API. */
export const TEST_RATE = { perSecond: 1, concurrent: 4 } as const satisfies Capabilities['rate']
