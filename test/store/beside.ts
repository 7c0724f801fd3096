/** What a store promises beside its payments, told once and held against each store. */
import { describe, expect, it } from 'vitest'
import type { PaymentId } from '../../src/core/ids.ts'
import { type Amount, amount } from '../../src/core/money.ts'
import { after as at, DAY_MS, type Instant, MINUTE_MS } from '../../src/core/time.ts'
import { NOON, withPayment, withRefund } from '../core.ts'

import { newborn, pay, refundId, type Stored, writeOf } from './files.ts'

export function describeBeside(name: string, stored: () => Stored): void {
  describe(`${name}: the net`, () => {
    it('keeps a brake as it was first pulled, and tells an alert once', async () => {
      const channel = newborn().file.payment.channel
      const stateOf = async () => (await stored().store.netStates()).find((one) => one.channel === channel)
      expect(await stored().store.changeNet(channel, { what: 'brake', at: NOON, detail: 'first' })).toBe(true)
      expect(await stored().store.changeNet(channel, { what: 'brake', at: at(NOON, 1), detail: 'second' })).toBe(false)
      expect(await stored().store.changeNet(channel, { what: 'pause', at: at(NOON, 2), detail: 'key' })).toBe(true)
      expect(await stateOf()).toMatchObject({
        channel,
        brake: { at: NOON, detail: 'first' },
        brakeReleasedAt: null,
        pause: { at: at(NOON, 2), detail: 'key' },
        alertedAt: at(NOON, 2),
      })
      const alert = { what: 'alerted', at: at(NOON, MINUTE_MS), ifNotSince: at(NOON, 2) } as const
      expect(await stored().store.changeNet(channel, alert)).toBe(true)
      expect(await stored().store.changeNet(channel, alert)).toBe(false)
      await stored().store.changeNet(channel, { what: 'release_brake', at: at(NOON, 3) })
      await stored().store.changeNet(channel, { what: 'release_pause', at: at(NOON, 4) })
      expect(await stateOf()).toMatchObject({ brake: null, pause: null, brakeReleasedAt: at(NOON, 3) })
    })

    it('counts the deadlines that passed, and the orphans that still wait', async () => {
      const file = await pay(stored().store, { orderWithinMs: 10 * MINUTE_MS })
      const { channel } = file.payment
      await pay(stored().store, { channel, orderWithinMs: 20 * MINUTE_MS })
      const tied = await pay(stored().store, { channel, orderWithinMs: 20 * MINUTE_MS })
      await stored().store.save(writeOf(tied, withPayment(tied, { order: { ref: 'R', recordedAt: NOON } })))
      const minute = (n: number) => at(NOON, n * MINUTE_MS)
      const count = (from: number, to: number, releasedAt = 0 as Instant) =>
        stored().store.deadlinesPassed(channel, { from: minute(from), to: minute(to), releasedAt })
      expect(await count(0, 30)).toEqual({ passed: 3, orphans: 2 })
      expect(await count(0, 15)).toEqual({ passed: 1, orphans: 1 })
      expect(await count(15, 30)).toEqual({ passed: 3, orphans: 2 })
      expect(await count(25, 30)).toEqual({ passed: 2, orphans: 2 })
      expect(await count(0, 30, minute(15))).toEqual({ passed: 2, orphans: 1 })
    })

    it('walks through money without an order, and remembers the latest beat', async () => {
      const [one, two] = [await pay(stored().store), await pay(stored().store)]
      const ids = async (from: PaymentId | null, limit = 1_000) => await stored().store.untied({ after: from, limit })
      expect(await ids(null)).toEqual(expect.arrayContaining([one.payment.id, two.payment.id]))
      expect(await ids(one.payment.id, 1)).toEqual([two.payment.id])
      await stored().store.save(writeOf(two, withPayment(two, { order: { ref: 'R', recordedAt: NOON } })))
      expect(await ids(one.payment.id)).toEqual([])
      await stored().store.beat(at(NOON, 5))
      await stored().store.beat(NOON)
      expect(await stored().store.lastBeat()).toBe(at(NOON, 5))
    })
  })

  describe(`${name}: beside payments`, () => {
    const hint = { kind: 'hint', event: 'paid', ref: 'R', orderNumber: null, proven: null } as const
    const entry = { headers: {}, contentType: 'text/plain', source: '127.0.0.1', body: new Uint8Array([1]), at: NOON }

    it('a webhook is followed by one at a time until somebody says what became of it', async () => {
      const { channel } = newborn().file.payment
      const key = await stored().store.keepWebhook({ ...entry, channel, reading: hint, followAt: at(NOON, MINUTE_MS) })
      await stored().store.keepWebhook({
        ...entry,
        channel,
        reading: { kind: 'refused', why: 'forged' },
        followAt: null,
      })
      const claimed = async (minutes: number) => {
        const due = await stored().store.claimWebhooks({ now: at(NOON, minutes * MINUTE_MS), limit: 100 })
        return due.filter((one) => one.channel === channel)
      }
      expect(await claimed(0)).toEqual([])
      expect(await claimed(1)).toEqual([{ ...key, channel, hint, tries: 1 }])
      expect(await claimed(1)).toEqual([])
      expect(await claimed(2)).toMatchObject([{ tries: 2 }])
      expect(await claimed(3)).toEqual([])
      await stored().store.markWebhooks([key], { state: 'heard', paymentId: null })
      expect(await claimed(1_000)).toEqual([])
    })

    it('a difference is opened by what tells it, and resolved once', async () => {
      const file = await pay(stored().store)
      const { id: paymentId, channel } = file.payment
      const opened = { type: 'discrepancy.opened', data: { kind: 'desync', detail: 'differs' } } as const
      await stored().store.save(writeOf(file, file, { timeline: [opened] }))
      const [one, ...none] = await stored().store.discrepancies({ channel, open: true, limit: 10 })
      expect(none).toEqual([])
      expect(one).toMatchObject({ paymentId, channel, kind: 'desync', detail: 'differs', resolved: null })
      const resolution = { at: NOON, by: 'kim', reason: 'seen' }
      expect(await stored().store.resolveDiscrepancy(one?.id ?? 0, resolution)).toBe(true)
      expect(await stored().store.resolveDiscrepancy(one?.id ?? 0, resolution)).toBe(false)
      expect(await stored().store.discrepancies({ channel, open: true, limit: 10 })).toEqual([])
      expect(await stored().store.discrepancies({ paymentId, limit: 10 })).toMatchObject([{ resolved: resolution }])
    })

    it('an account that the retention rule deleted stays deleted, whoever writes what was read before', async () => {
      const file = await pay(stored().store)
      const refundAccount = { bank: 'SHINHAN', number: '1234567', holder: '홍길동', phone: null } as const
      const shownAccount = { bank: 'SHINHAN', number: '***4567' } as const
      const [refund] = withRefund(file, amount(100), refundId()).cancellations
      if (refund === undefined) throw new Error('no refund')
      const over = { state: 'done' as const, settledAt: NOON, reserved: amount(0) as Amount }
      const done = { ...file, cancellations: [{ ...refund, ...over, refundAccount, shownAccount }] }
      const write = writeOf(file, done)
      await stored().store.save(write)
      expect((await stored().store.load(file.payment.id))?.cancellations[0]?.refundAccount).toEqual(refundAccount)
      // PostgreSQL counts its age from when the row was written.
      const future = at(await stored().store.now(), 400 * DAY_MS)
      expect(await stored().store.forgetRefundAccounts(NOON, 10)).toBe(0)
      expect(await stored().store.forgetRefundAccounts(future, 10)).toBe(1)
      await stored().store.save(writeOf(write.file, write.file))
      const [kept] = (await stored().store.load(file.payment.id))?.cancellations ?? []
      expect([kept?.refundAccount, kept?.shownAccount]).toEqual([null, shownAccount])
    })

    it('a key opens until it is revoked', async () => {
      const key = { id: 'key1', name: 'shop', hash: 'h1', hint: 'mk_1' }
      await stored().store.addApiKey(key)
      expect(await stored().store.findApiKey('h1')).toMatchObject({ id: 'key1', name: 'shop', revokedAt: null })
      expect(await stored().store.revokeApiKey('key1', NOON)).toBe(true)
      expect(await stored().store.revokeApiKey('key1', NOON)).toBe(false)
      expect(await stored().store.findApiKey('h1')).toBeNull()
      expect(await stored().store.apiKeys()).toMatchObject([{ id: 'key1', revokedAt: NOON }])
      await stored().store.addApiKey(key)
      expect(await stored().store.findApiKey('h1')).toMatchObject({ id: 'key1' })
    })
  })
}
