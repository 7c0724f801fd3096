/** Proves with canaries that no secret and no personal data of any call gets into what is recorded. */
import type { RequestListener } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Cancellation, Payment } from '../../core/payment/payment.ts'
import type { CallContext, Provider } from '../../ports/provider.ts'
import { safeText } from '../scrub.ts'
import { NICEPAY_OPERATIONS, type NicepayOperation } from './config.ts'
import {
  asking,
  authenticated,
  deposited,
  KEY,
  MID,
  paid,
  sampleCancellation,
  TID,
  testCall,
  VBANK_TID,
} from './fixtures/sample.ts'
import { nicepay } from './index.ts'

const TOKEN = 'CANARYAUTHTOKEN'

/** Everything that must not be kept, as an answer may carry it. */
const CANARIES = {
  Signature: 'CANARYSIGNATURE',
  CardNo: '1234-56CANARY-7890',
  BuyerName: 'CANARYNAME',
  BuyerTel: 'CANARYTEL',
  BuyerEmail: 'CANARYMAIL',
  GoodsName: 'CANARYGOODS',
  MallReserved: 'CANARYRESERVED',
  VbankNum: 'CANARYVBANK',
  RefundAcctNo: 'CANARYREFUND',
  RefundAcctNm: 'CANARYHOLDER',
  AuthToken: TOKEN,
  SignData: 'CANARYSIGN',
  Unknown: 'CANARYUNKNOWN',
  // An answer that quotes our secrets back.
  ResultMsg: `rejected ${TOKEN} and ${KEY} of 1234567890123456`,
  ErrorMsg: `token=${TOKEN} card 1234 5678 9012 3456`,
  AuthCode: TOKEN,
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

const make = (): Provider =>
  nicepay({
    mid: MID,
    merchantKey: KEY,
    urls: { api: url, inquiry: url },
    trustedOrigins: [url],
    timeouts: { readMs: 150 },
  })

const state = () => ({
  authToken: TOKEN,
  txTid: TID,
  nextAppUrl: `${url}/webapi/pay_process.jsp`,
  netCancelUrl: `${url}/webapi/cancel_process.jsp`,
  amt: '1000',
  mid: MID,
})

const ISSUED = '56211101234567'
const RECEIPT = { kind: 'income_deduction', number: '01099997777' } as const
const REFUND = { bank: 'SHINHAN', number: '110987', holder: 'CANARY박', phone: null } as const

const buyer = { name: 'CANARYNAME', email: 'canary@example.com', phone: '01099998888' }

function run(operation: NicepayOperation, call: CallContext): Promise<unknown> {
  const payment: Payment = operation === 'approve' ? authenticated({ buyer }) : paid({ buyer })
  const target = { ...payment, providerState: state() }
  const cancellation: Cancellation = sampleCancellation({ reason: 'CANARYREASON' })
  const provider = make()
  switch (operation) {
    case 'approve':
      return provider.approve(target, call)
    case 'cancel':
      return provider.cancel(target, cancellation, call)
    case 'net_cancel':
      return provider.netCancel(target, cancellation, call)
    case 'inquire':
      return provider.inquire(target, call)
    case 'issue':
      return (
        provider.issueAccount?.(
          asking({ holder: 'CANARYHOLDER', cashReceipt: RECEIPT }, { buyer, providerState: state() }),
          call,
        ) ?? gone()
      )
    case 'close':
      return (
        provider.closeAccount?.(asking({ number: ISSUED }, { buyer, providerState: state() }), cancellation, call) ??
        gone()
      )
  }
}

const gone = (): never => {
  throw new Error('the adapter lost a call')
}

const send =
  (body: string, status = 200): RequestListener =>
  (_request, response) =>
    void response.writeHead(status).end(body)

const ANSWERS: Readonly<Record<string, RequestListener>> = {
  'a success': send(JSON.stringify({ ResultCode: '3001', TID, MID, Amt: '000000001000', ...CANARIES })),
  'a refusal': send(JSON.stringify({ ResultCode: 'A211', ...CANARIES })),
  'an unlisted code': send(JSON.stringify({ ResultCode: 'Q999', ...CANARIES })),
  'an error page': send(`<html>${JSON.stringify(CANARIES)}</html>`, 500),
  'half an answer': send(JSON.stringify(CANARIES).slice(0, 200)),
  'a reset': (request) => void request.socket.resetAndDestroy(),
  'no answer': () => {},
}

describe.each(NICEPAY_OPERATIONS)('%s', (operation) => {
  test.each(Object.keys(ANSWERS))('records %s once, with nothing of the canaries', async (name) => {
    answer = ANSWERS[name] ?? answer
    const call = testCall()
    const outcome = await run(operation, call)
    expect(call.exchanges).toHaveLength(1)
    const [exchange] = call.exchanges
    const kept = JSON.stringify([exchange, outcome])
    expect(kept).not.toMatch(/canary|0109999|1234567890123456|1234 5678|56211101234567/i)
    expect(kept).not.toContain(KEY)
    const ref = operation === 'issue' || operation === 'close' ? VBANK_TID : TID
    expect(exchange).toMatchObject({ operation, request: { TID: ref, MID } })
    expect(exchange?.endpoint).toMatch(/^POST http:\/\/127\.0\.0\.1:\d+\/webapi\/[a-z_/]+\.jsp$/)
    expect(exchange?.request).not.toHaveProperty('SignData')
  })

  test('records what never left too, and says why', async () => {
    const fenced = testCall({ mayStillSend: () => false })
    expect(await run(operation, fenced)).toMatchObject({ kind: 'not_sent', next: 'none' })
    expect(fenced.exchanges).toMatchObject([
      { httpStatus: null, trouble: expect.stringMatching(/^fence: /), response: {} },
    ])
  })
})

test('an answer that quotes the refund account and its holder back is kept without them', async () => {
  const { number, holder } = REFUND
  const words = { ResultMsg: `${holder} 님 ${number} 계좌 오류`, ErrorMsg: `${holder}(${number})` }
  answer = send(JSON.stringify({ ResultCode: '2014', TID: VBANK_TID, MID, ...words }))
  const call = testCall()
  const outcome = await make().cancel(deposited({ buyer }), sampleCancellation({ refundAccount: REFUND }), call)
  expect(JSON.stringify([outcome, call.exchanges])).not.toMatch(/canary|110987/i)
  expect(outcome).toMatchObject({ kind: 'refused', answer: { message: '[personal] 님 [personal] 계좌 오류' } })
  expect(call.exchanges[0]?.request).toMatchObject({ TID: VBANK_TID, RefundBankCd: '088' })
})

test('an issue is recorded with its bank and deadline, and nobody in it', async () => {
  answer = ANSWERS['an error page'] ?? answer
  const call = testCall()
  await run('issue', call)
  expect(Object.keys(call.exchanges[0]?.request ?? {}).sort()).toEqual(
    [
      'Amt',
      'BankCode',
      'CashReceiptType',
      'CharSet',
      'EdiDate',
      'EdiType',
      'MID',
      'Moid',
      'TID',
      'VbankExpDate',
    ].sort(),
  )
})

test('a lost answer says what was lost', async () => {
  answer = ANSWERS['no answer'] ?? answer
  const call = testCall()
  expect(await run('approve', call)).toMatchObject({ kind: 'unknown', next: 'inquire' })
  expect(call.exchanges[0]?.trouble).toMatch(/^read_timeout: /)
})

test('a signature is recorded as what it was worth, never as itself', async () => {
  answer = ANSWERS['a success'] ?? answer
  const call = testCall()
  await run('approve', call)
  expect(call.exchanges[0]?.response).toMatchObject({
    ResultCode: '3001',
    '(signature)': 'wrong',
    '(encoding)': 'utf-8',
  })
})

test.each([
  ['카드번호 1234-5678-9012-3456 오류', '카드번호 [number] 오류'],
  ['123456******1234 거절', '[number] 거절'],
  ['010-1234-5678', '[number]'],
  ['한도초과(3011) 1,000원', '한도초과(3011) 1,000원'],
])('%s is kept as %s', (text, expected) => {
  expect(safeText(text)).toBe(expected)
})
