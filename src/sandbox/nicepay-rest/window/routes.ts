/** The payment window over HTTP: what opens it, and how it ends in the words of the protocol. */
import type { FastifyInstance } from 'fastify'
import { addWindows, type Windows } from '../../window/routes.ts'
import { chooseLanguage } from '../../window/texts.ts'
import { endWindow } from '../authenticate.ts'
import { bytesOf } from '../http.ts'
import { type Fields, textOf } from '../request.ts'
import type { World } from '../world.ts'
import { openerOf, openRequest, type WindowRequest } from './open.ts'
import { AUTHNICE_SCRIPT, SDK_PATH, WINDOW_PATH } from './script.ts'
import { PROBLEMS, TITLES } from './texts.ts'

export function addWindowRoutes(app: FastifyInstance, world: World): Windows<WindowRequest> {
  const windows = addWindows<WindowRequest>(app, {
    sdk: { [SDK_PATH]: AUTHNICE_SCRIPT },
    random: () => world.host.random(),
    end({ returnUrl, charset, methods: _offered, ...end }, choice) {
      return { end: choice.action, fields: endWindow(world, { ...end, ...choice }), returnUrl, how: 'post', charset }
    },
  })
  app.post(WINDOW_PATH, (request, reply) => {
    const fields: Fields = Object.fromEntries(new URLSearchParams(bytesOf(request.body).toString('utf8')))
    const language = chooseLanguage(textOf(fields, 'SandboxLang'), request.headers['accept-language'] ?? '')
    const frame = { provider: 'nicepay-rest', title: TITLES[language], language, opener: openerOf(fields) } as const
    const opened = openRequest(world, fields)
    if ('findings' in opened) {
      const texts = PROBLEMS[language]
      const problems = opened.findings.map(({ situation, ...shown }) => ({ ...shown, text: texts[situation] }))
      return windows.refuse(reply, frame, problems)
    }
    const { amount: amountKrw, orderId: order, goodsName, methods } = opened.request
    return windows.show(reply, opened.request, {
      ...frame,
      goodsName,
      methods,
      amountKrw,
      order,
      shop: world.clientKey,
    })
  })
  return windows
}
