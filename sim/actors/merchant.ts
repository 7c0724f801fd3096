/** The merchant: registers, records or drops the order, refunds by key and repeats itself when nobody answers. */
import type { RefundAccount } from '../../src/core/account/account.ts'
import type { CancellationId, PaymentId } from '../../src/core/ids.ts'
import { amount } from '../../src/core/money.ts'
import { refundableOf } from '../../src/core/payment/amounts.ts'
import type { PaymentFile } from '../../src/core/payment/payment.ts'
import { after, MINUTE_MS, SECOND_MS } from '../../src/core/time.ts'
import { perform } from '../../src/engine/effects.ts'
import { type RefundWish, requestRefund } from '../../src/engine/refund.ts'
import { type RegisterRequest, registerPayment } from '../../src/engine/register.ts'
import { step } from '../../src/engine/step.ts'
import { type Deal, dealOf, type Intent } from '../ledger.ts'
import type { Node } from '../node.ts'
import type { RefundPlan } from '../plan.ts'
import type { Life } from '../scene.ts'
import { open } from './buyer.ts'

const TRIES = 9
const AGAIN_MS = 20 * SECOND_MS

/** Registers the order's payment, again where no answer came; null where it is refused for good. */
export async function registerOrder(life: Life): Promise<PaymentFile | null> {
  const { scene, orderId, plan } = life
  const request = requestOf(life)
  for (let tried = 0; tried < TRIES; tried += 1) {
    const ask = () => scene.ask((node) => node.ask((shell) => registerPayment(shell, request)).then(open))
    const [asked] = await Promise.all([ask(), ...(plan.registersTwice && tried === 0 ? [ask()] : [])])
    if (asked?.kind === 'answer' && asked.value.ok) {
      const mine = dealOf(scene.ledger, orderId, asked.value.file.payment.id)
      mine.orderWithinMs = plan.orderWithinMs
      mine.isAskedFor = scene.asksMerchant(plan.channel)
      return asked.value.file
    }
    if (asked?.kind === 'answer' && !asked.value.ok && !PASSING.includes(asked.value.refusal.code)) return null
    await scene.time.sleep(AGAIN_MS)
  }
  return null
}

/** Refusals that may be over a little later. */
const PASSING: readonly string[] = ['MD_BUSY', 'MD_CHANNEL_PAUSED', 'MD_NOT_PAID_YET', 'MD_ON_HOLD']

function requestOf({ scene, plan, orderId }: Life): RegisterRequest {
  const { account } = plan
  return {
    channel: plan.channel,
    orderId,
    orderName: '바다방 1박',
    amount: amount(plan.amount),
    currency: 'KRW',
    method: plan.method,
    taxFree: null,
    vat: null,
    orderWithinMs: plan.orderWithinMs,
    buyer: null,
    returnUrls: null,
    metadata: {},
    ...(account?.by !== 'api'
      ? {}
      : {
          virtualAccount: {
            bank: 'SHINHAN',
            holder: '홍길동',
            // The same request again must be the same: the deadline is the order's, not the request's.
            expiresAt: after(scene.time.now(), account.lifeMs),
            cashReceipt: null,
          },
        }),
  }
}

/** What the merchant does about the order once the buyer is back, or somebody told of the money. */
export async function followOrder(life: Life, id: PaymentId): Promise<void> {
  const { scene, plan, orderId } = life
  const { order } = plan
  await scene.time.sleep(plan.buyer.afterMs + order.afterMs)
  const mine = dealOf(scene.ledger, orderId, id)
  switch (order.does) {
    case 'nothing':
      return
    case 'drops':
      return await drop(life, id)
    case 'only_stores':
      // Its own database is what the order check reads; without one this shop has a bug, and no promise.
      if (scene.asksMerchant(plan.channel)) mine.storedAt ??= scene.time.now()
      return
    case 'records':
    case 'records_then_drops':
      mine.storedAt ??= scene.time.now()
      await record(life, id, mine)
      if (order.does === 'records') return
      await scene.time.sleep(10 * MINUTE_MS)
      await drop(life, id)
  }
}

/** Write the order as pending, `PUT`, and confirm or drop it (DESIGN §8). */
export async function record({ scene, orderId, plan }: Life, id: PaymentId, mine: Deal): Promise<void> {
  const event = { type: 'record_order', ref: `R-${orderId}`, amount: amount(plan.amount) } as const
  for (let tried = 0; tried < TRIES * 3; tried += 1) {
    const asked = await scene.ask((node) => node.ask((shell) => step(shell, id, event)).then(open))
    if (asked.kind === 'answer' && asked.value.ok) {
      mine.confirmedAt ??= scene.time.now()
      return
    }
    if (asked.kind === 'answer' && !asked.value.ok && !PASSING.includes(asked.value.refusal.code)) break
    await scene.time.sleep(AGAIN_MS)
  }
  // An order that the order check has shown meanwhile is tied all the same.
  const { payment } = await scene.view(id)
  if (payment.order !== null) mine.confirmedAt ??= scene.time.now()
  else mine.givenUpAt ??= scene.time.now()
}

async function drop({ scene, orderId }: Life, id: PaymentId): Promise<void> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const mine = dealOf(scene.ledger, orderId, id)
    mine.givenUpAt ??= scene.time.now()
    mine.dropped = true
    const asked = await scene.ask((node) => dropAt(node, id))
    if (asked.kind === 'answer' && (asked.value.ok || !PASSING.includes(asked.value.refusal.code))) return
    await scene.time.sleep(AGAIN_MS)
  }
}

/** As `engine.dropOrder`: it answers when the intent is committed, and the call goes on behind it. */
const dropAt = (node: Node, id: PaymentId) =>
  node
    .ask(async (shell) => {
      const stepped = await step(shell, id, { type: 'drop_order', reason: '방 없음' })
      if (stepped.ok) void node.ask((inner) => perform(inner, stepped))
      return stepped
    })
    .then(open)

/** One refund by one key, asked for as often as the plan says and until somebody answers. */
export async function refund(
  life: Life,
  id: PaymentId,
  refundPlan: RefundPlan & { readonly nth: number },
): Promise<void> {
  const { scene, orderId } = life
  await scene.time.sleep(refundPlan.afterMs)
  const wish = await wishOf(life, id, refundPlan)
  const key = `${orderId}-${id}-${refundPlan.nth}`
  const intent = begin(life, { key, paymentId: id, amount: wish.amount, isAgain: false })
  const { repeats, again } = refundPlan
  const once = () => askOnce(life, intent, wish)
  const atOnce = again === 'at_once' ? repeats : 0
  const first = await Promise.all(Array.from({ length: atOnce + 1 }, once))
  let needs = first.find((answer) => answer !== 'lost') ?? 'lost'
  for (let tried = 0; needs === 'lost' && tried < TRIES; tried += 1) {
    await scene.time.sleep(AGAIN_MS)
    needs = await once()
  }
  if (needs === 'account') await askOnce(life, intent, { ...wish, refundAccount: ACCOUNT })
  for (let more = atOnce; more < repeats; more += 1) {
    await scene.time.sleep(life.dice.between(1, 300) * MINUTE_MS)
    await once()
  }
  if (refundPlan.reuses) await reuse(life, intent, wish)
}

function begin({ scene }: Life, asked: Pick<Intent, 'key' | 'paymentId' | 'amount' | 'isAgain'>): Intent {
  const intent: Intent = { ...asked, named: new Set(), attempts: 0, tookAnother: false }
  scene.ledger.intents.set(intent.key, intent)
  return intent
}

/**
 * A refund came back, and the shop knows the account by now. It looks whether the buyer is still being asked, and names
 * the balance that it sees: whoever was faster meanwhile has changed that (docs/guides/virtual-accounts.md §9).
 */
export async function repeatBounced(life: Life, id: PaymentId, linkId: string): Promise<void> {
  const { scene, plan, orderId } = life
  await scene.time.sleep(plan.repeatsBouncedMs ?? 0)
  const { payment } = await scene.view(id)
  const { accountAsk, amounts } = payment
  if (accountAsk?.linkId !== linkId || accountAsk.amount === null) return
  const { amount: sum } = accountAsk
  const intent = begin(life, { key: `${orderId}-${id}-${linkId}`, paymentId: id, amount: sum, isAgain: true })
  const known = { key: '', reason: '고객 요청', requester: 'buyer', taxFree: null, vat: null } as const
  const wish = { ...known, amount: sum, expectedBalance: refundableOf(amounts), refundAccount: ACCOUNT }
  for (let tried = 0; tried < TRIES && (await askOnce(life, intent, wish)) === 'lost'; tried += 1) {
    await scene.time.sleep(AGAIN_MS)
  }
}

const ACCOUNT: RefundAccount = { bank: 'SHINHAN', number: '56211105948400', holder: '홍길동', phone: null }

async function wishOf({ scene, plan }: Life, id: PaymentId, { share, expects }: RefundPlan): Promise<RefundWish> {
  const { payment } = await scene.view(id)
  const refundable = refundableOf(payment.amounts)
  const expected = { nothing: null, right: refundable, wrong: amount(refundable + 7) }[expects]
  return {
    key: '',
    amount: share === null ? null : amount(Math.max(1, Math.round(plan.amount * share))),
    reason: '고객 요청',
    requester: 'buyer',
    expectedBalance: expected,
    taxFree: null,
    vat: null,
  }
}

type Answer = 'settled' | 'account' | 'lost'

async function askOnce({ scene }: Life, intent: Intent, wish: RefundWish): Promise<Answer> {
  scene.ledger.refundAttempts += 1
  intent.attempts += 1
  const asked = await scene.ask((node) =>
    node.ask((shell) => requestRefund(shell, intent.paymentId, { ...wish, key: intent.key })).then(open),
  )
  if (asked.kind === 'lost') return 'lost'
  if (asked.value.ok) {
    intent.named.add(asked.value.cancellation.id as CancellationId)
    return 'settled'
  }
  const { code } = asked.value.refusal
  return code === 'MD_REFUND_ACCOUNT_NEEDED' ? 'account' : code === 'MD_BUSY' ? 'lost' : 'settled'
}

/** A key is for one body: another one is refused, and nothing moves. */
async function reuse(life: Life, intent: Intent, wish: RefundWish): Promise<void> {
  const { scene } = life
  if (intent.named.size === 0) return
  scene.ledger.refundAttempts += 1
  const other = { ...wish, key: intent.key, amount: amount(1), expectedBalance: null }
  const asked = await scene.ask((node) => node.ask((shell) => requestRefund(shell, intent.paymentId, other)).then(open))
  if (asked.kind === 'answer' && asked.value.ok) intent.tookAnother = true
}
