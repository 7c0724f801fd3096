/** Specifies the signatures: every vector of nicepay §11, and how a received one is compared. */
import { describe, expect, test } from 'vitest'
import { bindingOf, sameDigest } from '../digest.ts'
import { secretFingerprint } from '../options.ts'
import { KEY, MID, MOID, TID, TOKEN, VBANK_TID } from './fixtures/sample.ts'
import { checkAnswer, sign } from './sign.ts'

const PADDED = '000000001000'

/** Name, what we compute, what the sheet says. */
const VECTORS: readonly (readonly [string, string, string])[] = [
  [
    'S1 official',
    sign('S1', { ediDate: '20200622131021', mid: MID, amt: '1004' }, KEY),
    '475979a5628498711052598c6d4a73a17f0e3f0ef45960eed2e1b1776e3146bd',
  ],
  [
    'S3 official',
    sign('S3', { authToken: TOKEN, mid: MID, amt: '1004', ediDate: '20191114011808' }, KEY),
    '599644cf3295920f3199f5f151f7abda5a85e3777fbeefe5738e265101435a65',
  ],
  [
    'S1',
    sign('S1', { ediDate: '20250521132000', mid: MID, amt: '1000' }, KEY),
    '6f7a758b8a6ba5dc7547bab7bf565d3fdfed8a7273620c5086b5535193c3d8cd',
  ],
  [
    'S2',
    sign('S2', { authToken: TOKEN, mid: MID, amt: '1000' }, KEY),
    '76190ea6e0b61b899ddca7c40cc6af9e5721bf0b0c26df164ef8821c10cc307a',
  ],
  [
    'S3 approval, and net cancel with the EdiDate reused',
    sign('S3', { authToken: TOKEN, mid: MID, amt: '1000', ediDate: '20250521132500' }, KEY),
    '3d668e9346f2abaedd3d36f4941919bc3ac25ce06d9afc9d92bfadda52570d90',
  ],
  [
    'S3 net cancel, fresh EdiDate',
    sign('S3', { authToken: TOKEN, mid: MID, amt: '1000', ediDate: '20250521132540' }, KEY),
    '96f8815948520945d541471fd97255858b46db402595de3cca1f7e48aa4ef454',
  ],
  [
    'S4 plain',
    sign('S4', { tid: TID, mid: MID, amt: '1000' }, KEY),
    '51b36e17a25258eff54dba01033cb5eaabe489532c20c8546630e3309a75fdf9',
  ],
  [
    'S4 padded',
    sign('S4', { tid: TID, mid: MID, amt: PADDED }, KEY),
    'dba929ea4f76c8d403de94871b43e864806aa2cb5bc23f1f713cdd90d2283200',
  ],
  [
    'S5 full',
    sign('S5', { mid: MID, amt: '1000', ediDate: '20250521140000' }, KEY),
    'b2562ab443180a7a26adb935c5429dfea3129f79684fa8d70674cea7ae77e1f8',
  ],
  [
    'S5 partial',
    sign('S5', { mid: MID, amt: '300', ediDate: '20250521140100' }, KEY),
    '089912e74870f69a6f911e3126b0686a8f30797c438a3aa898761a4501701047',
  ],
  [
    'S6 full, plain',
    sign('S6', { tid: TID, mid: MID, amt: '1000' }, KEY),
    '51b36e17a25258eff54dba01033cb5eaabe489532c20c8546630e3309a75fdf9',
  ],
  [
    'S6 full, padded',
    sign('S6', { tid: TID, mid: MID, amt: PADDED }, KEY),
    'dba929ea4f76c8d403de94871b43e864806aa2cb5bc23f1f713cdd90d2283200',
  ],
  [
    'S6 partial, plain',
    sign('S6', { tid: TID, mid: MID, amt: '300' }, KEY),
    '2ba37d1e7a5a4f40f4cbd5e5ca9f9b1f12d66cce3bbdd6980c81587373d02f02',
  ],
  [
    'S6 partial, padded',
    sign('S6', { tid: TID, mid: MID, amt: '000000000300' }, KEY),
    'f825b6724d4d1a9f1eef8e044f57e7c8c03cb7c2a1cbf8d7ab02d76b9440b816',
  ],
  [
    'S7',
    sign('S7', { tid: TID, mid: MID, ediDate: '20250521141000' }, KEY),
    '6f4e109a8297dbdef93dc59856cef86d2d39c6e3b755fc099c080f4ad4d977f8',
  ],
  [
    'S8',
    sign('S8', { mid: MID, amt: '1000', ediDate: '20250521132500', moid: MOID }, KEY),
    '71f1204d852a3255b575e827baf033bccd35cae0fd2e886660b2eff39dec4908',
  ],
  [
    'S5 vbank refund',
    sign('S5', { mid: MID, amt: '1000', ediDate: '20250523100000' }, KEY),
    'f3d1fb38da25c4aea9a6a4a37854d452327951901c40f8c625f2318923aa551c',
  ],
  [
    'S9',
    sign('S9', { tid: TID, mid: MID, reqType: '03', ediDate: '20250521132500' }, KEY),
    'a15751ea4804b06b5a270fe850373c5583e96a61f281d1601a73e527d2db220b',
  ],
  [
    'S10',
    sign('S10', { mid: MID, ediDate: '20250521132500', moid: MOID }, KEY),
    '900b8e96737aba4318f7997199eafa7a07624e441931abde132dfa3450ee0eba',
  ],
  [
    'S11',
    sign(
      'S11',
      { mid: MID, ediDate: '20250521132500', moid: MOID, amt: '1000', bid: 'BIKYnicepay00m2505211325001234' },
      KEY,
    ),
    '889b4d0649d217b7cfe96b78d30a58b5196234d48bf65982cbffc98c608dacff',
  ],
]

test.each(VECTORS)('%s gives the digest of the sheet', (_name, computed, expected) => {
  expect(computed).toBe(expected)
})

describe('a received digest', () => {
  const digest = sign('S4', { tid: TID, mid: MID, amt: '1000' }, KEY)

  test('is compared whatever its letter case', () => {
    expect(sameDigest(digest.toUpperCase(), digest)).toBe(true)
  })

  test.each(['', digest.slice(1), `${digest}0`, `0${digest.slice(1)}`, '가'.repeat(64), 'ı'.repeat(64)])(
    'that is another is refused: %j',
    (received) => {
      expect(sameDigest(received, digest)).toBe(false)
    },
  )
})

describe('the signature of an answer', () => {
  const answer = { tid: TID, mid: MID, amt: PADDED }

  test.each([
    ['padded', sign('S4', { tid: TID, mid: MID, amt: PADDED }, KEY), PADDED],
    ['plain', sign('S4', { tid: TID, mid: MID, amt: '1000' }, KEY), PADDED],
    ['padded', sign('S4', { tid: TID, mid: MID, amt: PADDED }, KEY), '1000'],
    ['plain', sign('S4', { tid: TID, mid: MID, amt: '1000' }, KEY), '1000'],
    ['wrong', sign('S4', { tid: TID, mid: MID, amt: '1001' }, KEY), PADDED],
    ['wrong', sign('S4', { tid: VBANK_TID, mid: MID, amt: PADDED }, KEY), PADDED],
    ['wrong', sign('S4', { tid: TID, mid: MID, amt: '' }, KEY), ''],
    ['missing', '', PADDED],
  ] as const)('is %s', (expected, signature, amt) => {
    expect(checkAnswer({ ...answer, amt, signature }, KEY)).toBe(expected)
  })
})

test('the window nonce is bound to payment and key, is no formula, and fits ReqReserved', () => {
  const nonce = bindingOf('pay_a', KEY)
  expect(nonce).toMatch(/^[0-9a-f]{64}$/)
  expect(new Set([nonce, bindingOf('pay_b', KEY), bindingOf('pay_a', `${KEY}x`)]).size).toBe(3)
})

test('a key is named without being told', () => {
  expect(secretFingerprint(KEY)).toMatch(/^[0-9a-f]{12}$/)
  expect(KEY).not.toContain(secretFingerprint(KEY))
})
