/** The payment window over HTTP: what opens it, and how it ends in the words of the browser SDK. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { PageFrame } from '../../window/page.ts'
import { addWindows, type Choice, type WindowResult as Ending, type Windows } from '../../window/routes.ts'
import { chooseLanguage } from '../../window/texts.ts'
import { beginAttempt, cannotBegin, type WindowResult } from '../charge.ts'
import { PORTONE_V2_CREDENTIALS } from '../credentials.ts'
import { notOpened, play } from '../play.ts'
import type { World } from '../world.ts'
import { openRequest, type WindowRequest } from './open.ts'
import { BROWSER_SDK } from './script.ts'
import { PROBLEMS, TITLES } from './texts.ts'

export function addWindowRoutes(app: FastifyInstance, world: World): Windows<WindowRequest> {
  const windows = addWindows<WindowRequest>(app, {
    sdk: { '/v2/browser-sdk.js': BROWSER_SDK },
    random: () => world.host.random(),
    end: (opened, choice) => ending(opened, choice.action, finish(world, opened, choice)),
  })
  app.post('/sandbox/window', (request, reply) => {
    const fields = fieldsOf(request)
    const frame = frameOf(fields, request.headers['accept-language'] ?? '')
    const platform = fields.get('platform') === 'MOBILE' ? 'MOBILE' : 'PC'
    const opened = openRequest(world, jsonOf(fields.get('params') ?? ''), platform)
    if ('findings' in opened) {
      const problems = opened.findings.map(({ problem, field }) => ({
        code: PROBLEMS[problem].code,
        field,
        text: PROBLEMS[problem][frame.language],
      }))
      return windows.refuse(reply, frame, problems)
    }
    const { order, method } = opened.request
    beginAttempt(world, order)
    return windows.show(reply, opened.request, {
      ...frame,
      goodsName: order.orderName,
      methods: [method],
      amountKrw: order.total,
      order: order.paymentId,
      shop: PORTONE_V2_CREDENTIALS.storeId,
    })
  })
  return windows
}

/** Another window may have paid the same id meanwhile. A lost end leaves the buyer in front of a dead window. */
function finish(world: World, { order, method, accountEndsAt }: WindowRequest, { action }: Choice): WindowResult {
  const payment = world.find(order.paymentId)
  const refused = payment === null ? 'noSuchPayment' : cannotBegin(world, order.paymentId)
  if (payment === null || refused !== null) return notOpened(order.paymentId, refused ?? 'noSuchPayment')
  const current = payment.status === 'READY' ? payment : beginAttempt(world, order)
  const outcome = play(world, current, { action, method, accountEndsAt })
  if (outcome === 'lost') throw Object.assign(new Error('the end of this window is lost'), { statusCode: 502 })
  return outcome
}

function ending({ redirectUrl }: WindowRequest, end: Ending['end'], fields: WindowResult): Ending {
  return {
    end,
    fields,
    returnUrl: redirectUrl === null ? null : withQuery(redirectUrl, fields),
    how: 'get',
    charset: 'utf-8',
  }
}

function withQuery(address: string, fields: WindowResult): string {
  const url = new URL(address)
  for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value)
  return url.href
}

const fieldsOf = ({ body }: FastifyRequest): URLSearchParams =>
  new URLSearchParams(Buffer.isBuffer(body) ? body.toString('utf8') : '')

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function frameOf(fields: URLSearchParams, acceptLanguage: string): PageFrame {
  const language = chooseLanguage(fields.get('lang') ?? '', acceptLanguage)
  const opener = fields.get('opener') ?? ''
  const isOrigin = /^https?:\/\//.test(opener) && URL.canParse(opener)
  return { provider: 'portone-v2', title: TITLES[language], language, opener: isOrigin ? new URL(opener).origin : null }
}
