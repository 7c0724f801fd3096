/** Decides: a file and an event make the next file and what to do about it, or a refusal. Pure and total. */
import { type CancellationRequest, requestCancellation } from '../cancellation/request.ts'
import { cancellationOutcome, startCancellation } from '../cancellation/send.ts'
import type { CancelEvidence, Evidence } from '../evidence.ts'
import type { CancellationId, PaymentId } from '../ids.ts'
import type { Amount } from '../money.ts'
import type { Outcome } from '../outcome.ts'
import type { Instant } from '../time.ts'
import {
  type AcceptedReturn,
  acceptReturn,
  approvalOutcome,
  expire,
  noteUnusedReturn,
  prepareOutcome,
  type UnusedReturn,
} from './approve.ts'
import { type GivenAccount, giveAccount, remindAccount } from './ask.ts'
import { type HeardDeposit, hearDeposit } from './deposit.ts'
import type { Context, Decision } from './draft.ts'
import { alertRefundDue } from './due.ts'
import { callLost, hearHint, type Inquiry, inquiryOutcome } from './inquire.ts'
import { issueOutcome, startIssue } from './issue.ts'
import { type Resolution, resolve, retry, supersede } from './operator.ts'
import { dropOrder, moveDeadline, type OrderVerdict, orphanDue, recordOrder } from './order.ts'
import type { PaymentFile } from './payment.ts'
import { type RecoveryEvent, recover } from './recovery.ts'

/** Everything that can happen to a payment. Outcomes of calls come back as events. */
export type PaymentEvent =
  | ({ readonly type: 'return_accepted' } & AcceptedReturn)
  | ({ readonly type: 'return_unused' } & UnusedReturn)
  | { readonly type: 'prepare_outcome'; readonly outcome: Outcome<null> }
  | { readonly type: 'approval_outcome'; readonly outcome: Outcome<Evidence> }
  | { readonly type: 'start_issue' }
  | { readonly type: 'issue_outcome'; readonly outcome: Outcome<Evidence> }
  | ({ readonly type: 'deposit_notice' } & HeardDeposit)
  | { readonly type: 'remind_account' }
  | ({ readonly type: 'give_account' } & GivenAccount)
  | { readonly type: 'refund_due' }
  | { readonly type: 'expire'; readonly by: 'merchant' | 'time' }
  | { readonly type: 'record_order'; readonly ref: string; readonly amount: Amount | null }
  | { readonly type: 'drop_order'; readonly reason: string }
  | { readonly type: 'orphan_due'; readonly verdict: OrderVerdict }
  | { readonly type: 'move_deadline'; readonly restartedAt: Instant }
  | { readonly type: 'request_cancellation'; readonly request: CancellationRequest }
  | { readonly type: 'hint'; readonly event: string }
  | { readonly type: 'start_cancellation'; readonly cancellationId: CancellationId }
  | {
      readonly type: 'cancellation_outcome'
      readonly cancellationId: CancellationId
      readonly attempt: number
      readonly outcome: Outcome<CancelEvidence>
    }
  | { readonly type: 'call_lost'; readonly cancellationId: CancellationId }
  | ({ readonly type: 'inquiry_outcome' } & Inquiry)
  | Ruling

/** What a person, a newer attempt, or a recovery rules about the payment as a whole. */
type Ruling =
  | ({ readonly type: 'resolve' } & Resolution)
  | { readonly type: 'retry'; readonly by: string }
  | ({ readonly type: 'recovery' } & RecoveryEvent)
  | { readonly type: 'supersede'; readonly by: PaymentId }

export function decide(file: PaymentFile, event: PaymentEvent, context: Context): Decision {
  switch (event.type) {
    case 'return_accepted':
      return acceptReturn(file, event, context)
    case 'return_unused':
      return noteUnusedReturn(file, event)
    case 'prepare_outcome':
      return prepareOutcome(file, event.outcome)
    case 'approval_outcome':
      return approvalOutcome(file, event.outcome, context)
    case 'start_issue':
      return startIssue(file, context)
    case 'issue_outcome':
      return issueOutcome(file, event.outcome, context)
    case 'deposit_notice':
      return hearDeposit(file, event, context)
    case 'remind_account':
      return remindAccount(file, context)
    case 'give_account':
      return giveAccount(file, event, context)
    case 'refund_due':
      return alertRefundDue(file, context)
    case 'expire':
      return expire(file, event.by, context)
    case 'record_order':
      return recordOrder(file, event, context)
    case 'drop_order':
      return dropOrder(file, event.reason, context)
    case 'orphan_due':
      return orphanDue(file, event.verdict, context)
    case 'move_deadline':
      return moveDeadline(file, event.restartedAt, context)
    case 'request_cancellation':
      return requestCancellation(file, event.request, context)
    case 'hint':
      return hearHint(file, event.event)
    case 'start_cancellation':
      return startCancellation(file, event.cancellationId, context)
    case 'cancellation_outcome':
      return cancellationOutcome(file, { ...event, id: event.cancellationId }, context)
    case 'call_lost':
      return callLost(file, event.cancellationId, context)
    case 'inquiry_outcome':
      return inquiryOutcome(file, event, context)
    case 'resolve':
    case 'retry':
    case 'recovery':
    case 'supersede':
      return rule(file, event, context)
  }
}

function rule(file: PaymentFile, event: Ruling, context: Context): Decision {
  switch (event.type) {
    case 'resolve':
      return resolve(file, event, context)
    case 'retry':
      return retry(file, event.by, context)
    case 'recovery':
      return recover(file, event, context)
    case 'supersede':
      return supersede(file, event.by)
  }
}
