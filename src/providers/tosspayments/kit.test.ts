/** Runs the conformance suite of the kit on the Toss Payments adapter. */
import { SANDBOX_CREDENTIALS, startSandbox } from '../../sandbox/index.ts'
import { cannotPlay } from '../../sandbox/tosspayments/playable.ts'
import type { KitChange } from '../kit/setup.ts'
import { describeProvider } from '../kit/suite.ts'
import { CODES } from './codes.ts'
import type { TosspaymentsOptions } from './index.ts'
import { tosspayments } from './index.ts'

const { clientKey, secretKey } = SANDBOX_CREDENTIALS.tosspayments

const ACCOUNTS = {
  own: { clientKey, secretKey, mid: 'maedeup' },
  wrong_key: { clientKey, secretKey: 'test_sk_wrong_key', mid: 'maedeup' },
  foreign: { clientKey: 'test_ck_stranger', secretKey: 'test_sk_stranger', mid: 'stranger' },
} as const satisfies Record<KitChange['account'], Partial<TosspaymentsOptions>>

describeProvider({
  simulator: 'tosspayments',
  start: () => startSandbox({ controlPort: 0, seed: 7 }),
  make: (origin, { account, timeouts }) =>
    tosspayments({
      ...ACCOUNTS[account],
      live: true,
      timeouts,
      urls: { api: origin, sdk: `${origin}/v2/standard` },
      trustedOrigins: [origin],
    }),
  cannotPlay,
  secrets: [secretKey, Buffer.from(`${secretKey}:`).toString('base64')],
  codes: CODES,
  // The bank of `BAD_ACCOUNTS` in the simulator.
  wrongAccount: { holder: '다른사람' },
  refundBounces: { switches: { accountRefund: 'bounces' }, afterMs: 3 * 86_400_000 },
})
