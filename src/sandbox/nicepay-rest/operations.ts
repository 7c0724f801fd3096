/** From a route and its fields to the answer: which operation it is, how it is checked, who processes it. */
import type { Instant } from '../../core/time.ts'
import type { Operation } from '../faults/catalogue.ts'
import { type Answer, refusal } from './answer.ts'
import { approvalUnderWay, approve } from './approve.ts'
import { cancel, netCancel } from './cancel.ts'
import { checkAmount, find, findStale, inquire, inquireStale, list } from './inquire.ts'
import { authFault, type Fields, faultOf, REQUEST_SPECS, type RequestSpec, textOf } from './request.ts'
import type { World } from './world.ts'

/** The protocol has no call that issues an account: that happens in the window. */
export type RestOperation = Exclude<Operation, 'issue' | 'webhook'>

/** `arrivedAt` is when the request came: a deadline it met then is met, however late it is processed. */
export type Process = (world: World, fields: Fields, arrivedAt: Instant) => Answer

export interface Route {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly operation: RestOperation
  readonly spec: RequestSpec
  readonly process: Process
  /** What a look-up that lags behind says, where the call is one. */
  readonly stale: Process
}

/** Where nothing lags: the honest processor. */
const call = (route: Omit<Route, 'stale'> & Partial<Pick<Route, 'stale'>>): Route => ({
  stale: route.process,
  ...route,
})

/** Of §15's endpoints, the ones that concern payments. */
export const ROUTES: readonly Route[] = [
  call({
    method: 'POST',
    path: '/v1/payments/netcancel',
    operation: 'net_cancel',
    spec: REQUEST_SPECS.net_cancel,
    process: netCancel,
  }),
  call({
    method: 'POST',
    path: '/v1/payments/:tid',
    operation: 'approve',
    spec: REQUEST_SPECS.approve,
    process: approve,
  }),
  call({
    method: 'POST',
    path: '/v1/payments/:tid/cancel',
    operation: 'cancel',
    spec: REQUEST_SPECS.cancel,
    process: cancel,
  }),
  call({
    method: 'GET',
    path: '/v1/payments/:tid',
    operation: 'inquire',
    spec: REQUEST_SPECS.inquire,
    process: inquire,
    stale: inquireStale,
  }),
  call({
    method: 'GET',
    path: '/v1/payments/find/:orderId',
    operation: 'inquire',
    spec: REQUEST_SPECS.find,
    process: find,
    stale: findStale,
  }),
  call({
    method: 'POST',
    path: '/v1/check-amount/:tid',
    operation: 'inquire',
    spec: REQUEST_SPECS.check,
    process: checkAmount,
  }),
  call({ method: 'GET', path: '/v1/transactions', operation: 'list', spec: REQUEST_SPECS.list, process: list }),
]

/** `close` is a cancel of an account to which no money came, be it the second one; only the transaction tells. */
export function operationOf({ operation }: Route, fields: Fields, world: World): RestOperation {
  if (operation !== 'cancel') return operation
  const facts = world.find(textOf(fields, 'tid'))?.facts
  return facts !== undefined && facts.account !== null && facts.paid === null ? 'close' : 'cancel'
}

export interface Task {
  readonly route: Route
  readonly operation: RestOperation
  /** Null when the body was no JSON object. */
  readonly fields: Fields | null
  readonly authorization: string
  readonly arrivedAt: Instant
}

/** Checks the call and, when nothing is wrong with it, has it processed, by `process` if a fault wants it otherwise. */
export function answerTo(world: World, task: Task, process: Process = task.route.process): Answer {
  const { route, fields, operation, authorization, arrivedAt } = task
  const stranger = authFault(authorization, 'api', world)
  if (stranger !== null) return refusal(world, stranger)
  if (fields === null) return refusal(world, 'fieldMalformed')
  const wrong = faultOf(fields, route.spec, world)
  if (wrong !== null) return refusal(world, wrong)
  if (operation === 'approve' && approvalUnderWay(world, fields)) return refusal(world, 'approvalUnderWay')
  return process(world, fields, arrivedAt)
}
