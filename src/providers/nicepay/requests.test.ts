/** Specifies what each server call sends and what is never sent (nicepay §5, §6, §7, §9). */
import { describe, expect, test } from 'vitest'
import { amount, ZERO } from '../../core/money.ts'
import type { Payment } from '../../core/payment/payment.ts'
import { readOptions } from './config.ts'
import {
  amounts,
  asking,
  authenticated,
  deposited,
  KEY,
  kst,
  MID,
  NET_URL,
  NEXT_URL,
  paid,
  REFUND_ACCOUNT,
  sampleCancellation,
  samplePayment,
  TID,
  TOKEN,
  VBANK_TID,
} from './fixtures/sample.ts'
import type { Auth, CancelPlan } from './requests.ts'
import {
  approvalCall,
  authOf,
  cancelCall,
  inquiryCall,
  netCancelCall,
  planCancel,
  planClose,
  tidOf,
} from './requests.ts'
import { byteLength, encodeForm } from './wire.ts'

const account = readOptions({ mid: MID, merchantKey: KEY })
const auth = authOf(account, authenticated()) as Auth

describe('approval and net cancel', () => {
  const signed = { TID, AuthToken: TOKEN, MID, Amt: '1000', EdiDate: '20250521132500' }
  const SignData = '3d668e9346f2abaedd3d36f4941919bc3ac25ce06d9afc9d92bfadda52570d90'
  const format = { CharSet: 'utf-8', EdiType: 'JSON' }

  test('go to the URLs of the same auth result', () => {
    expect(approvalCall(account, auth, kst('20250521132500'))).toEqual({
      url: NEXT_URL,
      form: { ...signed, SignData, ...format },
    })
    expect(netCancelCall(account, auth, kst('20250521132500'))).toEqual({
      url: NET_URL,
      form: { ...signed, SignData, NetCancel: '1', ...format },
    })
  })

  test('are stamped with the time of their own attempt', () => {
    const { form } = netCancelCall(account, auth, kst('20250521132540'))
    expect(form.EdiDate).toBe('20250521132540')
    expect(form.SignData).toBe('96f8815948520945d541471fd97255858b46db402595de3cca1f7e48aa4ef454')
  })

  const state = authenticated().providerState ?? {}
  test.each([
    ['without an authentication', samplePayment()],
    ['without a token', authenticated({ providerState: { ...state, authToken: '' } })],
    ['of another MID', authenticated({ providerState: { ...state, mid: 'nicepay01m' } })],
    ['of another amount', authenticated({ providerState: { ...state, amt: '999' } })],
    [
      'whose stored URL is foreign',
      authenticated({ providerState: { ...state, nextAppUrl: 'https://evil.example/' } }),
    ],
    ['whose net-cancel URL is foreign', authenticated({ providerState: { ...state, netCancelUrl: NEXT_URL } })],
  ])('are impossible %s', (_name, payment) => {
    expect(authOf(account, payment)).toHaveProperty('impossible')
  })
})

describe('an ordinary cancel', () => {
  const cancellation = sampleCancellation()
  const plan = (payment = paid(), won = 1000) => planCancel(payment, { ...cancellation, amount: amount(won) })

  test('of all that was paid is full', () => {
    expect(plan()).toEqual({ tid: TID, amt: '1000', partialCancelCode: '0', remaining: 0, money: 1000 })
  })

  test('of a part is partial, and so is the last part', () => {
    expect(plan(paid(), 300)).toMatchObject({ partialCancelCode: '1', remaining: 700 })
    const rest = paid({ amounts: amounts({ paid: 1000, cancelledByUs: 200, observedCancelled: 100 }) })
    expect(plan(rest, 700)).toMatchObject({ partialCancelCode: '1', remaining: 0 })
  })

  test('of a charge that is not booked yet is full', () => {
    expect(plan(authenticated())).toMatchObject({ partialCancelCode: '0', remaining: 0 })
  })

  test.each([
    ['more than was paid', paid(), 1001],
    ['more than is left', paid({ amounts: amounts({ paid: 1000, cancelledByUs: 600 }) }), 401],
    ['nothing', paid(), 0],
    ['a part of an unsettled approval', authenticated(), 300],
    ['anything without a TID', samplePayment(), 1000],
    [
      'a second part of a phone payment',
      paid({ providerRef: TID.replace('00m01', '00m05'), amounts: amounts({ paid: 1000, cancelledByUs: 100 }) }),
      100,
    ],
  ])('of %s is impossible', (_name, payment, won) => {
    expect(plan(payment, won)).toHaveProperty('impossible')
  })

  test('is sent to the configured host with the fields of the sheet', () => {
    const at = kst('20250521140000')
    const call = cancelCall(account, plan() as CancelPlan, { payment: paid(), cancellation, at })
    expect(call).toEqual({
      url: 'https://pg-api.nicepay.co.kr/webapi/cancel_process.jsp',
      form: {
        TID,
        MID,
        Moid: cancellation.id,
        CancelAmt: '1000',
        CancelMsg: `고객요청 #${cancellation.id}`,
        PartialCancelCode: '0',
        EdiDate: '20250521140000',
        SignData: 'b2562ab443180a7a26adb935c5429dfea3129f79684fa8d70674cea7ae77e1f8',
        CharSet: 'utf-8',
        EdiType: 'JSON',
      },
    })
  })

  test.each([['가'.repeat(200)], ['a'.repeat(200)], ['🎁'.repeat(200)], ['']])(
    'keeps its tag whole within 100 bytes: %#',
    (reason) => {
      const intent = { payment: paid(), cancellation: { ...cancellation, reason }, at: kst('20250521140000') }
      const message = cancelCall(account, plan() as CancelPlan, intent).form.CancelMsg ?? ''
      expect(message.endsWith(`#${cancellation.id}`)).toBe(true)
      expect(byteLength(message)).toBeLessThanOrEqual(100)
    },
  )

  test('repeats the tax split of the payment when all of it goes back', () => {
    const payment = paid({ taxFree: amount(300) })
    const send = (won: number) =>
      cancelCall(account, plan(payment, won) as CancelPlan, { payment, cancellation, at: kst('20250521140000') }).form
    expect(send(1000)).toMatchObject({ SupplyAmt: '636', GoodsVat: '64', TaxFreeAmt: '300' })
    expect(send(300).TaxFreeAmt).toBeUndefined()
  })
})

describe('a refund of a deposit', () => {
  const cancellation = sampleCancellation({ refundAccount: REFUND_ACCOUNT })
  const send = (payment: Payment, refund = cancellation, at = kst('20250523100000')) =>
    cancelCall(account, planCancel(payment, refund) as CancelPlan, { payment, cancellation: refund, at }).form

  test('is the golden body of the sheet, but for the names of the intent', () => {
    const form = { ...send(deposited()), Moid: 'REFUND202505230001', CancelMsg: '단순변심' }
    expect(Buffer.from(encodeForm(form)).toString('latin1')).toBe(
      'TID=nicepay00m03012505211325000456&MID=nicepay00m&Moid=REFUND202505230001&CancelAmt=1000&CancelMsg=%B4%DC%BC' +
        '%F8%BA%AF%BD%C9&PartialCancelCode=0&EdiDate=20250523100000&SignData=f3d1fb38da25c4aea9a6a4a37854d4523279519' +
        '01c40f8c625f2318923aa551c&RefundAcctNo=56211105948400&RefundBankCd=088&RefundAcctNm=%C8%AB%B1%E6%B5%BF' +
        '&CharSet=utf-8&EdiType=JSON',
    )
  })

  test('of a part carries the account too', () => {
    const form = send(deposited(), { ...cancellation, amount: amount(300) })
    expect(form).toMatchObject({ PartialCancelCode: '1', CancelAmt: '300', RefundAcctNo: REFUND_ACCOUNT.number })
  })

  test.each([
    ['without an account', null],
    ['to a number that does not fit', { ...REFUND_ACCOUNT, number: '1'.repeat(17) }],
    ['to a holder that would be cut', { ...REFUND_ACCOUNT, holder: '남궁홍길동자' }],
    ['to a bank without a code', { ...REFUND_ACCOUNT, bank: 'TOSS_SECURITIES' as const }],
  ])('is never sent %s: the account is asked for', (_name, refundAccount) => {
    const plan = planCancel(deposited(), { ...cancellation, refundAccount })
    expect(plan).toMatchObject({ impossible: expect.any(String), next: 'ask_account' })
    expect(JSON.stringify(plan)).not.toMatch(/56211105948400|홍길동/)
  })

  test('of an issue whose answer was lost needs none and returns no money', () => {
    const plan = planCancel(asking(), { ...cancellation, refundAccount: null })
    expect(plan).toMatchObject({ partialCancelCode: '0', money: 0 })
  })

  test.each([
    ['a phone payment of this month', '05', '20250531235959', {}],
    ['a phone payment of last month', '05', '20250601000000', { RefundAcctNo: REFUND_ACCOUNT.number }],
    ['a card payment of last month', '01', '20250601000000', {}],
  ])('sends the account of %s only where it is asked for', (_name, method, at, expected) => {
    const payment = paid({ providerRef: TID.replace('00m01', `00m${method}`), paidAt: kst('20250501000000') })
    const { RefundAcctNo } = send(payment, cancellation, kst(at))
    expect(RefundAcctNo === undefined ? {} : { RefundAcctNo }).toEqual(expected)
  })
})

describe('a close', () => {
  test('is a full cancel of an account, without a refund account', () => {
    const cancellation = sampleCancellation({ via: 'close', amount: ZERO, refundAccount: REFUND_ACCOUNT })
    const plan = planClose(asking()) as CancelPlan
    expect(plan).toEqual({ tid: VBANK_TID, amt: '1000', partialCancelCode: '0', remaining: 0, money: 0 })
    const { url, form } = cancelCall(account, plan, { payment: asking(), cancellation, at: kst('20250523100000') })
    expect(url).toBe('https://pg-api.nicepay.co.kr/webapi/cancel_process.jsp')
    expect(form).toMatchObject({ TID: VBANK_TID, CancelAmt: '1000', PartialCancelCode: '0', Moid: cancellation.id })
    expect(Object.keys(form).filter((name) => name.startsWith('Refund'))).toEqual([])
  })

  test('of a deposit, of a card, or of nothing is never sent', () => {
    expect(planClose(deposited())).toMatchObject({ next: 'ask_account' })
    expect(planClose(authenticated())).toEqual({ impossible: expect.any(String) })
    expect(planClose(asking({}, { providerRef: null }))).toEqual({ impossible: expect.any(String) })
  })
})

test('an inquiry asks by TID', () => {
  const { url, form } = inquiryCall(account, TID, kst('20250521141000'))
  expect(url).toBe('https://webapi.nicepay.co.kr/webapi/inquery/trans_status.jsp')
  expect(form.SignData).toBe('6f4e109a8297dbdef93dc59856cef86d2d39c6e3b755fc099c080f4ad4d977f8')
})

test('the TID is known from the return on', () => {
  expect([tidOf(samplePayment()), tidOf(authenticated({ providerRef: null })), tidOf(paid())]).toEqual([null, TID, TID])
})
