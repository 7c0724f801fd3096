/** The webhooks of the REST protocol: the payment object as JSON, sent until the merchant says OK (§16 Webhook). */
import type { Message } from '../notify.ts'
import { type Answer, onWire } from './answer.ts'
import { kindOf } from './codes.ts'
import { paymentObject } from './payment-object.ts'
import { sign } from './signature.ts'
import type { Transaction } from './transaction.ts'
import type { World } from './world.ts'

/** Ten more tries (§16: the diagram of the Korean manual, every minute). */
const RETRIES = 10

/** HTTP 200 and nothing but OK; lower case is accepted too (§16). */
export const saysOk = (status: number, text: string): boolean => status === 200 && text.trim().toUpperCase() === 'OK'

export function tellMerchant(world: World, tx: Transaction, cancelTid: string | null): void {
  const cancel = tx.facts.cancels.find(({ id }) => id === cancelTid)
  const told = cancelTid === null ? {} : { cancel: cancelOf(tx, cancelTid, cancel?.amount ?? tx.amount) }
  const honest = paymentObject(world, tx, told)
  const registered = world.webhooks.get(kindOf(tx.method))
  world.host.notify({
    ...messageOf(honest),
    ...(registered === undefined ? {} : { url: registered.url }),
    isAcknowledged: saysOk,
    retryAfterMs: Array.from({ length: RETRIES }, () => world.switches().webhookRetryMs),
    forged: messageOf(forgedFrom(world, tx)),
  })
}

const cancelOf = ({ orderId }: Transaction, tid: string, amount: number) => ({ tid, orderId, amount })

const messageOf = (answer: Answer): Message => {
  const { body, contentType } = onWire(answer, 'utf-8')
  return { event: String(answer.status), contentType, body, headers: () => ({}) }
}

/**
 * A stranger knows everything but the secret key and signs with another one. It says that the payment was cancelled, or
 * that money came on an account that has none.
 */
function forgedFrom(world: World, tx: Transaction): Answer {
  const answer = paymentObject(world, tx)
  const isUnpaidAccount = tx.facts.account !== null && tx.facts.paid === null
  const lie = isUnpaidAccount
    ? { status: 'paid', paidAt: answer.ediDate ?? null, balanceAmt: tx.amount }
    : { status: 'cancelled', balanceAmt: 0 }
  const signed = { tid: tx.tid, amount: String(tx.amount), ediDate: String(answer.ediDate) }
  const signature = sign('R-b', signed, 'another secret key')
  return { ...answer, ...lie, signature }
}
