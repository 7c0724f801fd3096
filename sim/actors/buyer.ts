/** The buyer: pays in the window or leaves it, comes back or does not, and pays into accounts, in time or late. */
import type { PaymentId } from '../../src/core/ids.ts'
import type { Payment, PaymentFile } from '../../src/core/payment/payment.ts'
import { takeReturn } from '../../src/engine/return.ts'
import { type Books, chargedOf, type Transaction } from '../provider/books.ts'
import { sealOf } from '../provider/provider.ts'
import type { Life } from '../scene.ts'

type Fields = Readonly<Record<string, string>>

/** A browser that gets no answer is reloaded so often. */
const RELOADS = 2
const RELOAD_MS = 15_000

/** The buyer and the window, for one payment. */
export async function buy(life: Life, { payment }: PaymentFile): Promise<void> {
  const { scene, plan } = life
  const { buyer } = plan
  await scene.time.sleep(buyer.afterMs)
  if (buyer.forges) await bring(life, payment.id, forged(life, payment))
  if (buyer.does === 'never_comes') return
  if (buyer.leavesFirst || buyer.does === 'leaves') await bring(life, payment.id, { kind: 'left' })
  if (buyer.does === 'leaves') return
  const books = scene.books[plan.channel]
  const one = payInWindow(life, books, payment)
  if (one === null) return
  const fields = fieldsOf(one, books)
  for (const ms of buyer.returnsMs) scene.time.later(ms, () => void bring(life, payment.id, fields))
}

/** The window authenticates, or charges, as its protocol does; null where it came to nothing. */
function payInWindow({ plan }: Life, books: Books, payment: Payment): Transaction | null {
  const { buyer, account } = plan
  const { capabilities, id } = books.profile
  const { providerOrderId: orderNumber, amounts } = payment
  const method = plan.method ?? 'card'
  const ref = capabilities.moneyMoves === 'in_window' && id === 'portone-v2' ? { ref: orderNumber } : {}
  if ('ref' in ref && books.transactions.has(orderNumber)) return null
  const wish = { ...ref, orderNumber, method, amount: amounts.total }
  if (capabilities.moneyMoves === 'at_approve') return books.open({ ...wish, declined: buyer.does === 'is_declined' })
  if (buyer.does === 'fails_in_window') {
    books.open({ ...wish, failed: true })
    return null
  }
  const one = books.open({ ...wish, live: !buyer.testMoney })
  if (account === null) books.charge(one, amounts.total + buyer.amountOff)
  else books.issue(one, payment.virtualAccount?.expiresAt ?? one.openedAt + account.lifeMs)
  if (buyer.paysTwice && id === 'portone-v1' && account === null) books.charge(books.open(wish), amounts.total)
  return one
}

function fieldsOf(one: Transaction, { profile }: Books): Fields {
  const amount = `${one.amount}`
  return {
    kind: 'paid',
    ref: one.ref,
    order: one.orderNumber,
    amount,
    seal: sealOf(one.ref, one.orderNumber, amount),
    method: one.method,
    moved: profile.capabilities.moneyMoves === 'in_window' ? 'yes' : 'no',
  }
}

/** Somebody types what a window might have brought: another amount, another order, a seal that is none. */
function forged({ dice }: Life, { providerOrderId: order, amounts }: Payment): Fields {
  const amount = `${dice.pick([1, amounts.total])}`
  const ref = `FORGED${dice.below(1_000)}`
  return dice.chance(0.5)
    ? { kind: 'paid', ref, order, amount, seal: 'guessed' }
    : { kind: 'paid', ref, order: `${order}x`, amount, seal: sealOf(ref, `${order}x`, amount) }
}

async function bring({ scene }: Life, id: PaymentId, fields: Fields): Promise<void> {
  for (let tried = 0; tried <= RELOADS; tried += 1) {
    const asked = await scene.ask((node) => node.ask((shell) => takeReturn(shell, id, fields)).then(open))
    if (asked.kind === 'answer') return
    await scene.time.sleep(RELOAD_MS)
  }
}

/** An answer inside an answer: the process's, and the way back. */
export function open<Value>(asked: { kind: 'answer'; value: Value } | { kind: 'lost' }): Value {
  if (asked.kind === 'lost') throw LOST
  return asked.value
}
const LOST = new Error('no answer')

/** The number is known: somebody pays into the account, perhaps late, perhaps another sum, perhaps for nothing. */
export function depositLater({ scene, plan }: Life, payment: Payment): void {
  const { account } = plan
  const books = scene.books[plan.channel]
  if (account === null || account.depositMs === null) return
  scene.time.later(account.depositMs, () => {
    const one = payment.providerRef === null ? undefined : books.transactions.get(payment.providerRef)
    if (one === undefined || !books.deposit(one, one.amount + account.amountOff)) return
    if (account.takenBackMs === null) return
    scene.time.later(account.takenBackMs, () => {
      if (chargedOf(one) > 0) books.takeDepositBack(one)
    })
  })
}
