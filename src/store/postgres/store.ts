/** The store on PostgreSQL: one exported query per function, put together here. */
import { Kysely, PostgresDialect, sql } from 'kysely'
import { attentionEntryOf } from '../../core/payment/attention.ts'
import type { PaymentFile } from '../../core/payment/payment.ts'
import { type Instant, instant, toIso } from '../../core/time.ts'
import type { Random } from '../../ports/random.ts'
import type { ProviderCall, Store, Written } from '../../ports/store.ts'
import type { Vault } from '../vault.ts'
import type { Database } from './database.ts'
import { deliveriesOf } from './deliveries.ts'
import { endpointsOf } from './endpoints.ts'
import * as feed from './feed.ts'
import * as inbox from './inbox.ts'
import { toJson } from './json.ts'
import * as keys from './keys.ts'
import { createLowWater, type LowWater } from './low-water.ts'
import { createMembership, type Membership } from './membership.ts'
import * as net from './net.ts'
import { refundsDueSoon } from './owed.ts'
import { createPool } from './pool.ts'
import * as queue from './queue.ts'
import * as read from './read.ts'
import { reconciliationOf } from './reconcile.ts'
import { recoveryOf } from './recovery.ts'
import { resealAll } from './reseal.ts'
import { forgetRefundAccounts } from './retention.ts'
import { createSealer, type Sealer } from './seal.ts'
import { webhooksIn } from './webhooks-in.ts'
import { insert, save } from './write.ts'

export interface PostgresOptions {
  readonly connectionString: string
  readonly vault: Vault
  readonly random: Random
  /** Hears of connections that break while idle. */
  readonly onTrouble: (error: Error) => void
}

/** Partitions are made this many months ahead of the first one asked for. */
const PARTITION_MONTHS = 3
/** Any fixed number. */
const PARTITIONS_LOCK = 4_000_003

/** Opens a migrated database. Throws where it was sealed with another secret: reading on would lose net cancels. */
export async function openPostgresStore(options: PostgresOptions): Promise<Store> {
  const pool = createPool(options.connectionString, options.onTrouble)
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  try {
    const problem = await keys.secretProblem(db, options.vault)
    if (problem !== null) throw new Error(problem)
  } catch (error) {
    await db.destroy()
    throw error
  }
  const membership = createMembership(pool)
  const lowWater = createLowWater()
  const sealer = createSealer(options.vault, options.random)
  return {
    ...paymentsOf(db, sealer, lowWater),
    ...queueOf(db, membership, lowWater),
    ...webhooksIn(db, sealer),
    ...differencesOf(db),
    ...feedOf(db),
    ...endpointsOf(db, sealer),
    ...deliveriesOf(db, sealer),
    ...netOf(db),
    ...recoveryOf(db),
    ...keysOf(db),
    ...housekeepingOf(db, options),
    reconciliation: reconciliationOf(db, membership),
    close: async () => {
      membership.leave()
      await db.destroy()
    },
  }
}

const paymentsOf = (db: Kysely<Database>, sealer: Sealer, lowWater: LowWater) =>
  ({
    load: (id) => read.load(db, sealer, id),
    paymentOfCancellation: (id) => read.paymentOfCancellation(db, id),
    cancellationOfKey: (key) => read.cancellationOfKey(db, key),
    paymentOfReference: (channel, reference) => read.paymentOfReference(db, channel, reference),
    attemptsOf: (orderId) => read.attemptsOf(db, sealer, orderId),
    nextSerial: () => read.nextSerial(db),
    insert: (payment) => announced(lowWater, payment.file, insert(db, sealer, payment)),
    save: (write) => announced(lowWater, write.file, save(db, sealer, write)),
    list: (query) => read.list(db, sealer, query),
    timeline: (id, page) => read.timeline(db, id, page),
    recordCall: (call) => recordCall(db, call),
  }) satisfies Partial<Store>

const queueOf = (db: Kysely<Database>, membership: Membership, lowWater: LowWater) =>
  ({
    claim: async (request) => queue.claim(db, { member: await membership.id(), lowWater }, request),
    release: (claims) => queue.release(db, lowWater, claims),
    members: async () => {
      await membership.id()
      return await queue.countMembers(db)
    },
    dueCounts: (aheadMs) => queue.dueCounts(db, aheadMs),
    refundsDueSoon: () => refundsDueSoon(db),
  }) satisfies Partial<Store>

const differencesOf = (db: Kysely<Database>) =>
  ({
    discrepancies: (query) => inbox.discrepancies(db, query),
    resolveDiscrepancy: (id, resolution) => inbox.resolveDiscrepancy(db, id, resolution),
  }) satisfies Partial<Store>

function feedOf(db: Kysely<Database>) {
  const mark = feed.createFeedMark()
  return {
    sequenceFeed: (limit) => feed.sequenceFeed(db, mark, limit),
    feed: (page) => feed.feed(db, page),
    feedHead: () => feed.feedHead(db),
  } satisfies Partial<Store>
}

const netOf = (db: Kysely<Database>) =>
  ({
    netStates: () => net.netStates(db),
    changeNet: (channel, change) => net.changeNet(db, channel, change),
    deadlinesPassed: (channel, window) => net.deadlinesPassed(db, channel, window),
    untied: (page) => net.untied(db, page),
    lastBeat: () => net.lastBeat(db),
    beat: (at) => net.beat(db, at),
  }) satisfies Partial<Store>

const keysOf = (db: Kysely<Database>) =>
  ({
    addApiKey: (key) => keys.addApiKey(db, key),
    findApiKey: (hash) => keys.findApiKey(db, hash),
    apiKeys: () => keys.apiKeys(db),
    revokeApiKey: (id, at) => keys.revokeApiKey(db, id, at),
  }) satisfies Partial<Store>

const housekeepingOf = (db: Kysely<Database>, secrets: Pick<PostgresOptions, 'vault' | 'random'>) =>
  ({
    reseal: () => resealAll(db, secrets),
    forgetRefundAccounts: (settledBefore, limit) => forgetRefundAccounts(db, settledBefore, limit),
    makePartitions: (from) => makePartitions(db, from),
    ping: async () => {
      await sql`select 1`.execute(db)
    },
    now: async () => {
      const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db)
      return instant(rows[0]?.now.getTime() ?? Number.NaN)
    },
  }) satisfies Partial<Store>

/** One process at a time: two that make the same month at once would refuse each other. */
async function makePartitions(db: Kysely<Database>, from: Instant): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(${PARTITIONS_LOCK})`.execute(trx)
    await sql`select make_partitions(${toIso(from).slice(0, 10)}::date, ${PARTITION_MONTHS})`.execute(trx)
  })
}

/** Tells after the commit when the file is due: a claim that sees the row must also begin low enough to meet it. */
async function announced(lowWater: LowWater, file: PaymentFile, writing: Promise<Written>): Promise<Written> {
  try {
    return await writing
  } finally {
    const entry = attentionEntryOf(file)
    if (entry !== null) lowWater.lower(file.payment.channel, entry)
  }
}

async function recordCall(db: Kysely<Database>, call: ProviderCall): Promise<void> {
  await db
    .insertInto('provider_calls')
    .values({
      payment_id: call.paymentId,
      cancellation_id: call.cancellationId,
      channel: call.channel,
      operation: call.operation,
      endpoint: call.endpoint,
      request: toJson(call.request),
      http_status: call.httpStatus,
      response: toJson(call.response),
      trouble: call.trouble,
      outcome: call.outcome,
      took_ms: Math.round(call.tookMs),
      at: new Date(call.at),
    })
    .execute()
}
