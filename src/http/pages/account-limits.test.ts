/** What each provider of ours takes, found by asking it, and every wrong field at once. */
import { describe, expect, test } from 'vitest'
import { developmentConfig } from '../../cli/dev-channels.ts'
import { PROVIDER_IDS } from '../../core/payment/payment.ts'
import { portoneV2 } from '../../providers/portone-v2/index.ts'
import { SANDBOX_CREDENTIALS } from '../../sandbox/index.ts'
import { accountLimits, lengthIn, wrongFields } from './account-limits.ts'

const urls = Object.fromEntries(PROVIDER_IDS.map((id) => [id, 'http://127.0.0.1:1']))
const { channels } = developmentConfig({ orderWithin: null }, { urls })
const providerOf = (name: string) => {
  const channel = channels[name]
  if (channel === undefined) throw new Error(name)
  return channel.provider
}

test.each([
  ['nicepay', 16, { most: 10, unit: 'bytes' }],
  ['nicepay-rest', 16, { most: 10, unit: 'bytes' }],
  ['tosspayments', 20, { most: 60, unit: 'characters' }],
  ['portone-v1', 16, { most: 16, unit: 'characters' }],
  ['portone-v2', 20, { most: 60, unit: 'characters' }],
] as const)('%s takes numbers of %i digits, and names of %o', (name, number, holder) => {
  expect(accountLimits(providerOf(name))).toEqual({ number, holder, phone: false })
})

test('a PG that asks for the phone says so', () => {
  const provider = portoneV2({ ...SANDBOX_CREDENTIALS['portone-v2'], requiresHolderPhone: true })
  expect(accountLimits(provider).phone).toBe(true)
  const asked = { bank: 'SHINHAN', number: '110123456789', holder: '홍길동' }
  expect(wrongFields(provider, asked)).toEqual({ phone: 'missing' })
})

describe('what is wrong', () => {
  const GOOD = { bank: 'SHINHAN', number: '110-123-456789', holder: '홍길동' }

  test.each([
    [{}, {}],
    [{ holder: 'Maedeup Ki' }, {}],
    [{ holder: 'Maedeup Kim' }, { holder: 'too_long' }],
    [{ holder: '홍길동전집사' }, { holder: 'too_long' }],
    [{ holder: '홍😀' }, { holder: 'not_right' }],
    [{ holder: '110123456789' }, { holder: 'too_long' }],
    [{ holder: '1234567' }, { holder: 'not_right' }],
    [{ number: '12345678901234567' }, { number: 'too_long' }],
    [{ number: '12' }, { number: 'not_right' }],
    [
      { bank: '', number: '', holder: '' },
      { bank: 'missing', number: 'missing', holder: 'missing' },
    ],
    [
      { bank: '', number: '12345678901234567', holder: '홍길동전집사' },
      { bank: 'missing', number: 'too_long', holder: 'too_long' },
    ],
  ])('with %o on NICEPAY: %o', (change, wrong) => {
    expect(wrongFields(providerOf('nicepay'), { ...GOOD, ...change })).toEqual(wrong)
  })
})

test('a name is measured as banks do', () => {
  expect(lengthIn('bytes', '김Kim')).toBe(5)
  expect(lengthIn('characters', '김Kim')).toBe(4)
  expect(lengthIn('bytes', '홍길동'.normalize('NFD'))).toBe(6)
})
