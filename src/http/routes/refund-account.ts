/** The link that asks a buyer for an account: shows what goes back, takes the account once, and starts the refund. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { shownAccount } from '../../core/account/account.ts'
import { BANK_NAMES } from '../../core/account/bank.ts'
import { type AskedAccount, checkAccount } from '../../core/account/check.ts'
import type { FieldProblem } from '../../core/errors.ts'
import { refundableOf } from '../../core/payment/amounts.ts'
import type { PaymentFile } from '../../core/payment/payment.ts'
import type { App, HttpContext } from '../context.ts'
import { judge } from '../errors.ts'
import { readForm } from '../form.ts'
import { languageOf } from '../pages/language.ts'
import { FORM_CSP } from '../pages/layout.ts'
import { troublePage } from '../pages/outcome.ts'
import { askPage, givenPage } from '../pages/refund-account.ts'
import { problemOf, refused } from '../problem.ts'
import { logTrouble } from '../trouble.ts'

interface LinkPath {
  Params: { paymentId: string; token: string }
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
    return send(reply.code(status), troublePage(code, languageOf(request.headers['accept-language']), request.id))
  })
  app.get<LinkPath>('/refund-account/:paymentId/:token', LIMITED, async (request, reply) => {
    const { paymentId, token } = request.params
    const opened = await engine.openLink(paymentId, token)
    if (!opened.ok) throw refused(opened.refusal)
    return ask(context, opened.file, { request, reply, problems: [] })
  })
  app.post<LinkPath>('/refund-account/:paymentId/:token', LIMITED, async (request, reply) => {
    const { paymentId: id, token } = request.params
    const opened = await engine.openLink(id, token)
    if (!opened.ok) throw refused(opened.refusal)
    const checked = checkAccount(askedOf(request.body))
    if (!checked.ok) return ask(context, opened.file, { request, reply, problems: [checked] })
    const { account } = checked
    const given = await engine.giveAccount({ id, token, account })
    if (given.ok) {
      const amount = amountOf(opened.file)
      const language = languageOf(request.headers['accept-language'])
      return send(reply, givenPage({ file: given.file, amount, account: shownAccount(account), language }))
    }
    const { fields = [] } = given.refusal
    if (fields.length === 0) throw refused(given.refusal)
    return ask(context, opened.file, { request, reply, problems: fields })
  })
}

function askedOf(body: unknown): AskedAccount {
  const { bank = '', number = '', holder = '', phone = '' } = readForm(Buffer.isBuffer(body) ? body : Buffer.alloc(0))
  return { bank, number, holder, ...(phone === '' ? {} : { phone }) }
}

const amountOf = ({ payment }: PaymentFile): number => payment.accountAsk?.amount ?? refundableOf(payment.amounts)

interface Asking {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly problems: readonly FieldProblem[]
}

function ask({ engine }: HttpContext, file: PaymentFile, { request, reply, problems }: Asking): FastifyReply {
  const { virtualAccount } = engine.deps.channels.get(file.payment.channel)?.provider.capabilities ?? {}
  const { needs } = engine.quote(file, null)
  return send(
    reply.code(problems.length === 0 ? 200 : 422),
    askPage({
      file,
      amount: amountOf(file),
      banks: virtualAccount?.refundBanks ?? BANK_NAMES,
      language: languageOf(request.headers['accept-language']),
      problems,
      asksPhone: needs.includes('holder_phone') || problems.some(({ field }) => field === 'phone'),
    }),
  )
}

/** A page with a secret in its address: nobody it links to may hear of that, and nobody may keep it. */
const send = (reply: FastifyReply, markup: string): FastifyReply =>
  reply
    .headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'content-security-policy': FORM_CSP })
    .type('text/html; charset=utf-8')
    .send(markup)
