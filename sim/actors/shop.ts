/** One order from its first registration to its last refund, with everybody who has to do with it. */
import type { PaymentId } from '../../src/core/ids.ts'
import { amount } from '../../src/core/money.ts'
import type { PaymentFile } from '../../src/core/payment/payment.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/core/time.ts'
import { adopt } from '../../src/engine/adopt.ts'
import { step } from '../../src/engine/step.ts'
import { dealOf } from '../ledger.ts'
import { heldOf, type Transaction } from '../provider/books.ts'
import type { Life } from '../scene.ts'
import { buy, open } from './buyer.ts'
import { followOrder, record, refund, registerOrder } from './merchant.ts'

/** A merchant looks so often whether an attempt has ended, so that the buyer can try again. */
const LOOKS = 60
const LOOK_EVERY_MS = 30 * MINUTE_MS

export async function runShop(life: Life): Promise<void> {
  const { scene, plan } = life
  await scene.time.sleep(plan.startMs)
  if (plan.foreign !== 'no') return await beElsewhere(life)
  let replaced: PaymentId | null = null
  for (let attempt = 1; attempt <= plan.attempts; attempt += 1) {
    const file = await registerOrder(life)
    if (file === null) return
    begin(life, file, attempt)
    if (replaced !== null && replaced !== file.payment.id) void confuse(life, replaced)
    replaced = file.payment.id
    if (attempt < plan.attempts && !(await hasEnded(life, file.payment.id))) return
  }
}

function begin(life: Life, file: PaymentFile, attempt: number): void {
  const { scene, plan } = life
  const { id } = file.payment
  if (plan.account?.by !== 'api') void buy(life, file)
  void followOrder(life, id)
  plan.refunds.forEach((one, nth) => void refund(life, id, { ...one, nth }))
  if (attempt > 1) return
  for (const { afterMs, share } of plan.staffMs) scene.time.later(afterMs, () => void cancelAtSite(life, id, share))
  if (plan.expiresByHand) {
    scene.time.later(10 * MINUTE_MS, () => {
      void scene.ask((node) => node.ask((shell) => step(shell, id, { type: 'expire', by: 'merchant' })).then(open))
    })
  }
}

/** How long after the second attempt somebody still believes in the first. */
const CONFUSED_MS = 3 * HOUR_MS

/** A part of the merchant that has not heard of the newer attempt records the order on the older one. */
async function confuse(life: Life, id: PaymentId): Promise<void> {
  const { scene, plan } = life
  if (plan.order.does !== 'records') return
  await scene.time.sleep(CONFUSED_MS)
  await record(life, id, dealOf(scene.ledger, life.orderId, id))
}

async function hasEnded({ scene }: Life, id: PaymentId): Promise<boolean> {
  for (let look = 0; look < LOOKS; look += 1) {
    await scene.time.sleep(LOOK_EVERY_MS)
    const { payment } = await scene.view(id)
    if (payment.state === 'failed' || payment.state === 'expired' || payment.state === 'cancelled') return true
    if (payment.order !== null) return false
  }
  return false
}

/** Somebody cancels at the provider's own site: a part where asking can show it, else all that there is. */
async function cancelAtSite(life: Life, id: PaymentId, share: number): Promise<void> {
  const { payment } = await life.scene.view(id)
  const { transactions } = life.scene.books[life.plan.channel]
  const one = payment.providerRef === null ? undefined : transactions.get(payment.providerRef)
  if (one !== undefined) cancelOne(life, one, share)
}

function cancelOne({ scene, plan, dice }: Life, one: Transaction, share: number): void {
  const books = scene.books[plan.channel]
  const held = heldOf(one)
  const { partialProof } = books.profile.capabilities.inquiry
  const won = partialProof ? Math.min(held, Math.round(one.amount * share)) : held
  if (won <= 0 || one.foreign) return
  const tag = partialProof && dice.chance(0.3) ? 'somebody-elses' : null
  books.cancel(one, { of: null, amount: won, tag, toAccount: false }, 'done')
}

/** The money is here, and staff sends it back before anybody has told us that it came. */
export function cancelAtOnce(life: Life, one: Transaction): void {
  const { staffAtOnceMs } = life.plan
  if (staffAtOnceMs !== null) life.scene.time.later(staffAtOnceMs, () => cancelOne(life, one, 1))
}

/** Another system's payment: heard of by webhook, or brought to us by the merchant. */
async function beElsewhere({ scene, plan, orderId }: Life): Promise<void> {
  const books = scene.books[plan.channel]
  const one = books.open({ orderNumber: `else${orderId}`, amount: plan.amount, method: 'card', foreign: true })
  books.charge(one, plan.amount)
  if (plan.foreign !== 'adopted') return
  await scene.time.sleep(HOUR_MS)
  const claim = { amount: amount(plan.amount), approvedAt: null, providerState: { token: one.ref } }
  const { ref } = one
  const wish = {
    channel: plan.channel,
    ref,
    orderNumber: null,
    orderId: `else${orderId}`,
    net: 'watch',
    claim,
  } as const
  await scene.ask((node) => node.ask((shell) => adopt(shell, wish)).then(open))
}
