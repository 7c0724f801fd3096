/** How a payment, its cancellations and its events look in JSON (DESIGN §8). */
import { z } from 'zod'
import { BANK_NAMES } from '../../core/account/bank.ts'
import { METHODS } from '../../core/evidence.ts'
import type { Currency } from '../../core/money.ts'
import { CURRENCY_DECIMALS } from '../../core/money.ts'
import { TIMELINE_TYPES, type TimelineType } from '../../core/payment/events.ts'
import { CANCELLATION_STATES, PAYMENT_STATES, PROVIDER_IDS, REASONS } from '../../core/payment/payment.ts'
import { components, moneyOrZero, time } from './common.ts'

export const currency = z.enum(Object.keys(CURRENCY_DECIMALS) as [Currency, ...Currency[]])
export const method = z.enum(METHODS)

const providerAnswer = z
  .object({ code: z.string().nullable(), message: z.string() })
  .describe('The provider’s own words.')

export const cancellation = z
  .object({
    id: z.string(),
    paymentId: z.string(),
    kind: z.enum(['refund', 'net_cancel', 'account_close', 'observed']).describe('Why money goes back.'),
    via: z.enum(['cancel', 'net_cancel_call', 'close']).describe('Which call of the protocol carries it.'),
    state: z.enum(CANCELLATION_STATES),
    amount: moneyOrZero,
    reason: z.string(),
    requester: z.enum(['buyer', 'merchant', 'maedeup', 'operator']),
    refundAccount: z
      .object({ bank: z.enum(BANK_NAMES), number: z.string().describe('All but the last four digits are stars.') })
      .nullable()
      .describe('Where the money goes, masked; null where it goes back the way it came.'),
    answer: providerAnswer.nullable(),
    createdAt: time,
    settledAt: time.nullable(),
  })
  .register(components, { id: 'Cancellation' })
export type CancellationJson = z.output<typeof cancellation>

const paymentFields = {
  id: z.string(),
  orderId: z.string(),
  attempt: z.int().describe('1 for the first payment of an order.'),
  providerOrderId: z.string().describe('What the provider knows the order as.'),
  orderName: z.string(),
  channel: z.string(),
  provider: z.enum(PROVIDER_IDS),
  providerRef: z.string().nullable().describe('The provider’s own number of the transaction; null until known.'),
  method: method.nullable(),
  state: z.enum(PAYMENT_STATES),
  currency,
  amount: moneyOrZero.describe('Frozen at registration, in minor units (KRW has none).'),
  paidAmount: moneyOrZero,
  cancelledAmount: moneyOrZero.describe('All that went back, whoever sent it.'),
  balance: moneyOrZero.describe('paidAmount − cancelledAmount.'),
  refundable: moneyOrZero.describe('balance − what open cancellations hold.'),
  taxFree: moneyOrZero.nullable(),
  vat: moneyOrZero.nullable(),
  cancelledTaxFree: moneyOrZero,
  order: z.object({ ref: z.string(), recordedAt: time }).nullable(),
  orderDueAt: time.nullable().describe('When the net takes an unrecorded order for lost.'),
  orderDroppedAt: time.nullable(),
  attention: z
    .object({ at: time, reason: z.enum(REASONS) })
    .nullable()
    .describe('When and why it is looked at next; `needs_operator`: on the desk, since then.'),
  hold: z
    .object({ at: time, cause: z.string(), detail: z.string() })
    .nullable()
    .describe('Why our money calls stopped, until a person decides.'),
  disputes: z
    .array(
      z.object({
        id: z.string().nullable(),
        reason: z.string(),
        state: z.enum(['open', 'resolved', 'lost']),
        openedAt: time.nullable(),
        endedAt: time.nullable(),
      }),
    )
    .describe('Between the buyer and the card company, where the provider tells; while one is open no refund is sent.'),
  failure: providerAnswer.nullable(),
  virtualAccount: z
    .object({
      bank: z.enum(BANK_NAMES).nullable(),
      number: z.string().nullable().describe('For the buyer; null until the provider told it.'),
      holder: z.string().nullable(),
      expiresAt: time.describe('The deposit deadline.'),
      issuedAt: time.nullable(),
      cashReceipt: z.enum(['income_deduction', 'expenditure_proof']).nullable(),
    })
    .nullable(),
  refundDueAt: time
    .nullable()
    .describe('When what is still to go back is due by law (three business days, 전자상거래법 §18).'),
  supersededBy: z.string().nullable().describe('The newer attempt of the same order.'),
  cancellations: z.array(cancellation),
  createdAt: time,
  readyUntil: time.describe('Until when it may wait for its return.'),
  approvedAt: time.nullable(),
  metadata: z.record(z.string(), z.string()),
} as const

export const payment = z.object(paymentFields).register(components, { id: 'Payment' })
export type PaymentJson = z.output<typeof payment>

export const registered = z
  .object({
    ...paymentFields,
    checkout: z
      .object({ sdkUrl: z.string(), global: z.string(), args: z.record(z.string(), z.string()) })
      .nullable()
      .describe('What a page needs to open the window by itself; null once the payment is not `ready` any more.'),
    checkoutUrl: z.string().nullable().describe('Our page that opens the window; given with `returnUrls`.'),
  })
  .register(components, { id: 'RegisteredPayment' })
export type RegisteredJson = z.output<typeof registered>

export const event = z
  .object({
    feedSeq: z.int().nullable().describe('Its place in the feed; null for the moment until it has one.'),
    paymentId: z.string(),
    seq: z.int().describe('Its place on the payment’s timeline.'),
    type: z.enum(Object.keys(TIMELINE_TYPES) as [TimelineType, ...TimelineType[]]),
    data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    at: time,
  })
  .register(components, { id: 'Event' })
export type EventJson = z.output<typeof event>

export const paymentPage = z
  .object({ data: z.array(payment), nextCursor: z.string().nullable() })
  .register(components, { id: 'PaymentPage' })

export const eventPage = z
  .object({ data: z.array(event), next: z.int().describe('Give it as `after` to read on.') })
  .register(components, { id: 'EventPage' })
