/** The channels of a merchant; secrets come from the environment. */
import { defineConfig } from '../src/config/define.ts'
import { nicepay } from '../src/providers/nicepay/index.ts'

export const config = defineConfig({
  publicUrl: 'https://pay.example.com',
  channels: {
    nicepay: {
      provider: nicepay({ mid: 'nicepay00m', merchantKey: process.env.NICEPAY_MERCHANT_KEY ?? '' }),
      net: 'dry_run',
      orderWithin: 'PT15M',
      orderCheck: { url: 'https://shop.example/maedeup/order', secret: process.env.ORDER_CHECK_SECRET ?? '' },
    },
  },
})
