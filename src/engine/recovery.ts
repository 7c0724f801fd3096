/** After a restore or failover: asks the provider about all that the lost time may have touched, before money moves. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Refusal, refuse } from '../core/errors.ts'
import type { Evidence } from '../core/evidence.ts'
import { ID_RANDOM_BYTES } from '../core/ids.ts'
import { isRecovering } from '../core/payment/draft.ts'
import type { Payment } from '../core/payment/payment.ts'
import { after, DAY_MS, type Instant, MINUTE_MS, SECOND_MS, toIso } from '../core/time.ts'
import type { ListPage } from '../ports/provider.ts'
import type { Recovery } from '../ports/recovery.ts'
import { adopt, fileToBe } from './adopt.ts'
import { callProvider } from './call.ts'
import type { Channel } from './channel.ts'
import type { EngineDeps } from './deps.ts'
import type { Shell } from './effects.ts'
import { createPace } from './pace.ts'
import { step } from './step.ts'

export interface RecoverWish {
  /** The recovery point; null = the last heartbeat that the database knows. */
  readonly since: Instant | null
  /** How much older payments are doubted although nothing of them is open, ms. */
  readonly backMs: number
}

export interface ReleaseRecoveryWish {
  readonly channel: string
  readonly reason: string
  readonly by: string
  /** What could not be asked goes to the desk, instead of keeping the channel closed. */
  readonly unanswered: 'wait' | 'hold'
}

/** How a recovery stands, for `GET /v1/net`. */
export interface RecoveryView {
  readonly at: Instant
  readonly since: Instant
  /** `looking`: not everything was asked. `waiting`: for an operator’s release. */
  readonly state: 'looking' | 'waiting' | 'releasing'
  readonly open: number
  readonly held: number
  readonly adopted: number
  readonly trouble: string | null
}

/** Longer than any refund is repeated by a merchant that has not heard its answer. */
export const DEFAULT_BACK_MS = 7 * DAY_MS

const PAGE = 200
/** Longer than a page of marks or one call; a process that died loses it after that. */
const LEASE_MS = 60 * SECOND_MS
/** Clocks differ, and a provider may book a little earlier than we wrote. */
const LIST_MARGIN_MS = 10 * MINUTE_MS
/** A list that does not end is a riddle for a person; at 100 rows a page this is a million. */
const MAX_LIST_PAGES = 10_000
const PACE_WAIT_MS = 50

/** Must run before the first heartbeat, and before anything else looks at a payment. */
export async function beginRecovery(deps: EngineDeps, wish: RecoverWish): Promise<void> {
  const { store, clock, channels, log } = deps
  const now = clock.now()
  const since = wish.since ?? (await store.lastBeat())
  if (since === null) throw new Error('There is no heartbeat in the database: name the recovery point with --since.')
  if (since > now) throw new Error(`The recovery point ${toIso(since)} is in the future.`)
  const begun = await store.beginRecovery({
    channels: [...channels.keys()],
    since,
    backTo: after(since, -wish.backMs),
    at: now,
  })
  const data = { alert: 'recovery', since: toIso(since), channels: begun }
  if (begun.length === 0) log.warn(data, 'the recovery is under way already and goes on')
  else log.warn(data, `recovery begun: no money call before an operator’s release`)
}

export interface Recoverer {
  /** Does what can be done now, if no other process does; resolves when it is done. One run at a time. */
  advance(): Promise<void>
  stop(): Promise<void>
}

export function createRecoverer(shell: Shell): Recoverer {
  const me = Buffer.from(shell.random.bytes(ID_RANDOM_BYTES)).toString('hex')
  const stopping = new AbortController()
  let running: Promise<void> | null = null
  const run = async (): Promise<void> => {
    for (const recovery of await shell.store.recoveries()) {
      const channel = shell.channels.get(recovery.channel)
      if (channel === undefined || stopping.signal.aborted) continue
      await advanceOne({ shell, channel, recovery, me, stopped: () => stopping.signal.aborted })
    }
  }
  const advance = (): Promise<void> => {
    running ??= run().finally(() => {
      running = null
    })
    return running
  }
  return {
    advance,
    stop: async () => {
      stopping.abort()
      await running?.catch(() => undefined)
    },
  }
}

interface Work {
  readonly shell: Shell
  readonly channel: Channel
  readonly recovery: Recovery
  readonly me: string
  readonly stopped: () => boolean
}

async function advanceOne(work: Work): Promise<void> {
  const { shell, recovery } = work
  if (!(await keep(work))) return
  try {
    if (recovery.markedAt === null && !(await markAll(work))) return
    if (recovery.listedAt === null && !(await listAll(work))) return
    if (recovery.releaseWanted !== null) await settleAll(work)
  } catch (error) {
    shell.log.error({ channel: recovery.channel, error: `${error}` }, 'the recovery stands still; it is tried again')
    await shell.store.noteRecovery(recovery.id, { trouble: 'see the log' })
  } finally {
    await shell.store.leaseRecovery(recovery.id, { by: work.me, ms: 0 })
  }
}

/** False where another process has it, or this one is stopping. */
const keep = async ({ shell, recovery, me, stopped }: Work): Promise<boolean> =>
  !stopped() && (await shell.store.leaseRecovery(recovery.id, { by: me, ms: LEASE_MS }))

async function markAll(work: Work): Promise<boolean> {
  const { shell, recovery } = work
  for (let last = recovery.markedTo; ; ) {
    if (!(await keep(work))) return false
    const page = await shell.store.possiblyTouched(recovery, { after: last, limit: PAGE })
    for (const id of page) await mark(work, id)
    last = page.at(-1) ?? last
    if (last !== null) await shell.store.noteRecovery(recovery.id, { markedTo: last })
    if (page.length < PAGE) break
  }
  await shell.store.noteRecovery(recovery.id, { markedAt: shell.clock.now() })
  return true
}

async function mark({ shell, channel, recovery }: Work, id: Payment['id']): Promise<void> {
  const file = await shell.store.load(id)
  if (file === null || isRecovering(file.payment)) return
  const askable = file.payment.providerRef !== null || channel.provider.capabilities.inquiry.byOrder
  await step(shell, id, { type: 'recovery', phase: 'begin', since: recovery.since, askable })
}

/** Every page of the lost time: what we know is doubted too, what only the provider knows is adopted to be seen. */
async function listAll(work: Work): Promise<boolean> {
  const { shell, channel, recovery } = work
  const to = shell.clock.now()
  const pace = createPace(() => shell.members.share(channel.provider.capabilities.rate.perSecond), shell.clock)
  let { adopted } = recovery
  const seen = new Set<string>()
  for (let cursor: string | null = null, pages = 0; channel.provider.list !== null; pages += 1) {
    if (!(await keep(work))) return false
    if (pages === MAX_LIST_PAGES) throw new Error('the provider’s list does not end')
    await turn(pace)
    const page = await listPage(work, { from: after(recovery.since, -LIST_MARGIN_MS), to, cursor })
    if (page === null) return false
    for (const row of page.rows) {
      if (row.ref === null || seen.has(row.ref)) continue
      seen.add(row.ref)
      if (await meet(work, row, pace)) adopted += 1
    }
    await shell.store.noteRecovery(recovery.id, { adopted })
    cursor = page.next
    if (cursor === null) break
  }
  await shell.store.noteRecovery(recovery.id, { listedAt: shell.clock.now(), trouble: null })
  return true
}

/** Waits for its turn: the provider's rate limit holds here too. */
async function turn(pace: ReturnType<typeof createPace>): Promise<void> {
  while (pace.available() < 1) await sleep(PACE_WAIT_MS)
  pace.take(1)
}

async function listPage(
  { shell, channel, recovery }: Work,
  query: { from: Instant; to: Instant; cursor: string | null },
): Promise<ListPage | null> {
  const outcome = await callProvider(shell, shell.breakers, {
    operation: 'list',
    channel,
    file: fileToBe(shell, channel, { orderId: 'list', orderNumber: '', attempt: 1 }),
    cancellationId: null,
    decidedAt: { wall: shell.clock.now(), monotonicMs: shell.clock.monotonicMs() },
    make: async (context) => {
      if (channel.provider.list === null) throw new Error(`${channel.name} has no list`)
      return await channel.provider.list(query, context)
    },
  })
  if (outcome.kind === 'done') return outcome.evidence
  const trouble = `the provider’s list could not be read: ${outcome.kind} ${outcome.answer.message}`.trim()
  shell.log.warn({ channel: channel.name, outcome: outcome.kind }, 'the list of the lost time could not be read yet')
  await shell.store.noteRecovery(recovery.id, { trouble })
  return null
}

/** True where it was adopted. A payment that cannot be adopted is one that no money came for. */
async function meet(work: Work, row: Evidence, pace: ReturnType<typeof createPace>): Promise<boolean> {
  const { shell, channel } = work
  const orderNumber = row.orderNumber ?? null
  const known = await shell.store.paymentOfReference(channel.name, { ref: row.ref, orderNumber })
  if (known !== null) {
    await mark(work, known)
    return false
  }
  await turn(pace)
  const orderId = orderNumber === null ? null : await orderOf(shell, orderNumber)
  const wish = { channel: channel.name, ref: row.ref, orderNumber, net: 'watch', claim: null } as const
  const adopted = await adopt(shell, { ...wish, orderId })
  // The order may have an open payment by our books: then it stands under the provider's own number.
  const again = !adopted.ok && adopted.refusal.code === 'MD_ORDER_HAS_OPEN_PAYMENT' && orderId !== null
  const last = again ? await adopt(shell, { ...wish, orderId: row.ref }) : adopted
  if (!last.ok && !(NO_MONEY as readonly string[]).includes(last.refusal.code)) {
    throw new Error(`${row.ref} could not be adopted: ${last.refusal.code} ${last.refusal.detail}`)
  }
  return last.ok && last.created
}

const NO_MONEY = ['MD_NOTHING_TO_ADOPT'] as const

/** `ORDER-2` is the second payment of `ORDER`, where we know the first. */
async function orderOf(shell: Shell, orderNumber: string): Promise<string> {
  const [, base = '', attempt = ''] = /^(.+)-(\d{1,4})$/.exec(orderNumber) ?? []
  if (base === '' || Number(attempt) < 2) return orderNumber
  const { latest } = await shell.store.attemptsOf(base)
  return latest === null ? orderNumber : base
}

/** The operator's release: one decision for each payment, and only then the channel goes on. */
async function settleAll(work: Work): Promise<void> {
  const { shell, channel, recovery } = work
  const { partialProof } = channel.provider.capabilities.inquiry
  const event = { type: 'recovery', phase: 'end', orderCheck: channel.orderCheck !== null, partialProof } as const
  for (;;) {
    if (!(await keep(work))) return
    const page = await shell.store.heldForRecovery(channel.name, PAGE)
    for (const id of page) await step(shell, id, event)
    if (page.length === 0) break
  }
  await shell.store.endRecovery(recovery.id, shell.clock.now())
  const by = recovery.releaseWanted?.by ?? ''
  shell.log.warn({ channel: channel.name, alert: 'released', by }, `recovery of ${channel.name} released by ${by}`)
}

export async function recoveryViews({ store }: EngineDeps): Promise<ReadonlyMap<string, RecoveryView>> {
  const views = (await store.recoveries()).map(async (one) => [one.channel, await viewOf(store, one)] as const)
  return new Map(await Promise.all(views))
}

async function viewOf(store: EngineDeps['store'], recovery: Recovery): Promise<RecoveryView> {
  const { channel, since, beganAt, adopted, trouble, markedAt, listedAt, releaseWanted } = recovery
  const { open, held } = await store.countRecovering(channel)
  const looking = markedAt === null || listedAt === null || open > 0
  const state = releaseWanted !== null ? 'releasing' : looking ? 'looking' : 'waiting'
  return { at: beganAt, since, state, open, held, adopted, trouble }
}

/** Notes the operator's will; {@link Recoverer.advance} carries it out, on whatever process. */
export async function releaseRecovery(deps: EngineDeps, wish: ReleaseRecoveryWish): Promise<Refusal | null> {
  const { store, clock } = deps
  const recovery = (await store.recoveries()).find(({ channel }) => channel === wish.channel)
  if (recovery === undefined) return refuse('MD_NOTHING_TO_RELEASE', 'No recovery is under way.')
  const { open } = await store.countRecovering(wish.channel)
  const unread = recovery.markedAt === null || recovery.listedAt === null
  if (unread || (open > 0 && wish.unanswered === 'wait')) {
    const what = unread ? `the lost time was not read yet (${recovery.trouble ?? 'under way'})` : `${open} are open`
    return refuse('MD_RECOVERY_UNFINISHED', what)
  }
  const { channel, by, reason } = wish
  await store.wantRelease({ channel, by, reason, at: clock.now() })
  return null
}
