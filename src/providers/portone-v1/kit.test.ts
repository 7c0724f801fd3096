/** Runs the conformance suite of the kit on the PortOne V1 adapter. */
import { SANDBOX_CREDENTIALS, startSandbox } from '../../sandbox/index.ts'
import { cannotPlay } from '../../sandbox/portone-v1/playable.ts'
import type { KitChange } from '../kit/setup.ts'
import { describeProvider } from '../kit/suite.ts'
import { CODES } from './codes.ts'
import type { PortoneV1Options } from './index.ts'
import { portoneV1 } from './index.ts'

const { userCode, impKey, impSecret, channelKey } = SANDBOX_CREDENTIALS['portone-v1']

const ACCOUNTS = {
  own: { userCode, impKey, impSecret, channelKey },
  wrong_key: { userCode, impKey, impSecret: 'imp_secret_wrong', channelKey },
  foreign: { userCode: 'imp99999999', impKey: 'imp_stranger', impSecret: 'imp_secret_stranger', channelKey },
} as const satisfies Record<KitChange['account'], PortoneV1Options>

describeProvider({
  simulator: 'portone-v1',
  start: () => startSandbox({ controlPort: 0, seed: 7 }),
  make: (origin, { account, timeouts }) =>
    portoneV1({
      ...ACCOUNTS[account],
      // What the simulator plays.
      pgProvider: 'nice_v2',
      timeouts,
      urls: { api: origin, sdk: `${origin}/v1/iamport.js` },
      trustedOrigins: [origin],
    }),
  cannotPlay,
  secrets: [impSecret],
  // Access tokens (§2): 40 characters from 0–9 and a–f.
  secretShape: /(?<![0-9a-f])[0-9a-f]{40}(?![0-9a-f])/,
  codes: CODES,
})
