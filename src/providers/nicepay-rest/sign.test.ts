/** Recomputes every vector of the fact sheet (nicepay §16 "Signatures") and specifies how answers are checked. */
import { describe, expect, test } from 'vitest'
import { instant } from '../../core/time.ts'
import { bindingOf } from '../digest.ts'
import { secretFingerprint } from '../options.ts'
import { basicOf } from './client.ts'
import { AUTH_TOKEN, CLIENT_KEY, kst, ORDER, SECRET_KEY, TEST_TID as tid } from './fixtures/sample.ts'
import { checkObject, ediDateOf, sign } from './sign.ts'

const amount = '1004'
const orderId = ORDER

describe('the vectors of the sheet', () => {
  test.each([
    ['R-b', '2023-03-24T16:46:42.484+0900', '6cd4cc86f52f15c7532f95f9be162e4f7be89292836ed02fddf6bdecb7357535'],
    ['R-b', '2023-03-24T16:55:22.018+0900', 'c6bb1f74d4f3134cc2d01ecdfb1e04e154b6233c77cd9206fa48fd1666cbb8c5'],
    ['R-b', '2023-03-24T17:01:46.315+0900', '20f0f40667e4c6bda08429edac452e090818860a112cdb9d59e636b6bbe5f45d'],
    ['R-a', '2023-03-24T16:46:40.000+0900', 'deae327dd62325136fe9378b783468a77cd5b5124ec8940ffc222030f5e0e092'],
    ['R-f', '2023-03-24T17:01:00.000+0900', 'c8bc122936a55d3c512b23c1f4f46340468e87432e7b45866f68a52b2edb5c9c'],
    ['R-e tid', '2023-03-24T16:55:00.000+0900', 'c78d6b12b11036bc626a018d26320aa04ba0344e9c52fd0303ef23377ca3569b'],
    ['R-c', '2023-03-24T17:00:00.000+0900', 'a6d3a1198da515ce84dba3458de63c2615261a954ec9e0bea2dae4f8e2a4afd5'],
    ['R-d', '2023-03-24T17:00:00.000+0900', 'c903a16df11bc43fa2103e3eabaae894b5aa34e140dc32d52ea905da74f1af1c'],
    ['R-e orderId', '2023-03-24T17:00:30.000+0900', '11d4c78e9cbc1e04c4dfb942931fa4d787520b4e414f352113e9debe4555c441'],
    ['R-g', '2023-03-24T17:01:00.123+0900', '2fb6491bd7230f96a42b66f0fd197d613a07396fc1f0783a9e4ec8843331e7b5'],
  ] as const)('%s at %s', (formula, ediDate, digest) => {
    expect(sign(formula, { tid, amount, orderId, ediDate }, SECRET_KEY)).toBe(digest)
  })

  test('R-0', () => {
    const digest = '5c85e432fd285486e7a7bfd6b00914212508d899bfd500bb66630b0449fd1c1a'
    expect(sign('R-0', { authToken: AUTH_TOKEN, clientId: CLIENT_KEY, amount }, SECRET_KEY)).toBe(digest)
  })

  test('R-0 and R-b of the Korean manual', () => {
    const secret = '4f13ca267dfa4fc6964148bedcda15ef'
    const clientId = '58e3b578555e45738d6b569e53d5ae54'
    expect(sign('R-0', { authToken: AUTH_TOKEN, clientId, amount }, secret)).toBe(
      '7cc95c592e2a12f0292e1a20d68dd9eb8132fd3c0af675b981a4c1c2ce63a93b',
    )
    const signed = { tid: 'UT0000113m01012110051656331001', amount, ediDate: '2021-10-05T16:56:34.447+0900' }
    expect(sign('R-b', signed, secret)).toBe('28c2e8bae912847541d4885db17648f963c7cc8e8249ff010097d6f1395df993')
  })

  test('Basic, of the sheet and of the manual', () => {
    expect(basicOf({ clientKey: CLIENT_KEY, secretKey: SECRET_KEY })).toBe(
      'UzFfY2UxYmIxZWJlYmM0NGZlMWEzZjdjZWM5NzZjODNlYTc6MTNlOTY5YTc3YTA1NDU3OTkyNDJjY2MzOTE1MjQzZDM=',
    )
    const manual = { clientKey: 'af0d116236df437f831483ee9c500bc4', secretKey: '433a8421be754b34989048cf148a5ffc' }
    expect(basicOf(manual)).toBe(
      'YWYwZDExNjIzNmRmNDM3ZjgzMTQ4M2VlOWM1MDBiYzQ6NDMzYTg0MjFiZTc1NGIzNDk4OTA0OGNmMTQ4YTVmZmM=',
    )
  })
})

describe('an answer', () => {
  const signed = {
    tid,
    amount: 1004,
    ediDate: '2023-03-24T17:01:46.315+0900',
    signature: '20f0f40667e4c6bda08429edac452e090818860a112cdb9d59e636b6bbe5f45d',
  }

  test('is right over the very characters it brought, in any letter case', () => {
    expect(checkObject(signed, SECRET_KEY)).toBe('right')
    expect(checkObject({ ...signed, signature: signed.signature.toUpperCase() }, SECRET_KEY)).toBe('right')
  })

  test.each([
    ['tid', { tid: `${tid.slice(0, -1)}2` }],
    ['amount', { amount: 1005 }],
    ['ediDate', { ediDate: '2023-03-24T17:01:46.315+09:00' }],
    ['signature', { signature: '0'.repeat(64) }],
    ['its length', { signature: signed.signature.slice(1) }],
  ])('with another %s is wrong', (_name, change) => {
    expect(checkObject({ ...signed, ...change }, SECRET_KEY)).toBe('wrong')
  })

  test.each([null, ''])('with the signature %j is unsigned', (signature) => {
    expect(checkObject({ ...signed, signature }, SECRET_KEY)).toBe('missing')
  })
})

test('ediDate is Korean wall time with milliseconds and no colon in the offset', () => {
  expect(ediDateOf(kst('20230324170146'))).toBe('2023-03-24T17:01:46.000+0900')
  expect(ediDateOf(instant(Date.UTC(2026, 0, 31, 15, 0, 0, 7)))).toBe('2026-02-01T00:00:00.007+0900')
})

test('nonce and fingerprint belong to one payment and one key, and tell neither', () => {
  expect(bindingOf('pay_1', SECRET_KEY)).toMatch(/^[0-9a-f]{64}$/)
  expect(new Set([bindingOf('a', 'key1'), bindingOf('b', 'key1'), bindingOf('a', 'key2')]).size).toBe(3)
  expect(secretFingerprint(SECRET_KEY)).toMatch(/^[0-9a-f]{12}$/)
  expect(secretFingerprint(SECRET_KEY)).not.toBe(secretFingerprint(`${SECRET_KEY}x`))
})
