/** The feed over HTTP: pages and streams tell the same, each event once, and a reader can resume. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { KEY, type Service, startService } from '../../../test/http/server.ts'

let shop: Service
beforeAll(async () => {
  shop = await startService()
})
afterAll(() => shop.close())

interface Told {
  readonly id: number
  readonly type: string
  readonly paymentId: string
}

/** Reads events of a stream until `count` are here, and leaves. */
async function listen(query: string, count: number, headers: Record<string, string> = {}) {
  const leave = new AbortController()
  const response = await fetch(`${shop.url}/v1/events${query}`, {
    headers: { authorization: `Bearer ${KEY}`, accept: 'text/event-stream', ...headers },
    signal: leave.signal,
  })
  const told = (async () => {
    const events: Told[] = []
    let text = ''
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString()
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1]
        const data = field('data')
        if (data === undefined) continue
        const { type, paymentId, feedSeq } = JSON.parse(data)
        expect(Number(field('id'))).toBe(feedSeq)
        events.push({ id: feedSeq, type, paymentId })
      }
      if (events.length >= count) break
    }
    leave.abort()
    return events
  })()
  return { response, told }
}

const feedOf = async (query: string) => (await shop.call('GET', `/v1/events${query}`)).body
const sequenced = (head: number) => expect.poll(() => shop.deps.store.feedHead()).toBeGreaterThanOrEqual(head)

describe('pages', () => {
  test('tell every event once, in order, and where to read on', async () => {
    for (const orderId of ['F1', 'F2', 'F3']) await shop.book(orderId)
    await sequenced(3)
    const first = await feedOf('?limit=2')
    const second = await feedOf(`?after=${first.next}`)
    const all = [...first.data, ...second.data]
    expect(first.data).toHaveLength(2)
    expect(all.map(({ feedSeq }) => feedSeq)).toEqual(all.map((_event, index) => index + 1))
    expect(all.map(({ data }) => data.orderId)).toEqual(['F1', 'F2', 'F3'])
    expect(await feedOf(`?after=${second.next}`)).toEqual({ data: [], next: second.next })
  })

  test('of one payment skip what is not its own', async () => {
    const payment = await shop.paid('F4')
    const head = await shop.deps.store.feedHead()
    await shop.book('F5')
    await sequenced(head + 1)
    const { data, next } = await feedOf(`?paymentId=${payment.id}`)
    expect(data.map(({ type }: { type: string }) => type)).toEqual([
      'payment.registered',
      'payment.approval_started',
      'payment.paid',
    ])
    expect(next).toBeGreaterThan(data.at(-1).feedSeq)
    expect(data[2].data.paidAt).toMatch(/Z$/)
  })

  test.each([
    ['?after=-1', 'after'],
    ['?after=x', 'after'],
    ['?limit=1001', 'limit'],
  ])('%s is refused', async (query, field) => {
    const { status, body } = await shop.call('GET', `/v1/events${query}`)
    expect([status, body.errors[0].field]).toEqual([422, field])
  })
})

describe('streams', () => {
  test('begin at the newest event and tell what happens, without missing any', async () => {
    const { response, told } = await listen('', 4)
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    const payment = await shop.paid('S1')
    await shop.call('PUT', `/v1/payments/${payment.id}/order`, { ref: 'R' })
    expect((await told).map(({ type }) => type)).toEqual([
      'payment.registered',
      'payment.approval_started',
      'payment.paid',
      'order.recorded',
    ])
  })

  test('resume after the last event id, also in the middle of what was missed', async () => {
    await sequenced(5)
    const everything = await (await listen('?after=0', 5)).told
    const resumed = await (await listen('?after=0', 3, { 'last-event-id': `${everything[1]?.id}` })).told
    expect(resumed.slice(0, 3)).toEqual(everything.slice(2, 5))
    expect((await (await listen('?after=3', 1)).told)[0]?.id).toBe(4)
  })

  test('of one payment tell only its events', async () => {
    const mine = await shop.book('S2')
    const { told } = await listen(`?after=0&paymentId=${mine.id}`, 3)
    await shop.book('S3')
    await shop.call('POST', `/v1/payments/${mine.id}/approve`, { return: await shop.window(mine) })
    expect(new Set((await told).map(({ paymentId }) => paymentId))).toEqual(new Set([mine.id]))
  })

  test('need a key, a right place and a free seat', async () => {
    const ask = (headers: Record<string, string>) => fetch(`${shop.url}/v1/events`, { headers })
    const stream = { accept: 'text/event-stream' }
    expect((await ask(stream)).status).toBe(401)
    const key = { ...stream, authorization: `Bearer ${KEY}` }
    expect((await ask({ ...key, 'last-event-id': 'x' })).status).toBe(422)
    const leave = new AbortController()
    const open = () => fetch(`${shop.url}/v1/events`, { headers: key, signal: leave.signal })
    const seats = await Promise.all(Array.from({ length: 100 }, open))
    expect(seats.map(({ status }) => status)).toEqual(Array(100).fill(200))
    expect((await ask(key)).status).toBe(429)
    leave.abort()
    await expect
      .poll(async () => {
        const one = new AbortController()
        const { status } = await fetch(`${shop.url}/v1/events`, { headers: key, signal: one.signal })
        one.abort()
        return status
      })
      .toBe(200)
  })

  test('end when the app closes, and closing does not wait for them', async () => {
    const other = await startService()
    const response = await fetch(`${other.url}/v1/events`, {
      headers: { authorization: `Bearer ${KEY}`, accept: 'text/event-stream' },
    })
    const ended = response.text()
    const before = performance.now()
    await other.app.close()
    expect(performance.now() - before).toBeLessThan(3_000)
    expect(await ended).toMatch(/^retry: \d+\nid: 0\n/)
    await other.close()
  })
})
