/** The link that asks a buyer for an account: shows what goes back, takes the account once, and starts the refund. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { BANK_NAMES } from '../../core/account/bank.ts'
import { type AskedAccount, checkAccount } from '../../core/account/check.ts'
import type { Amount } from '../../core/money.ts'
import { askedSum } from '../../core/payment/ask.ts'
import type { Cancellation, PaymentFile } from '../../core/payment/payment.ts'
import type { Opened } from '../../engine/buyer-link.ts'
import { quote } from '../../engine/quote.ts'
import type { App, HttpContext } from '../context.ts'
import { judge } from '../errors.ts'
import { readForm } from '../form.ts'
import { accountLimits, type WrongFields, wrongFields } from '../pages/account-limits.ts'
import { chosenLanguage } from '../pages/language.ts'
import { FORM_CSP } from '../pages/layout.ts'
import { type LinkEnd, linkTroublePage } from '../pages/link-trouble.ts'
import { askPage, givenPage, type LinkFrame } from '../pages/refund-account.ts'
import { problemOf, refused } from '../problem.ts'
import { logTrouble } from '../trouble.ts'

interface LinkPath {
  Params: { paymentId: string; token: string }
}

interface Exchange {
  readonly request: FastifyRequest<LinkPath>
  readonly reply: FastifyReply
}

/** A buyer opens it twice and mistypes a few times; whoever guesses tokens needs more. */
const MOST_PER_MINUTE = 30
const LIMITED = {
  schema: { hide: true },
  config: { rateLimit: { max: MOST_PER_MINUTE, timeWindow: 60_000 } },
} as const

/** For an app of its own: it takes a form and answers in HTML. The link is in no log: routes are logged by pattern. */
export function addRefundAccountRoutes(app: App, context: HttpContext): void {
  const { engine } = context
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.setErrorHandler((thrown, request, reply) => {
    const { kind, error } = judge(thrown)
    if (kind !== 'refused') logTrouble(context.log, request, thrown)
    const { status, code } = problemOf(error, { ...context, requestId: request.id })
    return trouble(context, code, { request, reply: reply.code(status) })
  })
  app.get<LinkPath>('/refund-account/:paymentId/:token', LIMITED, async (request, reply) => {
    const { paymentId, token } = request.params
    const opened = await engine.openLink(paymentId, token)
    if (!opened.ok) return ended(context, opened, { request, reply })
    return ask(context, opened.file, { request, reply, wrong: {}, chosen: '' })
  })
  app.post<LinkPath>('/refund-account/:paymentId/:token', LIMITED, async (request, reply) => {
    const { paymentId: id, token } = request.params
    const opened = await engine.openLink(id, token)
    if (!opened.ok) return ended(context, opened, { request, reply })
    const asked = askedOf(request.body)
    const provider = engine.deps.channels.get(opened.file.payment.channel)?.provider
    const wrong = provider === undefined ? {} : wrongFields(provider, asked)
    const again = (found: WrongFields) =>
      ask(context, opened.file, { request, reply, wrong: found, chosen: asked.bank })
    const checked = checkAccount(asked)
    if (!checked.ok || Object.keys(wrong).length > 0) return again(wrong)
    const given = await engine.giveAccount({ id, token, account: checked.account })
    // A page of its own, so that a reload sends nothing and shows that it was taken.
    if (given.ok) return reply.headers(HEADERS).redirect(sameLink(request), 303)
    const missing = missingOf(given.refusal.fields ?? [])
    return Object.keys(missing).length > 0 ? again(missing) : ended(context, given, { request, reply })
  })
}

function askedOf(body: unknown): AskedAccount {
  const { bank = '', number = '', holder = '', phone = '' } = readForm(Buffer.isBuffer(body) ? body : Buffer.alloc(0))
  return { bank, number, holder, ...(phone === '' ? {} : { phone }) }
}

/** What the engine misses beyond the shape of an account: the phone that only this payment's PG asks for. */
const missingOf = (fields: readonly { readonly field: string }[]): WrongFields =>
  Object.fromEntries(
    (['bank', 'number', 'holder', 'phone'] as const)
      .filter((name) => fields.some(({ field }) => field === name || field === `refundAccount.${name}`))
      .map((name) => [name, name === 'phone' ? 'missing' : 'not_right']),
  )

interface Asking extends Exchange {
  readonly wrong: WrongFields
  readonly chosen: string
}

function ask(context: HttpContext, file: PaymentFile, { request, reply, wrong, chosen }: Asking): FastifyReply {
  const { engine } = context
  const provider = engine.deps.channels.get(file.payment.channel)?.provider
  // The channel left the config: no refund can be sent, and a person has to look.
  if (provider === undefined) return trouble(context, 'MD_ON_HOLD', { request, reply: reply.code(409) })
  const limits = accountLimits(provider)
  const { needs } = engine.quote(file, null)
  return send(
    reply.code(Object.keys(wrong).length === 0 ? 200 : 422),
    askPage({
      ...frameOf(context, request),
      file,
      amount: askedSum(file.payment),
      banks: provider.capabilities.virtualAccount?.refundBanks ?? BANK_NAMES,
      limits,
      asksPhone: limits.phone || needs.includes('holder_phone') || wrong.phone !== undefined,
      wrong,
      chosen,
    }),
  )
}

/** The link takes nothing more: its refund where there is one, else what happened and what to do. */
function ended(context: HttpContext, opened: Opened, { request, reply }: Exchange): FastifyReply {
  if (opened.ok) throw new Error('a link that opens has not ended')
  const { refusal, file } = opened
  if (refusal.code !== 'MD_LINK_USED' || file === null) throw refused(refusal)
  if (file.payment.accountAsk !== null) return trouble(context, 'replaced', { request, reply: reply.code(410) })
  const made = file.cancellations.findLast(({ shownAccount }) => shownAccount !== null)
  if (made === undefined || made.shownAccount === null) throw refused(refusal)
  // Read again it is a receipt; sent again it says so, too, and is nothing new.
  return send(reply.code(request.method === 'POST' ? 410 : 200), receipt(context, { file, made, request }))
}

interface Receipt {
  readonly file: PaymentFile
  readonly made: Cancellation
  readonly request: FastifyRequest<LinkPath>
}

function receipt(context: HttpContext, { file, made, request }: Receipt): string {
  if (made.shownAccount === null) throw new Error(`${made.id} went to no account`)
  const { deps } = context.engine
  // Dates as they were told on the day: read again a week later, the page does not move them.
  // As the gate before the call judges it: beside the others, not beside itself.
  const others = { ...file, cancellations: file.cancellations.filter(({ id }) => id !== made.id) }
  const then = quote({ ...deps, clock: { ...deps.clock, now: () => made.createdAt } }, others, made.amount as Amount)
  const waits = made.state === 'queued' ? context.engine.quote(others, made.amount as Amount).nextAt : null
  return givenPage({
    ...frameOf(context, request),
    file,
    amount: made.amount,
    account: made.shownAccount,
    state: made.state === 'refused' || made.state === 'bounced' ? 'delayed' : 'taken',
    buyerSees: then.buyerSees,
    sentAt: waits,
  })
}

function trouble(
  context: HttpContext,
  end: LinkEnd,
  { request, reply }: Pick<Exchange, 'reply'> & { request: FastifyRequest },
) {
  return send(reply, linkTroublePage({ ...frameOf(context, request), end, requestId: request.id }))
}

/** Relative to itself: the service may stand behind a path of a proxy's. */
const sameLink = ({ params, query }: FastifyRequest<LinkPath>): string => {
  const { lang } = query as { lang?: unknown }
  return `${params.token}${lang === 'ko' || lang === 'en' ? `?lang=${lang}` : ''}`
}

function frameOf({ displayName }: HttpContext, { query, headers }: FastifyRequest): LinkFrame {
  const language = chosenLanguage((query as { lang?: unknown }).lang, headers['accept-language'])
  return { language, shop: displayName, otherLanguage: `?lang=${language === 'ko' ? 'en' : 'ko'}` }
}

/** A page with a secret in its address: nobody it links to may hear of that, and nobody may keep it. */
const HEADERS = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'content-security-policy': FORM_CSP,
} as const

const send = (reply: FastifyReply, markup: string): FastifyReply =>
  reply.headers(HEADERS).type('text/html; charset=utf-8').send(markup)
