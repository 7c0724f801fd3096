/** Accounts that are found after their payment has ended: named by the reading that found them, and closed. */
import { describe, expect, it } from 'vitest'
import { contextAt, evidence, happen, inquiryOf, NOON, POLICY, registered, told } from '../../../test/core.ts'
import { after, HOUR_MS, instant, MINUTE_MS } from '../time.ts'

const BY_INQUIRY = {
  ...POLICY,
  netCancel: null,
  virtualAccount: { depositProof: 'inquiry', lostIssue: 'inquire', refundProof: true, closes: true },
} as const

const NO_ACCOUNT = {
  by: 'api',
  bank: 'SHINHAN',
  number: null,
  holder: null,
  issuedAt: null,
  cashReceipt: null,
} as const

describe('an account that the window issued after the payment was given up', () => {
  it('is closed under the reference that the provider shows (simulation, seed 2)', () => {
    const given = happen(registered(), { type: 'expire', by: 'merchant' }, contextAt(NOON, BY_INQUIRY)).file
    expect(given.payment.providerRef).toBeNull()
    const virtualAccount = {
      bank: 'SHINHAN',
      number: '5621110',
      holder: null,
      expiresAt: after(NOON, HOUR_MS),
    } as const
    const seen = evidence('awaiting_deposit', { ref: 'imp_1', method: 'virtual_account', virtualAccount })
    const inquiry = inquiryOf(told(seen), { reason: 'return_missing' })
    const { file, effects } = happen(given, inquiry, contextAt(NOON, BY_INQUIRY))
    expect(file.payment).toMatchObject({ state: 'expired', providerRef: 'imp_1' })
    expect(file.cancellations).toMatchObject([{ kind: 'account_close', state: 'queued' }])
    expect(effects).toMatchObject([{ type: 'start_cancellation' }])
  })
})

describe('a deposit in the last minutes of its account, or after them', () => {
  it.each([-40, -1, 0, 12])(
    '%d min from the deadline leaves the order all of its time (simulation, seed 166)',
    (minutes) => {
      const expiresAt = after(NOON, 3 * HOUR_MS)
      const asked = registered({
        method: 'virtual_account',
        virtualAccount: { ...NO_ACCOUNT, expiresAt },
      })
      const started = happen(asked, { type: 'start_issue' }, contextAt(NOON, BY_INQUIRY)).file
      const virtualAccount = { bank: 'SHINHAN', number: '5621110', holder: null, expiresAt } as const
      const issued = evidence('awaiting_deposit', { method: 'virtual_account', virtualAccount })
      const waiting = happen(
        started,
        { type: 'issue_outcome', outcome: told(issued) },
        contextAt(NOON, BY_INQUIRY),
      ).file
      const at = contextAt(instant(expiresAt + minutes * MINUTE_MS), BY_INQUIRY)
      const paid = inquiryOf(told(evidence('paid', { method: 'virtual_account' })), { reason: 'hint_heard' })
      const { payment } = happen(waiting, paid, at).file
      expect(payment.state).toBe('paid')
      expect((payment.orderDueAt ?? 0) - at.now).toBe(payment.orderWithinMs)
    },
  )
})
