/** Runs the conformance suite of the kit on the legacy NICEPAY adapter. */
import iconv from 'iconv-lite'
import { SANDBOX_CREDENTIALS, startSandbox } from '../../sandbox/index.ts'
import { cannotPlay } from '../../sandbox/nicepay/playable.ts'
import type { KitChange } from '../kit/setup.ts'
import { describeProvider } from '../kit/suite.ts'
import { CODES } from './codes.ts'
import type { NicepayOptions } from './index.ts'
import { nicepay } from './index.ts'

const { mid, merchantKey } = SANDBOX_CREDENTIALS.nicepay

const ACCOUNTS = {
  own: { mid, merchantKey },
  wrong_key: { mid, merchantKey: 'a-key-that-is-wrong' },
  foreign: { mid: 'stranger0m', merchantKey: 'the-key-of-a-stranger' },
} as const satisfies Record<KitChange['account'], Pick<NicepayOptions, 'mid' | 'merchantKey'>>

describeProvider({
  simulator: 'nicepay',
  start: () => startSandbox({ controlPort: 0, seed: 7 }),
  make: (origin, { account, timeouts }) =>
    nicepay({
      ...ACCOUNTS[account],
      timeouts,
      urls: { api: origin, inquiry: origin, windowScript: `${origin}/v3/common/js/nicepay-pgweb.js` },
      trustedOrigins: [origin, origin.replace('127.0.0.1', 'localhost')],
    }),
  cannotPlay,
  secrets: [merchantKey, encodeURIComponent(merchantKey)],
  secretState: ['authToken'],
  codes: CODES,
  // The simulator notifies deposits only; the fields of a card's notice are those of the sheet (nicepay §13).
  webhookOf: ({ providerRef, providerOrderId }) => ({
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    contentType: 'application/x-www-form-urlencoded',
    body: iconv.encode(
      `PayMethod=CARD&MID=${mid}&TID=${providerRef ?? ''}&MOID=${providerOrderId}&Amt=10000&ResultCode=3001&StateCd=0`,
      'cp949',
    ),
  }),
})
