/** The operator: looks at the provider's own site, decides what is on the desk, and lets stopped channels go on. */
import type { PaymentId } from '../../src/core/ids.ts'
import { placeHolder } from '../../src/core/payment/attention.ts'
import type { Resolution } from '../../src/core/payment/operator.ts'
import type { Cancellation, PaymentFile } from '../../src/core/payment/payment.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/core/time.ts'
import { releaseNet } from '../../src/engine/net.ts'
import { step } from '../../src/engine/step.ts'
import type { Dice } from '../dice.ts'
import { chargedOf, returnedOf, stateOf, type Transaction } from '../provider/books.ts'
import { LONGEST_LATE_MS } from '../provider/line.ts'
import type { Scene } from '../scene.ts'
import { open } from './buyer.ts'

type Decided = Pick<Resolution, 'decision' | 'cancellationId'>

const RELEASE: Decided = { decision: 'release', cancellationId: null }

/** Some hours after it came to the desk, if anybody is there; a payment is dealt with so often. */
const DESK_HOURS = { least: 2, most: 12 } as const
export const MOST_DECISIONS = 4

export async function decideOnDesk(scene: Scene, id: PaymentId): Promise<void> {
  const file = await scene.view(id)
  if (file.payment.hold === null) return
  const decided = decisionOf(scene, file)
  if (decided === null) return
  const resolution = { ...decided, evidence: 'seen at the provider’s site', reason: 'seen', by: 'kim' }
  await scene.ask((node) => node.ask((shell) => step(shell, id, { type: 'resolve', ...resolution })).then(open))
}

/** What the provider's own books say; null where no decision would make ours agree with them. */
function decisionOf(scene: Scene, file: PaymentFile): Decided | null {
  const { payment, cancellations } = file
  const books = scene.books[payment.provider]
  const known = payment.providerRef === null ? undefined : books.transactions.get(payment.providerRef)
  const all = books.byOrder.get(payment.providerOrderId) ?? []
  const one = known ?? all.find((other) => chargedOf(other) > 0) ?? all.at(-1)
  // It came and is gone again: there is no word for both, and either alone would be untrue.
  if (payment.amounts.paid === 0 && one !== undefined && returnedOf(one) > 0) return null
  const holder = placeHolder(cancellations)
  if (payment.state === 'approving') return decideApproval(scene, one)
  if (payment.amounts.paid === 0 && one !== undefined && payment.virtualAccount !== null) {
    if (one.live && chargedOf(one) === payment.amounts.total) return { decision: 'payment_paid', cancellationId: null }
  }
  if (holder !== null) return decideCancellation(one, holder)
  const { cancelledByUs, observedCancelled } = payment.amounts
  const agrees = one === undefined || cancelledByUs + observedCancelled === returnedOf(one)
  return agrees ? RELEASE : null
}

/** A charge can still come late for some hours: until then nobody can say that none will. */
function decideApproval(scene: Scene, one: Transaction | undefined): Decided {
  if (one?.live && chargedOf(one) > 0) return { decision: 'payment_paid', cancellationId: null }
  const since = one === undefined ? 0 : scene.time.now() - one.openedAt
  if (one !== undefined && since < LONGEST_LATE_MS) return RELEASE
  return { decision: 'payment_not_paid', cancellationId: null }
}

function decideCancellation(one: Transaction | undefined, holder: Cancellation): Decided {
  const cancellationId = holder.id
  if (holder.kind === 'account_close') {
    const isClosed = one === undefined || one.account === null || one.account.closedAt !== null
    return { decision: isClosed ? 'cancellation_done' : 'cancellation_refused', cancellationId }
  }
  const tried = one?.cancels.filter(({ of }) => of === holder.id) ?? []
  const entry = tried.find((cancel) => stateOf(cancel) !== 'failed') ?? tried[0]
  switch (entry === undefined ? 'failed' : stateOf(entry)) {
    case 'done':
      return { decision: 'cancellation_done', cancellationId }
    case 'failed':
      return { decision: 'cancellation_refused', cancellationId }
    default:
      return RELEASE
  }
}

/** A brake or a pause is heard of, and after a while somebody lets the channel go on. */
export function releaseLater(scene: Scene, dice: Dice, stop: { channel: string; what: 'brake' | 'pause' }): void {
  const waitMs = scene.isCalm() ? MINUTE_MS : dice.between(5, 60) * MINUTE_MS
  scene.time.later(waitMs, () => {
    void (async () => {
      const wish = { ...stop, reason: 'looked into', by: 'kim' }
      const asked = await scene.ask((node) => node.ask((shell) => releaseNet(shell, wish)).then(open))
      if (asked.kind === 'lost') releaseLater(scene, dice, stop)
    })()
  })
}

export const deskWaitMs = (dice: Dice): number => dice.between(DESK_HOURS.least, DESK_HOURS.most) * HOUR_MS
