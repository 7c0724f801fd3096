/** What the shop offers, every PG of development takes. */
import { expect, test } from 'vitest'
import { developmentConfig } from '../src/cli/dev-channels.ts'
import { PROVIDER_IDS } from '../src/core/payment/payment.ts'
import { bankName, ISSUING_BANKS, REFUND_BANKS } from './banks.ts'
import { ISSUED_IN_WINDOW } from './registration.ts'

const urls = Object.fromEntries(PROVIDER_IDS.map((id) => [id, 'http://127.0.0.1:1']))
const channels = Object.entries(developmentConfig({ orderWithin: null }, { urls }).channels)

test.each(channels)('%s', (name, { provider }) => {
  const { virtualAccount } = provider.capabilities
  expect(virtualAccount?.issue).toBe(ISSUED_IN_WINDOW.has(name) ? 'window_only' : 'api')
  expect(ISSUING_BANKS.filter((bank) => !virtualAccount?.issuingBanks.includes(bank))).toEqual([])
  expect(REFUND_BANKS.filter((bank) => !virtualAccount?.refundBanks.includes(bank))).toEqual([])
})

test('a bank that nobody here has heard of is shown by its name in the API', () => {
  expect(bankName('ko', 'BANK_OF_TOMORROW')).toBe('BANK_OF_TOMORROW')
  expect(bankName('en', 'toString')).toBe('toString')
})

test.each(REFUND_BANKS)('%s has a name in both languages', (bank) => {
  expect(bankName('ko', bank)).toMatch(/[가-힣]/)
  expect(bankName('en', bank)).not.toMatch(/[가-힣_]/)
})

test('refunds go to more banks than accounts are issued at', () => {
  expect(ISSUING_BANKS.every((bank) => REFUND_BANKS.includes(bank))).toBe(true)
})
