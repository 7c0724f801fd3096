/** Which path is which operation and who processes it, as a table. */
import type { Operation } from '../faults/catalogue.ts'
import { issueAccount } from './accounts.ts'
import type { Input, Process } from './answer.ts'
import { issueBillingKey, payByBillingKey, removeBillingKey } from './billing.ts'
import { cancelPayment } from './cancel.ts'
import { confirm, confirmOlder } from './confirm.ts'
import { lookUp } from './lookup.ts'
import { listTransactions } from './transactions.ts'
import type { World } from './world.ts'

/** Toss has no net cancel; notifications are not calls that it receives. */
export type TossOperation = Exclude<Operation, 'net_cancel' | 'webhook'>

export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly operation: (world: World, input: Input) => TossOperation
  readonly process: Process
}

const always = (operation: TossOperation) => (): TossOperation => operation

/** `close` is a cancel of an account to which no money came; only the payment tells. */
const cancelOrClose = (world: World, { params }: Input): TossOperation =>
  world.find(params.paymentKey ?? '')?.status === 'WAITING_FOR_DEPOSIT' ? 'close' : 'cancel'

export const ROUTES: readonly Route[] = [
  { method: 'POST', path: '/v1/payments/confirm', operation: always('approve'), process: confirm },
  { method: 'POST', path: '/v1/payments/:paymentKey', operation: always('approve'), process: confirmOlder },
  { method: 'POST', path: '/v1/payments/:paymentKey/cancel', operation: cancelOrClose, process: cancelPayment },
  { method: 'GET', path: '/v1/payments/:paymentKey', operation: always('inquire'), process: lookUp },
  { method: 'GET', path: '/v1/payments/orders/:orderId', operation: always('inquire'), process: lookUp },
  { method: 'POST', path: '/v1/virtual-accounts', operation: always('issue'), process: issueAccount },
  { method: 'GET', path: '/v1/transactions', operation: always('list'), process: listTransactions },
  // Billing keys are no payments: their calls count as issuing and closing.
  { method: 'POST', path: '/v1/billing/authorizations/card', operation: always('issue'), process: issueBillingKey },
  { method: 'POST', path: '/v1/billing/:billingKey', operation: always('approve'), process: payByBillingKey },
  { method: 'DELETE', path: '/v1/billing/:billingKey', operation: always('close'), process: removeBillingKey },
]
