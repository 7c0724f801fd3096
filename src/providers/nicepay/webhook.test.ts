/** Specifies what a notification is worth: a hint, or a deposit, and who vouches for its sender (nicepay §13). */
import { describe, expect, test } from 'vitest'
import type { RawWebhook } from '../../ports/provider.ts'
import { KEY, kst, MID, MOID, VBANK_TID } from './fixtures/sample.ts'
import { nicepay } from './index.ts'

/** The golden deposit notice of §11. */
const NOTICE =
  'PG=NICE&PayMethod=VBANK&MID=nicepay00m&Amt=1000&GoodsName=%B3%AA%C0%CC%BD%BA%BB%F3%C7%B0&MOID=ORDER202505210001' +
  '&TID=nicepay00m03012505211325000456&AuthDate=250522091500&ResultCode=4110&ResultMsg=%B0%A1%BB%F3%B0%E8%C1%C2%20' +
  '%C0%D4%B1%DD%20%BC%BA%B0%F8&StateCd=0&name=%C8%AB%B1%E6%B5%BF&VbankName=%BD%C5%C7%D1%C0%BA%C7%E0&VbankNum=5621' +
  '1101234567&VbankInputName=%C8%AB%B1%E6%B5%BF&FnCd=088&FnName=%BD%C5%C7%D1%C0%BA%C7%E0&RcptType=0&MallReserved=' +
  '&CancelDate='

const provider = nicepay({ mid: MID, merchantKey: KEY })
const read = (body: string, trusted?: boolean) =>
  provider.readWebhook(
    {
      headers: {},
      contentType: 'application/x-www-form-urlencoded',
      body: Buffer.from(body, 'latin1'),
      ...(trusted === undefined ? {} : { trusted }),
    } satisfies RawWebhook,
    kst('20250522091501'),
  )

describe('a deposit notice', () => {
  test('from a listed sender says which account took how much, when, and for which order', async () => {
    expect(await read(NOTICE, true)).toEqual({
      kind: 'hint',
      event: '4110/0',
      ref: VBANK_TID,
      orderNumber: MOID,
      proven: null,
      deposit: {
        ref: VBANK_TID,
        orderNumber: MOID,
        account: '56211101234567',
        amount: 1000,
        at: kst('20250522091500'),
        trusted: true,
      },
    })
  })

  test.each([undefined, false])('that no list vouches for (%s) says so', async (trusted) => {
    expect(await read(NOTICE, trusted)).toMatchObject({ kind: 'hint', deposit: { amount: 1000, trusted: false } })
  })

  test.each([
    ['no amount', NOTICE.replace('Amt=1000', 'Amt='), { amount: null }],
    ['an amount that is none', NOTICE.replace('Amt=1000', 'Amt=-1000'), { amount: null }],
    ['a padded amount', NOTICE.replace('Amt=1000', 'Amt=000000001000'), { amount: 1000 }],
    ['no account', NOTICE.replace('VbankNum=56211101234567', ''), { account: null }],
    ['a time that is none', NOTICE.replace('250522091500', '259999999999'), { at: null }],
    ['no order number', NOTICE.replace('MOID=', 'Moid='), { orderNumber: null, ref: VBANK_TID }],
  ])('with %s proves that much less', async (_name, body, deposit) => {
    expect(await read(body)).toMatchObject({ kind: 'hint', deposit })
  })

  test('for another MID is refused', async () => {
    expect(await read(NOTICE.replace('MID=nicepay00m', 'MID=nicepay01m'))).toMatchObject({ kind: 'refused' })
  })
})

describe('any other notice', () => {
  test.each([
    ['a card payment', NOTICE.replace('4110', '3001')],
    ['a cancel before capture', NOTICE.replace('StateCd=0', 'StateCd=1')],
    ['a cancel after capture', NOTICE.replace('StateCd=0', 'StateCd=2')],
  ])('of %s is a plain hint, from anywhere', async (_name, body) => {
    const reading = await read(body)
    expect(reading).toMatchObject({ kind: 'hint', ref: VBANK_TID })
    expect(reading).not.toHaveProperty('deposit')
  })

  test('with an endless code has a short name', async () => {
    const reading = await read(NOTICE.replace('4110', '4'.repeat(9_000)))
    expect(reading).toMatchObject({ kind: 'hint', event: '4'.repeat(60) })
  })

  test('about nothing is refused', async () => {
    expect(await read('MID=nicepay00m&ResultCode=4110')).toMatchObject({ kind: 'refused' })
  })
})

test('what is accepted is answered OK, and what is refused is not', () => {
  expect(provider.webhookAnswer.accepted).toMatchObject({ status: 200, body: 'OK' })
  expect(provider.webhookAnswer.refused.body).not.toContain('OK')
})
