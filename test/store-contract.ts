/** What every store promises, told once and held against each of them: PostgreSQL, and the one in memory. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { CancellationId, PaymentId } from '../src/core/ids.ts'
import { type Amount, amount } from '../src/core/money.ts'
import type { Context } from '../src/core/payment/draft.ts'
import type { Payment, PaymentFile } from '../src/core/payment/payment.ts'
import { register } from '../src/core/payment/register.ts'
import { after as at, DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from '../src/core/time.ts'
import type { ClaimRequest, NewPayment, Store, Write } from '../src/ports/store.ts'
import {
  approvalOf,
  cancellationId,
  contextAt,
  evidence,
  happen,
  NOON,
  paymentId,
  REGISTRATION,
  RETURN,
  TOTAL,
  told,
  withPayment,
  withRefund,
} from './core.ts'

export interface Stored {
  readonly store: Store
  /** The same database, as another process has it. */
  readonly another: () => Promise<Store>
}

let made = 0

/** A registration with names that no other has; each test works on a channel of its own. */
function newborn(change: Partial<Payment> = {}): NewPayment {
  made += 1
  const orderId = `CONTRACT${made}`
  const wish = { ...REGISTRATION, id: paymentId(1, at(NOON, made)), orderId, providerOrderId: orderId }
  const { file, timeline } = register({ ...wish, channel: `channel${made}` }, NOON)
  return { file: withPayment(file, change), timeline, at: NOON, fingerprint: `print of ${orderId}`, supersede: null }
}

const context = (change: Partial<Context> = {}): Context => ({ ...contextAt(NOON), ...change })

const writeOf = (before: PaymentFile, file: PaymentFile, change: Partial<Write> = {}): Write => ({
  before,
  file: withPayment(file, { version: before.payment.version + 1 }),
  timeline: [{ type: 'payment.retried', data: { by: 'test' } }],
  at: NOON,
  ...change,
})

function paidFile(file: PaymentFile): { file: PaymentFile; writes: readonly Write[] } {
  const ref = `T${file.payment.orderId}`
  const started = happen(file, { ...RETURN, ref }, context())
  const charge = approvalOf(told(evidence('paid', { ref, amount: TOTAL })))
  const paid = happen(started.file, charge, context())
  const writes = [
    { before: file, file: started.file, timeline: started.timeline, at: NOON },
    { before: started.file, file: paid.file, timeline: paid.timeline, at: NOON },
  ]
  return { file: paid.file, writes }
}

/** Stores a payment that was just paid. */
async function pay(store: Store, change: Partial<Payment> = {}): Promise<PaymentFile> {
  const born = newborn(change)
  expect(await store.insert(born)).toBe('saved')
  const { file, writes } = paidFile(born.file)
  for (const write of writes) expect(await store.save(write)).toBe('saved')
  return file
}

const refundId = (): CancellationId => {
  made += 1
  return cancellationId(1, at(NOON, made))
}

const claimOf = ({ payment }: PaymentFile, change: Partial<ClaimRequest> = {}): ClaimRequest => ({
  channel: payment.channel,
  limit: 10,
  leaseMs: MINUTE_MS,
  blocked: [],
  aheadMs: 400 * DAY_MS,
  ...change,
})

export function describeStore(name: string, open: () => Promise<Stored>): void {
  let store: Store
  let another: Stored['another']
  beforeAll(async () => {
    const opened = await open()
    store = opened.store
    another = opened.another
  })

  describe(`${name}: writes`, () => {
    it('come back as they went in, with their timeline', async () => {
      const file = await pay(store, { metadata: { room: '바다방' }, buyer: { name: '홍길동' } })
      expect(await store.load(file.payment.id)).toEqual(file)
      const events = await store.timeline(file.payment.id, { after: 1, limit: 2 })
      expect(events.map(({ seq, type }) => [seq, type])).toEqual([
        [2, 'payment.approval_started'],
        [3, 'payment.paid'],
      ])
      expect(await store.load(paymentId(2))).toBeNull()
    })

    it('on a version that is no longer there store nothing', async () => {
      const file = await pay(store)
      const write = writeOf(file, withPayment(file, { orderName: 'other' }))
      expect(await store.save(write)).toBe('saved')
      expect(await store.save(write)).toBe('lost_race')
      const events = await store.timeline(file.payment.id, { after: 0, limit: 10 })
      expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4])
    })

    it('of a payment that nobody inserted store nothing', async () => {
      const { file } = newborn()
      expect(await store.save(writeOf(file, file))).toBe('lost_race')
      expect(await store.load(file.payment.id)).toBeNull()
    })

    it('refuse a reference that another payment of the channel has, and take it on another channel', async () => {
      const first = await pay(store)
      const { channel, providerRef } = first.payment
      const second = newborn({ channel })
      expect(await store.insert({ ...newborn(), file: withPayment(newborn().file, { providerRef }) })).toBe('saved')
      expect(await store.insert({ ...second, file: withPayment(second.file, { providerRef }) })).toBe('ref_taken')
      expect(await store.insert(second)).toBe('saved')
      expect(await store.save(writeOf(second.file, withPayment(second.file, { providerRef })))).toBe('ref_taken')
    })

    it('refuse a key that names another cancellation, for ever', async () => {
      const file = await pay(store)
      const [id, other] = [refundId(), refundId()]
      const key = { cancellationId: id, key: `key ${id}`, fingerprint: 'print' }
      const refunded = withRefund(file, amount(100), id)
      const write = writeOf(file, refunded, { key })
      expect(await store.save(write)).toBe('saved')
      const again = writeOf(write.file, withRefund(write.file, amount(200), other), {
        key: { ...key, cancellationId: other },
      })
      expect(await store.save(again)).toBe('key_taken')
      expect(await store.cancellationOfKey(key.key)).toEqual({ ...key, paymentId: file.payment.id })
      expect(await store.cancellationOfKey('no such key')).toBeNull()
      expect(await store.paymentOfCancellation(id)).toBe(file.payment.id)
      expect(await store.paymentOfCancellation(other)).toBeNull()
    })

    it('refuse a second cancellation under way', async () => {
      const file = await pay(store)
      const two = [refundId(), refundId()].reduce((next, id) => withRefund(next, amount(100), id), file)
      const sending = { ...two, cancellations: two.cancellations.map((one) => ({ ...one, state: 'sending' as const })) }
      expect(await store.save(writeOf(file, sending))).toBe('lost_race')
    })

    it('that would return more than was paid are refused loudly, and store nothing', async () => {
      const file = await pay(store)
      const more = { ...file.payment.amounts, inFlight: amount(TOTAL + 1) }
      await expect(store.save(writeOf(file, withPayment(file, { amounts: more })))).rejects.toThrow()
      const twice = [refundId(), refundId()].reduce((next, id) => withRefund(next, amount(100), id), file)
      const named = twice.cancellations.map((one) => ({ ...one, providerCancelId: 'P1' }))
      await expect(store.save(writeOf(file, { ...twice, cancellations: named }))).rejects.toThrow()
      expect(await store.load(file.payment.id)).toEqual(file)
    })
  })

  describe(`${name}: registrations`, () => {
    it('let one payment of an order be open at a time', async () => {
      const first = newborn()
      const second = { ...newborn(), file: withPayment(newborn().file, { orderId: first.file.payment.orderId }) }
      const next = { ...second, file: withPayment(second.file, { attempt: 2 }) }
      expect(await store.insert(first)).toBe('saved')
      expect(await store.insert(first)).toBe('lost_race')
      expect(await store.insert(second)).toBe('lost_race')
      expect(await store.insert(next)).toBe('lost_race')
      const { orderId } = first.file.payment
      const { latest } = await store.attemptsOf(orderId)
      expect(latest).toEqual({ file: first.file, fingerprint: first.fingerprint })
      expect((await store.attemptsOf('no such order')).latest).toBeNull()
    })

    it('mark the attempt that they replace in the same transaction, or do nothing', async () => {
      const first = newborn()
      await store.insert(first)
      const { orderId, id } = first.file.payment
      const next = newborn()
      const file = withPayment(next.file, { orderId, attempt: 2 })
      const supersede = writeOf(first.file, withPayment(first.file, { supersededBy: file.payment.id }))
      const stale = { ...supersede, before: withPayment(first.file, { version: 7 }) }
      expect(await store.insert({ ...next, file, supersede: stale })).toBe('lost_race')
      expect(await store.load(file.payment.id)).toBeNull()
      const taken = await pay(store)
      const { channel, providerRef } = taken.payment
      const conflicting = withPayment(file, { channel, providerRef })
      expect(await store.insert({ ...next, file: conflicting, supersede })).toBe('ref_taken')
      expect((await store.load(id))?.payment.supersededBy).toBeNull()
      expect(await store.insert({ ...next, file, supersede })).toBe('saved')
      expect((await store.load(id))?.payment.supersededBy).toBe(file.payment.id)
      expect((await store.attemptsOf(orderId)).latest?.file.payment.id).toBe(file.payment.id)
    })

    it('get numbers that nobody else gets', async () => {
      const other = await another()
      const serials = await Promise.all([store, other, store, other].map((one) => one.nextSerial()))
      expect(new Set(serials).size).toBe(serials.length)
      await other.close()
    })
  })

  describe(`${name}: what is looked for`, () => {
    it('is found by reference, else by the newest payment with that order number', async () => {
      const file = await pay(store)
      const { id, channel, providerRef: ref, providerOrderId: orderNumber } = file.payment
      const newer = newborn({ channel, providerOrderId: orderNumber })
      await store.insert(newer)
      expect(await store.paymentOfReference(channel, { ref, orderNumber })).toBe(id)
      expect(await store.paymentOfReference(channel, { ref: 'X', orderNumber })).toBe(newer.file.payment.id)
      expect(await store.paymentOfReference(channel, { ref: 'X', orderNumber: null })).toBeNull()
      expect(await store.paymentOfReference('elsewhere', { ref, orderNumber })).toBeNull()
    })

    it('is listed newest first, by what it is, page by page', async () => {
      const one = await pay(store)
      const { channel } = one.payment
      const two = newborn({ channel })
      await store.insert(two)
      const ids = async (query: object) =>
        (await store.list({ channel, limit: 10, ...query })).map(({ payment }) => payment.id)
      expect(await ids({})).toEqual([two.file.payment.id, one.payment.id])
      expect(await ids({ limit: 1 })).toEqual([two.file.payment.id])
      expect(await ids({ cursor: two.file.payment.id })).toEqual([one.payment.id])
      expect(await ids({ state: 'paid' })).toEqual([one.payment.id])
      expect(await ids({ orderId: one.payment.orderId })).toEqual([one.payment.id])
      expect(await ids({ attention: 'order_missing' })).toEqual([one.payment.id])
      expect(await ids({ attention: 'needs_operator' })).toEqual([])
      expect(await ids({ from: at(NOON, 1) })).toEqual([])
      const held = withPayment(one, { hold: { at: NOON, cause: 'desync', detail: 'differs' } })
      await store.save(writeOf(one, held))
      expect(await ids({ attention: 'needs_operator' })).toEqual([one.payment.id])
      expect(await ids({ attention: 'order_missing' })).toEqual([])
    })
  })

  describe(`${name}: claims`, () => {
    it('are of what is due, oldest first, and of nobody else’s', async () => {
      const late = await pay(store, { orderWithinMs: HOUR_MS })
      const { channel } = late.payment
      const soon = await pay(store, { channel, orderWithinMs: MINUTE_MS })
      const request = claimOf(late)
      const before = at(NOON, -HOUR_MS) - (await store.now())
      expect(await store.claim({ ...request, aheadMs: before })).toEqual([])
      const [first, ...none] = await store.claim({ ...request, limit: 1 })
      expect([first?.paymentId, first?.reason, none.length]).toEqual([soon.payment.id, 'order_missing', 0])
      const other = await another()
      const rest = await other.claim(request)
      expect(rest.map(({ paymentId: id }) => id)).toEqual([late.payment.id])
      expect(await store.claim(request)).toEqual([])
      await store.release([...(first === undefined ? [] : [first])])
      expect((await store.claim(request)).map(({ paymentId: id }) => id)).toEqual([soon.payment.id])
      await other.close()
    })

    it('run out, and whoever took over keeps what the first one then gives back', async () => {
      const file = await pay(store)
      const [first] = await store.claim(claimOf(file))
      const [second] = await store.claim(claimOf(file, { aheadMs: 400 * DAY_MS + 2 * MINUTE_MS }))
      expect(second?.paymentId).toBe(file.payment.id)
      await store.release(first === undefined ? [] : [first])
      expect(await store.claim(claimOf(file, { aheadMs: 400 * DAY_MS + 2 * MINUTE_MS }))).toEqual([])
    })

    it('of a process that ended are free before they run out', async () => {
      const file = await pay(store)
      const other = await another()
      expect(await other.claim(claimOf(file))).toHaveLength(1)
      expect(await store.claim(claimOf(file))).toEqual([])
      const members = await store.members()
      await other.close()
      await expect.poll(() => store.claim(claimOf(file)), { timeout: 10_000 }).toHaveLength(1)
      expect(await store.members()).toBe(members - 1)
    })

    it('leave out reasons that are stopped', async () => {
      const file = await pay(store)
      expect(await store.claim(claimOf(file, { blocked: ['order_missing'] }))).toEqual([])
      expect(await store.claim(claimOf(file))).toHaveLength(1)
    })

    it('are not lost by a write of somebody else, and end with the question', async () => {
      const file = await pay(store)
      await store.claim(claimOf(file))
      const again = writeOf(file, withPayment(file, { orderDueAt: at(NOON, MINUTE_MS) }))
      expect(await store.save(again)).toBe('saved')
      expect(await store.claim(claimOf(file))).toEqual([])
      const tied = withPayment(again.file, { order: { ref: 'R', recordedAt: NOON } })
      expect(await store.save(writeOf(again.file, tied))).toBe('saved')
      const muchLater = claimOf(file, { aheadMs: 800 * DAY_MS })
      expect(await store.claim(muchLater)).toEqual([])
    })

    it('are counted by channel and reason, the desk with them', async () => {
      const file = await pay(store)
      const { channel } = file.payment
      const countsAt = async (then: Instant) => {
        const counts = await store.dueCounts(then - (await store.now()))
        return counts.filter((one) => one.channel === channel)
      }
      const waiting = { channel, reason: 'order_missing', due: 0, waiting: 1 }
      expect(await countsAt(NOON)).toEqual([waiting])
      expect(await countsAt(at(NOON, HOUR_MS))).toEqual([{ ...waiting, due: 1, waiting: 0 }])
      await store.save(writeOf(file, withPayment(file, { hold: { at: NOON, cause: 'desync', detail: '' } })))
      expect(await countsAt(NOON)).toEqual([{ channel, reason: 'needs_operator', due: 1, waiting: 0 }])
    })
  })

  describe(`${name}: the feed`, () => {
    it('gives each event one place, in the order in which they were stored', async () => {
      while ((await store.sequenceFeed(1_000)) > 0);
      const head = await store.feedHead()
      const file = await pay(store)
      expect(await store.feed({ after: head, limit: 10 })).toEqual([])
      expect(await store.sequenceFeed(2)).toBe(2)
      expect(await store.feedHead()).toBe(head + 2)
      expect(await store.sequenceFeed(10)).toBe(1)
      expect(await store.sequenceFeed(10)).toBe(0)
      const events = await store.feed({ after: head, limit: 10 })
      expect(events.map(({ feedSeq, seq }) => [feedSeq, seq])).toEqual([1, 2, 3].map((n) => [head + n, n]))
      expect(await store.feed({ after: head, limit: 1 })).toEqual(events.slice(0, 1))
      expect(await store.feed({ after: 0, limit: 10, paymentId: file.payment.id })).toEqual(events)
    })
  })

  describe(`${name}: the net`, () => {
    it('keeps a brake as it was first pulled, and tells an alert once', async () => {
      const channel = newborn().file.payment.channel
      const stateOf = async () => (await store.netStates()).find((one) => one.channel === channel)
      expect(await store.changeNet(channel, { what: 'brake', at: NOON, detail: 'first' })).toBe(true)
      expect(await store.changeNet(channel, { what: 'brake', at: at(NOON, 1), detail: 'second' })).toBe(false)
      expect(await store.changeNet(channel, { what: 'pause', at: at(NOON, 2), detail: 'key' })).toBe(true)
      expect(await stateOf()).toMatchObject({
        channel,
        brake: { at: NOON, detail: 'first' },
        brakeReleasedAt: null,
        pause: { at: at(NOON, 2), detail: 'key' },
        alertedAt: at(NOON, 2),
      })
      const alert = { what: 'alerted', at: at(NOON, MINUTE_MS), ifNotSince: at(NOON, 2) } as const
      expect(await store.changeNet(channel, alert)).toBe(true)
      expect(await store.changeNet(channel, alert)).toBe(false)
      await store.changeNet(channel, { what: 'release_brake', at: at(NOON, 3) })
      await store.changeNet(channel, { what: 'release_pause', at: at(NOON, 4) })
      expect(await stateOf()).toMatchObject({ brake: null, pause: null, brakeReleasedAt: at(NOON, 3) })
    })

    it('counts the deadlines that passed, and the orphans that still wait', async () => {
      const file = await pay(store, { orderWithinMs: 10 * MINUTE_MS })
      const { channel } = file.payment
      await pay(store, { channel, orderWithinMs: 20 * MINUTE_MS })
      const tied = await pay(store, { channel, orderWithinMs: 20 * MINUTE_MS })
      await store.save(writeOf(tied, withPayment(tied, { order: { ref: 'R', recordedAt: NOON } })))
      const minute = (n: number) => at(NOON, n * MINUTE_MS)
      const count = (from: number, to: number, releasedAt = 0 as Instant) =>
        store.deadlinesPassed(channel, { from: minute(from), to: minute(to), releasedAt })
      expect(await count(0, 30)).toEqual({ passed: 3, orphans: 2 })
      expect(await count(0, 15)).toEqual({ passed: 1, orphans: 1 })
      expect(await count(15, 30)).toEqual({ passed: 3, orphans: 2 })
      expect(await count(25, 30)).toEqual({ passed: 2, orphans: 2 })
      expect(await count(0, 30, minute(15))).toEqual({ passed: 2, orphans: 1 })
    })

    it('walks through money without an order, and remembers the latest beat', async () => {
      const [one, two] = [await pay(store), await pay(store)]
      const ids = async (from: PaymentId | null, limit = 1_000) => await store.untied({ after: from, limit })
      expect(await ids(null)).toEqual(expect.arrayContaining([one.payment.id, two.payment.id]))
      expect(await ids(one.payment.id, 1)).toEqual([two.payment.id])
      await store.save(writeOf(two, withPayment(two, { order: { ref: 'R', recordedAt: NOON } })))
      expect(await ids(one.payment.id)).toEqual([])
      await store.beat(at(NOON, 5))
      await store.beat(NOON)
      expect(await store.lastBeat()).toBe(at(NOON, 5))
    })
  })

  describe(`${name}: beside payments`, () => {
    const hint = { kind: 'hint', event: 'paid', ref: 'R', orderNumber: null, proven: null } as const
    const entry = { headers: {}, contentType: 'text/plain', source: '127.0.0.1', body: new Uint8Array([1]), at: NOON }

    it('a webhook is followed by one at a time until somebody says what became of it', async () => {
      const { channel } = newborn().file.payment
      const key = await store.keepWebhook({ ...entry, channel, reading: hint, followAt: at(NOON, MINUTE_MS) })
      await store.keepWebhook({ ...entry, channel, reading: { kind: 'refused', why: 'forged' }, followAt: null })
      const claimed = async (minutes: number) => {
        const due = await store.claimWebhooks({ now: at(NOON, minutes * MINUTE_MS), limit: 100 })
        return due.filter((one) => one.channel === channel)
      }
      expect(await claimed(0)).toEqual([])
      expect(await claimed(1)).toEqual([{ ...key, channel, hint, tries: 1 }])
      expect(await claimed(1)).toEqual([])
      expect(await claimed(2)).toMatchObject([{ tries: 2 }])
      expect(await claimed(3)).toEqual([])
      await store.markWebhooks([key], { state: 'heard', paymentId: null })
      expect(await claimed(1_000)).toEqual([])
    })

    it('a difference is opened by what tells it, and resolved once', async () => {
      const file = await pay(store)
      const { id: paymentId, channel } = file.payment
      const opened = { type: 'discrepancy.opened', data: { kind: 'desync', detail: 'differs' } } as const
      await store.save(writeOf(file, file, { timeline: [opened] }))
      const [one, ...none] = await store.discrepancies({ channel, open: true, limit: 10 })
      expect(none).toEqual([])
      expect(one).toMatchObject({ paymentId, channel, kind: 'desync', detail: 'differs', resolved: null })
      const resolution = { at: NOON, by: 'kim', reason: 'seen' }
      expect(await store.resolveDiscrepancy(one?.id ?? 0, resolution)).toBe(true)
      expect(await store.resolveDiscrepancy(one?.id ?? 0, resolution)).toBe(false)
      expect(await store.discrepancies({ channel, open: true, limit: 10 })).toEqual([])
      expect(await store.discrepancies({ paymentId, limit: 10 })).toMatchObject([{ resolved: resolution }])
    })

    it('an account that the retention rule deleted stays deleted, whoever writes what was read before', async () => {
      const file = await pay(store)
      const refundAccount = { bank: 'SHINHAN', number: '1234567', holder: '홍길동', phone: null } as const
      const shownAccount = { bank: 'SHINHAN', number: '***4567' } as const
      const [refund] = withRefund(file, amount(100), refundId()).cancellations
      if (refund === undefined) throw new Error('no refund')
      const over = { state: 'done' as const, settledAt: NOON, reserved: amount(0) as Amount }
      const done = { ...file, cancellations: [{ ...refund, ...over, refundAccount, shownAccount }] }
      const write = writeOf(file, done)
      await store.save(write)
      expect((await store.load(file.payment.id))?.cancellations[0]?.refundAccount).toEqual(refundAccount)
      // PostgreSQL counts its age from when the row was written.
      const future = at(await store.now(), 400 * DAY_MS)
      expect(await store.forgetRefundAccounts(NOON, 10)).toBe(0)
      expect(await store.forgetRefundAccounts(future, 10)).toBe(1)
      await store.save(writeOf(write.file, write.file))
      const [kept] = (await store.load(file.payment.id))?.cancellations ?? []
      expect([kept?.refundAccount, kept?.shownAccount]).toEqual([null, shownAccount])
    })

    it('a key opens until it is revoked', async () => {
      const key = { id: 'key1', name: 'shop', hash: 'h1', hint: 'mk_1' }
      await store.addApiKey(key)
      expect(await store.findApiKey('h1')).toMatchObject({ id: 'key1', name: 'shop', revokedAt: null })
      expect(await store.revokeApiKey('key1', NOON)).toBe(true)
      expect(await store.revokeApiKey('key1', NOON)).toBe(false)
      expect(await store.findApiKey('h1')).toBeNull()
      expect(await store.apiKeys()).toMatchObject([{ id: 'key1', revokedAt: NOON }])
      await store.addApiKey(key)
      expect(await store.findApiKey('h1')).toMatchObject({ id: 'key1' })
    })
  })
}
