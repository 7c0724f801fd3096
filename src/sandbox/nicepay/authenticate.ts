/** The end of the payment window: the auth result that the buyer's browser carries to the merchant (§4). */
import type { Amount } from '../../core/money.ts'
import type { Instant } from '../../core/time.ts'
import type { BuyerRequest, Method } from '../simulator.ts'
import { type PayMethod, SITUATIONS, SUCCESS } from './codes.ts'
import { sign } from './signature.ts'
import { codeOf } from './switches.ts'
import type { World } from './world.ts'

export type AuthResult = Readonly<Record<string, string>>

export interface WindowEnd {
  readonly action: BuyerRequest['action']
  readonly method: Method
  readonly amount: Amount
  readonly moid: string
  readonly reserved: string
  readonly goodsName: string
  readonly accountEndsAt: Instant | null
  readonly buyer: { readonly name: string; readonly tel: string; readonly email: string }
}

/** Easy pay is a card payment with a wallet's number (§5; 16 is Kakao). */
const METHOD_ON_WIRE = {
  card: { method: 'CARD', clickpay: '' },
  easy_pay: { method: 'CARD', clickpay: '16' },
  virtual_account: { method: 'VBANK', clickpay: '' },
  transfer: { method: 'BANK', clickpay: '' },
  mobile: { method: 'CELLPHONE', clickpay: '' },
} as const satisfies Record<Method, { method: PayMethod; clickpay: string }>

/** No money moves here. A window that did not end in authentication leaves no transaction. */
export function endWindow(world: World, end: WindowEnd): AuthResult {
  switch (end.action) {
    case 'pay':
      return authenticated(world, end)
    case 'close':
      return unauthenticated(world, end, 'windowClosed')
    case 'fail':
      return unauthenticated(world, end, 'windowCardLimit')
  }
}

function authenticated(world: World, end: WindowEnd): AuthResult {
  const { method, clickpay } = METHOD_ON_WIRE[end.method]
  const { moid, amount, goodsName, accountEndsAt, buyer } = end
  const [tid, authToken] = [world.newTid(method, '01'), world.newAuthToken()]
  const count = world.all().length
  world.add({ tid, moid, method, clickpay, amount, authToken, accountEndsAt, goodsName, buyer })
  const result = { ...echo(world, end), AuthToken: authToken, TxTid: tid, ...urls(world, count) }
  return {
    AuthResultCode: SUCCESS.auth.code,
    AuthResultMsg: SUCCESS.auth.message,
    ...result,
    Signature: sign('S2', result, world.merchantKey),
  }
}

const unauthenticated = (world: World, end: WindowEnd, why: 'windowClosed' | 'windowCardLimit'): AuthResult => ({
  AuthResultCode: codeOf(why, world.switches()),
  AuthResultMsg: SITUATIONS[why].message,
  ...echo(world, end),
})

const echo = (world: World, { method, moid, amount, reserved }: WindowEnd) => ({
  PayMethod: METHOD_ON_WIRE[method].method as string,
  MID: world.mid,
  Moid: moid,
  Amt: String(amount),
  ReqReserved: reserved,
})

/** Each transaction is approved at one data centre and net-cancelled at the other, taking turns (§19 item 1). */
function urls(world: World, count: number) {
  const [dc1, dc2] = world.host.origins()
  const [next, net] = count % 2 === 0 ? [dc1, dc2] : [dc2, dc1]
  return { NextAppURL: `${next}/webapi/pay_process.jsp`, NetCancelURL: `${net}/webapi/cancel_process.jsp` }
}
