/** Issuing a virtual account by one call, which is request and approval together (§4.4). */
import { ZERO } from '../../core/money.ts'
import { after, DAY_MS, fromIso, HOUR_MS, type Instant } from '../../core/time.ts'
import { type Answer, type Input, paymentAnswer, refusal } from './answer.ts'
import { issuesAccounts } from './banks.ts'
import { isOrderTaken, refusedByIssuer } from './confirm.ts'
import { issueDirectly } from './lifecycle.ts'
import type { AccountEnd } from './payment.ts'
import { accountBody } from './requests.ts'
import type { World } from './world.ts'

export const DEFAULT_LIFE_MS = 168 * HOUR_MS
const MAX_LIFE_MS = 90 * DAY_MS
const MAX_VALID_HOURS = MAX_LIFE_MS / HOUR_MS

export function issueAccount(world: World, input: Input): Answer {
  const read = accountBody.safeParse(input.body)
  if (!read.success) return refusal(world, 'malformed', input)
  const { validHours, dueDate, bank, ...asked } = read.data
  const accountEnd = endOf({ validHours, dueDate, now: world.now() })
  const order = { method: 'virtual_account', amount: asked.amount } as const
  if (accountEnd === null) return refusal(world, 'malformed', input)
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
    accountEnd,
  })
  issueDirectly(world, payment, bank)
  return paymentAnswer(world, payment, input)
}

interface EndWish {
  readonly validHours: number | null
  readonly dueDate: string | null
  readonly now: Instant
}

const isHours = (value: number): boolean => Number.isSafeInteger(value) && value > 0 && value <= MAX_VALID_HOURS

/** Null where the wish is no time, or too far away. */
export function endOf({ validHours, dueDate, now }: EndWish): AccountEnd | null {
  if (validHours !== null && dueDate !== null) return null
  if (validHours !== null) return isHours(validHours) ? { afterMs: validHours * HOUR_MS } : null
  if (dueDate === null) return { afterMs: DEFAULT_LIFE_MS }
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(dueDate) ? fromIso(`${dueDate}+09:00`) : null
  return at !== null && at > now && at <= after(now, MAX_LIFE_MS) ? { at } : null
}
