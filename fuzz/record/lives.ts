/** Plays what payments go through at one provider and keeps returns, webhooks, and every answer with its question. */
import { setTimeout as sleep } from 'node:timers/promises'
import iconv from 'iconv-lite'
import type { Evidence } from '../../src/core/evidence.ts'
import { ZERO } from '../../src/core/money.ts'
import type { Outcome } from '../../src/core/outcome.ts'
import type { Cancellation, Payment, ProviderId } from '../../src/core/payment/payment.ts'
import { after, HOUR_MS, MINUTE_MS } from '../../src/core/time.ts'
import type { CallContext, Operation } from '../../src/ports/provider.ts'
import { REFUND_ACCOUNT, TOTAL } from '../../src/providers/kit/sample.ts'
import type { FaultName, RunningSandbox, SimulatedOperation } from '../../src/providers/kit/setup.ts'
import { booked, type KitWorld, lessened, openWorld } from '../../src/providers/kit/world.ts'
import { channelsAt, providerOf } from '../accounts.ts'
import type { Seed } from '../seed.ts'
import type { TargetName } from '../target.ts'
import { EAR, openTap, placeless, type Tap } from './tap.ts'

export interface Recorded {
  readonly target: TargetName
  readonly name: string
  readonly seed: Pick<Seed, 'head' | 'body'>
}

interface Scene {
  readonly world: KitWorld
  readonly tap: Tap
  readonly id: ProviderId
  readonly out: Recorded[]
}

/** What an answer was an answer to; the judge asks the same again. */
export interface Question {
  readonly operation: Operation
  readonly payment: Payment
  readonly cancellation?: Cancellation
  /** Those that were carried out before. */
  readonly siblings?: readonly Cancellation[]
}

export async function recordLives(sandbox: RunningSandbox, id: ProviderId): Promise<readonly Recorded[]> {
  const tap = await openTap({ control: sandbox.controlUrl, provider: sandbox.urls[id] ?? '' })
  const through = { ...sandbox, controlUrl: tap.origin, urls: { [id]: tap.origin }, close: async () => {} }
  const make = (origin: string) => providerOf(channelsAt(origin), id)
  const codes = {}
  const setup = { simulator: id, start: async () => through, make, cannotPlay: () => null, secrets: [], codes }
  const world = await openWorld(setup)
  const scene: Scene = { world, tap, id, out: [] }
  await world.control.webhooksTo(tap.origin + EAR)
  await card(scene)
  await returns(scene)
  await troubled(scene)
  await accounts(scene)
  await tap.close()
  return scene.out
}

/** Asks, and keeps each answer as a seed of its own, beside the others that the same question took. */
async function ask<T>(
  { world, tap, id, out }: Scene,
  question: Question & { readonly called: string },
  make: (call: CallContext) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  tap.take()
  const call = world.call()
  const outcome = await make(call)
  const kept = tap.take().filter(({ path }) => !path.includes('/getToken'))
  const { called, ...asked } = question
  kept.forEach(({ status, contentType, body }, turn) => {
    const others = kept.map((one) => ({ status: one.status, body: one.body.toString('utf8') }))
    const head = {
      provider: id,
      ...(JSON.parse(placeless(Buffer.from(JSON.stringify(asked)), tap.origin).toString('utf8')) as typeof asked),
      at: call.at,
      status,
      headers: [`content-type: ${contentType}`],
      turn,
      others: kept.length === 1 ? [] : others,
    }
    const name = `${id}.${called}${kept.length === 1 ? '' : `.${turn}`}`
    out.push({ target: 'answers', name, seed: { head, body } })
  })
  return outcome
}

const evidenceOf = (outcome: Outcome<Evidence>): Evidence => {
  if (outcome.kind !== 'done') throw new Error(JSON.stringify(outcome))
  return outcome.evidence
}

interface Posted {
  readonly payment: Payment
  readonly fields: Record<string, string>
}

function keepReturn({ id, tap, out }: Scene, name: string, { payment, fields }: Posted): void {
  const head = { provider: id, payment }
  const body = placeless(Buffer.from(new URLSearchParams(fields).toString()), tap.origin)
  out.push({ target: 'returns', name: `${id}.${name}`, seed: { head, body } })
  const korean = Object.entries(fields).map(([field, value]) => `${field}=${inKorean(value)}`)
  const euckr = placeless(Buffer.from(korean.join('&')), tap.origin)
  if (id.startsWith('nicepay'))
    out.push({ target: 'returns', name: `${id}.${name}-euckr`, seed: { head, body: euckr } })
}

/** As a page in EUC-KR posts it. */
const inKorean = (text: string): string =>
  Array.from(iconv.encode(text, 'cp949'), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')

/** Webhooks come behind the answers, in their own time. */
async function keepWebhooks({ id, tap, out }: Scene, name: string): Promise<void> {
  await sleep(300)
  tap.takeWebhooks().forEach(({ headers, contentType, body }, index) => {
    const proofs = Object.entries(headers).filter(([header]) => header.startsWith('webhook-'))
    const head = { provider: id, headers: Object.fromEntries(proofs), contentType }
    out.push({ target: 'webhooks', name: `${id}.${name}.${index}`, seed: { head, body: Buffer.from(body) } })
  })
}

const returnedAs = (scene: Scene, payment: Payment, fields: Record<string, string>): Payment => {
  const reading = scene.world.provider.readReturn(payment, fields)
  if (reading.kind !== 'approvable') throw new Error(`not approvable: ${JSON.stringify(reading)}`)
  return { ...payment, state: 'approving', providerRef: reading.ref, providerState: reading.providerState }
}

/** Paid, asked about, given back in parts and whole, listed, and net-cancelled where that is a call of its own. */
async function card(scene: Scene): Promise<void> {
  const { world } = scene
  const { provider, capabilities } = world
  const fresh = await world.fresh()
  const fields = await world.window(fresh)
  keepReturn(scene, 'paid', { payment: fresh, fields })
  const payment = returnedAs(scene, fresh, fields)
  await ask(scene, { operation: 'approve', called: 'approve', payment }, (call) => provider.approve(payment, call))
  await keepWebhooks(scene, 'paid')
  const paid = booked(payment)
  await ask(scene, { operation: 'inquire', called: 'inquire-paid', payment: paid }, (call) =>
    provider.inquire(paid, call),
  )
  const parts = capabilities.partialCancel ? [3_000, 7_000] : [Number(TOTAL)]
  let [now, siblings]: [Payment, readonly Cancellation[]] = [paid, []]
  for (const won of parts) {
    const cancellation = world.cancellation(now, won)
    const asked = { operation: 'cancel', called: `cancel-${won}`, payment: now, cancellation, siblings } as const
    const done = await ask(scene, asked, (call) => provider.cancel(asked.payment, cancellation, call))
    if (done.kind !== 'done') throw new Error(JSON.stringify(done))
    const { providerCancelId } = done.evidence
    siblings = [...siblings, { ...cancellation, state: 'done', reserved: ZERO, providerCancelId }]
    now = lessened(now, won)
    const after = { operation: 'inquire', called: `inquire-after-${won}`, payment: now, siblings } as const
    await ask(scene, after, (call) => provider.inquire(after.payment, call))
  }
  await keepWebhooks(scene, 'cancelled')
  await list(scene, payment)
  if (capabilities.netCancel !== null) await netCancel(scene)
}

async function list(scene: Scene, payment: Payment): Promise<void> {
  const { world } = scene
  const { list: read } = world.provider
  if (read === null) return
  const { at } = world.call()
  const query = { from: after(at, -HOUR_MS), to: after(at, MINUTE_MS), cursor: null }
  await ask(scene, { operation: 'list', called: 'list', payment }, (call) => read(query, call))
}

async function netCancel(scene: Scene): Promise<void> {
  const { world } = scene
  const payment = await world.returned()
  await world.provider.approve(payment, world.call())
  const cancellation = { ...world.cancellation(payment), kind: 'net_cancel', via: 'net_cancel_call' } as const
  const asked = { operation: 'net_cancel', called: 'net-cancel', payment, cancellation } as const
  await ask(scene, asked, (call) => world.provider.netCancel(payment, cancellation, call))
}

async function returns(scene: Scene): Promise<void> {
  for (const action of ['close', 'fail'] as const) {
    const payment = await scene.world.fresh()
    keepReturn(scene, action, { payment, fields: await scene.world.window(payment, { action }) })
  }
}

const TROUBLES = [
  ['approve', 'error_before'],
  ['approve', 'unlisted_code'],
  ['approve', 'maintenance'],
  ['approve', 'test_channel'],
  ['cancel', 'error_before'],
  ['cancel', 'balance_short'],
  ['cancel', 'async_then_refuse'],
  ['inquire', 'stale_inquiry'],
  ['approve', 'euckr_answer'],
  ['cancel', 'euckr_answer'],
] as const satisfies readonly (readonly [SimulatedOperation, FaultName])[]

/** The words for "no", "later" and "never heard of it". */
async function troubled(scene: Scene): Promise<void> {
  const { world, id } = scene
  const { provider } = world
  for (const [operation, fault] of TROUBLES) {
    const payment = operation === 'approve' ? await world.returned() : await world.paid()
    const cancellation = world.cancellation(payment)
    try {
      await world.control.fault(operation, fault, { times: 1 })
    } catch {
      console.log(`${id}: the sandbox does not play ${fault} on ${operation}`)
      continue
    }
    const asked = {
      operation,
      called: `${operation}-${fault}`,
      payment,
      ...(operation === 'cancel' ? { cancellation } : {}),
    }
    await ask<unknown>(scene, asked, (call) => {
      if (operation === 'cancel') return provider.cancel(payment, cancellation, call)
      return operation === 'approve' ? provider.approve(payment, call) : provider.inquire(payment, call)
    })
    await world.control.clearFaults()
  }
  const lost = await world.returned()
  const ref = world.capabilities.refIsOrderNumber === true ? 'NEVER-HEARD-OF' : lost.providerRef
  const nobody = { ...lost, providerOrderId: 'NEVER-HEARD-OF', providerRef: ref }
  await ask(scene, { operation: 'inquire', called: 'inquire-nobody', payment: nobody }, (c) =>
    provider.inquire(nobody, c),
  )
}

/** Issued, closed; issued, deposited, asked about, refunded. */
async function accounts(scene: Scene): Promise<void> {
  const { world, tap } = scene
  const { provider } = world
  tap.takeWebhooks()
  const issued = async (called: string): Promise<Payment> => {
    const isOurs = world.capabilities.virtualAccount?.issue === 'api'
    const payment = isOurs ? world.asking() : await world.returned('virtual_account')
    const outcome = isOurs
      ? await ask(scene, { operation: 'issue', called, payment }, (c) => provider.issueAccount?.(payment, c) ?? never())
      : await ask(scene, { operation: 'approve', called, payment }, (call) => provider.approve(payment, call))
    const { ref, virtualAccount } = evidenceOf(outcome)
    const account = payment.virtualAccount
    if (account === null || virtualAccount == null) throw new Error('no account')
    const known = { ...account, ...virtualAccount, expiresAt: virtualAccount.expiresAt ?? account.expiresAt }
    return { ...payment, state: 'awaiting_deposit', providerRef: ref ?? payment.providerRef, virtualAccount: known }
  }
  const waiting = await issued('issue')
  await ask(scene, { operation: 'inquire', called: 'inquire-waiting', payment: waiting }, (c) =>
    provider.inquire(waiting, c),
  )
  const zero = { amount: 0, reserved: 0, guard: null } as unknown as Cancellation
  const closing: Cancellation = { ...world.cancellation(waiting), ...zero, kind: 'account_close', via: 'close' }
  const close = { operation: 'close', called: 'close', payment: waiting, cancellation: closing } as const
  await ask(scene, close, (call) => provider.closeAccount?.(waiting, closing, call) ?? never())
  await keepWebhooks(scene, 'account')

  const second = await issued('issue-again')
  await world.control.deposit(second.providerRef ?? '', TOTAL)
  await keepWebhooks(scene, 'deposit')
  const paid = booked(second)
  await ask(scene, { operation: 'inquire', called: 'inquire-deposit', payment: paid }, (c) => provider.inquire(paid, c))
  const refund: Cancellation = { ...world.cancellation(paid), refundAccount: REFUND_ACCOUNT }
  const asked = { operation: 'cancel', called: 'refund', payment: paid, cancellation: refund } as const
  await ask(scene, asked, (call) => provider.cancel(paid, refund, call))
}

const never = (): never => {
  throw new Error('the adapter has no such call')
}
