/** What a write promises, told once and held against each store. */
import { describe, expect, it } from 'vitest'
import { amount } from '../../src/core/money.ts'
import { after as at } from '../../src/core/time.ts'
import { NOON, paymentId, TOTAL, withPayment, withRefund } from '../core.ts'

import { newborn, pay, refundId, type Stored, writeOf } from './files.ts'

export function describeWrites(name: string, stored: () => Stored): void {
  describe(`${name}: writes`, () => {
    it('come back as they went in, with their timeline', async () => {
      const file = await pay(stored().store, { metadata: { room: '바다방' }, buyer: { name: '홍길동' } })
      expect(await stored().store.load(file.payment.id)).toEqual(file)
      const events = await stored().store.timeline(file.payment.id, { after: 1, limit: 2 })
      expect(events.map(({ seq, type }) => [seq, type])).toEqual([
        [2, 'payment.approval_started'],
        [3, 'payment.paid'],
      ])
      expect(await stored().store.load(paymentId(2))).toBeNull()
    })

    it('on a version that is no longer there store nothing', async () => {
      const file = await pay(stored().store)
      const write = writeOf(file, withPayment(file, { orderName: 'other' }))
      expect(await stored().store.save(write)).toBe('saved')
      expect(await stored().store.save(write)).toBe('lost_race')
      const events = await stored().store.timeline(file.payment.id, { after: 0, limit: 10 })
      expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4])
    })

    it('of a payment that nobody inserted store nothing', async () => {
      const { file } = newborn()
      expect(await stored().store.save(writeOf(file, file))).toBe('lost_race')
      expect(await stored().store.load(file.payment.id)).toBeNull()
    })

    it('refuse a reference that another payment of the channel has, and take it on another channel', async () => {
      const first = await pay(stored().store)
      const { channel, providerRef } = first.payment
      const second = newborn({ channel })
      expect(await stored().store.insert({ ...newborn(), file: withPayment(newborn().file, { providerRef }) })).toBe(
        'saved',
      )
      expect(await stored().store.insert({ ...second, file: withPayment(second.file, { providerRef }) })).toBe(
        'ref_taken',
      )
      expect(await stored().store.insert(second)).toBe('saved')
      expect(await stored().store.save(writeOf(second.file, withPayment(second.file, { providerRef })))).toBe(
        'ref_taken',
      )
    })

    it('refuse a key that names another cancellation, for ever', async () => {
      const file = await pay(stored().store)
      const [id, other] = [refundId(), refundId()]
      const key = { cancellationId: id, key: `key ${id}`, fingerprint: 'print' }
      const refunded = withRefund(file, amount(100), id)
      const write = writeOf(file, refunded, { key })
      expect(await stored().store.save(write)).toBe('saved')
      const again = writeOf(write.file, withRefund(write.file, amount(200), other), {
        key: { ...key, cancellationId: other },
      })
      expect(await stored().store.save(again)).toBe('key_taken')
      expect(await stored().store.cancellationOfKey(key.key)).toEqual({ ...key, paymentId: file.payment.id })
      expect(await stored().store.cancellationOfKey('no such key')).toBeNull()
      expect(await stored().store.paymentOfCancellation(id)).toBe(file.payment.id)
      expect(await stored().store.paymentOfCancellation(other)).toBeNull()
    })

    it('refuse a second cancellation under way', async () => {
      const file = await pay(stored().store)
      const two = [refundId(), refundId()].reduce((next, id) => withRefund(next, amount(100), id), file)
      const sending = { ...two, cancellations: two.cancellations.map((one) => ({ ...one, state: 'sending' as const })) }
      expect(await stored().store.save(writeOf(file, sending))).toBe('lost_race')
    })

    it('that would return more than was paid are refused loudly, and store nothing', async () => {
      const file = await pay(stored().store)
      const more = { ...file.payment.amounts, inFlight: amount(TOTAL + 1) }
      await expect(stored().store.save(writeOf(file, withPayment(file, { amounts: more })))).rejects.toThrow()
      const twice = [refundId(), refundId()].reduce((next, id) => withRefund(next, amount(100), id), file)
      const named = twice.cancellations.map((one) => ({ ...one, providerCancelId: 'P1' }))
      await expect(stored().store.save(writeOf(file, { ...twice, cancellations: named }))).rejects.toThrow()
      expect(await stored().store.load(file.payment.id)).toEqual(file)
    })
  })

  describe(`${name}: registrations`, () => {
    it('let one payment of an order be open at a time', async () => {
      const first = newborn()
      const second = { ...newborn(), file: withPayment(newborn().file, { orderId: first.file.payment.orderId }) }
      const next = { ...second, file: withPayment(second.file, { attempt: 2 }) }
      expect(await stored().store.insert(first)).toBe('saved')
      expect(await stored().store.insert(first)).toBe('lost_race')
      expect(await stored().store.insert(second)).toBe('lost_race')
      expect(await stored().store.insert(next)).toBe('lost_race')
      const { orderId } = first.file.payment
      const { latest } = await stored().store.attemptsOf(orderId)
      expect(latest).toEqual({ file: first.file, fingerprint: first.fingerprint })
      expect((await stored().store.attemptsOf('no such order')).latest).toBeNull()
    })

    it('mark the attempt that they replace in the same transaction, or do nothing', async () => {
      const first = newborn()
      await stored().store.insert(first)
      const { orderId, id } = first.file.payment
      const next = newborn()
      const file = withPayment(next.file, { orderId, attempt: 2 })
      const supersede = writeOf(first.file, withPayment(first.file, { supersededBy: file.payment.id }))
      const stale = { ...supersede, before: withPayment(first.file, { version: 7 }) }
      expect(await stored().store.insert({ ...next, file, supersede: stale })).toBe('lost_race')
      expect(await stored().store.load(file.payment.id)).toBeNull()
      const taken = await pay(stored().store)
      const { channel, providerRef } = taken.payment
      const conflicting = withPayment(file, { channel, providerRef })
      expect(await stored().store.insert({ ...next, file: conflicting, supersede })).toBe('ref_taken')
      expect((await stored().store.load(id))?.payment.supersededBy).toBeNull()
      expect(await stored().store.insert({ ...next, file, supersede })).toBe('saved')
      expect((await stored().store.load(id))?.payment.supersededBy).toBe(file.payment.id)
      expect((await stored().store.attemptsOf(orderId)).latest?.file.payment.id).toBe(file.payment.id)
    })

    it('get numbers that nobody else gets', async () => {
      const other = await stored().another()
      const serials = await Promise.all([stored().store, other, stored().store, other].map((one) => one.nextSerial()))
      expect(new Set(serials).size).toBe(serials.length)
      await other.close()
    })
  })

  describe(`${name}: what is looked for`, () => {
    it('is found by reference, else by the newest payment with that order number', async () => {
      const file = await pay(stored().store)
      const { id, channel, providerRef: ref, providerOrderId: orderNumber } = file.payment
      const newer = newborn({ channel, providerOrderId: orderNumber })
      await stored().store.insert(newer)
      expect(await stored().store.paymentOfReference(channel, { ref, orderNumber })).toBe(id)
      expect(await stored().store.paymentOfReference(channel, { ref: 'X', orderNumber })).toBe(newer.file.payment.id)
      expect(await stored().store.paymentOfReference(channel, { ref: 'X', orderNumber: null })).toBeNull()
      expect(await stored().store.paymentOfReference('elsewhere', { ref, orderNumber })).toBeNull()
    })

    it('is listed newest first, by what it is, page by page', async () => {
      const one = await pay(stored().store)
      const { channel } = one.payment
      const two = newborn({ channel })
      await stored().store.insert(two)
      const ids = async (query: object) =>
        (await stored().store.list({ channel, limit: 10, ...query })).map(({ payment }) => payment.id)
      expect(await ids({})).toEqual([two.file.payment.id, one.payment.id])
      expect(await ids({ limit: 1 })).toEqual([two.file.payment.id])
      expect(await ids({ cursor: two.file.payment.id })).toEqual([one.payment.id])
      expect(await ids({ state: 'paid' })).toEqual([one.payment.id])
      expect(await ids({ orderId: one.payment.orderId })).toEqual([one.payment.id])
      expect(await ids({ attention: 'order_missing' })).toEqual([one.payment.id])
      expect(await ids({ attention: 'needs_operator' })).toEqual([])
      expect(await ids({ from: at(NOON, 1) })).toEqual([])
      const held = withPayment(one, { hold: { at: NOON, cause: 'desync', detail: 'differs' } })
      await stored().store.save(writeOf(one, held))
      expect(await ids({ attention: 'needs_operator' })).toEqual([one.payment.id])
      expect(await ids({ attention: 'order_missing' })).toEqual([])
    })
  })
}
