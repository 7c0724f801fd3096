/** The payment window over HTTP: the form that opens it, and where the browser goes when it ends (§2). */
import type { FastifyInstance } from 'fastify'
import type { PageFrame } from '../../window/page.ts'
import { addWindows, type Windows } from '../../window/routes.ts'
import { chooseLanguage } from '../../window/texts.ts'
import { M_ID } from '../credentials.ts'
import { openSession } from '../lifecycle.ts'
import type { Payment } from '../payment.ts'
import type { World } from '../world.ts'
import { endWindow, type ReturnFields } from './end.ts'
import { openerOf, openSessionForm, type WindowRequest } from './open.ts'
import { TOSS_SCRIPT } from './script.ts'
import { PROBLEMS, TITLES } from './texts.ts'

interface Opened extends Pick<WindowRequest, 'successUrl' | 'failUrl'> {
  readonly payment: Payment
}

export function addWindowRoutes(app: FastifyInstance, world: World): Windows<Opened> {
  const windows = addWindows<Opened>(app, {
    sdk: { '/v1/payment': TOSS_SCRIPT, '/v2/standard': TOSS_SCRIPT },
    random: () => world.host.random(),
    end({ payment, successUrl, failUrl }, choice) {
      const fields = endWindow(world, payment, choice)
      const returnUrl = withQuery(fields.code === undefined ? successUrl : failUrl, fields)
      return { end: choice.action, fields, returnUrl, how: 'get', charset: 'utf-8' }
    },
  })
  app.post('/sandbox/payment-window', (request, reply) => {
    const fields = new URLSearchParams(Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '')
    const frame = frameOf(fields, request.headers['accept-language'] ?? '')
    const read = openSessionForm(fields, world.now())
    if ('problems' in read) {
      const texts = PROBLEMS[frame.language]
      const problems = read.problems.map(({ why, ...shown }) => ({ ...shown, text: texts[why] }))
      return windows.refuse(reply, frame, problems)
    }
    const { session, methods, successUrl, failUrl } = read.request
    const payment = openSession(world, session)
    const { orderName: goodsName, orderId: order, amount: amountKrw } = payment
    return windows.show(
      reply,
      { payment, successUrl, failUrl },
      { ...frame, goodsName, order, amountKrw, methods, shop: M_ID },
    )
  })
  return windows
}

/** What the merchant's address carries already stays. */
function withQuery(address: string, fields: ReturnFields): string {
  const url = new URL(address)
  for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value)
  return url.href
}

function frameOf(fields: URLSearchParams, acceptLanguage: string): PageFrame {
  const language = chooseLanguage(fields.get('SandboxLang') ?? '', acceptLanguage)
  return { provider: 'tosspayments', title: TITLES[language], language, opener: openerOf(fields) }
}
