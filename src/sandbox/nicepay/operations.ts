/** From a path and its fields to the answer: which operation it is, how it is checked, who processes it. */
import type { Instant } from '../../core/time.ts'
import type { Operation } from '../faults/catalogue.ts'
import { approve } from './approve.ts'
import { cancel, netCancel } from './cancel.ts'
import { PAY_METHODS } from './codes.ts'
import { type Answer, type Fields, textOf } from './form.ts'
import { inquire } from './inquire.ts'
import { issue } from './issue.ts'
import { faultOf, REQUEST_SPECS, type RequestSpec, refusal } from './request.ts'
import type { World } from './world.ts'

export const PATHS = [
  '/webapi/pay_process.jsp',
  '/webapi/cancel_process.jsp',
  '/webapi/get_vacount.jsp',
  '/webapi/inquery/trans_status.jsp',
] as const

export type Path = (typeof PATHS)[number]

/** Where a TID says its method (§10). */
const TID_METHOD = { from: 10, to: 12 } as const

/** The protocol has no call that lists transactions; notifications are not calls that it receives. */
export type NicepayOperation = Exclude<Operation, 'list' | 'webhook'>

/** `arrivedAt` is when the request came: a deadline it met then is met, however late it is processed. */
type Process = (world: World, fields: Fields, arrivedAt: Instant) => Answer

const OPERATIONS = {
  approve: { spec: REQUEST_SPECS.approve, process: approve },
  net_cancel: { spec: REQUEST_SPECS.net_cancel, process: netCancel },
  cancel: { spec: REQUEST_SPECS.cancel, process: cancel },
  close: { spec: REQUEST_SPECS.cancel, process: cancel },
  inquire: { spec: REQUEST_SPECS.inquire, process: inquire },
  issue: { spec: REQUEST_SPECS.issue, process: issue },
} as const satisfies Record<NicepayOperation, { spec: RequestSpec; process: Process }>

/**
 * `close` is a cancel of an account to which no money came; only the transaction tells (§7). One that was never issued
 * is closed too: that is how a merchant settles an issue whose answer was lost (§17).
 */
export function operationOf(path: Path, fields: Fields, world: World): NicepayOperation {
  switch (path) {
    case '/webapi/pay_process.jsp':
      return 'approve'
    case '/webapi/get_vacount.jsp':
      return 'issue'
    case '/webapi/inquery/trans_status.jsp':
      return 'inquire'
    case '/webapi/cancel_process.jsp': {
      if (textOf(fields, 'NetCancel') === '1') return 'net_cancel'
      const tid = textOf(fields, 'TID')
      const isAccount = tid.slice(TID_METHOD.from, TID_METHOD.to) === PAY_METHODS.VBANK.tidPart
      return isAccount && (world.find(tid)?.paid ?? 0) === 0 ? 'close' : 'cancel'
    }
  }
}

export interface Task {
  readonly operation: NicepayOperation
  readonly arrivedAt: Instant
  /** Processes the call instead of its usual processor: a fault that speaks. */
  readonly process?: Process
}

/** Checks the call and, when nothing is wrong with it, has it processed. */
export function answerTo(world: World, fields: Fields, { operation, arrivedAt, process }: Task): Answer {
  const { spec, process: usual } = OPERATIONS[operation]
  const wrong = faultOf(fields, spec, world)
  return wrong === null ? (process ?? usual)(world, fields, arrivedAt) : refusal(wrong, fields, world)
}
