/** What the queue and the feed promise, told once and held against each store. */
import { describe, expect, it } from 'vitest'
import { amount } from '../../src/core/money.ts'
import type { AccountAsk, Payment, PaymentFile } from '../../src/core/payment/payment.ts'
import { after as at, DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from '../../src/core/time.ts'
import { NOON, newest, withPayment, withRefund } from '../core.ts'
import { claimOf, pay, refundId, type Stored, writeOf } from './files.ts'

export function describeWork(name: string, stored: () => Stored): void {
  describe(`${name}: claims`, () => {
    it('are of what is due, oldest first, and of nobody else’s', async () => {
      const late = await pay(stored().store, { orderWithinMs: HOUR_MS })
      const { channel } = late.payment
      const soon = await pay(stored().store, { channel, orderWithinMs: MINUTE_MS })
      const request = claimOf(late)
      const before = at(NOON, -HOUR_MS) - (await stored().store.now())
      expect(await stored().store.claim({ ...request, aheadMs: before })).toEqual([])
      const [first, ...none] = await stored().store.claim({ ...request, limit: 1 })
      expect([first?.paymentId, first?.reason, none.length]).toEqual([soon.payment.id, 'order_missing', 0])
      const other = await stored().another()
      const rest = await other.claim(request)
      expect(rest.map(({ paymentId: id }) => id)).toEqual([late.payment.id])
      expect(await stored().store.claim(request)).toEqual([])
      await stored().store.release([...(first === undefined ? [] : [first])])
      expect((await stored().store.claim(request)).map(({ paymentId: id }) => id)).toEqual([soon.payment.id])
      await other.close()
    })

    it('run out, and whoever took over keeps what the first one then gives back', async () => {
      const file = await pay(stored().store)
      const [first] = await stored().store.claim(claimOf(file))
      const [second] = await stored().store.claim(claimOf(file, { aheadMs: 400 * DAY_MS + 2 * MINUTE_MS }))
      expect(second?.paymentId).toBe(file.payment.id)
      await stored().store.release(first === undefined ? [] : [first])
      expect(await stored().store.claim(claimOf(file, { aheadMs: 400 * DAY_MS + 2 * MINUTE_MS }))).toEqual([])
    })

    it('of a process that ended are free before they run out', async () => {
      const file = await pay(stored().store)
      const other = await stored().another()
      expect(await other.claim(claimOf(file))).toHaveLength(1)
      expect(await stored().store.claim(claimOf(file))).toEqual([])
      const members = await stored().store.members()
      await other.close()
      await expect.poll(() => stored().store.claim(claimOf(file)), { timeout: 10_000 }).toHaveLength(1)
      expect(await stored().store.members()).toBe(members - 1)
    })

    it('leave out reasons that are stopped', async () => {
      const file = await pay(stored().store)
      expect(await stored().store.claim(claimOf(file, { stop: 'brake' }))).toEqual([])
      expect(await stored().store.claim(claimOf(file))).toHaveLength(1)
    })

    it('find what a stop lets through of a payment whose earliest reason is stopped', async () => {
      const { store } = stored()
      const file = await pay(store)
      const { orderDueAt } = file.payment
      const hinted = writeOf(file, withPayment(file, { hintsHeard: 1, hintsSeenAt: at(orderDueAt ?? NOON, HOUR_MS) }))
      expect(await store.save(hinted)).toBe('saved')
      const hintAt = at(orderDueAt ?? NOON, HOUR_MS + 10_000)
      for (const stop of ['brake', 'pause'] as const) {
        const claimAt = async (then: Instant) =>
          await store.claim(claimOf(file, { stop, aheadMs: then - (await store.now()) }))
        expect(await claimAt(at(hintAt, -MINUTE_MS))).toEqual([])
        const claims = await claimAt(at(hintAt, MINUTE_MS))
        expect(claims.map(({ paymentId: id }) => id)).toEqual([file.payment.id])
        expect(await claimAt(at(hintAt, MINUTE_MS))).toEqual([])
        await store.release(claims)
      }
      // Answered: nothing of it goes on any more.
      await store.save(writeOf(hinted.file, withPayment(hinted.file, { hintsSeen: 1 })))
      expect(await store.claim(claimOf(file, { stop: 'pause' }))).toEqual([])
      expect(await store.claim(claimOf(file))).toHaveLength(1)
    })

    it('on a stopped channel are the earliest, whichever way they are due', async () => {
      const { store } = stored()
      const first = await pay(store)
      const { channel } = first.payment
      const hint = async (file: PaymentFile, after: number, change: Partial<Payment> = {}) => {
        const hinted = withPayment(file, { ...change, hintsHeard: 1, hintsSeenAt: at(NOON, after) })
        expect(await store.save(writeOf(file, hinted))).toBe('saved')
      }
      const tied = { order: { ref: 'R', recordedAt: NOON } }
      const [second, third, stopped] = [
        await pay(store, { channel }),
        await pay(store, { channel }),
        await pay(store, { channel }),
      ]
      await hint(third, 3 * HOUR_MS, tied)
      await hint(second, 2 * HOUR_MS)
      await hint(first, HOUR_MS, tied)
      const one = claimOf(first, { stop: 'brake', limit: 1 })
      const found = []
      for (let n = 0; n < 4; n += 1) found.push(...(await store.claim(one)))
      expect(found.map(({ paymentId: id }) => id)).toEqual([first, second, third].map(({ payment }) => payment.id))
      expect((await store.claim(claimOf(first))).map(({ paymentId: id }) => id)).toEqual([stopped.payment.id])
    })

    it('are not lost by a write of somebody else, and end with the question', async () => {
      const file = await pay(stored().store)
      await stored().store.claim(claimOf(file))
      const again = writeOf(file, withPayment(file, { orderDueAt: at(NOON, MINUTE_MS) }))
      expect(await stored().store.save(again)).toBe('saved')
      expect(await stored().store.claim(claimOf(file))).toEqual([])
      const tied = withPayment(again.file, { order: { ref: 'R', recordedAt: NOON } })
      expect(await stored().store.save(writeOf(again.file, tied))).toBe('saved')
      const muchLater = claimOf(file, { aheadMs: 800 * DAY_MS })
      expect(await stored().store.claim(muchLater)).toEqual([])
    })

    it('are counted by channel and reason, the desk with them', async () => {
      const file = await pay(stored().store)
      const { channel } = file.payment
      const countsAt = async (then: Instant) => {
        const counts = await stored().store.dueCounts(then - (await stored().store.now()))
        return counts.filter((one) => one.channel === channel)
      }
      const waiting = { channel, reason: 'order_missing', due: 0, waiting: 1 }
      expect(await countsAt(NOON)).toEqual([waiting])
      expect(await countsAt(at(NOON, HOUR_MS))).toEqual([{ ...waiting, due: 1, waiting: 0 }])
      await stored().store.save(writeOf(file, withPayment(file, { hold: { at: NOON, cause: 'desync', detail: '' } })))
      expect(await countsAt(NOON)).toEqual([{ channel, reason: 'needs_operator', due: 1, waiting: 0 }])
    })
  })

  describe(`${name}: refunds that are due by law soon`, () => {
    const countOf = async (file: PaymentFile) => {
      const counts = await stored().store.refundsDueSoon()
      return counts.find(({ channel }) => channel === file.payment.channel)?.refunds ?? 0
    }
    const save = async (before: PaymentFile, after: PaymentFile) => {
      const write = writeOf(before, after)
      expect(await stored().store.save(write)).toBe('saved')
      return write.file
    }

    it('are counted from their alert until nothing is owed, also on the desk', async () => {
      const file = await pay(stored().store)
      const owed = await save(file, withRefund(file, amount(20_000), refundId()))
      const { createdAt } = newest(owed)
      expect(await countOf(file)).toBe(0)
      const told = await save(owed, withPayment(owed, { refundAlertedFor: createdAt }))
      expect(await countOf(file)).toBe(1)
      const held = await save(told, withPayment(told, { hold: { at: NOON, cause: 'desync', detail: '' } }))
      expect(await countOf(file)).toBe(1)
      const settled = { ...newest(held), state: 'done', reserved: amount(0), settledAt: NOON } as const
      await save(held, { ...held, cancellations: [settled] })
      expect(await countOf(file)).toBe(0)
    })

    it('are those of the debt that was told about, and wait for the buyer too', async () => {
      const file = await pay(stored().store)
      const since = at(NOON, MINUTE_MS)
      const accountAsk: AccountAsk = {
        ...{ since, why: 'orphan', reason: '', requester: 'maedeup', kind: 'net_cancel', amount: null },
        ...{ linkId: 'link', linkExpiresAt: at(since, DAY_MS) },
      }
      const ladders = { refund_account_needed: { rung: 0, nextAt: at(since, DAY_MS) } }
      const other = await save(file, withPayment(file, { accountAsk, refundAlertedFor: NOON, ladders }))
      expect(await countOf(file)).toBe(0)
      const told = await save(other, withPayment(other, { refundAlertedFor: since }))
      expect(await countOf(file)).toBe(1)
      await save(told, withPayment(told, { accountAsk: null }))
      expect(await countOf(file)).toBe(0)
    })
  })

  describe(`${name}: the feed`, () => {
    it('gives each event one place, in the order in which they were stored', async () => {
      while ((await stored().store.sequenceFeed(1_000)) > 0);
      const head = await stored().store.feedHead()
      const file = await pay(stored().store)
      expect(await stored().store.feed({ after: head, limit: 10 })).toEqual([])
      expect(await stored().store.sequenceFeed(2)).toBe(2)
      expect(await stored().store.feedHead()).toBe(head + 2)
      expect(await stored().store.sequenceFeed(10)).toBe(1)
      expect(await stored().store.sequenceFeed(10)).toBe(0)
      const events = await stored().store.feed({ after: head, limit: 10 })
      expect(events.map(({ feedSeq, seq }) => [feedSeq, seq])).toEqual([1, 2, 3].map((n) => [head + n, n]))
      expect(await stored().store.feed({ after: head, limit: 1 })).toEqual(events.slice(0, 1))
      expect(await stored().store.feed({ after: 0, limit: 10, paymentId: file.payment.id })).toEqual(events)
    })
  })
}
