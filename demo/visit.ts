/** Who is visiting and how: language, browser, the PG and the demo's switch, all remembered in cookies. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Random } from './options.ts'
import type { Lang } from './words.ts'

export interface Visit {
  readonly lang: Lang
  /** Names the browser; not a login, and nothing personal. */
  readonly visitor: string
  /** The demo's switch: the session is lost at the next return from a payment. */
  readonly losesSession: boolean
  /** Where this visitor paid last; null before. */
  readonly channel: string | null
  /** The page's own address without `lang`, for the language toggle. */
  readonly path: string
}

/** Cookies do not know ports: the names keep clear of whatever else runs on this machine. */
const COOKIE = { lang: 'stay_lang', visitor: 'stay_visitor', lose: 'stay_lose', channel: 'stay_pg' } as const
const MONTH_S = 30 * 24 * 60 * 60
const VISITOR_BYTES = 16

export function visitOf(request: FastifyRequest, reply: FastifyReply, random: Random): Visit {
  const cookies = readCookies(request.headers.cookie ?? '')
  const url = new URL(request.url, 'http://shop')
  const wish = url.searchParams.get('lang')
  if (isLang(wish)) setCookie(reply, COOKIE.lang, wish)
  url.searchParams.delete('lang')
  const known = cookies.get(COOKIE.visitor) ?? ''
  const visitor = /^[\w-]{22}$/.test(known) ? known : Buffer.from(random.bytes(VISITOR_BYTES)).toString('base64url')
  if (visitor !== known) setCookie(reply, COOKIE.visitor, visitor)
  const remembered = cookies.get(COOKIE.lang) ?? null
  return {
    lang: isLang(wish) ? wish : isLang(remembered) ? remembered : 'ko',
    visitor,
    losesSession: cookies.get(COOKIE.lose) === '1',
    channel: cookies.get(COOKIE.channel) ?? null,
    path: url.pathname + url.search,
  }
}

/** `channel` is one of the shop's own. */
export function rememberChoices(reply: FastifyReply, choices: { loseSession: boolean; channel: string }): void {
  setCookie(reply, COOKIE.lose, choices.loseSession ? '1' : '0')
  setCookie(reply, COOKIE.channel, choices.channel)
}

const isLang = (text: string | null): text is Lang => text === 'ko' || text === 'en'

/**
 * `Lax`: sent when the buyer comes back from the payment window by a link or redirect, never with another site's
 * form post. `HttpOnly`: no script of ours needs them.
 */
function setCookie(reply: FastifyReply, name: string, value: string): void {
  const secure = reply.request.protocol === 'https' ? '; Secure' : ''
  reply.header('set-cookie', `${name}=${value}; Path=/; Max-Age=${MONTH_S}; HttpOnly; SameSite=Lax${secure}`)
}

function readCookies(header: string): ReadonlyMap<string, string> {
  const pairs = header.split(';').map((pair) => pair.trim().split('=', 2))
  return new Map(pairs.map(([name = '', value = '']) => [name, value]))
}

/**
 * Whether a form post came from one of our own pages. Browsers say so in `Sec-Fetch-Site`, older ones in `Origin`; what
 * says neither is no browser, and has no buyer's cookies to abuse.
 */
export function isOwnPost({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== '') return site === 'same-origin' || site === 'none'
  const { origin, host } = headers
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host)
}
