/** Specifies what each server call sends and what is never sent (nicepay §5, §6, §7, §9). */
import { describe, expect, test } from 'vitest'
import { amount } from '../../core/money.ts'
import { readOptions } from './config.ts'
import {
  amounts,
  authenticated,
  KEY,
  kst,
  MID,
  NET_URL,
  NEXT_URL,
  paid,
  sampleCancellation,
  samplePayment,
  TID,
  TOKEN,
} from './fixtures/sample.ts'
import type { Auth, CancelPlan } from './requests.ts'
import { approvalCall, authOf, cancelCall, inquiryCall, netCancelCall, planCancel, tidOf } from './requests.ts'
import { byteLength } from './wire.ts'

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
    expect(plan()).toEqual({ tid: TID, amt: '1000', partialCancelCode: '0', remaining: 0 })
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

test('an inquiry asks by TID', () => {
  const { url, form } = inquiryCall(account, TID, kst('20250521141000'))
  expect(url).toBe('https://webapi.nicepay.co.kr/webapi/inquery/trans_status.jsp')
  expect(form.SignData).toBe('6f4e109a8297dbdef93dc59856cef86d2d39c6e3b755fc099c080f4ad4d977f8')
})

test('the TID is known from the return on', () => {
  expect([tidOf(samplePayment()), tidOf(authenticated({ providerRef: null })), tidOf(paid())]).toEqual([null, TID, TID])
})
