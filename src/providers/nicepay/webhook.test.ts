/** Specifies what a notification is worth: a hint, and a deposit only from an address on the list (nicepay §13). */
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

const NICE = '121.133.126.10'
const provider = nicepay({ mid: MID, merchantKey: KEY })
const posted = (body: string, source: string | undefined = NICE): RawWebhook => ({
  headers: {},
  contentType: 'application/x-www-form-urlencoded',
  body: Buffer.from(body, 'latin1'),
  ...(source === undefined ? {} : { source }),
})
const read = (body: string, source?: string) => provider.readWebhook(posted(body, source), kst('20250522091501'))

describe('a deposit notice', () => {
  test('from NICEPAY says which account took how much, when, and for which order', async () => {
    expect(await read(NOTICE)).toEqual({
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

  test.each(['121.133.126.11', '211.33.136.39', '::ffff:121.133.126.10', '::FFFF:211.33.136.39'])(
    'from %s is heard',
    async (source) => expect(await read(NOTICE, source)).toMatchObject({ deposit: { trusted: true } }),
  )

  test.each(['127.0.0.1', '10.0.0.1', '121.133.126.100', '::1', '', 'unknown'])(
    'from %j is not acknowledged',
    async (source) => expect(await read(NOTICE, source)).toMatchObject({ kind: 'refused' }),
  )

  test('of an unknown sender is not acknowledged either', async () => {
    const { source: _unknown, ...webhook } = posted(NOTICE)
    expect(await provider.readWebhook(webhook, kst('20250522091501'))).toMatchObject({ kind: 'refused' })
  })

  test('is heard from the addresses of the configuration, and from no others then', async () => {
    const sandboxed = nicepay({ mid: MID, merchantKey: KEY, notificationSources: ['127.0.0.1', '::1'] })
    const kinds = ['127.0.0.1', '::ffff:127.0.0.1', '::1', NICE].map(
      async (source) => (await sandboxed.readWebhook(posted(NOTICE, source), kst('20250522091501'))).kind,
    )
    expect(await Promise.all(kinds)).toEqual(['hint', 'hint', 'hint', 'refused'])
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
    const reading = await read(body, '10.0.0.1')
    expect(reading).toMatchObject({ kind: 'hint', ref: VBANK_TID })
    expect(reading).not.toHaveProperty('deposit')
  })

  test('about nothing is refused', async () => {
    expect(await read('MID=nicepay00m&ResultCode=4110')).toMatchObject({ kind: 'refused' })
  })
})

test('what is accepted is answered OK, and what is refused is not', () => {
  expect(provider.webhookAnswer.accepted).toMatchObject({ status: 200, body: 'OK' })
  expect(provider.webhookAnswer.refused.body).not.toContain('OK')
})
