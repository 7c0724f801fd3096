/** Says as data what the REST API of NICEPAY can and cannot do. */
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../core/time.ts'
import type { Capabilities } from '../../ports/provider.ts'
import { everyCall } from '../options.ts'
import { ISSUING_BANKS, REFUND_BANKS } from './account.ts'

/** §15: 5 s to connect and 30 s to read. */
const READ_TIMEOUT_MS = 30 * SECOND_MS

export const NICEPAY_REST_CAPABILITIES = {
  // §16: "if approve is not called, no payment exists" (server approval).
  moneyMoves: 'at_approve',
  currencies: ['KRW'],
  methods: ['card', 'transfer', 'mobile', 'easy_pay', 'virtual_account'],
  // §16: 64 bytes. Hyphens are in the manual's own samples; anything further is safe nowhere (§4, §18 trap 29).
  orderNumber: { pattern: /^[A-Za-z0-9_-]{1,64}$/, maxLength: 64 },
  connectTimeoutMs: 5 * SECOND_MS,
  readTimeoutMs: everyCall(READ_TIMEOUT_MS),
  // §16: one hour from the payment request; later 2020 sends us to the ordinary cancel, which the manual wants for
  // every payment that is known to be good. Five minutes keep clear of clocks and queues.
  netCancel: { windowMs: 55 * MINUTE_MS, appliesTo: 'unknown_only' },
  // §16: by tid and by order number, with amounts; `cancels[]` carries our tag in its reasons.
  inquiry: { byOrder: true, amount: true, partialProof: true },
  // §17: "a 404 right after a time-out is not proof of never: wait for the full 30 s read limit", here from the end of
  // the call. One answer would do; the second guards against a look-up that lags behind.
  negativeProof: { times: 2, apartMs: 30 * SECOND_MS, firstAfterMs: 30 * SECOND_MS },
  prepares: false,
  // Where the card says `canPartCancel`. The test host has none (§18 trap 26): see `index.ts`.
  partialCancel: true,
  // §18 trap 23: none at all.
  idempotency: null,
  // §16: no field names the balance; `balanceAmt` is checked afterwards.
  balanceGuard: false,
  // §17: a full cancel is repeated with the same orderId. A partial one needs a new orderId for every try (trap 22), so
  // nothing would stop a second refund: found in `cancels[]`, or a person decides.
  resend: { full: 'same_key', partial: 'never' },
  // §16 "Webhook": R-b.
  webhookProof: 'signature',
  // No limit is documented; this is far above one merchant's need.
  rate: { perSecond: 20, concurrent: 10 },
  virtualAccount: {
    // §15: no call issues one, the window does.
    issue: 'window_only',
    issuingBanks: ISSUING_BANKS,
    refundBanks: REFUND_BANKS,
    // None is named: four digits of hours in the window's field.
    longestLifeMs: null,
    // `vbankExpDate` of the answers has seconds (§16); the window is told whole hours.
    expiryUnit: 'second',
    // §16: `ready`, `paid`, `expired`.
    depositProof: 'inquiry',
    // The tid is known from the return on, before the call that issues.
    lostIssue: 'inquire',
    // §18 trap 28: "refused later by the bank, not in the answer".
    refundProof: false,
  },
  // §16 "Reconciliation": one row per charge and per cancel, paged by its sequence.
  listing: { shape: 'movements', pagesMove: false, sliceMs: DAY_MS, mostRows: null },
  verifiedOn: '2026-11-20',
} as const satisfies Capabilities
