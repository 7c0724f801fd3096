/** The payment window over HTTP: the form that opens it, and how it ends in the words of the protocol. */
import type { FastifyInstance } from 'fastify'
import type { PageFrame } from '../../window/page.ts'
import { addWindows, type Windows } from '../../window/routes.ts'
import { chooseLanguage } from '../../window/texts.ts'
import { endWindow } from '../authenticate.ts'
import { decodeForm, type Fields, textOf } from '../form.ts'
import type { World } from '../world.ts'
import { openerOf, openRequest, type WindowRequest } from './open.ts'
import { PGWEB_SCRIPT } from './script.ts'
import { PROBLEMS, TITLES } from './texts.ts'

export function addWindowRoutes(app: FastifyInstance, world: World): Windows<WindowRequest> {
  const windows = addWindows<WindowRequest>(app, {
    sdk: { '/v3/common/js/nicepay-pgweb.js': PGWEB_SCRIPT },
    random: () => world.host.random(),
    end({ returnUrl, charset, ...end }, choice) {
      return { end: choice.action, fields: endWindow(world, { ...end, ...choice }), returnUrl, how: 'post', charset }
    },
  })
  app.post<{ Querystring: { lang?: string } }>('/v3/v3Payment.jsp', (request, reply) => {
    const fields = decodeWindowForm(request.body)
    const frame = frameOf(fields, request.query.lang ?? '', request.headers['accept-language'] ?? '')
    const opened = openRequest(world, fields)
    if ('problems' in opened) {
      const texts = PROBLEMS[frame.language]
      const problems = opened.problems.map(({ situation, ...shown }) => ({ ...shown, text: texts[situation] }))
      return windows.refuse(reply, frame, problems)
    }
    const { amount: amountKrw, moid: order, goodsName, methods } = opened.request
    return windows.show(reply, opened.request, { ...frame, goodsName, methods, amountKrw, order, shop: world.mid })
  })
  return windows
}

const bytesOf = (body: unknown): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0))

/** Our script always sends UTF-8 and says so; a form of the merchant's own comes as its CharSet says (§4). */
function decodeWindowForm(body: unknown): Fields {
  const fields = decodeForm(bytesOf(body), 'utf-8')
  const isUtf8 = [textOf(fields, 'SandboxCharset'), textOf(fields, 'CharSet')].some(
    (name) => name.toLowerCase() === 'utf-8',
  )
  return isUtf8 ? fields : decodeForm(bytesOf(body))
}

function frameOf(fields: Fields, wish: string, acceptLanguage: string): PageFrame {
  const language = chooseLanguage(textOf(fields, 'SandboxLang') || wish, acceptLanguage)
  return { provider: 'nicepay', title: TITLES[language], language, opener: openerOf(fields) }
}
