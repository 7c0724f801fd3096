/** The window that deadlines count with is the policy's own, counted from a charge that cannot be in the future. */
import { describe, expect, it } from 'vitest'
import { NOON, POLICY, paid } from '../../../test/core.ts'
import { endOfKstMonth, instant, MINUTE_MS } from '../time.ts'
import { cancelEnd } from './verdict.ts'

describe('the window of the ordinary cancel', () => {
  it('of a phone payment, and of an unknown method, is the Korean month', () => {
    expect(cancelEnd(paid({ method: 'mobile' }).payment, POLICY)).toBe(endOfKstMonth(NOON))
    expect(cancelEnd(paid({ method: null }).payment, POLICY)).toBe(endOfKstMonth(NOON))
  })

  it('of anything else is longer', () => {
    for (const method of ['card', 'easy_pay', 'transfer', 'virtual_account'] as const) {
      const end = cancelEnd(paid({ method }).payment, POLICY)
      expect(end === null || end > endOfKstMonth(NOON), method).toBe(true)
    }
  })

  it('is counted from the charge, and not from a charge in the future', () => {
    const learnedAt = instant(NOON + MINUTE_MS)
    const at = (paidAt: number | null) =>
      cancelEnd(paid({ method: 'card', paidAt: paidAt === null ? null : instant(paidAt), learnedAt }).payment, POLICY)
    expect(at(NOON)).not.toBeNull()
    expect(at(253_402_300_799_999)).toBe(at(null))
  })
})
