/** The channels of development: each named as its provider, on the sandbox, with the sandbox's own credentials. */
import type { MaedeupConfig } from '../config/define.ts'
import type { Provider } from '../ports/provider.ts'
import { nicepay } from '../providers/nicepay/index.ts'
import { nicepayRest } from '../providers/nicepay-rest/index.ts'
import { portoneV1 } from '../providers/portone-v1/index.ts'
import { portoneV2 } from '../providers/portone-v2/index.ts'
import { tosspayments } from '../providers/tosspayments/index.ts'
import { SANDBOX_CREDENTIALS } from '../sandbox/index.ts'
import type { Environment } from './environment.ts'

type Urls = Readonly<Partial<Record<string, string>>>

/** How each provider is pointed at its simulator; the sandbox plays live mode. */
const PROVIDERS = {
  nicepay: (origin: string) =>
    nicepay({
      ...SANDBOX_CREDENTIALS.nicepay,
      urls: { api: origin, inquiry: origin, windowScript: `${origin}/v3/common/js/nicepay-pgweb.js` },
      // The sandbox plays NICEPAY's two data centres on two names of this machine.
      trustedOrigins: [origin, origin.replace('127.0.0.1', 'localhost')],
    }),
  tosspayments: (origin: string) =>
    tosspayments({
      ...SANDBOX_CREDENTIALS.tosspayments,
      live: true,
      urls: { api: origin, sdk: `${origin}/v2/standard` },
      trustedOrigins: [origin],
    }),
  'portone-v1': (origin: string) =>
    portoneV1({
      userCode: SANDBOX_CREDENTIALS['portone-v1'].userCode,
      impKey: SANDBOX_CREDENTIALS['portone-v1'].impKey,
      impSecret: SANDBOX_CREDENTIALS['portone-v1'].impSecret,
      channelKey: SANDBOX_CREDENTIALS['portone-v1'].channelKey,
      pgProvider: 'nice_v2',
      urls: { api: origin, sdk: `${origin}/v1/iamport.js` },
      trustedOrigins: [origin],
    }),
  'portone-v2': (origin: string) =>
    portoneV2({
      ...SANDBOX_CREDENTIALS['portone-v2'],
      urls: { api: origin, sdk: `${origin}/v2/browser-sdk.js` },
      trustedOrigins: [origin],
    }),
  'nicepay-rest': (origin: string) =>
    nicepayRest({
      ...SANDBOX_CREDENTIALS['nicepay-rest'],
      urls: { api: origin, sdk: `${origin}/v1/js/` },
      trustedOrigins: [origin],
    }),
} as const satisfies Record<string, (origin: string) => Provider>

/** The sandbox calls from this machine. */
const SANDBOX_SOURCES = ['127.0.0.1', '::1'] as const

/** Brake and gap rule are off, so that a story can be watched alone. */
export function developmentConfig(env: Pick<Environment, 'orderWithin'>, { urls }: { urls: Urls }): MaedeupConfig {
  const orderWithin = env.orderWithin === null ? {} : { orderWithin: env.orderWithin }
  const channels = Object.entries(PROVIDERS).flatMap(([name, make]) => {
    const origin = urls[name]
    if (origin === undefined) return []
    const always = { provider: make(origin), webhookSources: SANDBOX_SOURCES, brake: 'off', gapRule: 'off' } as const
    return [[name, { ...always, ...orderWithin }] as const]
  })
  // The guesthouse of the demo: the one merchant that development has.
  return { displayName: '매듭 스테이', channels: Object.fromEntries(channels) }
}
