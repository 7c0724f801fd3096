/** How the policy's answer looks in JSON (DESIGN §4 policy, §8). */
import { z } from 'zod'
import { components, moneyOrZero, time } from './common.ts'

const because = z.object({
  rule: z.string().describe('A row of docs/concepts/cancellation-policy.md.'),
  code: z.string(),
  ko: z.string(),
  en: z.string(),
})

/** A Korean calendar date, `YYYY-MM-DD`. */
const date = z.string()

export const quote = z
  .object({
    paymentId: z.string(),
    amount: moneyOrZero.describe('What was asked about.'),
    refundable: moneyOrZero,
    closesAccount: z.boolean().describe('No deposit came: cancelling closes the account, whole and without money.'),
    allowed: z.enum(['yes', 'no', 'later', 'provider_decides']),
    because: because.nullable().describe('Why not, where `allowed` is `no`; why not now, where it is `later`.'),
    problem: z
      .object({ code: z.string(), detail: z.string() })
      .nullable()
      .describe('What the state or the balance of the payment has against it, before any policy.'),
    warnings: z.array(because),
    rules: z.array(z.string()).describe('The rows that spoke.'),
    until: time.nullable().describe('The end of the earliest window; null where there is none.'),
    nextAt: time.nullable().describe('When it would be sent, where only the hour is against it (`later`).'),
    partial: z.enum(['yes', 'no', 'depends']),
    needs: z.array(z.enum(['refund_account', 'holder_phone'])).describe('What the request must bring.'),
    fee: z
      .object({
        originalFeeKept: z.boolean(),
        perRefundKrw: moneyOrZero,
        issueFeeKrw: moneyOrZero,
        vatExtra: z.boolean(),
        escrowFeeKept: z
          .object({ percent: z.number().min(0), krw: moneyOrZero })
          .nullable()
          .describe('The surcharge of an escrow that is not returned, without VAT; null where none is known.'),
        borneBy: z.literal('merchant'),
      })
      .describe('What it costs the merchant; never to be deducted from the buyer’s money.'),
    mode: z.enum(['sync', 'next_business_day', 'async', 'manual']),
    buyerSees: z.object({ from: date, to: date }).nullable().describe('Korean calendar dates.'),
  })
  .register(components, { id: 'CancellationQuote' })
export type QuoteJson = z.output<typeof quote>
