/** Plays the end of a window, as a fault lets it: charged or not, now or later, and told to the browser or not. */
import { amount } from '../../core/money.ts'
import { after, DAY_MS, type Instant } from '../../core/time.ts'
import type { Fault } from '../faults/plan.ts'
import { type Answered, answered, type BuyerRequest, denied } from '../simulator.ts'
import { beginAttempt, cannotBegin, endAttempt, type WindowEnd, type WindowResult } from './charge.ts'
import { SITUATIONS, type Situation } from './errors.ts'
import { differsFromPreRegistered } from './pay-calls.ts'
import type { Order, Payment } from './payment.ts'
import type { World } from './world.ts'

/** `lost`: the browser never comes back to the merchant. */
export type Outcome = WindowResult | 'lost'

/** An account issued in the window lives so long, unless the shop says otherwise. */
const ACCOUNT_LIFE_MS = 7 * DAY_MS

/** When nothing else is asked for, a late charge comes so much later, in sandbox time. */
const LATE_EFFECT_MS = 5_000

/** Only a charge can be hit: a window that takes no money has nothing to lose. */
export function play(world: World, payment: Payment, end: WindowEnd): Outcome {
  const fault = end.action === 'pay' ? world.host.faults().take('approve') : null
  return fault === null ? endAttempt(world, payment, end) : playFault(fault, { world, payment, end })
}

interface Scene {
  readonly world: World
  readonly payment: Payment
  readonly end: WindowEnd
}

function playFault({ fault, delayMs }: Fault, { world, payment, end }: Scene): Outcome {
  switch (fault) {
    case 'lose_request':
    case 'error_before':
    case 'maintenance':
      return 'lost'
    case 'lose_reply':
    case 'error_after':
    case 'garble':
      endAttempt(world, payment, end)
      return 'lost'
    case 'late_effect':
      world.host.timers.after(delayMs ?? LATE_EFFECT_MS, () => {
        // The buyer may have tried again meanwhile, and paid.
        if (payment.status === 'READY') endAttempt(world, payment, end)
      })
      return 'lost'
    case 'slow':
    case 'duplicate_request':
      return endAttempt(world, payment, end)
    case 'unlisted_code':
      return endAttempt(world, payment, { ...end, outcome: 'unlisted' })
    case 'async_then_refuse':
      return endAttempt(world, payment, { ...end, outcome: 'PAY_PENDING' })
    case 'test_channel':
      return endAttempt(world, payment, { ...end, channelType: 'TEST' })
    default:
      throw new Error(`the simulator accepted ${fault} on approve, which it cannot play`)
  }
}

/** A buyer without a browser. One that got lost brings nothing back. */
export function playBuyer(world: World, request: BuyerRequest): Answered<WindowResult> {
  const order = orderOf(world, request)
  const refused = cannotBegin(world, order.paymentId)
  if (refused !== null) return answered(notOpened(order.paymentId, refused))
  if (world.switches().preRegister === 'everywhere' && differsFromPreRegistered(world, order))
    return denied(409, 'amount', 'another amount was pre-registered')
  const { action, method } = request
  const outcome = play(world, beginAttempt(world, order), { action, method, accountEndsAt: accountEnd(world) })
  return answered(outcome === 'lost' ? {} : outcome)
}

export function notOpened(paymentId: string, why: Situation): WindowResult {
  const { type: code, message } = SITUATIONS[why]
  return { transactionType: 'PAYMENT', paymentId, code, message }
}

export const accountEnd = (world: World): Instant => after(world.now(), ACCOUNT_LIFE_MS)

const orderOf = (world: World, { orderId, amount: won, reserved, method }: BuyerRequest): Order => ({
  paymentId: orderId,
  orderName: '샌드박스 상품',
  total: amount(won),
  taxFree: amount(Math.min(world.preRegistered.get(orderId)?.taxFreeAmount ?? 0, won)),
  vat: null,
  currency: 'KRW',
  promotionId: method === 'card' ? world.switches().promotionId : null,
  customer: { name: '홍길동', email: 'buyer@example.com', phoneNumber: '01000000000' },
  customData: reserved ?? null,
  platform: 'PC',
  noticeUrls: [],
})
