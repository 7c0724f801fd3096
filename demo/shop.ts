/** Starts the demo guesthouse: an ordinary merchant that knows Maedeup by its HTTP API and by nothing else. */
import type { AddressInfo } from 'node:net'
import { createApp } from './app.ts'
import { createBooks } from './books.ts'
import type { Shop } from './context.ts'
import { createMaedeup } from './maedeup.ts'
import { DEFAULT_ORDER_WITHIN, type ShopOptions, SILENT } from './options.ts'
import { createReceipts } from './receipts.ts'
import { createRefunds } from './refunds.ts'
import { createReservations } from './reservations.ts'
import { createSessions } from './sessions.ts'
import { startSettler } from './settle.ts'

export type { ShopOptions } from './options.ts'

export interface RunningShop {
  /** How buyers reach it, without a slash at the end. */
  readonly url: string
  close(): Promise<void>
}

export async function startShop(options: ShopOptions): Promise<RunningShop> {
  const shop = createShop(options)
  const app = await createApp(shop, checkoutOriginsOf(options))
  await app.listen({ port: options.port, host: options.host ?? 'localhost' })
  const settler = startSettler({ ...shop, now: shop.clock.now })
  const { port } = app.server.address() as AddressInfo
  return {
    url: shop.shopUrl ?? `http://localhost:${port}`,
    close: async () => {
      await settler.stop()
      await app.close()
    },
  }
}

function createShop(options: ShopOptions): Shop {
  const {
    clock,
    random,
    channels,
    sandboxControlUrl,
    shopUrl,
    orderWithin = DEFAULT_ORDER_WITHIN,
    log = SILENT,
  } = options
  return {
    maedeup: createMaedeup({ ...options, orderWithin }),
    books: sandboxControlUrl === null ? null : createBooks(sandboxControlUrl),
    reservations: createReservations(),
    refunds: createRefunds(),
    sessions: createSessions(),
    receipts: createReceipts(),
    channels,
    orderWithin,
    shopUrl: shopUrl?.replace(/\/$/, '') ?? null,
    clock,
    random,
    log,
  }
}

/** Browsers hold a form's redirect against the page's CSP, and a loopback service is known by two names. */
function checkoutOriginsOf({ maedeupUrl, checkoutOrigin }: ShopOptions): readonly string[] {
  const { protocol, port, origin } = new URL(checkoutOrigin ?? maedeupUrl)
  const named = new URL(origin).hostname
  if (named !== 'localhost' && named !== '127.0.0.1') return [origin]
  const suffix = port === '' ? '' : `:${port}`
  return ['localhost', '127.0.0.1'].map((name) => `${protocol}//${name}${suffix}`)
}
