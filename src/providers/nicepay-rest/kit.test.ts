/** Runs the conformance suite of the kit on the NICEPAY REST adapter. */
import { SANDBOX_CREDENTIALS, startSandbox } from '../../sandbox/index.ts'
import { cannotPlay } from '../../sandbox/nicepay-rest/playable.ts'
import type { KitChange } from '../kit/setup.ts'
import { describeProvider } from '../kit/suite.ts'
import { CODES } from './codes.ts'
import type { NicepayRestOptions } from './index.ts'
import { nicepayRest } from './index.ts'

const { clientKey, secretKey } = SANDBOX_CREDENTIALS['nicepay-rest']

const ACCOUNTS = {
  own: { clientKey, secretKey },
  wrong_key: { clientKey, secretKey: 'a-secret-that-is-wrong' },
  foreign: { clientKey: 'R2_stranger', secretKey: 'the-secret-of-a-stranger' },
} as const satisfies Record<KitChange['account'], NicepayRestOptions>

describeProvider({
  simulator: 'nicepay-rest',
  start: () => startSandbox({ controlPort: 0, seed: 7 }),
  make: (origin, { account, timeouts }) =>
    nicepayRest({
      ...ACCOUNTS[account],
      timeouts,
      urls: { api: origin, sdk: `${origin}/v1/js/` },
      trustedOrigins: [origin],
    }),
  cannotPlay,
  secrets: [secretKey, Buffer.from(`${clientKey}:${secretKey}`).toString('base64')],
  codes: CODES,
})
