/** Says as data what the legacy NICEPAY protocol can and cannot do. */
import { MINUTE_MS, SECOND_MS } from '../../core/time.ts'
import type { Capabilities } from '../../ports/provider.ts'
import { everyCall } from '../options.ts'
import { ISSUING_BANKS, REFUND_BANKS } from './banks.ts'

/** §14: 5 s to connect and 30 s to read. The samples' 5 s for a cancel "manufactures unknown outcomes". */
const READ_TIMEOUT_MS = 30 * SECOND_MS

export const NICEPAY_CAPABILITIES = {
  // §1: the window only authenticates; step 3 charges.
  moneyMoves: 'at_approve',
  currencies: ['KRW'],
  methods: ['card', 'virtual_account', 'transfer', 'mobile', 'easy_pay'],
  // §4: some easy-pay partners reject anything else.
  orderNumber: { pattern: /^[A-Za-z0-9]{1,64}$/, maxLength: 64 },
  connectTimeoutMs: 5 * SECOND_MS,
  readTimeoutMs: everyCall(READ_TIMEOUT_MS),
  // §6: the limit is not stated. REST states 1 h ("never plan beyond"), seed 000 ran 150 live cases at 15 min, a third
  // party says 5 min. 55 min keeps clear of the hour; where NICEPAY is stricter it answers 2020, which is listed and
  // only sends us to the ordinary cancel, so a window that is too long costs one call and never money.
  netCancel: { windowMs: 55 * MINUTE_MS, appliesTo: 'any' },
  // §9: by TID only, three states, no amounts, no list of cancels.
  inquiry: { byOrder: false, amount: false, partialProof: false },
  // §17 (c): Status 9 twice, 30 s apart, the first 60 s after the approval's read limit.
  negativeProof: { times: 2, apartMs: 30 * SECOND_MS, firstAfterMs: 60 * SECOND_MS },
  prepares: false,
  // Where the contract and the card (`CcPartCl`) allow it.
  partialCancel: true,
  idempotency: null,
  // §7: no field names the balance; `RemainAmt` is checked afterwards.
  balanceGuard: false,
  // §13: notifications carry no signature.
  webhookProof: 'none',
  // §17: a full cancel repeats with the same Moid; a partial one never without the duplicate-cancel contract.
  resend: { full: 'same_key', partial: 'never' },
  // No limit is documented; this is far below what one MID is seen to do and far above one merchant's need.
  rate: { perSecond: 50, concurrent: 16 },
  virtualAccount: {
    issue: 'api',
    issuingBanks: ISSUING_BANKS,
    refundBanks: REFUND_BANKS,
    // The sheet names no longest life (§8).
    longestLifeMs: null,
    // §8: `YYYYMMDDHHMI`.
    expiryUnit: 'minute',
    // §9, §17: no Status tells of a deposit; §13: nothing signs the notice.
    depositProof: 'notice',
    // §9: the inquiry shows no account number; §17: "cancel that TID, new TID for a new try".
    lostIssue: 'close',
    // §18 trap 28: a bank's later refusal is in no answer.
    refundProof: false,
  },
  verifiedOn: '2026-11-20',
} as const satisfies Capabilities
