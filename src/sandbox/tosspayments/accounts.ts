/** Issuing a virtual account by one call, which is request and approval together (§4.4). */
import { ZERO } from '../../core/money.ts'
import { after, DAY_MS, fromIso, HOUR_MS, type Instant } from '../../core/time.ts'
import { type Answer, type Input, paymentAnswer, refusal } from './answer.ts'
import { issuesAccounts } from './banks.ts'
import { isOrderTaken, refusedByIssuer } from './confirm.ts'
import { issueDirectly } from './lifecycle.ts'
import { accountBody } from './requests.ts'
import type { World } from './world.ts'

export const DEFAULT_LIFE_MS = 168 * HOUR_MS
const MAX_LIFE_MS = 90 * DAY_MS

export function issueAccount(world: World, input: Input): Answer {
  const read = accountBody.safeParse(input.body)
  if (!read.success) return refusal(world, 'malformed', input)
  const { validHours, dueDate, bank, ...asked } = read.data
  const lifeMs = lifeOf({ validHours, dueDate, now: world.now() })
  const order = { method: 'virtual_account', amount: asked.amount } as const
  if (lifeMs === null) return refusal(world, 'malformed', input)
  if (!issuesAccounts(bank)) return refusal(world, 'unknownBank', input)
  if (isOrderTaken(world, asked)) return refusal(world, 'orderPaidTwice', input)
  const reason = refusedByIssuer(world, order)
  if (reason !== null) return refusal(world, reason, input)
  const payment = world.add({
    ...order,
    orderId: asked.orderId,
    orderName: asked.orderName,
    type: 'NORMAL',
    customerKey: null,
    customerName: asked.customerName,
    customerMobilePhone: asked.customerMobilePhone ?? '',
    taxFree: asked.taxFreeAmount ?? ZERO,
    taxExemption: ZERO,
    accountLifeMs: lifeMs,
  })
  issueDirectly(world, payment, bank)
  return paymentAnswer(world, payment, input)
}

/** Null where the wish is no time, or too far away. */
function lifeOf(wish: { validHours: number | null; dueDate: string | null; now: Instant }): number | null {
  if (wish.validHours !== null) return wish.validHours * HOUR_MS
  if (wish.dueDate === null) return DEFAULT_LIFE_MS
  const dueAt = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(wish.dueDate) ? fromIso(`${wish.dueDate}+09:00`) : null
  return dueAt !== null && dueAt > wish.now && dueAt <= after(wish.now, MAX_LIFE_MS) ? dueAt - wish.now : null
}
