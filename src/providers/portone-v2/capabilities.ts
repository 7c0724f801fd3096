/** Says as data what PortOne V2 can and cannot do. */
import { BANK_NAMES } from '../../core/account/bank.ts'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../core/time.ts'
import type { Capabilities } from '../../ports/provider.ts'
import { everyCall } from '../options.ts'

/** §1: at least 60 s. A dropped connection does not stop the work at the other end. */
const READ_TIMEOUT_MS = 60 * SECOND_MS

/** Issuing and closing end with a look (`accounts.ts`), for which there is a quarter more time. */
const WITH_LOOK_MS = 1.25 * READ_TIMEOUT_MS

export const PORTONE_V2_CAPABILITIES = {
  // §5: the window charges; our approval only looks. (Manual approval, §8, is a switch of the channel, not used here.)
  moneyMoves: 'in_window',
  // §1: minor units, as ours.
  currencies: ['KRW', 'USD', 'JPY', 'CNY', 'EUR'],
  methods: ['card', 'virtual_account', 'transfer', 'mobile', 'easy_pay'],
  // PortOne takes any text (§1); 40 of these characters is what every PG behind it takes, as far as is known.
  orderNumber: { pattern: /^[A-Za-z0-9_-]{1,40}$/, maxLength: 40 },
  connectTimeoutMs: 5 * SECOND_MS,
  readTimeoutMs: { ...everyCall(READ_TIMEOUT_MS), issue: WITH_LOOK_MS, close: WITH_LOOK_MS },
  // cancel-policies §12: PortOne exposes none; inquiry and ordinary cancel do its work.
  netCancel: null,
  // §5: by our own paymentId, with amounts and every cancellation under an id and with its reason.
  inquiry: { byOrder: true, amount: true, partialProof: true },
  // §12: READY or 404 right after is no proof; read again at 60 s and at 10 min.
  negativeProof: { times: 2, apartMs: 9 * MINUTE_MS, firstAfterMs: MINUTE_MS },
  prepares: true,
  // §5: the paymentId is ours, and the only name that any call takes.
  refIsOrderNumber: true,
  partialCancel: true,
  // §4: guaranteed for 3 h; afterwards the same key is a new request.
  idempotency: { header: 'Idempotency-Key', lifeMs: 3 * HOUR_MS },
  // §7.1: `currentCancellableAmount`.
  balanceGuard: true,
  webhookProof: 'signature',
  resend: { full: 'same_key', partial: 'same_key' },
  // §1: undocumented, self-limited.
  rate: { perSecond: 10, concurrent: 10 },
  virtualAccount: {
    // §8: `instant` with a bank.
    issue: 'api',
    // §11: our names are those of its enum. Which of them a PG issues at or pays out to is not told; it refuses others.
    issuingBanks: BANK_NAMES,
    refundBanks: BANK_NAMES,
    longestLifeMs: null,
    // §1: RFC 3339.
    expiryUnit: 'second',
    depositProof: 'inquiry',
    lostIssue: 'inquire',
    // §5.4: `refundStatus`.
    refundProof: true,
  },
  // §6: payments at their last change, by page number, up to 60,000 rows.
  listing: { shape: 'payments', pagesMove: true, sliceMs: 3 * HOUR_MS, mostRows: 60_000 },
  verifiedOn: '2026-11-20',
} as const satisfies Capabilities
