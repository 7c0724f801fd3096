/** Brings a payment that was made without us under the net: inquired, written down, its cancels booked as observed. */
import { type ErrorCode, type Refusal, refuse } from '../core/errors.ts'
import type { Evidence } from '../core/evidence.ts'
import { ID_RANDOM_BYTES, newPaymentId, type PaymentId } from '../core/ids.ts'
import type { Amount } from '../core/money.ts'
import type { Outcome } from '../core/outcome.ts'
import { decide } from '../core/payment/decide.ts'
import type { PaymentFile, ProviderState } from '../core/payment/payment.ts'
import { register } from '../core/payment/register.ts'
import type { Instant } from '../core/time.ts'
import type { InquiryTarget } from '../ports/provider.ts'
import { callProvider } from './call.ts'
import type { Channel } from './channel.ts'
import { contextOf } from './deps.ts'
import type { Shell } from './effects.ts'

/** What the merchant knows of a payment where the protocol cannot tell (NICEPAY); shown as unproven. */
export interface Claim {
  readonly amount: Amount
  readonly approvedAt: Instant | null
  /** What a later net cancel needs, in the provider's own names. */
  readonly providerState: ProviderState
}

export interface AdoptWish {
  readonly channel: string
  readonly ref: string | null
  readonly orderNumber: string | null
  /** The merchant's order id; null = the provider's order number, else its reference. */
  readonly orderId: string | null
  /** `watch`: seen, refundable, never given back by the net. */
  readonly net: 'watch' | 'on'
  readonly claim: Claim | null
  /** Money of the same order beside the payment that the order has: it can never be tied, and goes back. */
  readonly supersededBy?: PaymentId
  /** Heard of, not asked for: money that came in the lost time of a recovery may have an order, and is only watched. */
  readonly heard?: true
}

export type Adopted =
  | { readonly ok: true; readonly created: boolean; readonly file: PaymentFile }
  | { readonly ok: false; readonly refusal: Refusal }

/** Evidence that says there is, or was, money; everything else leaves nothing to adopt. */
const WITH_MONEY = ['paid', 'partially_cancelled', 'cancelled', 'awaiting_deposit'] as const

export async function adopt(shell: Shell, wish: AdoptWish): Promise<Adopted> {
  const channel = shell.channels.get(wish.channel)
  if (channel === undefined) return no('MD_UNKNOWN_CHANNEL', `There is no channel "${wish.channel}".`)
  const known = await shell.store.paymentOfReference(wish.channel, wish)
  if (known !== null) {
    const file = await shell.store.load(known)
    if (file !== null) return { ok: true, created: false, file }
  }
  const asked = await ask(shell, channel, wish)
  if (asked.kind !== 'done') return no('MD_NOT_TOLD', asked.answer.message)
  const { evidence } = asked
  if (!(WITH_MONEY as readonly string[]).includes(evidence.status)) {
    return no('MD_NOTHING_TO_ADOPT', `The provider says "${evidence.status}".`)
  }
  const amount = evidence.amount ?? wish.claim?.amount ?? null
  if (amount === null) return no('MD_CLAIM_NEEDED', 'This protocol does not tell the amount; send `claim.amount`.')
  return await writeDown(shell, channel, { wish, evidence, amount, asked })
}

const no = (code: ErrorCode, detail: string): Adopted => ({ ok: false, refusal: refuse(code, detail) })

async function ask(shell: Shell, channel: Channel, { ref, orderNumber, claim }: AdoptWish): Promise<Outcome<Evidence>> {
  const now = shell.clock.now()
  const { provider } = channel
  const target: InquiryTarget = {
    providerRef: ref,
    providerOrderId: orderNumber ?? '',
    providerState: claim?.providerState ?? null,
    currency: provider.capabilities.currencies[0] ?? 'KRW',
    method: null,
    createdAt: now,
  }
  const file = fileToBe(shell, channel, {
    orderId: ref ?? orderNumber ?? '',
    orderNumber: orderNumber ?? '',
    attempt: 1,
  })
  return await callProvider(shell, shell.breakers, {
    operation: 'inquire',
    channel,
    file,
    cancellationId: null,
    decidedAt: { wall: now, monotonicMs: shell.clock.monotonicMs() },
    make: (context) => provider.inquire(target, context),
  })
}

interface Naming {
  readonly orderId: string
  readonly orderNumber: string
  readonly attempt: number
  readonly amount?: Amount
}

const ADOPTED_NAME = 'adopted'

/** A file for a call that is about no payment of ours, or about one that is not written down yet. */
export function fileToBe(
  shell: Shell,
  channel: Channel,
  { orderId, orderNumber, attempt, amount }: Naming,
): PaymentFile {
  const now = shell.clock.now()
  const { provider } = channel
  const registered = register(
    {
      id: newPaymentId(now, shell.random.bytes(ID_RANDOM_BYTES)),
      channel: channel.name,
      provider: provider.id,
      orderId,
      attempt,
      providerOrderId: orderNumber === '' ? orderId : orderNumber,
      orderName: ADOPTED_NAME,
      amount: amount ?? (0 as Amount),
      currency: provider.capabilities.currencies[0] ?? 'KRW',
      taxFree: null,
      vat: null,
      method: null,
      orderWithinMs: channel.orderWithinMs,
      readyForMs: channel.readyForMs,
      buyer: null,
      returnUrls: null,
      metadata: {},
    },
    now,
  )
  return registered.file
}

/** Up to the release nobody knows what became of money that a restored database has never seen. */
async function isOfLostTime({ store }: Shell, { name }: Channel, { paidAt }: Evidence): Promise<boolean> {
  const recovery = await store.lastRecovery(name)
  if (recovery === null) return false
  return recovery.releasedAt === null || paidAt === null || paidAt <= recovery.releasedAt
}

interface Finding {
  readonly wish: AdoptWish
  readonly evidence: Evidence
  readonly amount: Amount
  readonly asked: Outcome<Evidence>
}

/** Registration and evidence are one write: nobody ever sees an adopted payment that is not what the provider says. */
async function writeDown(shell: Shell, channel: Channel, { wish, evidence, amount, asked }: Finding): Promise<Adopted> {
  const orderNumber = evidence.orderNumber ?? wish.orderNumber ?? ''
  const orderId = wish.orderId ?? (orderNumber === '' ? (evidence.ref ?? wish.ref ?? '') : orderNumber)
  const { latest } = await shell.store.attemptsOf(orderId)
  const attempt = (latest?.file.payment.attempt ?? 0) + 1
  const born = fileToBe(shell, channel, { orderId, orderNumber, attempt, amount })
  const watched = wish.net === 'watch' || (wish.heard === true && (await isOfLostTime(shell, channel, evidence)))
  const named: PaymentFile = {
    ...born,
    payment: {
      ...born.payment,
      providerRef: evidence.ref ?? wish.ref,
      providerState: wish.claim?.providerState ?? null,
      watched,
      supersededBy: wish.supersededBy ?? null,
    },
  }
  const context = contextOf(shell, channel)
  const inquiry = { type: 'inquiry_outcome', reason: 'hint_heard', outcome: asked, hintsHeard: 0 } as const
  const seen = decide(named, inquiry, context)
  if (!seen.ok) return { ok: false, refusal: seen.refusal }
  const at = context.now
  const told = [
    { type: 'payment.adopted', data: { net: watched ? 'watch' : 'on', unproven: evidence.amount === null } },
    ...seen.timeline,
  ]
  const payment = { ...seen.file.payment, version: told.length }
  const file: PaymentFile = { ...seen.file, payment }
  const written = await shell.store.insert({
    file,
    timeline: told as typeof seen.timeline,
    at,
    fingerprint: shell.fingerprints(`adopt ${wish.channel} ${evidence.ref ?? wish.ref}`)[0] ?? '',
    supersede: null,
  })
  if (written === 'saved') return { ok: true, created: true, file }
  const again = await shell.store.paymentOfReference(wish.channel, wish)
  const winner = again === null ? null : await shell.store.load(again)
  if (winner !== null) return { ok: true, created: false, file: winner }
  return no('MD_ORDER_HAS_OPEN_PAYMENT', `Order ${orderId} has an open payment; adopt under another orderId.`)
}
