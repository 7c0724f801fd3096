/** Proves with canaries that no secret and no personal data of any call gets into what is recorded. */
import type { RequestListener } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Payment } from '../../core/payment/payment.ts'
import type { CallContext, Provider } from '../../ports/provider.ts'
import { PORTONE_V2_OPERATIONS, type PortoneV2Operation } from './codes.ts'
import {
  accountPayment,
  answered,
  listed,
  NOW,
  OPTIONS,
  PAYMENT_ID,
  paid,
  sampleCancellation,
  testCall,
} from './fixtures/sample.ts'
import { portoneV2 } from './index.ts'

const SECRET = OPTIONS.apiSecret

/** Everything that must not be kept, as an answer may carry it. */
const PERSONAL = {
  customer: { name: 'CANARYNAME', email: 'CANARYMAIL', phoneNumber: '01099998888' },
  customData: 'CANARYDATA',
  orderName: 'CANARYGOODS',
  products: [{ name: 'CANARYGOODS' }],
  origin: { ipAddress: 'CANARYIP', url: 'CANARYURL' },
  pgResponse: 'CANARYRAW',
  receiptUrl: 'CANARYRECEIPT',
  billingKey: 'CANARYBILLING',
  cashReceipt: { issuanceNumber: '01099998888' },
  method: {
    type: 'PaymentMethodVirtualAccount',
    accountNumber: 'CANARYACCOUNT',
    remitterName: 'CANARYHOLDER',
    card: { number: '1234567890123456', name: 'CANARYCARD', bin: '123456' },
  },
  webhooks: [{ url: 'CANARYURL', request: { body: 'CANARYBODY' } }],
  cancellations: [listed({ reason: 'CANARYREASON', receiptUrl: 'CANARYRECEIPT' })],
  cancellation: listed({ reason: 'CANARYREASON', totalAmount: 10_000 }),
  items: [answered({ customer: { name: 'CANARYNAME' }, orderName: 'CANARYGOODS' })],
  page: { number: 0, size: 100, totalCount: 1 },
  // An answer that quotes our secrets and a card back.
  message: `rejected ${SECRET} and ${OPTIONS.webhookSecret} of 1234567890123456`,
  pgMessage: 'card 1234 5678 9012 3456',
  pgCode: SECRET,
  pgTxId: SECRET,
  failure: { reason: `bad ${SECRET}`, pgMessage: '123456******1234' },
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

/** Everything that a buyer told goes out with it. */
const TOLD = {
  name: 'CANARYNAME',
  email: 'CANARYMAIL',
  phone: '01099998888',
  holder: 'CANARYHOLDER',
  receipt: '0109999777',
  number: '123456789012',
}
const asking = (): Payment => {
  const { name, email, phone } = TOLD
  const cashReceipt = { kind: 'income_deduction', number: TOLD.receipt } as const
  return accountPayment({ holder: TOLD.holder, cashReceipt }, { buyer: { name, email, phone } })
}

const make = (): Provider => portoneV2({ ...OPTIONS, urls: { api: url }, timeouts: { readMs: 150 } })

function run(operation: PortoneV2Operation, call: CallContext): Promise<unknown> | undefined {
  const provider = make()
  const payment = paid({ buyer: { name: 'CANARYNAME', phone: '01099998888' }, orderName: 'CANARYGOODS' })
  switch (operation) {
    case 'prepare':
      return provider.prepare?.(payment, call)
    case 'approve':
      return provider.approve(payment, call)
    case 'cancel':
      return provider.cancel(payment, sampleCancellation({ reason: 'CANARYREASON' }), call)
    case 'inquire':
      return provider.inquire(payment, call)
    case 'issue':
      return provider.issueAccount?.(asking(), call)
    case 'close':
      return provider.closeAccount?.(payment, sampleCancellation(), call)
    case 'list':
      return provider.list?.({ from: NOW, to: NOW, cursor: null }, call)
  }
}

const send =
  (body: string, status = 200): RequestListener =>
  (_request, response) =>
    void response.writeHead(status).end(body)

const ANSWERS: Readonly<Record<string, RequestListener>> = {
  'a success': send(JSON.stringify({ ...answered(), ...PERSONAL })),
  'a refusal': send(JSON.stringify({ type: 'UNAUTHORIZED', ...PERSONAL }), 401),
  'a refusal of the PG': send(JSON.stringify({ type: 'PG_PROVIDER', ...PERSONAL, pgCode: '8134' }), 502),
  'an unlisted type': send(JSON.stringify({ type: `CANARY ${SECRET}`.replace('CANARY ', ''), ...PERSONAL }), 409),
  'an error page': send(`<html>${JSON.stringify(PERSONAL)}</html>`, 500),
  'half an answer': send(JSON.stringify(PERSONAL).slice(0, 200)),
  'a reset': (request) => void request.socket.resetAndDestroy(),
  'no answer': () => {},
}

describe.each(PORTONE_V2_OPERATIONS)('%s', (operation) => {
  test.each(Object.keys(ANSWERS))('records %s once, with nothing of the canaries', async (name) => {
    answer = ANSWERS[name] ?? answer
    const call = testCall()
    const outcome = await run(operation, call)
    expect(call.exchanges).toHaveLength(1)
    const kept = JSON.stringify([call.exchanges, outcome])
    expect(kept).not.toMatch(/canary|0109999|1234567890123456|1234 5678|123456\*/i)
    expect(kept).not.toContain(SECRET)
    expect(kept).not.toContain(OPTIONS.webhookSecret)
    expect(call.exchanges[0]).toMatchObject({ operation })
    expect(call.exchanges[0]?.endpoint).toMatch(/^(GET|POST) http:\/\/127\.0\.0\.1:\d+\/payments[\w/-]*$/)
  })

  test('records what never left too, and says why', async () => {
    const fenced = testCall({ mayStillSend: () => false })
    expect(await run(operation, fenced)).toMatchObject({ kind: 'not_sent', next: 'none' })
    expect(fenced.exchanges).toMatchObject([
      { httpStatus: null, trouble: expect.stringMatching(/^fence: /), response: {} },
    ])
  })
})

describe('what a PG quotes in its own words', () => {
  const words = `${Object.values(TOLD).join(' / ')} 확인`
  const refuse = send(JSON.stringify({ type: 'PG_PROVIDER', message: words, pgCode: 'V101', pgMessage: words }), 502)
  const refund = sampleCancellation({
    refundAccount: { bank: 'SHINHAN', number: TOLD.number, holder: TOLD.holder, phone: TOLD.phone },
  })
  test.each<[string, (call: CallContext) => Promise<unknown> | undefined, RegExp]>([
    ['an issue', (call) => make().issueAccount?.(asking(), call), /CANARY|0109999/],
    ['a refund', (call) => make().cancel(paid(), refund, call), /CANARYHOLDER|0109999888|123456789012/],
  ])('of %s is kept without the people and accounts in it', async (_name, act, canaries) => {
    answer = refuse
    const call = testCall()
    const kept = JSON.stringify([await act(call), call.exchanges])
    expect(kept).not.toMatch(canaries)
    expect(kept).toContain('[personal]')
    expect(kept).toContain('V101')
  })
})

test('an issue is recorded as two exchanges, and the number of the account is in neither', async () => {
  const issued = { payment: { pgTxId: 'SIMTID1', paidAt: '2024-04-25T10:00:00Z' } }
  const account = { ...PERSONAL.method, bank: 'SHINHAN', accountNumber: '56211105948400', remitteeName: 'CANARYHOLDER' }
  const shown = answered({ ...PERSONAL, status: 'VIRTUAL_ACCOUNT_ISSUED', method: account, cancellations: [] })
  answer = (request, response) => void response.end(JSON.stringify(request.method === 'POST' ? issued : shown))
  const call = testCall()
  const outcome = await make().issueAccount?.(asking(), call)
  expect(outcome).toMatchObject({
    kind: 'done',
    evidence: { virtualAccount: { bank: 'SHINHAN', number: '56211105948400', holder: 'CANARYHOLDER' } },
  })
  expect(call.exchanges).toMatchObject([
    {
      operation: 'issue',
      endpoint: expect.stringMatching(/^POST .*\/instant$/),
      request: {
        'method.virtualAccount.bank': 'SHINHAN',
        'method.virtualAccount.expiry.dueDate': '2024-04-26T10:00:00.000Z',
        'method.virtualAccount.cashReceipt.type': 'PERSONAL',
        'amount.total': '10000',
      },
      response: { 'payment.pgTxId': 'SIMTID1' },
    },
    {
      operation: 'issue',
      endpoint: expect.stringMatching(/^GET /),
      response: { status: 'VIRTUAL_ACCOUNT_ISSUED', 'method.bank': 'SHINHAN' },
    },
  ])
  expect(JSON.stringify(call.exchanges)).not.toMatch(/canary|0109999|56211105948400/i)
})

test('what is kept is enough to understand a refund', async () => {
  answer = ANSWERS['a success'] ?? answer
  const call = testCall()
  await run('cancel', call)
  expect(call.exchanges[0]).toMatchObject({
    request: { storeId: OPTIONS.storeId, amount: '10000', requester: 'ADMIN' },
    response: { 'cancellation.status': 'SUCCEEDED', 'cancellation.totalAmount': '10000' },
  })
  expect(call.exchanges[0]?.request).not.toHaveProperty('reason')
})

test('what is sent: the secret in the header, the key in quotes, no key where none is needed', async () => {
  const seen: Record<string, unknown>[] = []
  answer = (request, response) => {
    const { authorization, 'idempotency-key': key, 'content-type': type } = request.headers
    seen.push({ url: request.url, authorization, key, type })
    response.end('{}')
  }
  const cancellation = sampleCancellation({ keyEpoch: 1 })
  await make().cancel(paid(), cancellation, testCall())
  await make().inquire(paid(), testCall())
  const authorization = `PortOne ${SECRET}`
  expect(seen).toEqual([
    { url: `/payments/${PAYMENT_ID}/cancel`, authorization, key: `"${cancellation.id}-1"`, type: 'application/json' },
    { url: `/payments/${PAYMENT_ID}?storeId=${OPTIONS.storeId}`, authorization, key: undefined, type: undefined },
  ])
})
