/** Specifies the issue and the close of an account: what goes out, and when an answer is believed (§4.3, §4.4). */
import { describe, expect, test } from 'vitest'
import { amount } from '../../core/money.ts'
import type { Payment } from '../../core/payment/payment.ts'
import type { JsonReply } from '../json.ts'
import { planClose, planIssue } from './account.ts'
import { readOptions } from './config.ts'
import * as sample from './fixtures/sample.ts'
import { readCancel, readClose, readInquiry, readIssue } from './outcome.ts'
import { type Impossible, planCancel } from './requests.ts'

const { ASKED, asking, issued, kst, MID, ORDER, PAYMENT_KEY, REFUND_ACCOUNT, tossAccount, tossCancel } = sample
const keys = { clientKey: sample.CLIENT_KEY, secretKey: sample.SECRET_KEY, urls: { api: 'http://127.0.0.1:1' } }
const account = readOptions({ ...keys, mid: MID })
const reply = (json: unknown): JsonReply => ({ kind: 'answer', status: 200, headers: {}, json })

function must<T extends object>(plan: T): Exclude<T, Impossible> {
  if ('impossible' in plan) throw new Error(String(plan.impossible))
  return plan as Exclude<T, Impossible>
}

describe('an issue', () => {
  const body = (change: Partial<Payment> = {}) => must(planIssue(asking(change))).call.body

  test('names order, amount, bank, buyer and the last second of the deadline in KST, and no receipt', () => {
    const { call } = must(planIssue(asking()))
    expect(call).toEqual({
      method: 'POST',
      path: '/v1/virtual-accounts',
      idempotencyKey: `va-${asking().id}`,
      body: {
        amount: 1000,
        orderId: ORDER,
        orderName: '테스트 상품',
        customerName: '홍길동',
        bank: '88',
        dueDate: '2025-05-28T13:25:00',
        cashReceipt: { type: '미발행' },
      },
    })
  })

  test.each([
    ['income_deduction', '01012345678', '소득공제'],
    ['expenditure_proof', '1234567891', '지출증빙'],
  ] as const)('with a receipt for %s names its number', (kind, number, type) => {
    const virtualAccount = { ...ASKED, cashReceipt: { kind, number } }
    expect(body({ virtualAccount })).toMatchObject({ cashReceipt: { type, registrationNumber: number } })
  })

  test('sends phone, address and the tax-free part where they are known', () => {
    const buyer = { name: '홍길동', phone: '010-1234-5678', email: 'a@b.kr' }
    expect(body({ buyer, taxFree: amount(300) })).toMatchObject({
      customerMobilePhone: '01012345678',
      customerEmail: 'a@b.kr',
      taxFreeAmount: 300,
    })
  })

  test.each([
    ['no buyer', { buyer: null }],
    ['no wish', { virtualAccount: null }],
    ['no bank', { virtualAccount: { ...ASKED, bank: null } }],
    [
      'a receipt whose number is forgotten',
      {
        virtualAccount: { ...ASKED, cashReceipt: { kind: 'income_deduction', number: null } },
      },
    ],
  ] as const)('with %s never goes out', (_name, change) => {
    expect(planIssue(asking(change))).toHaveProperty('impossible')
  })

  const read = (change: Record<string, unknown> = {}) =>
    readIssue(account, must(planIssue(asking())), reply(tossAccount(change)))

  test('that succeeded tells the account, and no holder: Toss does not say it', () => {
    expect(read()).toMatchObject({
      kind: 'done',
      next: 'none',
      evidence: {
        status: 'awaiting_deposit',
        ref: PAYMENT_KEY,
        amount: 1000,
        paidAt: null,
        virtualAccount: { bank: 'SHINHAN', number: '56211105948400', holder: null, expiresAt: kst('20250528132500') },
      },
    })
  })

  test('of a test shop has a number with an X, and an unknown bank is no bank', () => {
    const virtualAccount = { accountNumber: 'X6505636518308', bankCode: '04', dueDate: null, refundStatus: 'NONE' }
    expect(read({ virtualAccount })).toMatchObject({
      kind: 'done',
      evidence: { virtualAccount: { bank: null, number: 'X6505636518308', expiresAt: null } },
    })
  })

  test.each([
    ['another order', { orderId: 'ORDER-OTHER' }],
    ['another amount', { totalAmount: 999, balanceAmount: 999 }],
    ['another MID', { mId: 'somebodyelse' }],
    ['another currency', { currency: 'USD' }],
    ['no account', { virtualAccount: null }],
    ['no number', { virtualAccount: { bankCode: '88', refundStatus: 'NONE' } }],
    ['a number that is none', { virtualAccount: { accountNumber: '신한 562', bankCode: '88', refundStatus: 'NONE' } }],
    ['money in it', { status: 'DONE' }],
    ['a status that was never listed', { status: 'ISSUED' }],
  ])('with %s is unknown and asked about', (_name, change) => {
    expect(read(change)).toMatchObject({ kind: 'unknown', next: 'inquire' })
  })
})

const cancellation = sample.sampleCancellation({ kind: 'account_close', via: 'close', amount: amount(0), guard: null })
const tagged = `고객 요청 #${cancellation.id}`

describe('a close', () => {
  test('cancels the whole without an account, under the key of the cancellation', () => {
    expect(must(planClose(issued(), cancellation)).call).toEqual({
      method: 'POST',
      path: `/v1/payments/${PAYMENT_KEY}/cancel`,
      idempotencyKey: `${cancellation.id}-0`,
      body: { cancelReason: tagged, cancelAmount: 1000 },
    })
  })

  test('of any other method never goes out: there it would give the money back', () => {
    for (const method of ['card', 'transfer', 'mobile', 'easy_pay', null] as const) {
      expect(planClose(issued({ method }), cancellation)).toHaveProperty('impossible')
    }
    expect(planClose(issued({ providerRef: null }), cancellation)).toHaveProperty('impossible')
  })

  const closed = (change: Record<string, unknown> = {}, listed: Record<string, unknown> = {}) =>
    tossAccount({
      status: 'CANCELED',
      balanceAmount: 0,
      cancels: [tossCancel({ cancelAmount: 1000, refundableAmount: 0, cancelReason: tagged, ...listed })],
      ...change,
    })
  const read = (json: unknown) => readClose(account, must(planClose(issued(), cancellation)), reply(json))
  const refunded = { accountNumber: '56211105948400', bankCode: '88', refundStatus: 'PENDING' }

  test('that succeeded moved nothing', () => {
    expect(read(closed())).toMatchObject({
      kind: 'done',
      next: 'none',
      evidence: { amount: 0, remaining: null, at: kst('20250521140100') },
    })
  })

  test.each([
    ['somebody else’s cancel', closed({}, { cancelReason: 'by hand' })],
    ['a refund of money', closed({ virtualAccount: refunded })],
    ['a cancel under way', closed({}, { cancelStatus: 'IN_PROGRESS' })],
    ['an account that still waits', tossAccount()],
    ['another MID', closed({ mId: 'somebodyelse' })],
  ])('whose answer shows %s is unknown and asked about', (_name, json) => {
    expect(read(json)).toMatchObject({ kind: 'unknown', next: 'inquire' })
  })

  test('is asked about as an account that nobody paid into, and not as money that went back', () => {
    const outcome = readInquiry(account, issued(), reply(closed()))
    expect(outcome).toMatchObject({ evidence: { status: 'not_paid', cancels: [], virtualAccount: null, paidAt: null } })
  })
})

describe('a refund of a deposit', () => {
  const deposited = issued({ state: 'paid', amounts: sample.amounts({ paid: 1000 }) })
  const refund = sample.sampleCancellation({ refundAccount: REFUND_ACCOUNT })

  test('without an account, or into one that Toss cannot pay, asks for another before anything goes out', () => {
    const accounts = [
      null,
      { ...REFUND_ACCOUNT, bank: 'KEXIM' },
      { ...REFUND_ACCOUNT, number: '1'.repeat(21) },
    ] as const
    for (const refundAccount of accounts) {
      expect(planCancel(deposited, { ...refund, refundAccount })).toMatchObject({ next: 'ask_account' })
    }
  })

  test('of any other method names no account: Toss would refuse it', () => {
    expect(must(planCancel(sample.paid(), refund)).refundTo).toBe(null)
  })

  test('whose answer shows an account that was only closed gave no money back', () => {
    const plan = must(planCancel(deposited, refund))
    const cancels = [tossCancel({ cancelAmount: 1000, refundableAmount: 0, cancelReason: `고객 요청 #${refund.id}` })]
    const json = tossAccount({ status: 'CANCELED', balanceAmount: 0, cancels })
    expect(readCancel(account, plan, reply(json))).toMatchObject({ kind: 'unknown', next: 'inquire' })
  })

  const bounced = (refundStatus: string, cancels: readonly unknown[]) =>
    readInquiry(
      account,
      deposited,
      reply(
        tossAccount({
          status: 'PARTIAL_CANCELED',
          balanceAmount: 400,
          cancels,
          virtualAccount: { accountNumber: '56211105948400', bankCode: '88', refundStatus },
        }),
      ),
    )
  const two = [tossCancel(), tossCancel({ transactionKey: 'B' })]

  test.each([
    ['FAILED', two],
    ['PARTIAL_FAILED', two],
    ['PARTIAL_FAILED', [tossCancel({ cancelAmount: 600, refundableAmount: 400 })]],
  ])('that came back beside others (%s) marks none of them, and a person is told', (status, cancels) => {
    const outcome = bounced(status, cancels)
    expect(outcome).toMatchObject({
      kind: 'done',
      next: 'operator',
      answer: { message: expect.stringMatching(status) },
    })
    if (outcome.kind === 'done') for (const { state } of outcome.evidence.cancels ?? []) expect(state).toBe('done')
  })

  test.each(['NONE', 'PENDING', 'COMPLETED'])('that is %s needs nobody', (status) => {
    expect(bounced(status, two)).toMatchObject({ kind: 'done', next: 'none' })
  })
})
