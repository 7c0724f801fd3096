/** What the API accepts; a field that is not named here is refused, never ignored. */
import { z } from 'zod'
import { isCancellationId } from '../../core/ids.ts'
import { MAX_AMOUNT } from '../../core/money.ts'
import { OPERATOR_DECISIONS } from '../../core/payment/operator.ts'
import { PAYMENT_STATES, REASONS } from '../../core/payment/payment.ts'
import { DAY_MS, durationMs, SECOND_MS } from '../../core/time.ts'
import { askedTime, components, FEED_PAGE, money, moneyOrZero, PAGE, prose, text, whole } from './common.ts'
import { currency, method } from './payment.ts'

/** Longest texts, in characters. Providers that carry less say so at registration or cut what is only shown. */
const MOST = {
  orderId: 200,
  orderName: 200,
  channel: 64,
  ref: 200,
  reason: 200,
  evidence: 1_000,
  name: 100,
  /** Longer than any key that can be used, so that the catalogue can say so. */
  key: 2_000,
  email: 254,
  phone: 40,
  url: 2_000,
  metadataKey: 40,
  bank: 40,
  accountNumber: 40,
  metadataValue: 500,
  /** NICEPAY's AuthResultMsg has 2,000 bytes, the longest field of any return. */
  returnValue: 4_000,
  returnKey: 100,
} as const
const MOST_METADATA = 50
/** Returns have some twenty fields; easy-pay partners add to them. */
const MOST_RETURN_FIELDS = 200
const ORDER_WITHIN = { leastMs: SECOND_MS, mostMs: 7 * DAY_MS } as const

const few = <Value>(most: number, record: z.ZodType<Record<string, Value>>) =>
  record.refine((value) => Object.keys(value).length <= most, { error: `has more than ${most} entries` })

const orderWithin = z
  .string()
  .max(30)
  .refine(
    (value) => {
      const ms = durationMs(value)
      return ms !== null && ms >= ORDER_WITHIN.leastMs && ms <= ORDER_WITHIN.mostMs
    },
    { error: 'must be an ISO 8601 duration from PT1S to P7D, such as PT15M' },
  )
  .describe('How long the merchant takes to record the order (ISO 8601). Default: the channel’s, 15 minutes.')

const webUrl = text(MOST.url).refine(isWebUrl, { error: 'must be an http or https URL without credentials' })

function isWebUrl(value: string): boolean {
  if (!/^https?:\/\//i.test(value) || !URL.canParse(value)) return false
  const { username, password } = new URL(value)
  return username === '' && password === ''
}

const virtualAccount = z.strictObject({
  bank: text(MOST.bank).describe('A name such as SHINHAN, or its KFTC code.'),
  holder: text(MOST.name).optional().describe('What the account is called; where the PG takes it.'),
  expiresAt: askedTime.describe(
    'The deposit deadline, at most 90 days ahead. Rounded down to what the provider can carry.',
  ),
  cashReceipt: z
    .strictObject({ type: z.enum(['income_deduction', 'expenditure_proof']), number: text(MOST.accountNumber) })
    .optional()
    .describe('`income_deduction` with a mobile number, `expenditure_proof` with a business number. Absent: none.'),
})
export type VirtualAccountBody = z.output<typeof virtualAccount>

export const registerBody = z
  .strictObject({
    orderId: text(MOST.orderId).describe('The merchant’s own order number.'),
    orderName: text(MOST.orderName),
    amount: money,
    currency: currency.default('KRW'),
    channel: text(MOST.channel),
    method: method.optional(),
    virtualAccount: virtualAccount.optional().describe('Issues an account at once, without a window.'),
    buyer: z
      .strictObject({
        name: text(MOST.name).optional(),
        email: text(MOST.email).optional(),
        phone: text(MOST.phone).optional(),
      })
      .optional(),
    orderWithin: orderWithin.optional(),
    returnUrls: z.strictObject({ success: webUrl, fail: webUrl }).optional(),
    taxFree: moneyOrZero.optional(),
    vat: moneyOrZero.optional(),
    metadata: few(MOST_METADATA, z.record(text(MOST.metadataKey), prose(MOST.metadataValue))).optional(),
  })
  // An amount that is none has said enough.
  .refine(({ amount, taxFree = 0, vat = 0 }) => amount < 1 || taxFree + vat <= amount, {
    path: ['taxFree'],
    error: 'taxFree and vat together are more than amount',
  })
  .refine(
    ({ method, virtualAccount }) => virtualAccount === undefined || (method ?? 'virtual_account') === 'virtual_account',
    {
      path: ['method'],
      error: 'must be virtual_account, or left out, where virtualAccount is given',
    },
  )
  .register(components, { id: 'Registration' })
export type RegisterBody = z.output<typeof registerBody>

/** For calls whose path says everything: nothing, or an empty object. */
export const noBody = z.strictObject({}).nullable().optional()

/** Values keep every character except U+0000, because the signature counts them. */
const returnValue = z
  .string()
  .max(MOST.returnValue)
  .refine((value) => value.isWellFormed() && !value.includes('\0'), { error: 'has characters that cannot be kept' })

export const approveBody = z
  .strictObject({
    return: few(MOST_RETURN_FIELDS, z.record(z.string().min(1).max(MOST.returnKey), returnValue)).describe(
      'Every field that the window brought back, as it came.',
    ),
  })
  .register(components, { id: 'Approve' })

export const orderBody = z
  .strictObject({
    ref: text(MOST.ref).describe('The merchant’s number of the order that was made.'),
    amount: money.optional().describe('Compared with the paid amount before anything is recorded.'),
  })
  .register(components, { id: 'RecordOrder' })

/** As a header it is text; whether it can be a key is for the route to say, in the catalogue's words. */
export const keyHeader = z.looseObject({
  'idempotency-key': z.string().max(MOST.key).optional().describe('Required. Names this cancellation for ever.'),
})

const refundAccount = z
  .strictObject({
    bank: text(MOST.bank).describe('A name such as SHINHAN, or its KFTC code.'),
    number: text(MOST.accountNumber).describe('6–20 digits; hyphens and blanks are taken out.'),
    holder: text(MOST.name),
    phone: text(MOST.phone).optional().describe('Of the holder; where the PG asks for it.'),
  })
  .register(components, { id: 'RefundAccount' })
export type RefundAccountBody = z.output<typeof refundAccount>

export const cancelBody = z
  .strictObject({
    amount: money.optional().describe('Minor units. Default: all that is refundable.'),
    reason: text(MOST.reason),
    expectedBalance: moneyOrZero.optional().describe('What you believe is `refundable`; another truth refuses it.'),
    requester: z.enum(['buyer', 'merchant']).default('merchant'),
    taxFree: moneyOrZero.optional(),
    vat: moneyOrZero.optional(),
    promotion: z
      .enum(['retain', 'release'])
      .optional()
      .describe('Whether a card promotion stays for the rest (PortOne).'),
    refundAccount: refundAccount
      .optional()
      .describe('Needed where the money cannot go back the way it came: deposits, phone payments of another month.'),
  })
  .refine(({ amount, taxFree = 0, vat = 0 }) => amount === undefined || amount < 1 || taxFree + vat <= amount, {
    path: ['taxFree'],
    error: 'taxFree and vat together are more than amount',
  })
  .register(components, { id: 'Refund' })

const claim = z
  .strictObject({
    amount: money,
    approvedAt: askedTime.optional(),
    authToken: text(MOST.ref).optional(),
    netCancelUrl: webUrl.optional(),
    ediDate: text(MOST.name).optional(),
  })
  .describe('What you know where the protocol cannot tell (NICEPAY); kept as unproven.')
export type ClaimBody = z.output<typeof claim>

export const adoptBody = z
  .strictObject({
    channel: text(MOST.channel),
    providerRef: text(MOST.ref).optional(),
    providerOrderId: text(MOST.ref).optional(),
    orderId: text(MOST.orderId).optional().describe('Default: the provider’s order number.'),
    order: z
      .strictObject({ ref: text(MOST.ref) })
      .optional()
      .describe('The order that it already paid for.'),
    net: z.enum(['watch', 'on']).default('watch').describe('`watch`: refundable here, never given back by the net.'),
    claim: claim.optional(),
  })
  .refine(({ providerRef, providerOrderId }) => providerRef !== undefined || providerOrderId !== undefined, {
    path: ['providerRef'],
    error: 'name the payment by providerRef or providerOrderId',
  })
  .register(components, { id: 'Adopt' })

export const resolveDiscrepancyBody = z
  .strictObject({ reason: prose(MOST.evidence) })
  .register(components, { id: 'ResolveDiscrepancy' })

export const numberParams = z.strictObject({ id: whole(1, Number.MAX_SAFE_INTEGER - 1) })

export const dropBody = z.strictObject({ reason: text(MOST.reason) }).register(components, { id: 'DropOrder' })

export const resolveBody = z
  .strictObject({
    decision: z.enum(OPERATOR_DECISIONS),
    cancellationId: z.string().refine(isCancellationId, { error: 'is no cancellation id' }).optional(),
    amount: money.optional().describe('`cancelled_there`: how much went back without our books knowing it.'),
    evidence: prose(MOST.evidence).describe('Where it was seen: the provider’s site, a call, a document.'),
    reason: prose(MOST.reason),
  })
  .refine(({ decision, amount }) => (decision === 'cancelled_there') === (amount !== undefined), {
    path: ['amount'],
    error: 'belongs to the decision `cancelled_there`, which needs it',
  })
  .refine(({ decision, cancellationId }) => !decision.startsWith('cancellation_') || cancellationId !== undefined, {
    path: ['cancellationId'],
    error: 'is needed for this decision',
  })
  .register(components, { id: 'Resolve' })

export const releaseBody = z
  .strictObject({
    channel: text(MOST.channel),
    what: z.enum(['brake', 'pause', 'recovery']),
    reason: text(MOST.reason),
    unanswered: z
      .enum(['wait', 'hold'])
      .default('wait')
      .describe('Recovery: `hold` puts what the provider has not answered about on the desk, and goes on.'),
  })
  .register(components, { id: 'ReleaseNet' })

export const idParams = z.strictObject({ id: z.string() })
export const paymentIdParams = z.strictObject({ paymentId: z.string() })

const limit = (page: { usual: number; most: number }) => whole(1, page.most).default(page.usual)
/** A place in the feed. */
const place = whole(0, Number.MAX_SAFE_INTEGER)
/** A place on the timeline of one payment, which a column of four bytes counts. */
const placeOfOne = whole(0, 2 ** 31 - 1)

export const paymentsQuery = z.strictObject({
  orderId: text(MOST.orderId).optional(),
  providerRef: text(MOST.ref).optional(),
  state: z.enum(PAYMENT_STATES).optional(),
  channel: text(MOST.channel).optional(),
  attention: z.enum(REASONS).optional().describe('`needs_operator`: the desk.'),
  from: askedTime.optional().describe('Registered at or after.'),
  to: askedTime.optional().describe('Registered before.'),
  cursor: z.string().max(MOST.ref).optional().describe('`nextCursor` of the page before.'),
  limit: limit(PAGE),
})
export type PaymentsQuery = z.output<typeof paymentsQuery>

export const quoteQuery = z.strictObject({
  amount: whole(1, MAX_AMOUNT).optional().describe('Minor units. Default: all that is refundable.'),
})

export const timelineQuery = z.strictObject({ after: placeOfOne.default(0), limit: limit(FEED_PAGE) })

export const feedQuery = z.strictObject({
  after: place.optional().describe('The last `feedSeq` that was read. JSON begins at 0, a stream at the newest event.'),
  limit: limit(FEED_PAGE),
  paymentId: z.string().max(MOST.ref).optional(),
})

export const discrepanciesQuery = z.strictObject({
  channel: text(MOST.channel).optional(),
  paymentId: z.string().max(MOST.ref).optional(),
  kind: text(MOST.name).optional(),
  reconciliationId: whole(1, Number.MAX_SAFE_INTEGER - 1)
    .optional()
    .describe('Of this comparison.'),
  state: z.enum(['open', 'resolved']).optional(),
  cursor: whole(1, Number.MAX_SAFE_INTEGER).optional(),
  limit: limit(PAGE),
})

export const deskQuery = z.strictObject({ cursor: z.string().max(MOST.ref).optional(), limit: limit(PAGE) })

/** Each look may take four calls to a provider; more than this at once belongs into a worker. */
const MOST_SWEPT = 500
export const sweepQuery = z.strictObject({ max: whole(1, MOST_SWEPT).default(50) })
