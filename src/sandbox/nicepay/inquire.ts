/** Status inquiry: by TID only, three answers, no amounts, unsigned; as poor as the real one (§9, §19 item 10). */

import { approvalFields } from './approve.ts'
import { SUCCESS } from './codes.ts'
import { type Answer, type Fields, textOf } from './form.ts'
import type { State } from './transaction.ts'
import type { World } from './world.ts'

/** 0 approved, 1 cancelled, 9 no approved transaction; what no source says about accounts is a switch. */
const STATUS = {
  authenticated: '9',
  failed: '9',
  approved: '0',
  deposited: '0',
  partially_cancelled: '0',
  cancelled: '1',
  closed: '1',
  issued: 'switch',
  expired: 'switch',
} as const satisfies Record<State, '0' | '1' | '9' | 'switch'>

export const inquire = (world: World, fields: Fields): Answer => statusAnswer(world, fields, 'now')

/** What an inquiry that lags behind says: the state before the last change. */
export const inquireStale = (world: World, fields: Fields): Answer => statusAnswer(world, fields, 'before')

function statusAnswer(world: World, fields: Fields, view: 'now' | 'before'): Answer {
  const tid = textOf(fields, 'TID')
  const tx = world.find(tid)
  const state = (view === 'now' ? tx?.state : tx?.stateBefore) ?? 'authenticated'
  const listed = STATUS[state]
  const status = listed === 'switch' ? world.switches().undepositedStatus : listed
  const known = tx !== null && status !== '9' ? approvalFields(tx) : { AuthCode: '', AuthDate: '' }
  const { code, message } = SUCCESS.inquired
  return { ResultCode: code, ResultMsg: message, TID: tid, Status: status, ...known }
}
