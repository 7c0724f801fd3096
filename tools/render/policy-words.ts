/** What the page of the cancellation policy says around its table. */
import { RULES } from '../../src/core/cancellation/policy/rules.ts'

export const POLICY_HEAD = `# Cancellation policy

Before a cancel is sent, the policy says whether it can work: now, until when, by which rule, at what cost to
whom, with which input, and when the buyer sees the money. The quote (\`GET …/cancellation-quote\`) and the
cancellation itself ask the same pure function, \`judge(facts, ask, terms)\` in
\`src/core/cancellation/policy/quote.ts\`, so they cannot disagree. It knows ${RULES.length} rules as data, each
with its sources and the day it was checked. This page is rendered from them by \`node tools/render-docs.ts\`.

## Hard and soft

**The provider decides.** Contracts differ per merchant, and most rules are what a help page says. So:

| \`allowed\` | means |
|---|---|
| \`yes\` | no rule is against it |
| \`provider_decides\` | a *soft* rule is against it, or nobody knows: it is sent, with \`warnings\` |
| \`later\` | only the hour of the day is against it: it is taken now (202), and sent at \`nextAt\` |
| \`no\` | a *hard* rule (\`because\`) is against it: the provider would refuse; it is never sent |

Whatever the way is (a refund, a dropped order, an orphan, the buyer's link), a hard \`no\` stops it before it is
sent: a merchant's refund is \`refused\`, and what we give back ourselves is a person's (\`policy_forbids\`).

## Which rule speaks

A rule is about the payments that have everything its column *payments* names. Each cell is decided by itself:
of the rules that fill it the narrowest counts (a later month before the wallet, the wallet before the gateway,
the gateway before the method alone), and a row marked *adds to all other rows* always counts too. Where several
count, the strictest wins: every window must be open, the dearest fee and the latest day are told. Whatever the
provider said of this very payment (\`partialCancel\`) counts as well: “no parts” is a hard no, “parts” settles
what *depends*.

- Windows: \`P1Y\`, \`P6M\` end on the KST day before the anniversary (whether the anniversary itself counts is
  documented nowhere; where a month is shorter, its last day stands for the missing one). \`P90D\` counts KST
  days, the day of payment being day 0, the last one included: 1,095 days are not three years when a leap day
  lies between. \`CALMONTH\` is the KST month of the payment, \`PG\` means that only the provider knows. \`DEADLINE\`
  is that of a deposit: past it an account is closed all the same, so that no late deposit arrives.
- An unknown method leaves everything to the provider; deadlines of ours then count with the shortest window,
  the month, and of a gift certificate with the day.
- A wallet that does not tell what it took the money from counts as a card, but for its window: it may have been
  a bank account, so where the wallet has no window of its own the shorter one is assumed (\`tr-01\`, softly).
- Behind PortOne some rules are about one module of a gateway (\`KCP_V2\`, not \`KCP_QUICK\`). Where the module is
  not told, as in payments that an older version wrote down, the gateway counts, and the provider decides.
- How far an escrow is, only PortOne V2 tells, as of its last answer about the payment.
- A fact that no protocol tells leaves its row silent. One such row warns all the same: some issuers refuse after
  three months (\`card-02\`).

## Contracts that differ

A channel can change what a rule says: \`window\`, \`partial\`, \`fee\`, \`account\`, \`mode\` and \`hard\`, by
the rule's id. A rule that rests on a contract which no protocol tells is declared with \`applies: true\`. The
config is refused where a change makes no sense.

\`\`\`ts
cancellationPolicy: {
  gateway: 'kcp', // behind PortOne, where the payment does not tell
  rules: {
    'mo-03': { partial: 'yes' }, // NHN KCP enabled partial cancels of mobile payments
    'card-01': { window: 'P6M', hard: true },
    'tr-04': { applies: true }, // KPN pays transfers past their window back to an account
  },
}
\`\`\`

Mobile payments of an earlier month have a row of their own: \`mo-06\` where the gateway's module pays back to an
account, \`mo-07\` elsewhere. That is the row to change, not \`mo-01\`.

## The rules

A dash says nothing, so that a wider row speaks. The last column says how sure a row is (C = said by the PG or
PortOne, P = third party or an old copy, U = unconfirmed, the safe assumption is written; two letters = not all of it
is as sure), where from (the codes stand under [Sources](#sources)), and when it was last checked.
`

export const POLICY_TAIL = `
## Fees, and who pays them

A refund from a virtual account is never free for the merchant: of 10,000 KRW the PG settles 9,700 (300 for the
issue), and takes 10,300 for the refund (300 for the transfer). The buyer gets 10,000, the merchant has lost
600, and VAT comes on top (at Inicis for certain, elsewhere assumed). Each partial refund costs another 300.
\`fee.borneBy\` is always \`merchant\`: the fees are never taken from the buyer's money, and Maedeup has no way
to deduct them. \`fee.escrowFeeKept\` is the surcharge of an escrow, which Toss keeps whatever becomes of the fee
of the payment itself (\`es-06\`). A seller may not claim a penalty or damages for a withdrawal (전자상거래법 §18⑨);
whether a contract could say otherwise is not for this table to decide, so the safe course is taken.

## The account money goes back to

\`needs\` names what a cancel cannot do without: \`refund_account\` (bank, number, holder) after a deposit,
always; for transfers at Smartro v2 and Welcome, but not through a wallet; for mobile payments of an earlier month
where the gateway's module offers it (\`mo-06\`). \`holder_phone\` at Smartro and Welcome. A request without it is
answered 422 and stores nothing.

## When the buyer sees it

\`buyerSees\` counts bank days from now. A card is promised the same day only for a full cancel on the day of
payment: after midnight, or in part, the issuer takes days. Accounts are promised within three business days, at
Toss Payments nine. KG Mobilians pays on Thursdays: asked on Wednesday, the buyer waits eight days. The PG's
clock decides in the last ten minutes of a month: cancel mobile payments before 23:50 KST.

## Promotions

A PortOne promotion [프로모션] is recomputed on what is left of the order; the buyer gets back what of the charge is
then too much. \`retain\` keeps the discount as a rate, \`release\` drops it where the remainder no longer earns
it. A small cancel can then give back nothing, or be impossible, because the remainder would cost more than was
paid. A retained *fixed* discount is turned into a rate in a way that the official example contradicts (20 % of
the order by 1,000 of the 5,000 *paid*, where by the order it would be 16.67 %): \`cancelPromoted\` computes
both readings, and no adapter books what was computed: it reads the cancellation that the provider made.

A payment tells how large its discount was (V1 \`promotion.discount\`, V2 \`amount.discount\` beside a \`promotionId\`,
Toss \`discount.amount\`), and not from which amount on it is earned. So the quote says what is certain: a part larger
than the discount always gives something back; a part of it or less is \`provider_decides\` with the warning
\`discount_larger\`, unless it is all that is left.

## Business days, and \`refundDueAt\`

전자상거래 등에서의 소비자보호에 관한 법률 §18② gives the seller three business days [영업일]. \`refundDueAt\` is the end of the third
business day after the refund became due (that day itself does not count, 민법 §157), and the alert comes at 09:00
KST of the business day before.

Weekends and public holidays [공휴일] are closed, with their substitutes [대체공휴일] by 관공서의 공휴일에 관한 규정 §3. Two
calendars are kept apart where a day is not certain: *deadlines* count a doubtful day as a business day (rather
early than late), *promises to buyers* count it as closed. So 1 May, when banks are closed whatever else is: no
public holiday until 2025, listed as one by the government's almanac since 2027, and for 2026 no list that we
have seen has it. Constitution day (17 July) is a public holiday again since 2026. A day that the government
declares at short notice has to be added to the table by hand.
`
