/** A case is skipped only for a capability that the adapter says it lacks, and the skip says which. */
import { describe, expect, it } from 'vitest'
import type { Provider } from '../../ports/provider.ts'

type Described = Pick<Provider, 'capabilities' | 'issueRef' | 'list'>

/** What a case may need, by the name under which the reason is looked up again. */
const NEEDS = {
  netCancel: ({ capabilities }) => capabilities.netCancel,
  prepares: ({ capabilities }) => capabilities.prepares,
  partialCancel: ({ capabilities }) => capabilities.partialCancel,
  balanceGuard: ({ capabilities }) => capabilities.balanceGuard,
  idempotency: ({ capabilities }) => capabilities.idempotency,
  'inquiry.byOrder': ({ capabilities }) => capabilities.inquiry.byOrder,
  'inquiry.amount': ({ capabilities }) => capabilities.inquiry.amount,
  'inquiry.partialProof': ({ capabilities }) => capabilities.inquiry.partialProof,
  'resend.full is same_key': ({ capabilities }) => capabilities.resend.full === 'same_key',
  'resend.partial is same_key': ({ capabilities }) => capabilities.resend.partial === 'same_key',
  'moneyMoves is at_approve': ({ capabilities }) => capabilities.moneyMoves === 'at_approve',
  list: ({ list }) => list,
  virtualAccount: ({ capabilities }) => capabilities.virtualAccount,
  'virtualAccount.issue is api': ({ capabilities }) => capabilities.virtualAccount?.issue === 'api',
  'virtualAccount.depositProof is inquiry': ({ capabilities }) =>
    capabilities.virtualAccount?.depositProof === 'inquiry',
  'virtualAccount.depositProof is notice': ({ capabilities }) => capabilities.virtualAccount?.depositProof === 'notice',
  // Idempotency key, or a reference that we give: a second call under the same name is the same account.
  'an issue has a name': ({ capabilities, issueRef }) =>
    capabilities.idempotency !== null || capabilities.refIsOrderNumber === true || issueRef !== undefined,
  'virtualAccount.refundProof': ({ capabilities }) => capabilities.virtualAccount?.refundProof === true,
} as const satisfies Record<string, (described: Described) => unknown>
export type Need = keyof typeof NEEDS

export const isMet = (described: Described, need: Need): boolean => {
  const value = NEEDS[need](described)
  return value !== false && value !== null
}

export interface Skipper {
  /** `it`, or a skipped one whose title ends in the reason. */
  needing(...needs: readonly Need[]): (promise: string, play: () => Promise<void>) => void
  /** The needs that skipped something. */
  readonly reasons: () => readonly string[]
}

const REASON = /^the adapter says: not (.+)$/

export function skipUnless(described: Described): Skipper {
  const reasons: string[] = []
  return {
    needing:
      (...needs) =>
      (promise, play) => {
        const missing = needs.find((need) => !isMet(described, need))
        if (missing === undefined) return it(promise, play)
        const reason = `the adapter says: not ${missing}`
        reasons.push(reason)
        return it.skip(`${promise} (${reason})`, play)
      },
    reasons: () => reasons,
  }
}

/** Registered last, so that it sees every skip. */
export function describeSkips(described: Described, skips: Skipper): void {
  describe('skips', () => {
    it('have a reason each, and each names a capability that really is missing', () => {
      for (const reason of skips.reasons()) {
        const name = REASON.exec(reason)?.[1] ?? ''
        expect(Object.keys(NEEDS)).toContain(name)
        expect(isMet(described, name as Need), reason).toBe(false)
      }
    })
  })
}
