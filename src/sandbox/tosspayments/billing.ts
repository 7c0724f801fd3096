/** Recurring card payments, the minimum: issue a key, pay by it without a confirm, remove it (§4.5). */
import { ZERO } from '../../core/money.ts'
import { type Answer, type Input, paymentAnswer, refusal } from './answer.ts'
import { isOrderTaken, refusedByIssuer } from './confirm.ts'
import { M_ID } from './credentials.ts'
import { kstTime, METHOD_NAMES } from './json.ts'
import { chargeDirectly } from './lifecycle.ts'
import { billingBody, billingKeyBody } from './requests.ts'
import type { World } from './world.ts'

export function issueBillingKey(world: World, input: Input): Answer {
  const read = billingKeyBody.safeParse(input.body)
  if (!read.success) return refusal(world, 'malformed', input)
  // A BIN alone is refused, a plausible number is not (§13).
  if (!/^\d{14,16}$/.test(read.data.cardNumber)) return refusal(world, 'cardNumberBad', input)
  const billingKey = world.newTransactionKey().toLowerCase()
  const { customerKey } = read.data
  world.billingKeys.set(billingKey, { billingKey, customerKey, state: 'live' })
  const json = {
    mId: M_ID,
    customerKey,
    authenticatedAt: kstTime(world.now()),
    method: METHOD_NAMES.card[input.language],
    billingKey,
  }
  return { status: 200, json, code: 'ISSUED' }
}

export function removeBillingKey(world: World, input: Input): Answer {
  const key = world.billingKeys.get(input.params.billingKey ?? '')
  if (key === undefined) return refusal(world, 'noSuchBillingKey', input)
  if (key.state === 'removed') return refusal(world, 'billingKeyRemoved', input)
  key.state = 'removed'
  return { status: 200, json: null, code: 'REMOVED' }
}

export function payByBillingKey(world: World, input: Input): Answer {
  const read = billingBody.safeParse(input.body)
  if (!read.success) return refusal(world, 'malformed', input)
  const key = world.billingKeys.get(input.params.billingKey ?? '')
  if (key === undefined) return refusal(world, 'noSuchBillingKey', input)
  if (key.state === 'removed') return refusal(world, 'billingKeyRemoved', input)
  const { amount, orderId, orderName, customerKey, customerName, taxFreeAmount, taxExemptionAmount } = read.data
  if (customerKey !== key.customerKey) return refusal(world, 'customerDiffers', input)
  if (isOrderTaken(world, { orderId })) return refusal(world, 'orderPaidTwice', input)
  const reason = refusedByIssuer(world, { method: 'card', amount })
  if (reason !== null) return refusal(world, reason, input)
  const payment = world.add({
    orderId,
    orderName,
    method: 'card',
    type: 'BILLING',
    customerKey,
    customerName: customerName ?? '',
    customerMobilePhone: '',
    amount,
    taxFree: taxFreeAmount ?? ZERO,
    taxExemption: taxExemptionAmount ?? ZERO,
    accountEnd: { afterMs: 0 },
  })
  chargeDirectly(world, payment)
  return paymentAnswer(world, payment, input)
}
