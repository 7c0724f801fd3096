/** Asks about differences that asking may settle; books what the provider says, and never makes a money call. */
import type { Evidence } from '../../core/evidence.ts'
import type { PaymentId } from '../../core/ids.ts'
import type { Outcome } from '../../core/outcome.ts'
import type { PaymentFile } from '../../core/payment/payment.ts'
import { type Difference, judge } from '../../core/reconcile/judge.ts'
import { DIFFERENCE_KINDS, type DifferenceKind, kindRow } from '../../core/reconcile/kinds.ts'
import { hasMoney, ofInquiry } from '../../core/reconcile/listed.ts'
import { type OurPayment, oursOf } from '../../core/reconcile/ours.ts'
import { confirmedUnlisted } from '../../core/reconcile/unseen.ts'
import type { OpenDifference } from '../../ports/reconciliation.ts'
import { adopt } from '../adopt.ts'
import { ask as askProvider, bookAnswer } from '../inquire.ts'
import { booksOf } from './compare.ts'
import { type Work, write } from './work.ts'

/** What settles it, in a sentence; null: it stays open. */
type Verdict = string | null

const ASKABLE = Object.keys(DIFFERENCE_KINDS).filter((kind) => kindRow(kind)?.repair !== 'none')
const BATCH = 50

export async function askAboutAll(work: Work): Promise<void> {
  await work.tell({ phase: 'asking' })
  const { books, run, shell } = work
  for (;;) {
    const open = await books.unasked(run, ASKABLE, BATCH)
    if (open.length === 0) return
    for (const one of open) {
      await work.turn()
      const reason = await askAbout(work, one)
      await books.markAsked(run, one.id, reason === null ? null : { at: shell.clock.now(), reason })
      await work.tell({ asked: 1, settled: reason === null ? 0 : 1 })
    }
  }
}

async function askAbout(work: Work, difference: OpenDifference): Promise<Verdict> {
  if (kindRow(difference.kind)?.repair === 'adopt') return await askAboutUnknown(work, difference)
  const file = difference.paymentId === null ? null : await work.shell.store.load(difference.paymentId)
  if (file === null) return null
  const outcome = await askProvider(work.shell, file)
  const seen = await bookAnswer(work.shell, file, { outcome, reason: 'hint_heard' })
  if (outcome.kind !== 'done' || seen === null) return null
  return await verdictOf(work, { difference, evidence: outcome.evidence, file: seen })
}

/** Money that we have no payment for is written down as the channel wants it: seen, or under the net. */
async function askAboutUnknown({ shell, channel }: Work, { ref, orderNumber }: Difference): Promise<Verdict> {
  const net = channel.unknownPayments === 'net' ? 'on' : 'watch'
  const wish = { channel: channel.name, ref, orderNumber, orderId: null, net, claim: null } as const
  const adopted = await adopt(shell, { ...wish, heard: true })
  if (adopted.ok) return `By inquiry: written down as ${adopted.file.payment.id} (${net}).`
  return adopted.refusal.code === 'MD_NOTHING_TO_ADOPT' ? `By inquiry: ${adopted.refusal.detail}` : null
}

interface Seen {
  readonly difference: Difference
  readonly evidence: Evidence
  readonly file: PaymentFile
}

async function verdictOf(work: Work, { difference, evidence, file }: Seen): Promise<Verdict> {
  const { shell, channel } = work
  const ours = oursOf(file)
  const { ref } = difference
  if (ref !== null && ours.ref !== null && ref !== ours.ref) {
    const other = await shell.store.paymentOfReference(channel.name, { ref, orderNumber: null })
    return other === null ? null : `By inquiry: ${ref} is in our books now, as ${other}.`
  }
  const listed = ofInquiry(evidence, ref ?? ours.ref ?? ours.orderNumber)
  const left = judge(listed, ours, booksOf(channel, null))
  // Said already, in other words.
  const isSame = ({ kind, subject }: Difference): boolean =>
    subject === difference.subject || (kind === 'paid_here_not_there' && difference.kind === 'missing_there')
  const others = left.filter((one) => !isSame(one))
  await write(
    work,
    difference.kind === 'missing_there' && hasMoney(evidence.status)
      ? [...others, confirmedUnlisted(difference)]
      : others,
  )
  return isSettled(difference.kind, evidence, left.length > others.length)
    ? `By inquiry: ${wordsOf(evidence)}; here it is ${wordsOfOurs(ours)}.`
    : null
}

/** What the answer does not speak about is not settled by it. */
function isSettled(kind: DifferenceKind, { cancels, balance, status }: Evidence, stillDiffers: boolean): boolean {
  if (kind === 'missing_there') return hasMoney(status)
  const isAboutCancels = kind.startsWith('cancel') || kind === 'refund_bounced_there'
  return !stillDiffers && (!isAboutCancels || cancels !== null || balance !== null || status === 'cancelled')
}

const wordsOf = ({ status, amount, balance }: Evidence): string =>
  `the provider says ${status}${amount === null ? '' : ` ${amount}`}${balance === null ? '' : `, ${balance} left`}`

const wordsOfOurs = ({ state, paid, cancelled }: OurPayment): string => `${state}, ${paid - cancelled} of ${paid} left`

/** Payments of ours that no list can be expected to show: asked about, and a difference only where one comes out. */
export async function askQuietly(work: Work, ids: readonly PaymentId[]): Promise<void> {
  for (const id of ids) {
    await work.turn()
    await work.tell({})
    await compareByInquiry(work, id)
  }
}

/** Nothing is written where both sides agree. */
export async function compareByInquiry(work: Work, id: PaymentId): Promise<void> {
  const file = await work.shell.store.load(id)
  if (file === null) return
  const outcome: Outcome<Evidence> = await askProvider(work.shell, file)
  if (outcome.kind !== 'done') {
    work.shell.log.warn({ paymentId: id, why: outcome.answer.message }, 'a payment could not be compared')
    return
  }
  const ours = oursOf(file)
  const listed = ofInquiry(outcome.evidence, ours.ref ?? ours.orderNumber)
  await write(work, judge(listed, ours, booksOf(work.channel, null)))
}
