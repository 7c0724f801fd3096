/** From method and path to the operation that a fault can hit and to the processor that answers. */
import type { Operation } from '../faults/catalogue.ts'
import { showBalance } from './balance.ts'
import { cancel } from './cancel.ts'
import { findAll, findFirst, inquireMany, inquireOne } from './inquire.ts'
import { listByStatus } from './list.ts'
import { prepare, prepareAgain, showPrepared } from './prepare.ts'
import type { Process } from './request.ts'
import { changeAccount, issueAccount, revokeAccount } from './vbanks.ts'

/** `approve` is the window's charge, not a call; the protocol has no net cancel. */
export type CallOperation = Extract<Operation, 'cancel' | 'inquire' | 'issue' | 'close' | 'list'>

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  /** Null: a call that no fault hits and no log shows, because it can touch no money. */
  readonly operation: CallOperation | null
  readonly process: Process
}

export const ROUTES: readonly Route[] = [
  { method: 'GET', path: '/payments', operation: 'inquire', process: inquireMany },
  { method: 'GET', path: '/payments/:imp_uid', operation: 'inquire', process: inquireOne },
  { method: 'GET', path: '/payments/:imp_uid/balance', operation: 'inquire', process: showBalance },
  { method: 'GET', path: '/payments/find/:merchant_uid', operation: 'inquire', process: findFirst },
  { method: 'GET', path: '/payments/find/:merchant_uid/:payment_status', operation: 'inquire', process: findFirst },
  { method: 'GET', path: '/payments/findAll/:merchant_uid', operation: 'inquire', process: findAll },
  { method: 'GET', path: '/payments/findAll/:merchant_uid/:payment_status', operation: 'inquire', process: findAll },
  { method: 'GET', path: '/payments/status/:payment_status', operation: 'list', process: listByStatus },
  { method: 'POST', path: '/payments/cancel', operation: 'cancel', process: cancel },
  { method: 'POST', path: '/payments/prepare', operation: null, process: prepare },
  { method: 'PUT', path: '/payments/prepare', operation: null, process: prepareAgain },
  { method: 'GET', path: '/payments/prepare/:merchant_uid', operation: null, process: showPrepared },
  { method: 'POST', path: '/vbanks', operation: 'issue', process: issueAccount },
  { method: 'PUT', path: '/vbanks/:imp_uid', operation: 'issue', process: changeAccount },
  { method: 'DELETE', path: '/vbanks/:imp_uid', operation: 'close', process: revokeAccount },
]
