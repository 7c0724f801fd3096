/** Follows stored webhooks: a hint to the payment, or a look at what nobody knows; none is lost on the way. */

import type { DepositNotice } from '../core/account/account.ts'
import type { PaymentId } from '../core/ids.ts'
import type { WebhookHint } from '../ports/provider.ts'
import type { FollowableWebhook, InboxState } from '../ports/store.ts'
import { adopt } from './adopt.ts'
import type { Worker } from './attend.ts'
import type { Channel } from './channel.ts'
import type { Shell } from './effects.ts'
import { createPace, type Pace } from './pace.ts'
import { step } from './step.ts'

/** References that nobody knows cost an inquiry each; a flood of forged ones must not eat the provider's rate limit. */
const UNKNOWN_PER_SECOND = 2
/** So that a flood leaves connections to those who wait for an answer. */
const MAX_AT_ONCE = 4
/** What finds no place waits in the store; 2,000 are some 2 MB. */
const MAX_WAITING = 2_000
const CATCH_UP_EVERY_MS = 5_000
/** One statement claims so many; their marks are a few more. */
const BATCH = 200
/** With the waits between them a day and a half: by then a person must look into the log. */
const MAX_TRIES = 24

export interface Follower {
  /** Follows it soon, or leaves it to {@link sweep}. Resolves when that is done; never throws. */
  take(webhook: FollowableWebhook): Promise<void>
  /** Takes over, once, what nobody followed in time, whoever stored it. */
  sweep(): Promise<void>
  /** Does so now and every few seconds, until it is stopped. */
  catchUp(): Worker
}

/** Webhooks about one thing that wait at the same time are one hint. */
interface Group {
  readonly channel: Channel
  readonly hint: WebhookHint
  readonly webhooks: FollowableWebhook[]
  readonly done: Promise<void>
  readonly end: () => void
}

/** `isKept`: whether one more that led nowhere stays in the inbox. */
export function createFollower(shell: Shell, isKept: (channel: string) => boolean): Follower {
  const waiting = new Map<string, Group>()
  const paces = createPaces(shell)
  /** What is being followed: of one thing at a time, or its writers would only race each other. */
  const active = new Set<string>()
  let waits = 0

  const pump = (): void => {
    for (const [key, group] of waiting) {
      if (active.size >= MAX_AT_ONCE) return
      if (active.has(key)) continue
      waiting.delete(key)
      active.add(key)
      void followGroup(shell, { paces, isKept, group }).finally(() => {
        active.delete(key)
        waits -= group.webhooks.length
        group.end()
        pump()
      })
    }
  }
  const take = async (webhook: FollowableWebhook): Promise<void> => {
    const channel = shell.channels.get(webhook.channel)
    const { hint } = webhook
    if (waits >= MAX_WAITING || channel === undefined || hint === null) return
    waits += 1
    const key = keyOf(webhook, hint)
    const group = waiting.get(key) ?? newGroup(channel, hint)
    group.webhooks.push(webhook)
    waiting.set(key, group)
    pump()
    await group.done
  }
  /** Answers whether more may be due. */
  const claimSome = async (): Promise<boolean> => {
    const limit = Math.min(BATCH, MAX_WAITING - waits)
    if (limit <= 0) return false
    const due = await shell.store.claimWebhooks({ now: shell.clock.now(), limit })
    const lost = due.filter((one) => one.tries > MAX_TRIES)
    if (lost.length > 0) await giveUp(shell, lost)
    await Promise.all(due.filter((one) => one.tries <= MAX_TRIES).map(take))
    return due.length === limit
  }
  return {
    take,
    sweep: async () => {
      while (await claimSome());
    },
    catchUp: () => {
      const stopping = new AbortController()
      const running = watch(shell, claimSome, stopping.signal)
      return {
        stop: async () => {
          stopping.abort()
          await running
        },
      }
    },
  }
}

async function watch(shell: Shell, claimSome: () => Promise<boolean>, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    const more = await claimSome().catch((error: unknown) => {
      shell.log.error({ error: `${error}` }, 'the inbox could not be read; it is tried again')
      return false
    })
    if (!more) await shell.clock.sleep(CATCH_UP_EVERY_MS, stopping)
  }
}

/** A deposit notice is weighed by itself; hints say no more than "look". */
const keyOf = ({ id, channel }: FollowableWebhook, { ref, orderNumber, deposit }: WebhookHint): string =>
  JSON.stringify(deposit === undefined ? [channel, ref, orderNumber] : [id])

function newGroup(channel: Channel, hint: WebhookHint): Group {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { channel, hint, webhooks: [], done: promise, end: resolve }
}

type Paces = (channel: string) => Pace

function createPaces({ clock, members }: Shell): Paces {
  const made = new Map<string, Pace>()
  return (channel) => {
    const pace = made.get(channel) ?? createPace(() => members.share(UNKNOWN_PER_SECOND), clock)
    made.set(channel, pace)
    return pace
  }
}

async function giveUp(shell: Shell, lost: readonly FollowableWebhook[]): Promise<void> {
  const ids = lost.map(({ id }) => id)
  shell.log.error({ ids }, 'webhooks could not be followed, however often it was tried; look at their payments')
  await shell.store.markWebhooks(lost, { state: 'failed', paymentId: null })
}

interface Taken {
  readonly paces: Paces
  readonly isKept: (channel: string) => boolean
  readonly group: Group
}

/** What fails stays in the store, and is due again by itself. */
async function followGroup(shell: Shell, { paces, isKept, group }: Taken): Promise<void> {
  const { channel, hint, webhooks } = group
  try {
    await shell.probe('webhook.answered')
    const became = await follow(shell, { channel, hint, pace: paces(channel.name) })
    if (became === 'again') return
    if (became.state === 'overflow' && !isKept(channel.name)) await shell.store.dropWebhooks(webhooks)
    else await shell.store.markWebhooks(webhooks, became)
  } catch (error) {
    shell.log.error({ channel: channel.name, error: `${error}` }, 'a webhook could not be followed; it is tried again')
  }
}

interface Following {
  readonly channel: Channel
  readonly hint: WebhookHint
  readonly pace: Pace
}

type Became = { readonly state: InboxState; readonly paymentId: PaymentId | null }

async function follow(shell: Shell, { channel, hint, pace }: Following): Promise<Became | 'again'> {
  const { ref, orderNumber } = hint
  const known = await shell.store.paymentOfReference(channel.name, { ref, orderNumber })
  if (known !== null) {
    const told = await step(shell, known, eventOf(hint))
    return told.ok ? { state: 'heard', paymentId: known } : 'again'
  }
  if (channel.unknownPayments === 'ignore') return { state: 'unknown', paymentId: null }
  if (pace.available() < 1) return { state: 'overflow', paymentId: null }
  pace.take(1)
  const net = channel.unknownPayments === 'net' ? 'on' : 'watch'
  const heard = { channel: channel.name, ref, orderNumber, orderId: null, claim: null, heard: true } as const
  const adopted = await adopt(shell, { ...heard, net })
  if (adopted.ok) return { state: 'adopted', paymentId: adopted.file.payment.id }
  return adopted.refusal.code === 'MD_NOT_TOLD' ? 'again' : { state: 'unknown', paymentId: null }
}

function eventOf({ event, deposit }: WebhookHint) {
  if (deposit === undefined) return { type: 'hint', event } as const
  const { trusted, ...notice } = deposit
  return { type: 'deposit_notice', notice: notice satisfies DepositNotice, trusted } as const
}
