/** The end of the payment window: the form that the buyer's browser posts to the merchant's returnUrl (§16). */
import type { Amount } from '../../core/money.ts'
import type { BuyerRequest, Method } from '../simulator.ts'
import { type Answer, refusal } from './answer.ts'
import { charge } from './approve.ts'
import { type PayMethod, SITUATIONS, type Situation, SUCCESS } from './codes.ts'
import { paymentObject } from './payment-object.ts'
import { sign } from './signature.ts'
import { codeOf } from './switches.ts'
import type { Transaction } from './transaction.ts'
import type { World } from './world.ts'

export type WindowResult = Readonly<Record<string, string>>

export interface WindowEnd
  extends Pick<Transaction, 'orderId' | 'goodsName' | 'reserved' | 'accountHolder' | 'accountLifeMs' | 'buyer'> {
  readonly action: BuyerRequest['action']
  readonly method: Method
  /** Which one an easy payment is. */
  readonly wallet: PayMethod
  readonly amount: Amount
  readonly taxFree: Amount
}

const METHOD_ON_WIRE = {
  card: 'card',
  easy_pay: 'wallet',
  virtual_account: 'vbank',
  transfer: 'bank',
  mobile: 'cellphone',
} as const satisfies Record<Method, PayMethod | 'wallet'>

/** A window that did not end in authentication leaves no transaction. */
export function endWindow(world: World, end: WindowEnd): WindowResult {
  switch (end.action) {
    case 'pay':
      return authenticated(world, end)
    case 'close':
      return unauthenticated(world, end, 'windowClosed')
    case 'fail':
      return unauthenticated(world, end, 'windowRefused')
  }
}

function authenticated(world: World, { action: _action, wallet, ...end }: WindowEnd): WindowResult {
  const { approvalMode, sandboxMode } = world.switches()
  const listed = METHOD_ON_WIRE[end.method]
  const method = listed === 'wallet' ? wallet : listed
  const tid = world.numbers.newTid({ method, media: '01', shop: sandboxMode ? 'sandbox' : 'live' })
  const authToken = world.numbers.newAuthToken()
  const tx = world.add({ ...end, method, tid, authToken })
  switch (approvalMode) {
    case 'server': {
      const result = { tid, ...echo(world, end), authToken }
      const signature = sign('R-0', result, world.secretKey)
      return { authResultCode: SUCCESS.code, authResultMsg: '인증 성공', ...result, signature }
    }
    case 'client': {
      const failure = charge(world, tx)
      if (failure !== null) return asForm({ ...failure, orderId: end.orderId, amount: end.amount })
      return asForm(paymentObject(world, tx))
    }
  }
}

function unauthenticated(world: World, end: WindowEnd, why: Situation): WindowResult {
  const { approvalMode } = world.switches()
  switch (approvalMode) {
    case 'server':
      return {
        authResultCode: codeOf(why, world.switches()),
        authResultMsg: SITUATIONS[why].message,
        ...echo(world, end),
      }
    case 'client':
      return asForm({ ...refusal(world, why), orderId: end.orderId, amount: end.amount })
  }
}

const echo = (world: World, end: Pick<WindowEnd, 'orderId' | 'amount' | 'reserved'>) => ({
  clientId: world.clientKey,
  orderId: end.orderId,
  amount: String(end.amount),
  mallReserved: end.reserved,
})

/** The payment object as form fields: nested parts as JSON text, null as nothing (no page shows how; our guess). */
const asForm = (answer: Answer): WindowResult =>
  Object.fromEntries(
    Object.entries(answer).map(([name, value]) => {
      if (value === null) return [name, '']
      return [name, typeof value === 'object' ? JSON.stringify(value) : String(value)]
    }),
  )
