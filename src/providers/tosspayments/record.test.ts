/** Proves with canaries that no secret and no personal data of any call gets into what is recorded. */
import type { RequestListener } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CallContext } from '../../ports/provider.ts'
import { TOSSPAYMENTS_OPERATIONS, type TosspaymentsOperation } from './config.ts'
import * as sample from './fixtures/sample.ts'
import { openTinyToss, type TinyToss } from './fixtures/server.ts'
import { tosspayments } from './index.ts'

const SECRET = 'CANARYSECRETKEY'
const BASIC = Buffer.from(`${SECRET}:`).toString('base64')

/** Everything that must not be kept, as a Payment may carry it (§5). */
const PAYMENT = sample.tossPayment({
  orderName: 'CANARYGOODS',
  secret: 'ps_CANARYSECRET',
  card: { amount: 1000, issuerCode: '61', number: '48902300CANARY*', approveNo: '00000000' },
  virtualAccount: {
    accountNumber: 'CANARYACCOUNT',
    bankCode: '88',
    customerName: 'CANARYNAME',
    depositorName: 'CANARYNAME',
    refundStatus: 'NONE',
    refundReceiveAccount: { bankCode: '88', accountNumber: 'CANARYREFUND', holderName: 'CANARYHOLDER' },
  },
  mobilePhone: { customerMobilePhone: 'CANARYPHONE', receiptUrl: 'https://canary.example' },
  cashReceipt: { registrationNumber: 'CANARYREGISTRATION' },
  metadata: { canary: 'CANARYMETADATA' },
  receipt: { url: 'https://canary.example' },
  failure: { code: 'CODE', message: `${SECRET} ${BASIC} of 1234567890123456` },
  cancels: [sample.tossCancel({ cancelReason: 'CANARYREASON' })],
  // An answer that quotes our secrets back, in a field that is kept.
  lastTransactionKey: `${SECRET}/${BASIC}`,
  unknownField: 'CANARYUNKNOWN',
})
const MESSAGE = `rejected ${SECRET} and ${BASIC}, card 1234-5678-9012-3456`

let toss: TinyToss
beforeEach(async () => {
  toss = await openTinyToss()
})
afterEach(() => toss.close())

const buyer = { name: 'CANARYNAME', email: 'canary@example.com', phone: '01099998888' }
const refundAccount = { bank: 'KOOKMIN', number: '10999988880001', holder: 'CANARYHOLDER', phone: null } as const
const cashReceipt = { kind: 'income_deduction', number: '01099998889' } as const
const virtualAccount = { ...sample.ASKED, cashReceipt }

function run(operation: TosspaymentsOperation, call: CallContext): Promise<unknown> {
  const provider = tosspayments({
    clientKey: 'test_ck_maedeup',
    secretKey: SECRET,
    urls: { api: toss.url },
    timeouts: { readMs: 150 },
  })
  switch (operation) {
    case 'approve':
      return provider.approve(sample.authenticated({ buyer }), call)
    case 'cancel':
      return provider.cancel(
        sample.paid({ buyer, method: 'virtual_account' }),
        sample.sampleCancellation({ reason: 'CANARYREASON', refundAccount }),
        call,
      )
    case 'inquire':
      return provider.inquire(sample.paid({ buyer }), call)
    case 'issue':
      return (
        provider.issueAccount?.(sample.asking({ buyer, virtualAccount }), call) ?? Promise.reject(new Error('no issue'))
      )
    case 'close':
      return (
        provider.closeAccount?.(
          sample.issued({ buyer }),
          sample.sampleCancellation({ reason: 'CANARYREASON' }),
          call,
        ) ?? Promise.reject(new Error('no close'))
      )
    case 'list':
      return provider.list?.({ from: call.at, to: call.at, cursor: null }, call) ?? Promise.reject(new Error('no list'))
  }
}

const send =
  (body: string, status = 200): RequestListener =>
  (_request, response) =>
    void response.writeHead(status, { 'x-tosspayments-trace-id': 'trace-1' }).end(body)

const ANSWERS: Readonly<Record<string, RequestListener>> = {
  'a success': send(JSON.stringify(PAYMENT)),
  'a list': send(JSON.stringify([PAYMENT, PAYMENT])),
  'a refusal': send(JSON.stringify({ code: 'INVALID_REQUEST', message: MESSAGE, data: PAYMENT }), 400),
  'an unlisted code': send(JSON.stringify({ code: `NEW_${SECRET}`, message: MESSAGE }), 403),
  'an error page': send(`<html>${JSON.stringify(PAYMENT)}</html>`, 500),
  'half an answer': send(JSON.stringify(PAYMENT).slice(0, 200)),
  'a reset': (request) => void request.socket.resetAndDestroy(),
  'no answer': () => {},
}

describe.each(TOSSPAYMENTS_OPERATIONS)('%s', (operation) => {
  test.each(Object.keys(ANSWERS))('records %s once, with nothing of the canaries', async (name) => {
    toss.behave(ANSWERS[name] ?? send(''))
    const call = sample.testCall()
    const outcome = await run(operation, call)
    expect(call.exchanges).toHaveLength(1)
    const [exchange] = call.exchanges
    const kept = JSON.stringify([exchange, outcome])
    expect(kept).not.toMatch(/canary|109999|1234567890123456|1234-5678/i)
    expect(kept).not.toContain(BASIC)
    expect(exchange?.endpoint).toMatch(/^(GET|POST) http:\/\/127\.0\.0\.1:\d+\/v1\/[\w/-]+$/)
    expect(exchange?.operation).toBe(operation)
  })

  test('records what never left too, and says why', async () => {
    const fenced = sample.testCall({ mayStillSend: () => false })
    expect(await run(operation, fenced)).toMatchObject({ kind: 'not_sent', next: 'none' })
    expect(fenced.exchanges).toMatchObject([
      { httpStatus: null, trouble: expect.stringMatching(/^fence: /), response: {} },
    ])
  })
})

test('what is kept is enough to see what happened', async () => {
  toss.behave(send(JSON.stringify(PAYMENT)))
  const call = sample.testCall()
  await run('cancel', call)
  expect(call.exchanges[0]).toMatchObject({
    httpStatus: 200,
    trouble: null,
    request: { cancelAmount: '1000', refundableAmount: '1000' },
    response: {
      '(x-tosspayments-trace-id)': 'trace-1',
      status: 'DONE',
      totalAmount: '1000',
      'card.issuerCode': '61',
      'cancels.cancelAmount': '300',
      lastTransactionKey: '[secret]/[secret]',
    },
  })
})

test('a refusal is kept in the words of Toss, without its numbers', async () => {
  toss.behave(ANSWERS['a refusal'] ?? send(''))
  const call = sample.testCall()
  expect(await run('approve', call)).toMatchObject({
    kind: 'refused',
    answer: { message: 'rejected [secret] and [secret], card [number]' },
  })
  expect(call.exchanges[0]?.response.code).toBe('INVALID_REQUEST')
})
