/** Proves with canaries that no secret and no personal data of any call gets into what is recorded. */
import type { RequestListener } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CallContext, Provider } from '../../ports/provider.ts'
import type { NicepayRestOperation } from './config.ts'
import { NICEPAY_REST_OPERATIONS } from './config.ts'
import {
  authenticated,
  deposited,
  listedCancel,
  NOW,
  OPTIONS,
  paid,
  paymentObject,
  SECRET_KEY,
  sampleCancellation,
  TID,
  testCall,
  waiting,
} from './fixtures/sample.ts'
import { nicepayRest } from './index.ts'

const BASIC = Buffer.from(`${OPTIONS.clientKey}:${SECRET_KEY}`).toString('base64')

/** Everything that must not be kept, as an answer may carry it. */
const PERSONAL = {
  goodsName: 'CANARYGOODS',
  mallReserved: 'CANARYRESERVED',
  mallUserId: 'CANARYUSER',
  buyerName: 'CANARYNAME',
  buyerTel: '01099998888',
  buyerEmail: 'CANARYMAIL',
  receiptUrl: 'CANARYRECEIPT',
  card: { cardCode: '04', cardName: 'CANARYCARD', cardNum: '12345678****3456', canPartCancel: 'true' },
  vbank: { vbankCode: '088', vbankNumber: 'CANARYACCOUNT', vbankHolder: 'CANARYHOLDER' },
  cashReceipts: [{ issueNo: '01099998888', receiptUrl: 'CANARYRECEIPT' }],
  cancels: [listedCancel({ reason: 'CANARYREASON', receiptUrl: 'CANARYRECEIPT' })],
  transactions: [{ tid: TID, orderId: 'CANARYROW', buyerName: 'CANARYNAME' }],
  // An answer that quotes our secrets and a card back.
  resultMsg: `rejected ${SECRET_KEY} and Basic ${BASIC} of 1234567890123456`,
  messageSource: SECRET_KEY,
  approveNo: SECRET_KEY,
}

let answer: RequestListener = () => {}
let url = ''
const server = createServer((request, response) => answer(request, response))

beforeEach(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const make = (): Provider => nicepayRest({ ...OPTIONS, urls: { api: url }, timeouts: { readMs: 150 } })

function run(operation: NicepayRestOperation, call: CallContext): Promise<unknown> | undefined {
  const provider = make()
  const payment = paid({ buyer: { name: 'CANARYNAME', phone: '01099998888' }, orderName: 'CANARYGOODS' })
  switch (operation) {
    case 'approve':
      return provider.approve(payment, call)
    case 'cancel':
      return provider.cancel(payment, sampleCancellation({ reason: 'CANARYREASON' }), call)
    case 'net_cancel':
      return provider.netCancel(authenticated(), sampleCancellation({ reason: 'CANARYREASON' }), call)
    case 'close':
      return provider.closeAccount?.(waiting(), sampleCancellation({ reason: 'CANARYREASON' }), call)
    case 'inquire':
      return provider.inquire(payment, call)
    case 'list':
      return provider.list?.({ from: NOW, to: NOW, cursor: null }, call)
  }
}

const send =
  (body: string, status = 200): RequestListener =>
  (_request, response) =>
    void response.writeHead(status).end(body)

const ANSWERS: Readonly<Record<string, RequestListener>> = {
  'a success': send(JSON.stringify(paymentObject(PERSONAL))),
  'a refusal': send(JSON.stringify({ ...PERSONAL, resultCode: 'U104' }), 401),
  'an unlisted code': send(JSON.stringify({ ...PERSONAL, resultCode: `Z${SECRET_KEY}` })),
  'an error page': send(`<html>${JSON.stringify(PERSONAL)}</html>`, 500),
  'half an answer': send(JSON.stringify(PERSONAL).slice(0, 200)),
  'a reset': (request) => void request.socket.resetAndDestroy(),
  'no answer': () => {},
}

describe.each(NICEPAY_REST_OPERATIONS)('%s', (operation) => {
  test.each(Object.keys(ANSWERS))('records %s once, with nothing of the canaries', async (name) => {
    answer = ANSWERS[name] ?? answer
    const call = testCall()
    const outcome = await run(operation, call)
    expect(call.exchanges).toHaveLength(1)
    const kept = JSON.stringify([call.exchanges, outcome])
    expect(kept).not.toMatch(/canary|0109999|1234567890123456|12345678\*/i)
    expect(kept).not.toContain(SECRET_KEY)
    expect(kept).not.toContain(BASIC)
    expect(kept).not.toMatch(/signData|[0-9a-f]{64}/)
    expect(call.exchanges[0]).toMatchObject({ operation })
    expect(call.exchanges[0]?.endpoint).toMatch(/^(GET|POST) http:\/\/127\.0\.0\.1:\d+\/v1\/[\w/]+$/)
  })

  test('records what never left too, and says why', async () => {
    const fenced = testCall({ mayStillSend: () => false })
    expect(await run(operation, fenced)).toMatchObject({ kind: 'not_sent', next: 'none' })
    expect(fenced.exchanges).toMatchObject([
      { httpStatus: null, trouble: expect.stringMatching(/^fence: /), response: {} },
    ])
  })
})

test('what is kept is enough to understand a refund', async () => {
  answer = send(JSON.stringify(paymentObject({ ...PERSONAL, status: 'partialCancelled', balanceAmt: 700 })))
  const call = testCall()
  await run('cancel', call)
  expect(call.exchanges[0]).toMatchObject({
    request: { orderId: sampleCancellation().id, cancelAmt: '1004', ediDate: expect.stringMatching(/\+0900$/) },
    response: { resultCode: '0000', tid: TID, status: 'partialCancelled', balanceAmt: '700', 'cancels.amount': '304' },
  })
  expect(call.exchanges[0]?.request).not.toHaveProperty('reason')
})

test('of a refund account the bank is kept, and neither number nor holder', async () => {
  answer = send(JSON.stringify(paymentObject({ ...PERSONAL, payMethod: 'vbank' })))
  const call = testCall()
  const refundAccount = { bank: 'SHINHAN', number: '99887766554433', holder: '카나리아', phone: '01099998888' } as const
  await make().cancel(deposited(), sampleCancellation({ refundAccount }), call)
  expect(call.exchanges[0]?.request).toMatchObject({ refundBankCode: '088', cancelAmt: '1004' })
  expect(JSON.stringify(call.exchanges)).not.toMatch(/99887766554433|카나리아|0109999|canary/i)
})

test('what is sent: Basic, JSON where there is a body, and a plus that stays one', async () => {
  const seen: Record<string, unknown>[] = []
  answer = (request, response) => {
    const { authorization, 'content-type': type } = request.headers
    seen.push({ method: request.method, url: request.url?.split('&')[0], authorization, type })
    response.end('{}')
  }
  await make().cancel(paid(), sampleCancellation(), testCall())
  await make().inquire(paid(), testCall())
  const authorization = `Basic ${BASIC}`
  const ediDate = 'ediDate=2023-03-24T16%3A46%3A40.000%2B0900'
  expect(seen).toEqual([
    { method: 'POST', url: `/v1/payments/${TID}/cancel`, authorization, type: 'application/json' },
    { method: 'GET', url: `/v1/payments/${TID}?${ediDate}`, authorization, type: undefined },
  ])
})

test('near midnight both days of the order are asked, unless the first answer says more than "none"', async () => {
  const days: (string | null)[] = []
  const none = JSON.stringify({ resultCode: 'U107', resultMsg: '없음' })
  answer = (request, response) => {
    const day = new URL(request.url ?? '', url).searchParams.get('orderDate')
    days.push(day)
    if (day === '20230325') response.end(JSON.stringify(paymentObject()))
    else response.writeHead(404).end(none)
  }
  const late = Date.parse('2023-03-24T14:59:00Z') as typeof NOW
  const target = { ...authenticated(), providerRef: null, providerState: null, createdAt: late }
  const call = testCall({ at: (late + 120_000) as typeof NOW })
  expect(await make().inquire(target, call)).toMatchObject({ evidence: { status: 'paid' } })
  expect(days).toEqual(['20230324', '20230325'])
  expect(call.exchanges).toHaveLength(2)
  answer = (_request, response) => void response.writeHead(500).end('<html>')
  const again = testCall({ at: call.at })
  expect(await make().inquire(target, again)).toMatchObject({ kind: 'unknown' })
  expect(again.exchanges).toHaveLength(1)
})
