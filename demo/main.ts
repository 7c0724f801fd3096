/** Runs the shop alone, beside a Maedeup and a sandbox that are running already: `node demo/main.ts`. */
import { randomBytes } from 'node:crypto'
import { startShop } from './shop.ts'

const { env } = process
const say = (level: string) => (data: object, message: string) => console.error(level, message, JSON.stringify(data))

const shop = await startShop({
  port: Number(env.MAEDEUP_DEMO_PORT ?? 4200),
  maedeupUrl: env.MAEDEUP_URL ?? 'http://127.0.0.1:4000',
  checkoutOrigin: env.MAEDEUP_PUBLIC_URL ?? env.MAEDEUP_URL ?? 'http://localhost:4000',
  apiKey: env.MAEDEUP_API_KEY ?? 'mk_dev_maedeup',
  channels: (env.MAEDEUP_CHANNELS ?? 'nicepay').split(','),
  sandboxControlUrl: env.MAEDEUP_SANDBOX_URL ?? 'http://127.0.0.1:4100',
  ...(env.MAEDEUP_ORDER_WITHIN === undefined ? {} : { orderWithin: env.MAEDEUP_ORDER_WITHIN }),
  clock: { now: Date.now },
  random: { bytes: randomBytes },
  log: { warn: say('warn'), error: say('error') },
})
console.log(`The guesthouse is open: ${shop.url}`)
process.once('SIGTERM', () => void shop.close())
process.once('SIGINT', () => void shop.close())
