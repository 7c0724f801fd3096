/** Runs the conformance suite of the kit on the PortOne V2 adapter. */
import { DAY_MS } from '../../core/time.ts'
import { SANDBOX_CREDENTIALS, startSandbox } from '../../sandbox/index.ts'
import { cannotPlay } from '../../sandbox/portone-v2/playable.ts'
import type { KitChange } from '../kit/setup.ts'
import { describeProvider } from '../kit/suite.ts'
import { CODES } from './codes.ts'
import type { PortoneV2Options } from './index.ts'
import { portoneV2 } from './index.ts'

const { storeId, channelKey, apiSecret, webhookSecret } = SANDBOX_CREDENTIALS['portone-v2']
const strange = `whsec_${Buffer.from('the-webhook-secret-of-a-stranger').toString('base64')}`

const ACCOUNTS = {
  own: { storeId, channelKey, apiSecret, webhookSecret },
  wrong_key: { storeId, channelKey, apiSecret: 'a-secret-that-is-wrong', webhookSecret },
  foreign: { storeId: 'store-stranger', channelKey, apiSecret: 'the-secret-of-a-stranger', webhookSecret: strange },
} as const satisfies Record<KitChange['account'], PortoneV2Options>

describeProvider({
  simulator: 'portone-v2',
  start: () => startSandbox({ controlPort: 0, seed: 7 }),
  make: (origin, { account, timeouts }) =>
    portoneV2({
      ...ACCOUNTS[account],
      timeouts,
      urls: { api: origin, sdk: `${origin}/v2/browser-sdk.js` },
      trustedOrigins: [origin],
    }),
  cannotPlay,
  secrets: [apiSecret, webhookSecret],
  codes: CODES,
  // The next bank day is at most ten days away: holidays close banks for up to seven.
  refundBounces: { switches: { refundTransfer: 'FAILED' }, afterMs: 10 * DAY_MS },
})
