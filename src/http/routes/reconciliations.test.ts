/** Comparisons over HTTP: asked for, watched, reported as JSON and CSV, and fed with settlement files. */
import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Service, startService } from '../../../test/http/server.ts'
import { untilNoon } from '../../../test/reconcile.ts'
import { businessDate, MINUTE_MS } from '../../core/time.ts'

let shop: Service
let date: string
const CHANNEL = 'nicepay'

beforeAll(async () => {
  shop = await startService({
    channel: {
      reconcileAt: null,
      settlement: {
        columns: {
          ref: '거래번호',
          orderNumber: '주문번호',
          amount: '거래금액',
          kind: '거래구분',
          at: '거래일시',
          fee: '수수료',
        },
        encoding: 'auto',
        delimiter: ',',
        cancelWords: [],
      },
    },
  })
  untilNoon(shop)
  date = businessDate(shop.clock.now())
})
afterAll(() => shop.close())

const ended = async (id: number) => {
  await expect
    .poll(async () => (await shop.call('GET', `/v1/reconciliations/${id}`)).body.state, { timeout: 60_000 })
    .toBe('done')
  return (await shop.call('GET', `/v1/reconciliations/${id}/report`)).body
}

const send = (body: Buffer | string, query = `channel=${CHANNEL}&date=${date}`) =>
  shop.visit(`/v1/settlement-files?${query}`, {
    method: 'POST',
    headers: { authorization: 'Bearer mk_test_merchant', 'content-type': 'text/csv' },
    body: new Uint8Array(Buffer.from(body)),
  })

describe('a comparison', () => {
  it('is one for each channel and day, however often it is asked for, and tells how far it is', async () => {
    for (const n of [1, 2, 3]) await shop.paid(`HTTP${n}ORDER`)
    shop.clock.advance(5 * MINUTE_MS)
    const asked = await Promise.all(
      [1, 2, 3].map(() => shop.call('POST', '/v1/reconciliations', { channel: CHANNEL, date })),
    )
    expect(asked.map(({ status }) => status)).toEqual([202, 202, 202])
    expect(new Set(asked.map(({ body }) => body.id)).size).toBe(1)
    const { reconciliation, discrepancies } = await ended(asked[0]?.body.id)
    expect(reconciliation).toMatchObject({ channel: CHANNEL, date, source: 'provider', open: 0, theirs: null })
    expect(reconciliation).toMatchObject({ progress: { phase: 'ended', compared: 3 }, requestedBy: 'test shop' })
    expect(discrepancies).toEqual([])
    const { body } = await shop.call('GET', `/v1/reconciliations?channel=${CHANNEL}&date=${date}`)
    expect(body.data).toHaveLength(1)
  })

  it.each([
    [{ channel: 'nobody', date: '2026-01-01' }, 422, 'MD_UNKNOWN_CHANNEL'],
    [{ channel: CHANNEL, date: '2999-01-01' }, 422, 'MD_DAY_NOT_BEGUN'],
    [{ channel: CHANNEL, date: '2026-02-30' }, 422, 'MD_INVALID_REQUEST'],
    [{ channel: CHANNEL }, 422, 'MD_INVALID_REQUEST'],
  ])('%j is refused with %i %s', async (body, status, code) => {
    expect(await shop.call('POST', '/v1/reconciliations', body)).toMatchObject({ status, body: { code } })
  })

  it('that nobody made is not found', async () => {
    for (const path of ['', '/report']) {
      expect(await shop.call('GET', `/v1/reconciliations/999${path}`)).toMatchObject({ status: 404 })
    }
    expect(await shop.call('POST', '/v1/reconciliations/999/cancel')).toMatchObject({ status: 404 })
  })
})

describe('a settlement file', () => {
  const lineOf = (book: { ref: string; orderId: string; amount: number }, kind = '승인') =>
    [book.ref, book.orderId, `"${book.amount.toLocaleString('en')}"`, kind, stamp(), '1,200'].join(',')
  const stamp = () => `${date.replaceAll('-', '')}120000`

  it.each(['utf-8', 'euc-kr'])(
    'in %s: what is missing, unknown, doubled or of another amount is found',
    async (encoding) => {
      const books = await shop.books()
      const [first, second, third] = books
      if (first === undefined || second === undefined || third === undefined) throw new Error('no books')
      const text = [
        '정산내역서 (주)매듭',
        '거래번호,주문번호,거래금액,거래구분,거래일시,수수료,구매자',
        `${lineOf(first).replace('"1,200"', '1200')},홍길동`,
        `${lineOf({ ...second, amount: 49_000 })},김철수`,
        `NOBODYS,NOBODYS,10000,승인,${stamp()},0,"줄,
바꿈"`,
        `${lineOf(first)},홍길동`,
        `${lineOf(first, '부분취소').replace('50,000', '5,000')},홍길동`,
        ',합계,109000,,,',
        '"a"b,x,1,승인,20261120,0',
      ].join('\r\n')
      const bytes = encoding === 'utf-8' ? Buffer.from(`﻿${text}`) : iconv.encode(text, 'cp949')
      const sent = await send(bytes)
      expect(sent, sent.text).toMatchObject({ status: 202, body: { lines: 5, badLines: 2 } })
      expect(sent.body.firstBadLines).toEqual([
        { line: 9, problem: 'there is no reference' },
        { line: 10, problem: 'there is text after a closing quote' },
      ])
      const { reconciliation, kinds, badLines } = await ended(sent.body.reconciliation.id)
      expect(reconciliation).toMatchObject({ source: 'settlement', badLines: 2 })
      expect(badLines).toHaveLength(2)
      expect(kinds.map(({ kind, open }: { kind: string; open: number }) => [kind, open])).toEqual([
        ['settlement_amount_differs', 1],
        ['settlement_cancel_unknown', 1],
        ['settlement_doubled', 1],
        ['settlement_missing', 1],
        ['settlement_unknown', 1],
      ])
    },
  )

  it('that agrees resolves what an older one had', async () => {
    const books = await shop.books()
    const text = ['거래번호,주문번호,거래금액,거래구분,거래일시,수수료', ...books.map((book) => lineOf(book))].join(
      '\n',
    )
    const sent = await send(text)
    expect(sent, sent.text).toMatchObject({ status: 202, body: { lines: books.length, badLines: 0 } })
    const { reconciliation, kinds } = await ended(sent.body.reconciliation.id)
    expect(reconciliation.open).toBe(0)
    for (const one of kinds) expect(one).toMatchObject({ open: 0, resolved: 1 })
  })

  it('is reported as a CSV that Excel reads, with no formula in it', async () => {
    const text = ['거래번호,주문번호,거래금액,거래구분,거래일시,수수료', `=CMD(),"=1+1",100,승인,${stamp()},0`].join(
      '\n',
    )
    const sent = await send(text)
    const { id } = sent.body.reconciliation
    await ended(id)
    const csv = await shop.call('GET', `/v1/reconciliations/${id}/report`, undefined, { accept: 'text/csv' })
    expect(csv.headers.get('content-type')).toContain('text/csv')
    expect(csv.headers.get('content-disposition')).toContain(`reconciliation-${CHANNEL}-${date}.csv`)
    const raw = await fetch(`${shop.url}/v1/reconciliations/${id}/report?format=csv`, {
      headers: { authorization: 'Bearer mk_test_merchant' },
    })
    expect(Buffer.from(await raw.arrayBuffer()).subarray(0, 5)).toEqual(Buffer.from('\ufeffid', 'utf8'))
    expect(csv.text).toContain(",'=CMD(),'=1+1,")
    expect(csv.text).not.toMatch(/,=/)
  })

  it.each([
    ['', 'MD_SETTLEMENT_HEADING'],
    ['a,b,c\n1,2,3\n', 'MD_SETTLEMENT_HEADING'],
    [Buffer.alloc(200_000, '"'), 'MD_SETTLEMENT_HEADING'],
    [Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x0a]), 'MD_SETTLEMENT_HEADING'],
  ])('%# of nonsense is refused, and what was compared before stays', async (body, code) => {
    expect(await send(body)).toMatchObject({ status: 422, body: { code } })
  })

  it('names its channel and day, and comes as CSV', async () => {
    expect(await send('x', `channel=nobody&date=${date}`)).toMatchObject({
      status: 422,
      body: { code: 'MD_UNKNOWN_CHANNEL' },
    })
    expect(await send('x', `channel=${CHANNEL}`)).toMatchObject({ status: 422 })
    expect(await shop.call('POST', `/v1/settlement-files?channel=${CHANNEL}&date=${date}`, { a: 1 })).toMatchObject({
      status: 415,
    })
  })
})

describe('a difference', () => {
  it('tells what it is, how grave, and what to do; it is found by its kind and resolved with a reason', async () => {
    const { body } = await shop.call('GET', '/v1/discrepancies?kind=settlement_unknown&state=open')
    expect(body.data).toHaveLength(1)
    const [one] = body.data
    expect(one).toMatchObject({ paymentId: null, severity: 'high', providerRef: '=CMD()', amount: 100 })
    expect(one.suggestion).toContain('Find out')
    const resolved = await shop.call('POST', `/v1/discrepancies/${one.id}/resolve`, { reason: '다른 시스템의 결제' })
    expect(resolved.body.resolved).toMatchObject({ by: 'test shop', reason: '다른 시스템의 결제' })
  })
})
