/** Registers a payment before its window opens; the same request again finds the same payment. */
import type { CashReceipt, VirtualAccount } from '../core/account/account.ts'
import type { Bank } from '../core/account/bank.ts'
import { type ErrorCode, type Refusal, refuse } from '../core/errors.ts'
import type { Method } from '../core/evidence.ts'
import { ID_RANDOM_BYTES, newPaymentId } from '../core/ids.ts'
import type { Amount, Currency } from '../core/money.ts'
import { notSent } from '../core/outcome.ts'
import { decide } from '../core/payment/decide.ts'
import { OPEN_PAYMENT_STATES, type Payment, type PaymentFile } from '../core/payment/payment.ts'
import { LONGEST_DEPOSIT_MS, register } from '../core/payment/register.ts'
import { after, DAY_MS, type Instant, instant, MINUTE_MS, SECOND_MS } from '../core/time.ts'
import type { Provider } from '../ports/provider.ts'
import type { Write } from '../ports/store.ts'
import { callProvider } from './call.ts'
import type { Channel } from './channel.ts'
import { contextOf, type EngineDeps } from './deps.ts'
import { perform, type Shell } from './effects.ts'
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
  /** Issued by our own call; null where the window issues it, or for any other method. */
  readonly virtualAccount?: AccountWish | null
}

/** The account that a merchant asks for. */
export interface AccountWish {
  readonly bank: Bank
  readonly holder: string | null
  readonly expiresAt: Instant
  readonly cashReceipt: CashReceipt | null
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
  if (!registered.ok) return registered
  // Also where a crash came between the two: an intent that was never committed is committed now.
  if (request.virtualAccount != null) return await issue(shell, registered)
  return registered.created ? await prepare(shell, registered) : registered
}

/** The payment is committed; the intent to issue is committed next, and the call is made once. */
async function issue(shell: Shell, registered: Extract<Registered, { ok: true }>): Promise<Registered> {
  const started = await step(shell, registered.file.payment.id, { type: 'start_issue' })
  const issued = await perform(shell, started)
  return issued.ok ? { ...registered, file: issued.file } : { ...issued, field: null }
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
  const attempt = await freeAttempt(deps, channel, {
    orderId: wish.request.orderId,
    next: (latest?.file.payment.attempt ?? 0) + 1,
  })
  const serial = wish.request.virtualAccount == null ? null : await deps.store.nextSerial()
  const newborn = give(deps, channel, { ...wish, attempt, serial })
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

/** More than a few numbers of one order that only adopted payments have: a riddle, and the next one is as good. */
const MAX_TAKEN_NUMBERS = 20

/** An adopted payment may have the number of an attempt that this database does not know (a restored one forgets). */
async function freeAttempt(
  { store }: EngineDeps,
  channel: Channel,
  { orderId, next }: { orderId: string; next: number },
): Promise<number> {
  for (let attempt = next; attempt < next + MAX_TAKEN_NUMBERS; attempt += 1) {
    const orderNumber = providerOrderNumber(orderId, attempt, channel.provider.capabilities)
    if ((await store.paymentOfReference(channel.name, { ref: null, orderNumber })) === null) return attempt
  }
  return next + MAX_TAKEN_NUMBERS
}

interface Birth extends Wish {
  readonly attempt: number
  /** For an account whose reference is ours; the unique index refuses one that is taken, and the next is tried. */
  readonly serial: number | null
}

function give(deps: EngineDeps, channel: Channel, { request, attempt, serial }: Birth) {
  const now = deps.clock.now()
  const { provider } = channel
  const { orderWithinMs, virtualAccount: account = null, ...asked } = request
  const { capabilities } = provider
  const providerOrderId = providerOrderNumber(request.orderId, attempt, capabilities)
  return register(
    {
      ...asked,
      id: newPaymentId(now, deps.random.bytes(ID_RANDOM_BYTES)),
      provider: provider.id,
      attempt,
      providerOrderId,
      method: account === null ? asked.method : 'virtual_account',
      providerRef: capabilities.refIsOrderNumber === true ? providerOrderId : ownRef(provider, serial, now),
      virtualAccount: accountToBe(channel, { account, method: asked.method, now }),
      orderWithinMs: orderWithinMs ?? channel.orderWithinMs,
      readyForMs: channel.readyForMs,
      looksAtMs: capabilities.moneyMoves === 'in_window' && account === null ? FIRST_LOOK_MS : null,
    },
    now,
  )
}

const ownRef = (provider: Provider, serial: number | null, now: Instant): string | null =>
  serial === null ? null : (provider.issueRef?.(serial, now) ?? null)

/** What was asked for; an account that the window will issue has the channel's deadline. */
function accountToBe(
  channel: Channel,
  { account, method, now }: { account: AccountWish | null; method: Method | null; now: Instant },
): VirtualAccount | null {
  const unissued = { number: null, issuedAt: null }
  if (account !== null) return { ...unissued, ...account, by: 'api', expiresAt: floored(channel, account.expiresAt) }
  if (method !== 'virtual_account') return null
  const expiresAt = floored(channel, after(now, channel.depositWithinMs))
  return { ...unissued, by: 'window', bank: null, holder: null, cashReceipt: null, expiresAt }
}

/** A deadline that the protocol cannot carry exactly is the last one before it, so that nobody pays too late. */
function floored({ provider }: Channel, at: Instant): Instant {
  const unitMs = provider.capabilities.virtualAccount?.expiryUnit === 'minute' ? MINUTE_MS : SECOND_MS
  return instant(Math.floor(at / unitMs) * unitMs)
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
  const unissuable = accountProblemOf(channel, payment)
  if (unissuable !== null) return unissuable
  const problem = channel.provider.validate(payment)
  if (problem !== null) return no('MD_INVALID_REQUEST', problem.problem, problem.field)
  const { pause, recovering } = await netStateOf(deps, channel.name)
  if (recovering) return no('MD_RECOVERING', `${channel.name} takes new payments after the release.`, 'channel')
  return pause === null ? null : no('MD_CHANNEL_PAUSED', pause.detail, 'channel')
}

/** So soon nobody can pay, and every PG refuses a deadline that is over. */
const SHORTEST_LIFE_MS = 5 * MINUTE_MS

function accountProblemOf(
  { name, provider }: Channel,
  { virtualAccount: asked, createdAt }: Payment,
): Registered | null {
  const { virtualAccount } = provider.capabilities
  if (asked?.by !== 'api') return null
  if (virtualAccount?.issue !== 'api') {
    return no('MD_ACCOUNT_UNSUPPORTED', `${name} issues accounts in its window only.`, 'virtualAccount')
  }
  const { issuingBanks, longestLifeMs } = virtualAccount
  if (asked.bank === null || !issuingBanks.includes(asked.bank)) {
    return no('MD_INVALID_REQUEST', `${name} issues accounts at ${issuingBanks.join(', ')}.`, 'virtualAccount.bank')
  }
  if (asked.expiresAt < after(createdAt, SHORTEST_LIFE_MS)) {
    return no('MD_INVALID_REQUEST', 'The deadline must be at least 5 minutes ahead.', 'virtualAccount.expiresAt')
  }
  // Where the protocol names no end, ours: a year that was mistyped would keep an account open for ever.
  const longestMs = longestLifeMs ?? LONGEST_DEPOSIT_MS
  if (asked.expiresAt <= after(createdAt, longestMs)) return null
  const days = longestMs / DAY_MS
  return no('MD_INVALID_REQUEST', `${name} takes deadlines up to ${days} days ahead.`, 'virtualAccount.expiresAt')
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
