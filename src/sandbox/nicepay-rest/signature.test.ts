/** The signature formulas give the digests that the fact sheet prints (nicepay §16 "Signatures (REST)"). */
import { describe, expect, test } from 'vitest'
import { type Formula, sign } from './signature.ts'

const PUBLISHED = { clientKey: 'S1_ce1bb1ebebc44fe1a3f7cec976c83ea7', secretKey: '13e969a77a0545799242ccc3915243d3' }
const MANUAL_SECRET = '4f13ca267dfa4fc6964148bedcda15ef'
const AUTH_TOKEN = 'NICEUNTT9FBBD87FD2393AFEE45A7DCA61C194AA'
const VALUES = {
  tid: 'UT0000104m00012303241646422011',
  amount: '1004',
  orderId: 'ORDER202303240001',
  authToken: AUTH_TOKEN,
  clientId: PUBLISHED.clientKey,
}

interface Vector {
  readonly name: string
  readonly formula: Formula
  readonly ediDate?: string
  readonly digest: string
  readonly secretKey?: string
  readonly values?: object
}

const VECTORS: readonly Vector[] = [
  {
    name: 'R-b of a payment, published',
    formula: 'R-b',
    ediDate: '2023-03-24T16:46:42.484+0900',
    digest: '6cd4cc86f52f15c7532f95f9be162e4f7be89292836ed02fddf6bdecb7357535',
  },
  {
    name: 'R-e by tid, published',
    formula: 'R-e tid',
    ediDate: '2023-03-24T16:55:00.000+0900',
    digest: 'c78d6b12b11036bc626a018d26320aa04ba0344e9c52fd0303ef23377ca3569b',
  },
  {
    name: 'R-b of a look-up, published',
    formula: 'R-b',
    ediDate: '2023-03-24T16:55:22.018+0900',
    digest: 'c6bb1f74d4f3134cc2d01ecdfb1e04e154b6233c77cd9206fa48fd1666cbb8c5',
  },
  {
    name: 'R-b of a cancel, published',
    formula: 'R-b',
    ediDate: '2023-03-24T17:01:46.315+0900',
    digest: '20f0f40667e4c6bda08429edac452e090818860a112cdb9d59e636b6bbe5f45d',
  },
  {
    name: 'R-a',
    formula: 'R-a',
    ediDate: '2023-03-24T16:46:40.000+0900',
    digest: 'deae327dd62325136fe9378b783468a77cd5b5124ec8940ffc222030f5e0e092',
  },
  { name: 'R-0', formula: 'R-0', digest: '5c85e432fd285486e7a7bfd6b00914212508d899bfd500bb66630b0449fd1c1a' },
  {
    name: 'R-c',
    formula: 'R-c',
    ediDate: '2023-03-24T17:00:00.000+0900',
    digest: 'a6d3a1198da515ce84dba3458de63c2615261a954ec9e0bea2dae4f8e2a4afd5',
  },
  {
    name: 'R-d',
    formula: 'R-d',
    ediDate: '2023-03-24T17:00:00.000+0900',
    digest: 'c903a16df11bc43fa2103e3eabaae894b5aa34e140dc32d52ea905da74f1af1c',
  },
  {
    name: 'R-e by order number',
    formula: 'R-e orderId',
    ediDate: '2023-03-24T17:00:30.000+0900',
    digest: '11d4c78e9cbc1e04c4dfb942931fa4d787520b4e414f352113e9debe4555c441',
  },
  {
    name: 'R-f',
    formula: 'R-f',
    ediDate: '2023-03-24T17:01:00.000+0900',
    digest: 'c8bc122936a55d3c512b23c1f4f46340468e87432e7b45866f68a52b2edb5c9c',
  },
  {
    name: 'R-g',
    formula: 'R-g',
    ediDate: '2023-03-24T17:01:00.123+0900',
    digest: '2fb6491bd7230f96a42b66f0fd197d613a07396fc1f0783a9e4ec8843331e7b5',
  },
  {
    name: 'R-0 of the Korean manual',
    formula: 'R-0',
    secretKey: MANUAL_SECRET,
    values: { clientId: '58e3b578555e45738d6b569e53d5ae54' },
    digest: '7cc95c592e2a12f0292e1a20d68dd9eb8132fd3c0af675b981a4c1c2ce63a93b',
  },
  {
    name: 'R-b of the Korean manual',
    formula: 'R-b',
    ediDate: '2021-10-05T16:56:34.447+0900',
    secretKey: MANUAL_SECRET,
    values: { tid: 'UT0000113m01012110051656331001' },
    digest: '28c2e8bae912847541d4885db17648f963c7cc8e8249ff010097d6f1395df993',
  },
]

describe('every REST vector of §16', () => {
  test.each(VECTORS)('$name', ({ formula, ediDate = '', secretKey = PUBLISHED.secretKey, values, digest }) => {
    expect(sign(formula, { ...VALUES, ...values, ediDate }, secretKey)).toBe(digest)
  })
})
