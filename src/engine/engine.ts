/** The engine's face: everything that HTTP, the command line and a library user can ask of it. */
import type { RefundAccount } from '../core/account/account.ts'
import type { Refusal } from '../core/errors.ts'
import type { PaymentId } from '../core/ids.ts'
import type { Amount } from '../core/money.ts'
import type { Resolution } from '../core/payment/operator.ts'
import type { Cancellation, PaymentFile } from '../core/payment/payment.ts'
import type { Checkout } from '../ports/provider.ts'
import { type Adopted, type AdoptWish, adopt } from './adopt.ts'
import { attend, sweep, type Worker } from './attend.ts'
import { giveAccount, type Opened, openLink, refundAccountPath } from './buyer-link.ts'
import { createBreakers } from './call.ts'
import type { Channel } from './channel.ts'
import { type Dispatcher, startDispatcher } from './deliveries/dispatch.ts'
import { createWebhooks, type Webhooks } from './deliveries/endpoints.ts'
import type { EngineDeps } from './deps.ts'
import { perform, type Shell } from './effects.ts'
import { createEars, type Ears, webhookTokens } from './hear.ts'
import { createMembers } from './members.ts'
import { BEAT_EVERY_MS, netStateOf, releaseNet } from './net.ts'
import { dropOrder, recordOrder } from './order-acts.ts'
import { createPulse } from './pulse.ts'
import { type Quote, quote, quoteNow } from './quote.ts'
import { createReconciler, type Reconciler } from './reconcile/reconciler.ts'
import {
  beginRecovery,
  createRecoverer,
  type RecoverWish,
  type RecoveryView,
  type ReleaseRecoveryWish,
  recoveryViews,
  releaseRecovery,
} from './recovery.ts'
import { type Refunded, type RefundWish, requestRefund, untilSettled } from './refund.ts'
import { type Registered, type RegisterRequest, registerPayment } from './register.ts'
import { type Relay, startRelay } from './relay.ts'
import { type Returned, takeReturn } from './return.ts'
import { channelOf, type StepResult, step } from './step.ts'

export type Answer =
  | { readonly ok: true; readonly file: PaymentFile }
  | { readonly ok: false; readonly refusal: Refusal }

/** What stops the net of one channel, for `GET /v1/net`. */
export interface ChannelNet {
  readonly channel: string
  readonly provider: string
  readonly net: Channel['net']
  readonly orderCheck: boolean
  readonly brake: { readonly at: number; readonly detail: string } | null
  readonly pause: { readonly at: number; readonly detail: string } | null
  readonly recovery: RecoveryView | null
}

export interface Engine {
  readonly deps: EngineDeps
  register(request: RegisterRequest): Promise<Registered>
  load(id: PaymentId): Promise<PaymentFile | null>
  checkout(file: PaymentFile, returnUrl: string): Checkout
  browserOrigins(file: PaymentFile): readonly string[]
  /** Listens to the provider for as long as it takes; race it where a caller waits. */
  takeReturn(id: PaymentId, fields: Readonly<Record<string, string>>): Promise<Returned>
  expire(id: PaymentId): Promise<Answer>
  recordOrder(id: PaymentId, order: { ref: string; amount: Amount | null }): Promise<Answer>
  /** Finds or makes the cancellation that the key names; listens to it for up to `waitMs`. */
  refund(id: PaymentId, wish: RefundWish, waitMs: number): Promise<Refunded>
  /** What the policy says about cancelling `amount` (default: all that is refundable) now. */
  quote(file: PaymentFile, amount: Amount | null): Quote
  /** The same, with what a recovery has against it. */
  quoteNow(file: PaymentFile, amount: Amount | null): Promise<Quote>
  /** Where a buyer names the account; `linkId` as the event tells it. */
  refundAccountPath(id: PaymentId, linkId: string): string
  openLink(id: string, token: string): Promise<Opened>
  /** Answers once the refund is committed; the call goes on behind it. */
  giveAccount(wish: { id: string; token: string; account: RefundAccount }): Promise<Opened>
  adopt(wish: AdoptWish): Promise<Adopted>
  hear: Ears['hear']
  /** The provider's answer to a body that is too large to be read; null where there is no such webhook URL. */
  tooLargeWebhook: Ears['tooLarge']
  /** The path that a provider posts webhooks of this channel to. */
  webhookPath(channel: string): string
  /** Answers once the net cancel is committed; the call goes on behind it. */
  dropOrder(id: PaymentId, reason: string): Promise<Answer & { readonly cancellation?: Cancellation }>
  resolve(id: PaymentId, resolution: Resolution): Promise<Answer>
  retry(id: PaymentId, by: string): Promise<Answer>
  net(): Promise<readonly ChannelNet[]>
  releaseNet(wish: { channel: string; what: 'brake' | 'pause'; reason: string; by: string }): Promise<Refusal | null>
  /** Stops all money calls until the provider was asked about the time since; before {@link Engine.start}. */
  recover(wish: RecoverWish): Promise<void>
  releaseRecovery(wish: ReleaseRecoveryWish): Promise<Refusal | null>
  /** Looks at up to `max` due payments of every channel once; answers how many. */
  sweep(max: number): Promise<number>
  /** Endpoints that events are delivered to, and what became of each. */
  readonly webhooks: Webhooks
  /** Compares our books with the providers', day by day. */
  readonly reconciler: Reconciler
  /** Calls back whenever the feed grew. */
  onFeedNews(listener: () => void): () => void
  /** Keeps `work` from being cut off by {@link stop}, and its trouble from being lost. */
  background(work: Promise<unknown>): void
  /** Workers, heartbeat and relay; `off`: the relay only, where other processes work. */
  start(workers?: 'on' | 'off'): Promise<void>
  /** Takes no new work, waits for what is under way, and stops. */
  stop(): Promise<void>
}

/** An engine over a store and its channels; it does nothing by itself until {@link Engine.start}. */
export function createEngine(deps: EngineDeps): Engine {
  const shell: Shell = {
    ...deps,
    breakers: createBreakers(),
    members: createMembers(deps),
    reconciling: new Set(),
    isRunning: () => life.isRunning(),
  }
  const ears = createEars(shell)
  const reconciler = createReconciler(shell)
  const life = createLife(shell, ears)
  return {
    deps,
    register: (request) => registerPayment(shell, request),
    load: (id) => shell.store.load(id),
    checkout: (file, returnUrl) => channelOf(shell, file).provider.checkout(file.payment, shell.clock.now(), returnUrl),
    browserOrigins: (file) => channelOf(shell, file).provider.browserOrigins,
    takeReturn: (id, fields) => takeReturn(shell, id, fields),
    expire: async (id) => answer(await step(shell, id, { type: 'expire', by: 'merchant' })),
    recordOrder: async (id, order) => answer(await recordOrder(shell, id, order)),
    ...givingBackOf(shell, life),
    adopt: (wish) => adopt(shell, wish),
    hear: ears.hear,
    tooLargeWebhook: ears.tooLarge,
    webhookPath: (channel) => `/v1/webhooks/${channel}/${webhookTokens(shell, channel)[0] ?? ''}`,
    ...operatorsOf(shell, life),
    sweep: async (max) => {
      await ears.sweep()
      life.recover()
      const looked = await Promise.all([...shell.channels.values()].map((channel) => sweep(shell, channel, max)))
      return looked.reduce((sum, one) => sum + one, 0)
    },
    webhooks: createWebhooks(deps),
    reconciler,
    onFeedNews: life.onFeedNews,
    background: life.background,
    start: async (workers = 'on') => {
      await life.start(workers)
      if (workers === 'on') reconciler.start()
    },
    stop: async () => {
      await reconciler.stop()
      await life.stop()
    },
  }
}

/** What gives money back; the calls go on behind their answers. */
const givingBackOf = (shell: Shell, life: Life) =>
  ({
    refund: async (id, wish, waitMs) => {
      const work = requestRefund(shell, id, wish)
      life.background(work)
      return await untilSettled(shell, await work, waitMs)
    },
    quote: (file, amount) => quote(shell, file, amount),
    quoteNow: (file, amount) => quoteNow(shell, file, amount),
    refundAccountPath: (id, linkId) => refundAccountPath(shell, id, linkId),
    openLink: (id, token) => openLink(shell, id, token),
    giveAccount: async (wish) => {
      const { work, ...given } = await giveAccount(shell, wish)
      if (work !== undefined) life.background(work)
      return given
    },
    dropOrder: async (id, reason) => {
      const result = await dropOrder(shell, id, reason)
      if (!result.ok) return result
      life.background(perform(shell, result))
      const cancellation = result.file.cancellations.findLast(({ kind }) => kind === 'net_cancel')
      return { ok: true, file: result.file, ...(cancellation === undefined ? {} : { cancellation }) }
    },
  }) satisfies Partial<Engine>

/** What only a person does: decisions about a payment, and what lets a stopped net go on. */
const operatorsOf = (shell: Shell, life: Life) =>
  ({
    resolve: async (id, resolution) => answer(await step(shell, id, { type: 'resolve', ...resolution })),
    retry: async (id, by) => answer(await step(shell, id, { type: 'retry', by })),
    net: () => netOf(shell),
    releaseNet: (wish) => releaseNet(shell, wish),
    recover: (wish) => beginRecovery(shell, wish),
    releaseRecovery: async (wish) => {
      const refusal = await releaseRecovery(shell, wish)
      if (refusal === null) life.recover()
      return refusal
    },
  }) satisfies Partial<Engine>

const answer = (result: StepResult): Answer => (result.ok ? { ok: true, file: result.file } : result)

async function netOf(shell: Shell): Promise<ChannelNet[]> {
  const recovering = await recoveryViews(shell)
  return await Promise.all(
    [...shell.channels.values()].map(async ({ name, provider, net, orderCheck }) => {
      const { brake, pause } = await netStateOf(shell, name)
      const recovery = recovering.get(name) ?? null
      return { channel: name, provider: provider.id, net, orderCheck: orderCheck !== null, brake, pause, recovery }
    }),
  )
}

interface Life {
  isRunning(): boolean
  /** Lets a recovery go on behind this call, if one is under way. */
  recover(): void
  background(work: Promise<unknown>): void
  onFeedNews(listener: () => void): () => void
  start(workers: 'on' | 'off'): Promise<void>
  stop(): Promise<void>
}

function createLife(shell: Shell, ears: Ears): Life {
  const underWay = new Set<Promise<unknown>>()
  const pulse = createPulse(shell)
  const recoverer = createRecoverer(shell)
  const recover = (): void => {
    recoverer.advance().catch((error: unknown) => shell.log.error({ error: `${error}` }, 'the recovery stands still'))
  }
  let relay: Relay | null = null
  let running: {
    workers: Worker[]
    dispatcher: Dispatcher
    inbox: Worker
    beats: NodeJS.Timeout
  } | null = null
  return {
    isRunning: () => running !== null,
    recover,
    background: (work) => {
      const kept = work
        .catch((error: unknown) => shell.log.error({ error: `${error}` }, 'work in the background failed'))
        .finally(() => underWay.delete(kept))
      underWay.add(kept)
    },
    onFeedNews: (listener) => relay?.onNews(listener) ?? (() => {}),
    start: async (workers) => {
      if (relay !== null) throw new Error('the engine is running already')
      relay = startRelay(shell)
      if (workers === 'off') return
      await pulse.first()
      running = {
        workers: [...shell.channels.values()].map((channel) => attend(shell, channel)),
        dispatcher: startDispatcher(shell, relay.onNews),
        inbox: ears.catchUp(),
        beats: setInterval(() => {
          void pulse()
          recover()
        }, BEAT_EVERY_MS),
      }
      recover()
    },
    stop: async () => {
      if (running !== null) {
        clearInterval(running.beats)
        await recoverer.stop()
        await Promise.all([...running.workers, running.inbox].map((worker) => worker.stop()))
      }
      await running?.dispatcher.stop()
      await shell.jobs.stop()
      while (underWay.size > 0) await Promise.all(underWay)
      await relay?.stop()
      relay = null
      running = null
    },
  }
}
