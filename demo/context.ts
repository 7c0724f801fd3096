/** What every route of the shop works with. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Books } from './books.ts'
import { type Html, toText } from './html.ts'
import type { Maedeup } from './maedeup.ts'
import type { Clock, Log, Random } from './options.ts'
import type { Receipts } from './receipts.ts'
import type { Refunds } from './refunds.ts'
import type { Reservations } from './reservations.ts'
import type { Sessions } from './sessions.ts'

export interface Shop {
  readonly maedeup: Maedeup
  /** Null where there is no sandbox. */
  readonly books: Books | null
  readonly reservations: Reservations
  readonly refunds: Refunds
  readonly sessions: Sessions
  readonly receipts: Receipts
  /** Where a guest may pay; the first is the default. */
  readonly channels: readonly string[]
  /** ISO-8601. */
  readonly orderWithin: string
  readonly shopUrl: string | null
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}

/** In the metadata of every payment of this shop: other shops may use the same Maedeup. */
export const SHOP_MARK = { shop: 'maedeup-stay' } as const

export function sendPage(reply: FastifyReply, page: Html, status = 200): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').send(toText(page))
}

/** After a post, and after a payment: a reload then repeats nothing. */
export const seeOther = (reply: FastifyReply, url: string): FastifyReply => reply.redirect(url, 303)

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/

/**
 * Where the buyer comes back to. Cookies belong to a host name, so it is the loopback name that the buyer used;
 * any other `Host` header proves nothing and is not used.
 */
export function originOf(request: FastifyRequest, { shopUrl }: Shop): string {
  const host = request.headers.host ?? ''
  if (shopUrl !== null) return shopUrl.replace(/\/$/, '')
  return `http://${LOOPBACK.test(host) ? host : `localhost:${request.socket.localPort ?? 80}`}`
}
