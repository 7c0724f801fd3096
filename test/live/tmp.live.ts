/** tmp */
import { startSandbox, SANDBOX_CREDENTIALS } from '../../src/sandbox/index.ts'
import { developmentConfig } from '../../src/cli/dev-channels.ts'
import { nicepay } from '../../src/providers/nicepay/index.ts'
import { nicepayRest } from '../../src/providers/nicepay-rest/index.ts'
import { portoneV1 } from '../../src/providers/portone-v1/index.ts'
import { portoneV2 } from '../../src/providers/portone-v2/index.ts'
import { tosspayments } from '../../src/providers/tosspayments/index.ts'
import { altered, testLive } from './account.ts'
const s = await startSandbox({ controlPort: 0 })
const c: any = developmentConfig({ orderWithin: null }, s).channels
const K: any = SANDBOX_CREDENTIALS
const W: any = {
  nicepay: (o: string) => nicepay({ ...K.nicepay, merchantKey: altered(K.nicepay.merchantKey), urls: { api: o, inquiry: o }, trustedOrigins: [o] }),
  tosspayments: (o: string) => tosspayments({ ...K.tosspayments, secretKey: altered(K.tosspayments.secretKey), live: true, urls: { api: o }, trustedOrigins: [o] }),
  'portone-v1': (o: string) => portoneV1({ userCode: 'imp00000000', impKey: 'imp_maedeup', impSecret: 'imp_secret_maedeuq', urls: { api: o }, trustedOrigins: [o] }),
  'portone-v2': (o: string) => portoneV2({ ...K['portone-v2'], apiSecret: altered(K['portone-v2'].apiSecret), urls: { api: o }, trustedOrigins: [o] }),
  'nicepay-rest': (o: string) => nicepayRest({ ...K['nicepay-rest'], secretKey: altered(K['nicepay-rest'].secretKey), urls: { api: o }, trustedOrigins: [o] }),
}
for (const name of Object.keys(c)) testLive({ name: `sandbox ${name}`, variables: { p: 'PATH' }, make: () => c[name].provider, makeWrong: () => W[name]((s.urls as any)[name]), unknownRef: () => name === 'nicepay' ? 'nicepay00m01012001010000000000' : null, signed: null })
