/** One profile for each protocol: the real adapter's capabilities, and what its sheet says beside them. */
import type { ProviderId } from '../src/core/payment/payment.ts'
import { HOUR_MS, MINUTE_MS } from '../src/core/time.ts'
import type { Capabilities } from '../src/ports/provider.ts'
import { NICEPAY_CAPABILITIES } from '../src/providers/nicepay/capabilities.ts'
import { NICEPAY_REST_CAPABILITIES } from '../src/providers/nicepay-rest/capabilities.ts'
import { PORTONE_V1_CAPABILITIES } from '../src/providers/portone-v1/capabilities.ts'
import { PORTONE_V2_CAPABILITIES } from '../src/providers/portone-v2/capabilities.ts'
import { TOSSPAYMENTS_CAPABILITIES } from '../src/providers/tosspayments/capabilities.ts'

export interface Profile {
  readonly id: ProviderId
  readonly capabilities: Capabilities
  /** Share of cancels that are taken and end later. */
  readonly pending: number
  /** Lists what it refused as failed, under our tag (portone-v2). */
  readonly listsRefusals: boolean
  /** Takes what is pending off the balance at once: the payment may look cancelled before it is. */
  readonly countsPending: boolean
  /** The answer to a cancel tells what is left. */
  readonly tellsRemaining: boolean
  /** How long the window's authentication can be approved; null = as long as anybody waits. */
  readonly sessionMs: number | null
  /** How much later than the call an approval may still take effect. */
  readonly lateApproveMs: number
  /** How much later a refund may; a person, a key or ten quiet minutes stand between it and a second one. */
  readonly lateCancelMs: number
  /** An account past its deadline is called over by the provider itself. */
  readonly accountsExpire: boolean
  /** What it answers to a close of an account that has its deposit. */
  readonly closeOfDeposited: 'ask_account' | 'inquire'
  /** What it answers to a cancel that wants an account, or another one. */
  readonly badAccount: 'ask_account' | 'operator'
  /** Shows that a deposit was taken back (tosspayments §6). */
  readonly depositsMayBeLost: boolean
}

const PLAIN = {
  pending: 0,
  listsRefusals: false,
  countsPending: false,
  tellsRemaining: true,
  sessionMs: null,
  lateApproveMs: 6 * HOUR_MS,
  lateCancelMs: HOUR_MS,
  accountsExpire: false,
  closeOfDeposited: 'inquire',
  badAccount: 'ask_account',
  depositsMayBeLost: false,
} as const

export const PROFILES = {
  nicepay: { ...PLAIN, id: 'nicepay', capabilities: NICEPAY_CAPABILITIES, closeOfDeposited: 'ask_account' },
  'nicepay-rest': { ...PLAIN, id: 'nicepay-rest', capabilities: NICEPAY_REST_CAPABILITIES, accountsExpire: true },
  tosspayments: {
    ...PLAIN,
    id: 'tosspayments',
    capabilities: TOSSPAYMENTS_CAPABILITIES,
    pending: 0.1,
    sessionMs: 10 * MINUTE_MS,
    lateApproveMs: 9 * MINUTE_MS,
    depositsMayBeLost: true,
  },
  'portone-v1': {
    ...PLAIN,
    id: 'portone-v1',
    capabilities: PORTONE_V1_CAPABILITIES,
    accountsExpire: true,
    lateCancelMs: 9 * MINUTE_MS,
  },
  'portone-v2': {
    ...PLAIN,
    id: 'portone-v2',
    capabilities: PORTONE_V2_CAPABILITIES,
    pending: 0.2,
    listsRefusals: true,
    countsPending: true,
    tellsRemaining: false,
    badAccount: 'operator',
  },
} as const satisfies Record<ProviderId, Profile>
