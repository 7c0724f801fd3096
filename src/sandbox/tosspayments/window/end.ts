/** How a payment window ends: the query of successUrl or failUrl that the buyer's browser carries (§2). */
import type { Choice } from '../../window/routes.ts'
import { SITUATIONS, WINDOW_CLOSED, WINDOW_OVER } from '../codes.ts'
import { authenticate } from '../lifecycle.ts'
import type { Payment } from '../payment.ts'
import { codeOf } from '../switches.ts'
import type { World } from '../world.ts'

export type ReturnFields = Readonly<Record<string, string>>

/** No money moves here. A window that did not end in authentication stays READY until its time is over. */
export function endWindow(world: World, payment: Payment, { action, method }: Choice): ReturnFields {
  const { orderId } = payment
  switch (action) {
    case 'pay':
      if (payment.status !== 'READY') return { ...WINDOW_OVER, orderId }
      authenticate(world, payment, method)
      return { paymentType: 'NORMAL', orderId, paymentKey: payment.paymentKey, amount: String(payment.amount) }
    case 'close':
      return { ...WINDOW_CLOSED, ...(world.switches().closedOrderId === 'present' ? { orderId } : {}) }
    case 'fail':
      return { code: codeOf('windowRefused', world.switches()), message: SITUATIONS.windowRefused.message, orderId }
  }
}
