/** Short texts that our own readers take apart, links to a buyer's page, and settings as a merchant writes them. */
import type { Recorded } from './lives.ts'

const TEXTS = {
  'iso-time': '2026-11-20T06:24:59.123Z',
  'iso-offset': '2026-11-20T15:24:59+09:00',
  stamp: '20250521132500',
  'short-stamp': '250521132500',
  duration: 'P1DT2H3M4S',
  money: '(1,234,567.00)',
  when: '2025.05.21 13:25:00',
  payment: 'pay_0196f1c2d3e4a5b6c7d8e9f0a1b2c3d4',
  cancellation: 'can_0196f1c2d3e4a5b6c7d8e9f0a1b2c3d4',
  reason: '고객 요청 #can_0196f1c2d3e4a5b6c7d8e9f0a1b2c3d4',
  message: '카드번호 4111-1111-1111-1111 계좌 110-234-567890 오류',
  account: '110-234-567890',
  bank: 'SHINHAN',
  'bank-code': '088',
  form: 'AuthResultCode=0000&AuthResultMsg=%C0%CE%C1%F5&Moid=ORDER1&Amt=1000',
  'form-utf8': 'code=0000&msg=%EC%9D%B8%EC%A6%9D&Moid=ORDER1',
  range: '10.0.0.0/8',
  address: '::ffff:121.133.126.10',
} as const

const ENVIRONMENTS = {
  development: { MAEDEUP_PORT: '4000', MAEDEUP_ORDER_WITHIN: 'PT20S', MAEDEUP_LOG: 'info' },
  production: {
    DATABASE_URL: 'postgresql://maedeup@localhost/maedeup',
    MAEDEUP_PUBLIC_URL: 'https://pay.example.com/',
    MAEDEUP_SECRET: 'a secret that is long enough for everybody',
    MAEDEUP_TRUSTED_PROXIES: '10.0.0.1, 10.0.0.2',
    MAEDEUP_HOST: '0.0.0.0',
  },
} as const

const CONFIGS = {
  small: { channels: { nicepay: {} } },
  full: {
    publicUrl: 'https://pay.example.com',
    channels: {
      nicepay: {
        net: 'dry_run',
        orderWithin: 'PT15M',
        readyFor: 'PT60M',
        depositWithin: 'P3D',
        cancellationPolicy: { gateway: 'inicis', testMid: false, rules: { 'tr-01': { window: 'P180D' } } },
        orderCheck: { url: 'https://shop.example.com/orders', secret: 'a secret of sixteen' },
        brake: { orphans: 20, share: 0.5, window: 'PT15M' },
        webhookSources: ['121.133.126.10', '10.0.0.0/8'],
        unknownPayments: 'net',
        gapRule: 'off',
        reconcileAt: '06:30',
        settlement: { columns: { ref: 'tid', amount: '금액', at: '일시' }, encoding: 'euc-kr', delimiter: ';' },
      },
    },
    webhooks: { internalHosts: ['10.0.3.7'] },
    retention: { refundAccounts: 'P30D' },
  },
} as const

const seedsOf = (target: Recorded['target'], all: object, head: (name: string) => object): readonly Recorded[] =>
  Object.entries(all).map(([name, value]) => {
    const body = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))
    return { target, name, seed: { head: { ...head(name) }, body } }
  })

/** The judge makes the genuine link itself; `*` stands for it. */
const LINKS = { genuine: '*', 'other-payment': '*', 'no-token': 'x' } as const

export const textsOf = (): readonly Recorded[] => [
  ...seedsOf('texts', TEXTS, () => ({})),
  ...seedsOf('links', LINKS, () => ({})),
  ...seedsOf('config', ENVIRONMENTS, () => ({ of: 'environment' })),
  ...seedsOf('config', CONFIGS, () => ({ of: 'config' })),
]
