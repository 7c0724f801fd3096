/** The signature formulas give the digests that the fact sheet prints (nicepay §11). */
import { describe, expect, test } from 'vitest'
import { NICEPAY_CREDENTIALS } from './credentials.ts'
import { type Formula, sign } from './signature.ts'

const CARD = 'nicepay00m01012505211322240123'
const CONSTANTS = {
  MID: 'nicepay00m',
  AuthToken: 'NICETOKNF435F661A2D54ED799BFB9F4B3F7E369',
  TID: CARD,
  Moid: 'ORDER202505210001',
  Amt: '1000',
}

const VECTORS: readonly (readonly [string, Formula, Readonly<Record<string, string>>, string])[] = [
  [
    'S1 official',
    'S1',
    { EdiDate: '20200622131021', Amt: '1004' },
    '475979a5628498711052598c6d4a73a17f0e3f0ef45960eed2e1b1776e3146bd',
  ],
  [
    'S3 official',
    'S3',
    { EdiDate: '20191114011808', Amt: '1004' },
    '599644cf3295920f3199f5f151f7abda5a85e3777fbeefe5738e265101435a65',
  ],
  ['S1', 'S1', { EdiDate: '20250521132000' }, '6f7a758b8a6ba5dc7547bab7bf565d3fdfed8a7273620c5086b5535193c3d8cd'],
  ['S2', 'S2', {}, '76190ea6e0b61b899ddca7c40cc6af9e5721bf0b0c26df164ef8821c10cc307a'],
  [
    'S3 approval',
    'S3',
    { EdiDate: '20250521132500' },
    '3d668e9346f2abaedd3d36f4941919bc3ac25ce06d9afc9d92bfadda52570d90',
  ],
  [
    'S3 net cancel',
    'S3',
    { EdiDate: '20250521132540' },
    '96f8815948520945d541471fd97255858b46db402595de3cca1f7e48aa4ef454',
  ],
  ['S4 plain', 'S4', {}, '51b36e17a25258eff54dba01033cb5eaabe489532c20c8546630e3309a75fdf9'],
  ['S4 padded', 'S4', { Amt: '000000001000' }, 'dba929ea4f76c8d403de94871b43e864806aa2cb5bc23f1f713cdd90d2283200'],
  [
    'S5 full',
    'S5',
    { CancelAmt: '1000', EdiDate: '20250521140000' },
    'b2562ab443180a7a26adb935c5429dfea3129f79684fa8d70674cea7ae77e1f8',
  ],
  [
    'S5 partial',
    'S5',
    { CancelAmt: '300', EdiDate: '20250521140100' },
    '089912e74870f69a6f911e3126b0686a8f30797c438a3aa898761a4501701047',
  ],
  [
    'S5 refund',
    'S5',
    { CancelAmt: '1000', EdiDate: '20250523100000' },
    'f3d1fb38da25c4aea9a6a4a37854d452327951901c40f8c625f2318923aa551c',
  ],
  ['S6 full', 'S6', { CancelAmt: '1000' }, '51b36e17a25258eff54dba01033cb5eaabe489532c20c8546630e3309a75fdf9'],
  ['S6 partial', 'S6', { CancelAmt: '300' }, '2ba37d1e7a5a4f40f4cbd5e5ca9f9b1f12d66cce3bbdd6980c81587373d02f02'],
  [
    'S6 padded',
    'S6',
    { CancelAmt: '000000000300' },
    'f825b6724d4d1a9f1eef8e044f57e7c8c03cb7c2a1cbf8d7ab02d76b9440b816',
  ],
  ['S7', 'S7', { EdiDate: '20250521141000' }, '6f4e109a8297dbdef93dc59856cef86d2d39c6e3b755fc099c080f4ad4d977f8'],
  ['S8', 'S8', { EdiDate: '20250521132500' }, '71f1204d852a3255b575e827baf033bccd35cae0fd2e886660b2eff39dec4908'],
]

describe('every vector of §11 that the simulator uses', () => {
  test.each(VECTORS)('%s', (_name, formula, values, digest) => {
    expect(sign(formula, { ...CONSTANTS, ...values }, NICEPAY_CREDENTIALS.merchantKey)).toBe(digest)
  })
})
