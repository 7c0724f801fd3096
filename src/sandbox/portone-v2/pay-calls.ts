/** The calls that pay without a window: pre-registration, instant payments, closing accounts, manual approval (§8). */
import { amount, isAmount } from '../../core/money.ts'
import { after, fromIso, HOUR_MS, type Instant, toIso } from '../../core/time.ts'
import { type Answer, ok, refusal } from './answer.ts'
import { cannotBegin, charge, issue } from './charge.ts'
import { PORTONE_V2_CREDENTIALS } from './credentials.ts'
import { move, type Order, type Payment } from './payment.ts'
import { isPromotionId } from './promotions.ts'
import type { ConfirmBody, InstantBody } from './schemas.ts'
import { announce } from './webhooks.ts'
import type { PreRegistration, World } from './world.ts'

/** Idempotent in effect (§12): the last one counts. */
export function preRegister(world: World, paymentId: string, said: PreRegistration): Answer {
  const refused = cannotBegin(world, paymentId)
  if (refused !== null) return refusal(world, refused)
  world.preRegistered.set(paymentId, said)
  return ok({})
}

/** Is another amount or currency asked for than was pre-registered? */
export function differsFromPreRegistered(world: World, { paymentId, total, taxFree, currency }: Order): boolean {
  const said = world.preRegistered.get(paymentId)
  if (said === undefined) return false
  const { totalAmount, taxFreeAmount, currency: saidCurrency } = said
  return (
    (totalAmount ?? total) !== total ||
    (taxFreeAmount ?? taxFree) !== taxFree ||
    (saidCurrency ?? currency) !== currency
  )
}

export function payInstantly(world: World, paymentId: string, body: InstantBody): Answer {
  const { total, taxFree = 0, vat } = body.amount
  if (body.channelKey !== PORTONE_V2_CREDENTIALS.channelKey) return refusal(world, 'noSuchChannel')
  const refused = cannotBegin(world, paymentId)
  if (refused !== null) return refusal(world, refused)
  if (!isAmount(total) || taxFree + (vat ?? 0) > total) return refusal(world, 'partsAboveTotal')
  const { promotionId = null } = body
  if (promotionId !== null && !isPromotionId(promotionId)) return refusal(world, 'noSuchPromotion')
  if (promotionId !== null && 'virtualAccount' in body.method) return refusal(world, 'promotionOtherMethod')
  const endsAt = 'virtualAccount' in body.method ? endOf(body.method.virtualAccount.expiry, world.now()) : null
  if (endsAt !== null && endsAt <= world.now()) return refusal(world, 'badRequest')
  const payment = world.begin({
    paymentId,
    orderName: body.orderName,
    total,
    taxFree: amount(taxFree),
    vat: vat === undefined ? null : amount(vat),
    currency: body.currency,
    promotionId,
    customer: customerOf(body),
    customData: body.customData ?? null,
    platform: 'API',
    noticeUrls: body.noticeUrls ?? [],
  })
  return carryOut(world, payment, { method: body.method, endsAt, skipWebhook: body.skipWebhook })
}

interface Instantly extends Pick<InstantBody, 'method' | 'skipWebhook'> {
  readonly endsAt: Instant | null
}

/** For an account, `paidAt` is when it was issued (§8). */
function carryOut(world: World, payment: Payment, { method, endsAt, skipWebhook }: Instantly): Answer {
  const silence = skipWebhook === true ? ({ notify: 'no' } as const) : {}
  if ('virtualAccount' in method && endsAt !== null) {
    const { bank, remitteeName: holder = '' } = method.virtualAccount
    issue(world, payment, { bank, holder, endsAt, ...silence })
  } else charge(world, payment, { method: 'card', outcome: 'PAID', ...silence })
  return ok({ payment: summary(payment) }, payment.status)
}

const summary = (payment: Payment) => ({
  pgTxId: payment.pgTxId ?? '',
  paidAt: toIso(payment.paidAt ?? payment.statusChangedAt),
})

function customerOf({ customer }: InstantBody): Order['customer'] {
  const { name, email, phoneNumber } = customer ?? {}
  return {
    ...(name?.full === undefined ? {} : { name: name.full }),
    ...(email === undefined ? {} : { email }),
    ...(phoneNumber === undefined ? {} : { phoneNumber }),
  }
}

export type Expiry = { readonly validHours: number } | { readonly dueDate: string }

export const endOf = (expiry: Expiry, now: Instant): Instant =>
  'validHours' in expiry ? after(now, expiry.validHours * HOUR_MS) : (fromIso(expiry.dueDate) ?? now)

/** What status follows is unconfirmed (§5.1), so it is a switch. */
export function closeAccount(world: World, payment: Payment): Answer {
  if (payment.status !== 'VIRTUAL_ACCOUNT_ISSUED') return refusal(world, 'notWaitingForDeposit')
  const to = world.switches().closedAccount
  world.change(payment, () => {
    move(payment, to, world.now())
    if (to === 'FAILED') payment.failure = { reason: '가상계좌 말소', pgCode: 'CLOSED', pgMessage: '가상계좌 말소' }
  })
  announce(world, payment, { name: to === 'FAILED' ? 'Failed' : 'Cancelled' })
  return ok({ closedAt: toIso(world.now()) })
}

/** The answer is flat, unlike that of an instant payment (§8). */
export function confirm(world: World, payment: Payment, body: ConfirmBody): Answer {
  const refused = cannotBegin(world, payment.order.paymentId)
  if (refused !== null) return refusal(world, refused)
  const { token, order } = payment
  if (token === null || token.value !== body.paymentToken) return refusal(world, 'badToken')
  if (world.now() > token.expiresAt) return refusal(world, 'tokenExpired')
  const differs =
    (body.txId ?? payment.transactionId) !== payment.transactionId ||
    (body.currency ?? order.currency) !== order.currency ||
    (body.totalAmount ?? order.total) !== order.total ||
    (body.taxFreeAmount ?? order.taxFree) !== order.taxFree ||
    (body.isTest ?? payment.channelType === 'TEST') !== (payment.channelType === 'TEST')
  if (differs) return refusal(world, 'confirmDiffers')
  const silence = body.skipWebhook === true ? ({ notify: 'no' } as const) : {}
  charge(world, payment, { method: token.method, outcome: 'PAID', ...silence })
  return ok(summary(payment), payment.status)
}
