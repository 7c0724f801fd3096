/** What an adapter says about itself: capabilities that agree with each other, and a table for every code. */
import { describe, expect, it } from 'vitest'
import { BANK_NAMES } from '../../core/account/bank.ts'
import { METHODS } from '../../core/evidence.ts'
import { isCurrency } from '../../core/money.ts'
import type { Capabilities, CodeRow, Provider } from '../../ports/provider.ts'
import { OPERATIONS } from '../../ports/provider.ts'
import { samplePayment } from './sample.ts'
import { HASTY, type KitSetup } from './setup.ts'
import type { Suite } from './suite.ts'

/** Leases must outlive every call. */
const MAX_READ_MS = 120_000

export function describeSelf({ self, setup, world }: Suite): void {
  describe('the adapter about itself', () => {
    it('names provider, account and credential, and none of them is a secret', () => {
      expect(self.id).toBe(setup.simulator)
      expect(self.account).not.toBe('')
      expect(self.credential).not.toBe('')
      expect(self.live).toBe(true)
      for (const secret of setup.secrets) expect(`${self.account} ${self.credential}`.includes(secret)).toBe(false)
    })
    it('has another credential where the key is another', () => {
      expect(world().wrongKey.credential).not.toBe(self.credential)
      expect(world().foreign.account).not.toBe(self.account)
    })
    it('shows shortened time-outs in its capabilities', () => {
      for (const operation of OPERATIONS) {
        expect(world().hasty.capabilities.readTimeoutMs[operation]).toBe(HASTY.readMs)
      }
    })
    it('has capabilities that hold together', () => holdTogether(self.capabilities))
    it('has accounts that hold together, or offers none', () => accountsHoldTogether(self))
    it('takes order numbers as ours are', () => {
      const { orderNumber, refIsOrderNumber = false } = self.capabilities
      const birth = { provider: self.id, serial: 1, at: world().call().at, method: 'card', refIsOrderNumber } as const
      expect(samplePayment(birth).providerOrderId).toMatch(orderNumber.pattern)
      expect('A'.repeat(orderNumber.maxLength)).toMatch(orderNumber.pattern)
      expect('A'.repeat(orderNumber.maxLength + 1)).not.toMatch(orderNumber.pattern)
    })
    it('answers webhooks that it took with what ends their retries', () => {
      expect(self.webhookAnswer.accepted.status).toBeGreaterThanOrEqual(200)
      expect(self.webhookAnswer.accepted.status).toBeLessThan(300)
      // What is refused may be answered the same: some providers take any other answer for a broken address.
      expect(self.webhookAnswer.refused.status).toBeGreaterThanOrEqual(200)
    })
  })
  describeCodes(setup)
}

function holdTogether(capabilities: Capabilities): void {
  const { currencies, methods, negativeProof, idempotency, netCancel, inquiry, resend, rate } = capabilities
  expect(currencies.length).toBeGreaterThan(0)
  expect(currencies.every(isCurrency)).toBe(true)
  expect(methods.length).toBeGreaterThan(0)
  for (const method of methods) expect(METHODS).toContain(method)
  for (const operation of OPERATIONS) {
    const limit = capabilities.readTimeoutMs[operation]
    expect(limit > 0 && limit <= MAX_READ_MS, operation).toBe(true)
  }
  expect(negativeProof.times).toBeGreaterThanOrEqual(1)
  expect(negativeProof.apartMs).toBeGreaterThanOrEqual(0)
  expect(negativeProof.firstAfterMs).toBeGreaterThan(0)
  if (idempotency !== null) expect(idempotency.lifeMs).toBeGreaterThan(0)
  if (netCancel !== null) expect(netCancel.windowMs).toBeGreaterThan(0)
  // A cancel that is told apart in a list is one whose amount is told.
  if (inquiry.partialProof) expect(inquiry.amount).toBe(true)
  // Proof that nothing happened needs something that can prove it.
  if (resend.partial === 'after_proof') expect(inquiry.partialProof).toBe(true)
  if (resend.partial === 'after_quiet') expect(inquiry.amount).toBe(true)
  // Parts under one key are one only where the protocol knows keys.
  if (resend.partial === 'same_key') expect(idempotency).not.toBe(null)
  expect(rate.perSecond).toBeGreaterThan(0)
  expect(rate.concurrent).toBeGreaterThan(0)
  expect(capabilities.verifiedOn).toMatch(/^\d{4}-\d\d-\d\d$/)
}

function accountsHoldTogether({ capabilities, ...provider }: Provider): void {
  const { virtualAccount, methods } = capabilities
  expect(methods.includes('virtual_account')).toBe(virtualAccount !== null)
  if (virtualAccount === null) return
  for (const banks of [virtualAccount.issuingBanks, virtualAccount.refundBanks]) {
    expect(banks.length).toBeGreaterThan(0)
    expect(new Set(banks).size).toBe(banks.length)
    for (const bank of banks) expect(BANK_NAMES).toContain(bank)
  }
  if (virtualAccount.longestLifeMs !== null) expect(virtualAccount.longestLifeMs).toBeGreaterThan(0)
  expect(provider.issueAccount !== undefined).toBe(virtualAccount.issue === 'api')
  expect(provider.closeAccount).toBeDefined()
  expect(provider.refundAccountProblem).toBeDefined()
  // What nobody can name cannot be closed unseen.
  const isNamed = provider.issueRef !== undefined || capabilities.refIsOrderNumber === true
  if (virtualAccount.issue === 'api' && virtualAccount.lostIssue === 'close') expect(isNamed).toBe(true)
}

function describeCodes({ codes }: KitSetup): void {
  describe('codes', () => {
    const rows: readonly (readonly [string, CodeRow])[] = Object.entries(codes).flatMap(([operation, table]) =>
      Object.entries(table).map(([code, row]) => [`${operation} ${code}`, row] as const),
    )
    it('are of operations of the contract', () => {
      for (const operation of Object.keys(codes)) expect(OPERATIONS).toContain(operation)
    })
    it('mean something in Korean and in English, and name their source', () => {
      for (const [code, { ko, en, source }] of rows) {
        expect(ko, code).toMatch(/[가-힣]/)
        expect(en, code).toMatch(/[A-Za-z]{2}/)
        expect(source, code).toMatch(/./)
      }
    })
    it('that are unknown are followed by something, and those that are done by nothing', () => {
      for (const [code, { kind, next }] of rows) {
        if (kind === 'unknown') expect(next, code).not.toBe('none')
        if (kind === 'done') expect(next, code).toBe('none')
      }
    })
    it('of an account that is asked for are never done', () => {
      for (const [code, { kind, next }] of rows) if (next === 'ask_account') expect(kind, code).toBe('refused')
    })
  })
}
