/** Specifies what a return from the window must show before anything is approved (nicepay §4). */
import { describe, expect, test } from 'vitest'
import {
  KEY,
  MID,
  MOID,
  NET_URL,
  NEXT_URL,
  samplePayment,
  sampleReturn,
  TID,
  TOKEN,
  VBANK_TID,
} from './fixtures/sample.ts'
import { nicepay } from './index.ts'
import { sign } from './sign.ts'

const provider = nicepay({ mid: MID, merchantKey: KEY })
const payment = samplePayment()
const read = (fields: Record<string, string>) => provider.readReturn(payment, fields)

/** A genuine auth result whose fields are then changed on the way, without a new signature. */
const tampered = (change: Record<string, string>) => ({ ...sampleReturn(), ...change })

describe('a genuine return', () => {
  test('is approvable and keeps everything that approval and net cancel need', () => {
    expect(read(sampleReturn())).toEqual({
      kind: 'approvable',
      ref: TID,
      method: 'card',
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      providerState: {
        authToken: TOKEN,
        txTid: TID,
        nextAppUrl: NEXT_URL,
        netCancelUrl: NET_URL,
        amt: '1000',
        mid: MID,
      },
    })
  })

  test('with the signature in upper case', () => {
    const fields = sampleReturn()
    expect(read({ ...fields, Signature: (fields.Signature ?? '').toUpperCase() }).kind).toBe('approvable')
  })

  test('with a padded Amt, as long as it is signed so', () => {
    expect(read(sampleReturn({ Amt: '000000001000' })).kind).toBe('approvable')
  })

  test('with the nonce that the window was given', () => {
    const { args } = provider.checkout(payment, payment.createdAt, 'https://shop.example/return')
    expect(read(sampleReturn({ ReqReserved: args.ReqReserved ?? '' })).kind).toBe('approvable')
  })

  test('of easy pay stays easy pay, although the window says CARD', () => {
    const reading = provider.readReturn(samplePayment({ method: 'easy_pay' }), sampleReturn())
    expect(reading).toMatchObject({ kind: 'approvable', method: 'easy_pay' })
  })

  test('of an account may be approved: that issues it', () => {
    const fields = sampleReturn({ PayMethod: 'VBANK', TxTid: VBANK_TID })
    const reading = provider.readReturn(samplePayment({ method: 'virtual_account' }), fields)
    expect(reading).toMatchObject({ kind: 'approvable', ref: VBANK_TID, method: 'virtual_account' })
  })

  test('has the same fingerprint each time, and another when anything it depends on differs', () => {
    const print = (change: Record<string, string> = {}): unknown => {
      const reading = read(sampleReturn(change))
      return reading.kind === 'approvable' ? reading.fingerprint : reading
    }
    const second = { AuthToken: `${TOKEN.slice(0, -1)}0` }
    const third = { NextAppURL: NEXT_URL.replace('dc1', 'dc2') }
    expect(print()).toBe(print({ AuthResultMsg: 'other words' }))
    expect(new Set([print(), print(second), print(third)]).size).toBe(3)
  })
})

describe('abandoned', () => {
  test.each(['9999', 'I002', '3001', '00000', ' 0000'])('any AuthResultCode but 0000: %j', (code) => {
    const reading = read({ AuthResultCode: code, AuthResultMsg: '사용자가 결제를 취소하였습니다' })
    expect(reading).toEqual({ kind: 'abandoned', code, message: '사용자가 결제를 취소하였습니다' })
  })

  test('what it tells is kept without numbers like a card’s, whoever wrote them into the form', () => {
    const reading = read({ AuthResultCode: '9999', AuthResultMsg: '카드 4111-1111-1111-1111 거절' })
    expect(reading).toMatchObject({ message: '카드 [number] 거절' })
  })
})

describe('rejected', () => {
  test.each(['AuthToken', 'MID', 'Moid', 'Amt', 'TxTid', 'NextAppURL', 'NetCancelURL', 'Signature'])(
    'without %s',
    (name) => {
      const { [name]: _gone, ...rest } = sampleReturn()
      expect(read(rest)).toMatchObject({ kind: 'rejected', error: 'MD_RETURN_INCOMPLETE' })
      expect(read(tampered({ [name]: '' }))).toMatchObject({ kind: 'rejected', error: 'MD_RETURN_INCOMPLETE' })
    },
  )

  test('without anything', () => {
    expect(read({})).toMatchObject({ kind: 'rejected', error: 'MD_RETURN_INCOMPLETE' })
  })

  const foreignUrl = 'https://evil.example/webapi/pay_process.jsp'
  test.each([
    ['another order', 'MD_RETURN_OTHER_ORDER', sampleReturn({ Moid: 'ORDER2' })],
    ['the order number in another case', 'MD_RETURN_OTHER_ORDER', sampleReturn({ Moid: MOID.toLowerCase() })],
    ['another MID, genuinely signed', 'MD_RETURN_OTHER_ORDER', sampleReturn({ MID: 'nicepay01m' })],
    ['the nonce of another payment', 'MD_RETURN_OTHER_ORDER', sampleReturn({ ReqReserved: 'a'.repeat(64) })],
    ['Amt lowered in the browser', 'MD_RETURN_FORGED', tampered({ Amt: '100' })],
    ['Amt padded in the browser', 'MD_RETURN_FORGED', tampered({ Amt: '000000001000' })],
    ['a token exchanged in the browser', 'MD_RETURN_FORGED', tampered({ AuthToken: 'NICETOKNother' })],
    ['a made-up signature', 'MD_RETURN_FORGED', tampered({ Signature: 'a'.repeat(64) })],
    [
      'a signature without the key',
      'MD_RETURN_FORGED',
      tampered({ Signature: sign('S2', { authToken: TOKEN, mid: MID, amt: '1000' }, '') }),
    ],
    ['a genuine authentication of less', 'MD_RETURN_AMOUNT', sampleReturn({ Amt: '100' })],
    ['a genuine authentication of more', 'MD_RETURN_AMOUNT', sampleReturn({ Amt: '1001' })],
    ['an amount that is no number', 'MD_RETURN_AMOUNT', sampleReturn({ Amt: '1e3' })],
    ['a foreign approval URL', 'MD_RETURN_URL', sampleReturn({ NextAppURL: foreignUrl })],
    ['a foreign net-cancel URL', 'MD_RETURN_URL', sampleReturn({ NetCancelURL: foreignUrl })],
    ['the two URLs exchanged', 'MD_RETURN_URL', sampleReturn({ NextAppURL: NET_URL, NetCancelURL: NEXT_URL })],
    ['a TID of a wrong length', 'MD_RETURN_INCOMPLETE', sampleReturn({ TxTid: TID.slice(1) })],
    [
      'a TID that carries more fields',
      'MD_RETURN_INCOMPLETE',
      sampleReturn({ TxTid: 'nicepay00m010125052113222&Amt=1' }),
    ],
    ['a token that is too long', 'MD_RETURN_INCOMPLETE', sampleReturn({ AuthToken: 'x'.repeat(41) })],
    ['a method that we do not know', 'MD_METHOD_UNSUPPORTED', sampleReturn({ PayMethod: 'GIFT_CULT' })],
  ])('%s', (_name, error, fields) => {
    expect(read(fields)).toMatchObject({ kind: 'rejected', error })
  })

  test('no detail quotes what came from the browser', () => {
    const reading = read(sampleReturn({ NextAppURL: 'https://canary.example/<script>' }))
    expect(JSON.stringify(reading)).not.toContain('script')
  })
})
