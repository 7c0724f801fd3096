/** What a PortOne V2 store or an unconfirmed point of the sheet may change, switchable while the sandbox runs. */
import { z } from 'zod'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../core/time.ts'
import { PAYOUTS } from './bank-day.ts'
import { PORTONE_V2_CREDENTIALS } from './credentials.ts'
import { PROMOTION_IDS } from './promotions.ts'

const durationMs = z.int().min(0).max(Number.MAX_SAFE_INTEGER)
const count = z.int().min(0).max(1_000_000)
const webhookSecret = z.string().regex(/^(whsec_)?[A-Za-z0-9+/]+={0,2}$/, 'a webhook secret is base64 after whsec_')

/** Every field may be left out: a patch changes only what it names. */
export const switchesPatch = z.strictObject({
  /** The channel of the payments made from now on (§5.2). */
  channelType: z.enum(['LIVE', 'TEST']).optional(),
  /** Whether PG refusals of a cancel come as HTTP 502 or as FAILED under HTTP 200 (§7.2). */
  pgRefusal: z.enum(['error_502', 'failed_200']).optional(),
  /** How a cancel that nothing speaks against ends (§7.2). UNLISTED is a status in no list. */
  cancelOutcome: z.enum(['SUCCEEDED', 'FAILED', 'REQUESTED', 'UNLISTED']).optional(),
  /** How a charge in the window ends; PAY_PENDING is what PayPal does (§5.1). */
  chargeOutcome: z.enum(['PAID', 'PAY_PENDING']).optional(),
  /** What becomes of a REQUESTED cancel and of a PAY_PENDING payment, and after how long (§7.6). */
  asyncSettle: z.enum(['approve', 'refuse', 'never']).optional(),
  asyncAfterMs: durationMs.optional(),
  /** How the transfer of a virtual-account refund ends, and after how long (§5.4); null: as `refundPayout` says. */
  refundTransfer: z.enum(['COMPLETED', 'FAILED', 'PARTIAL_REFUND_FAILED', 'never']).optional(),
  refundTransferAfterMs: durationMs.nullable().optional(),
  /** On the next bank day, or in KG Mobilians' weekly batch (cancel-policies §17.4). */
  refundPayout: z.enum(PAYOUTS).optional(),
  /** Status of a payment whose account was closed before the deposit (§5.1, unconfirmed). */
  closedAccount: z.enum(['FAILED', 'CANCELLED']).optional(),
  /** Status of a payment whose account has expired (§15, unconfirmed). */
  expiredAccount: z.enum(['unchanged', 'FAILED']).optional(),
  /** Whether the bank still takes money for an account that expired or was closed (the sheet is silent). */
  lateDeposits: z.enum(['refuse', 'accept']).optional(),
  /** Manual approval: the window brings back a paymentToken and nothing is charged until `confirm` (§8). */
  manualApproval: z.enum(['off', 'on']).optional(),
  /** From the window's end to the last moment of `confirm` (§8: each PG has its own). */
  confirmWithinMs: durationMs.optional(),
  /**
   * Where another amount than the pre-registered one is turned away: in the window, also for `POST /control/buyers`,
   * or nowhere. A buyer of the control API has got around the window unless this says `everywhere`.
   */
  preRegister: z.enum(['window', 'everywhere', 'ignore']).optional(),
  /** Does a full cancel without `amount` and `taxFreeAmount` cover the tax-free part? (§7.4, unconfirmed) */
  fullCancelTaxFree: z.enum(['automatic', 'taxable']).optional(),
  /** Cancel attempts that reach the PG, per payment (§3: limit unconfirmed). */
  maxCancelCount: count.optional(),
  /** The same Idempotency-Key with another request (§4, unconfirmed). */
  keyReuse: z.enum(['refuse', 'replay']).optional(),
  idempotencyLifeMs: durationMs.optional(),
  /** What a request for another store is answered (§1, unconfirmed). */
  foreignStore: z.enum(['not_found', 'forbidden']).optional(),
  /** The share of errors that carry a `message` (§3: optional and unstable). */
  messageRate: z.number().min(0).max(1).optional(),
  /** The status of the HTML page that the fault `maintenance` shows (§14 item 12). */
  gatewayStatus: z.union([z.literal(502), z.literal(503), z.literal(504)]).optional(),
  /** §10.1 */
  webhookVersion: z.enum(['2024-04-25', '2024-01-01']).optional(),
  /** The 2024-01-01 version knows both (§10.1). */
  webhookForm: z.enum(['json', 'form']).optional(),
  /** Two during a rotation: both sign (§10.3). */
  webhookSecrets: z.array(webhookSecret).min(1).max(2).optional(),
  /** How often a payment's webhooks can be sent again by the API (§8: cap unconfirmed). */
  maxResends: count.optional(),
  /** Who cancels when `POST /control/console-cancels` says `provider` (§5.5). */
  consoleTrigger: z.enum(['CONSOLE', 'PORTONE_ADMIN', 'CHARGEBACK']).optional(),
  /** The promotion that payments made by `POST /control/buyers` use (§9). */
  promotionId: z.enum(PROMOTION_IDS).nullable().optional(),
  /** The rate that RETAIN keeps of a discount by amount: over the paid amount, as the guide computes, or the order. */
  retainBasis: z.enum(['paid', 'order']).optional(),
  /** Cards are refused above so many won; null: no limit. */
  cardLimitKrw: z.int().min(0).nullable().optional(),
})

export type SwitchesPatch = z.infer<typeof switchesPatch>

export type Switches = { readonly [Name in keyof SwitchesPatch]-?: Exclude<SwitchesPatch[Name], undefined> }

/** A live store that answers synchronously (design §9). */
export const DEFAULT_SWITCHES: Switches = {
  channelType: 'LIVE',
  pgRefusal: 'error_502',
  cancelOutcome: 'SUCCEEDED',
  chargeOutcome: 'PAID',
  asyncSettle: 'approve',
  asyncAfterMs: 5 * SECOND_MS,
  refundTransfer: 'COMPLETED',
  refundTransferAfterMs: null,
  refundPayout: 'next_bank_day',
  closedAccount: 'FAILED',
  expiredAccount: 'unchanged',
  lateDeposits: 'refuse',
  manualApproval: 'off',
  confirmWithinMs: 10 * MINUTE_MS,
  preRegister: 'window',
  fullCancelTaxFree: 'automatic',
  maxCancelCount: 100,
  keyReuse: 'refuse',
  idempotencyLifeMs: 3 * HOUR_MS,
  foreignStore: 'not_found',
  messageRate: 0.5,
  gatewayStatus: 502,
  webhookVersion: '2024-04-25',
  webhookForm: 'json',
  webhookSecrets: [PORTONE_V2_CREDENTIALS.webhookSecret],
  maxResends: 10,
  consoleTrigger: 'CONSOLE',
  promotionId: null,
  retainBasis: 'paid',
  cardLimitKrw: null,
}

export function patched(switches: Switches, patch: SwitchesPatch): Switches {
  return { ...switches, ...Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) }
}
