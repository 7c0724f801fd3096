/** Banks and the buyer's mailbox: refunds that come back, and the link that asks where money should go. */
import type { RefundAccount } from '../../src/core/account/account.ts'
import type { PaymentId } from '../../src/core/ids.ts'
import { DAY_MS, HOUR_MS } from '../../src/core/time.ts'
import { giveAccount, refundAccountPath } from '../../src/engine/buyer-link.ts'
import { BAD_NUMBER } from '../provider/acts.ts'
import { type Cancel, stateOf, type Transaction } from '../provider/books.ts'
import type { Life, Scene } from '../scene.ts'
import { open } from './buyer.ts'

/** A refund to an account comes back a business day or two later, where anybody could ever tell. */
export function bounceLater({ scene, plan, dice }: Life, one: Transaction, cancel: Cancel): void {
  const books = scene.books[plan.channel]
  if (
    !plan.bounces ||
    books.profile.capabilities.virtualAccount?.refundProof !== true ||
    !cancel.toAccount ||
    one.cancels.some(isReturned)
  )
    return
  scene.time.later(dice.between(12 * HOUR_MS, 2 * DAY_MS), () => {
    if (stateOf(cancel) === 'done') books.change(one, cancel, 'failed')
  })
}

/** Only the first one of a payment comes back. */
const isReturned = ({ changes }: Cancel): boolean => changes.length > 1

const TRIES = 6

/** The buyer follows the link, perhaps twice, perhaps with an account that is none, perhaps never. */
export function answerLater(life: Life, id: PaymentId, link: { id: string; asked: number }): void {
  const { scene, plan } = life
  if (plan.answersMs === null) return
  const number = plan.badAccountFirst && link.asked === 1 ? BAD_NUMBER : '56211105948400'
  const account: RefundAccount = { bank: 'SHINHAN', number, holder: '홍길동', phone: null }
  scene.time.later(plan.answersMs, () => void answer(scene, { id, linkId: link.id, account }))
  // A second click on the same link.
  scene.time.later(plan.answersMs + 1, () => void answer(scene, { id, linkId: link.id, account }))
}

async function answer(
  scene: Scene,
  { id, linkId, account }: { id: PaymentId; linkId: string; account: RefundAccount },
): Promise<void> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const asked = await scene.ask((node) => {
      const token = refundAccountPath(node.shell, id, linkId).split('/').at(-1) ?? ''
      return node
        .ask(async (shell) => {
          const { work, ...given } = await giveAccount(shell, { id, token, account })
          if (work !== undefined) void node.ask(() => work)
          return given
        })
        .then(open)
    })
    if (asked.kind === 'answer') return
    await scene.time.sleep(HOUR_MS)
  }
}
