/** Registers a payment before its window opens; the same request again finds the same payment. */
import { type ErrorCode, type Refusal, refuse } from '../core/errors.ts'
import type { Method } from '../core/evidence.ts'
import { ID_RANDOM_BYTES, newPaymentId } from '../core/ids.ts'
import type { Amount, Currency } from '../core/money.ts'
import { notSent } from '../core/outcome.ts'
import { decide } from '../core/payment/decide.ts'
import { OPEN_PAYMENT_STATES, type Payment, type PaymentFile } from '../core/payment/payment.ts'
import { register } from '../core/payment/register.ts'
import type { Write } from '../ports/store.ts'
import { callProvider } from './call.ts'
import type { Channel } from './channel.ts'
import { contextOf, type EngineDeps } from './deps.ts'
import type { Shell } from './effects.ts'
import { netStateOf } from './net.ts'
import { providerOrderNumber } from './order-number.ts'
import { channelOf, step } from './step.ts'

/** A merchant's request, checked for shape. Times in ms, amounts in minor units. */
export interface RegisterRequest {
  readonly channel: string
  readonly orderId: string
  readonly orderName: string
  readonly amount: Amount
  readonly currency: Currency
  readonly method: Method | null
  readonly taxFree: Amount | null
  readonly vat: Amount | null
  readonly orderWithinMs: number | null
  readonly buyer: Payment['buyer']
  readonly returnUrls: Payment['returnUrls']
  readonly metadata: Payment['metadata']
}

export type Registered =
  | { readonly ok: true; readonly created: boolean; readonly file: PaymentFile }
  | { readonly ok: false; readonly refusal: Refusal; readonly field: string | null }

/** DESIGN §5: where the window moves money, a return that is missing is looked for from a minute on. */
const FIRST_LOOK_MS = 60_000

/** Two requests for one order can lose to each other; a handful of rounds settles it. */
const MAX_TRIES = 8

export async function registerPayment(shell: Shell, request: RegisterRequest): Promise<Registered> {
  const registered = await writeDown(shell, request)
  return registered.ok && registered.created ? await prepare(shell, registered) : registered
}

/** The payment is committed, so whatever becomes of this call loses nothing; the window opens after it. */
async function prepare(shell: Shell, registered: Extract<Registered, { ok: true }>): Promise<Registered> {
  const { file } = registered
  const channel = channelOf(shell, file)
  const { provider } = channel
  if (provider.prepare === undefined || !provider.capabilities.prepares) return registered
  const outcome = await callProvider(shell, shell.breakers, {
    operation: 'prepare',
    channel,
    file,
    cancellationId: null,
    decidedAt: { wall: shell.clock.now(), monotonicMs: shell.clock.monotonicMs() },
    make: async (context) => (await provider.prepare?.(file.payment, context)) ?? notSent('nothing to prepare'),
  })
  const noted = await step(shell, file.payment.id, { type: 'prepare_outcome', outcome })
  return noted.ok ? { ...registered, file: noted.file } : registered
}

async function writeDown(deps: EngineDeps, request: RegisterRequest): Promise<Registered> {
  const channel = deps.channels.get(request.channel)
  if (channel === undefined) return no('MD_UNKNOWN_CHANNEL', `There is no channel "${request.channel}".`, 'channel')
  const fingerprints = deps.fingerprints(JSON.stringify(request))
  for (let tried = 0; tried < MAX_TRIES; tried += 1) {
    const result = await tryOnce(deps, channel, { request, fingerprints })
    if (result !== 'lost_race') return result
  }
  return no('MD_BUSY', 'Many requests for this order came at once.', null)
}

interface Wish {
  readonly request: RegisterRequest
  /** The first is stored, any of them tells the same body again. */
  readonly fingerprints: readonly string[]
}

async function tryOnce(deps: EngineDeps, channel: Channel, wish: Wish): Promise<Registered | 'lost_race'> {
  const { latest } = await deps.store.attemptsOf(wish.request.orderId)
  const open = latest !== null && (OPEN_PAYMENT_STATES as readonly string[]).includes(latest.file.payment.state)
  if (open) {
    if (wish.fingerprints.includes(latest.fingerprint)) return { ok: true, created: false, file: latest.file }
    const { id, state } = latest.file.payment
    return no(
      'MD_ORDER_HAS_OPEN_PAYMENT',
      `Payment ${id} of this order is ${state}, registered with another body.`,
      'orderId',
    )
  }
  const newborn = give(deps, channel, { ...wish, attempt: (latest?.file.payment.attempt ?? 0) + 1 })
  const problem = await problemOf(deps, channel, newborn.file.payment)
  if (problem !== null) return problem
  const supersede =
    latest === null ? null : supersedeWrite(deps, channel, { old: latest.file, by: newborn.file.payment })
  const { file, timeline } = newborn
  const at = file.payment.createdAt
  const fingerprint = wish.fingerprints[0] ?? ''
  const written = await deps.store.insert({ file, timeline, at, fingerprint, supersede })
  return written === 'saved' ? { ok: true, created: true, file } : 'lost_race'
}

function give(deps: EngineDeps, channel: Channel, { request, attempt }: Wish & { attempt: number }) {
  const now = deps.clock.now()
  const { provider } = channel
  const { orderWithinMs, ...asked } = request
  const { capabilities } = provider
  const providerOrderId = providerOrderNumber(request.orderId, attempt, capabilities)
  return register(
    {
      ...asked,
      id: newPaymentId(now, deps.random.bytes(ID_RANDOM_BYTES)),
      provider: provider.id,
      attempt,
      providerOrderId,
      providerRef: capabilities.refIsOrderNumber === true ? providerOrderId : null,
      orderWithinMs: orderWithinMs ?? channel.orderWithinMs,
      readyForMs: channel.readyForMs,
      looksAtMs: capabilities.moneyMoves === 'in_window' ? FIRST_LOOK_MS : null,
    },
    now,
  )
}

/** What this channel cannot carry, named by field; nothing is stored. */
async function problemOf(deps: EngineDeps, channel: Channel, payment: Payment): Promise<Registered | null> {
  const { capabilities } = channel.provider
  if (!capabilities.currencies.includes(payment.currency)) {
    return no('MD_CURRENCY_UNSUPPORTED', `${channel.name} takes ${capabilities.currencies.join(', ')}.`, 'currency')
  }
  if (payment.method !== null && !capabilities.methods.includes(payment.method)) {
    return no('MD_METHOD_UNSUPPORTED', `${channel.name} offers ${capabilities.methods.join(', ')}.`, 'method')
  }
  const problem = channel.provider.validate(payment)
  if (problem !== null) return no('MD_INVALID_REQUEST', problem.problem, problem.field)
  const { pause } = await netStateOf(deps, channel.name)
  return pause === null ? null : no('MD_CHANNEL_PAUSED', pause.detail, 'channel')
}

function supersedeWrite(
  deps: EngineDeps,
  channel: Channel,
  { old, by }: { old: PaymentFile; by: Payment },
): Write | null {
  const context = contextOf(deps, channel)
  const decision = decide(old, { type: 'supersede', by: by.id }, context)
  if (!decision.ok || decision.timeline.length === 0) return null
  return { before: old, file: decision.file, timeline: decision.timeline, at: context.now }
}

const no = (code: ErrorCode, detail: string, field: string | null): Registered => ({
  ok: false,
  refusal: refuse(code, detail),
  field,
})
