/** The payment window over HTTP: the form that opens it, and how it ends in the words of PortOne V1. */
import type { FastifyInstance } from 'fastify'
import type { PageFrame } from '../../window/page.ts'
import { addWindows, type WindowResult, type Windows } from '../../window/routes.ts'
import { chooseLanguage } from '../../window/texts.ts'
import { openWindow, type Returned, stopWindow, type WindowEnd } from '../charge.ts'
import { WINDOW_SITUATIONS, type WindowSituation } from '../codes.ts'
import { objectionOf } from '../confirm.ts'
import { PORTONE_V1_CREDENTIALS } from '../credentials.ts'
import { decodeForm, type Fields, textOf } from '../fields.ts'
import { toMajor } from '../money.ts'
import { play } from '../pay.ts'
import type { Payment } from '../payment.ts'
import type { World } from '../world.ts'
import { openRequest, type WindowRequest, webAddress } from './open.ts'
import { IMP_SCRIPT, SDK_PATH, WINDOW_PATH } from './script.ts'
import { PROBLEMS, TITLES } from './texts.ts'

interface Opened extends Pick<WindowRequest, 'confirmUrl' | 'redirectUrl' | 'accountDueAt'> {
  readonly payment: Payment
}

export function addWindowRoutes(app: FastifyInstance, world: World): Windows<Opened> {
  const windows = addWindows<Opened>(app, {
    sdk: { [SDK_PATH]: IMP_SCRIPT },
    random: () => world.host.random(),
    async end(opened, choice) {
      const { accountDueAt, redirectUrl } = opened
      const returned = await endOf(world, opened, { ...choice, accountDueAt })
      return resultOf(returned, choice.action, redirectUrl)
    },
  })
  app.post(WINDOW_PATH, (request, reply) => {
    const fields = decodeForm(Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '')
    const frame = frameOf(fields, request.headers['accept-language'] ?? '')
    const problem = (situation: WindowSituation, field: string) => {
      const { code, message } = WINDOW_SITUATIONS[situation]
      return { code, field, text: PROBLEMS[frame.language][situation] ?? message }
    }
    const asked = openRequest(world, textOf(fields, 'user_code'), textOf(fields, 'params'))
    if ('problems' in asked)
      return windows.refuse(
        reply,
        frame,
        asked.problems.map(({ situation, field }) => problem(situation, field)),
      )
    const { methods, ...rest } = asked.request
    const order = { ...asked.request.order, channel: frame.opener === null ? 'mobile' : 'pc' } as const
    const opened = openWindow(world, order)
    if (!opened.ok) return windows.refuse(reply, frame, [problem(opened.why, 'merchant_uid')])
    return windows.show(
      reply,
      { ...rest, payment: opened.payment },
      {
        ...frame,
        goodsName: order.name,
        methods,
        amountKrw: toMajor(order.amount, order.currency),
        order: order.merchantUid,
        shop: PORTONE_V1_CREDENTIALS.userCode,
      },
    )
  })
  return windows
}

/** The merchant is asked first where it wants to be; a lost end leaves the buyer in front of a dead window. */
async function endOf(world: World, { payment, confirmUrl }: Opened, end: WindowEnd): Promise<Returned> {
  const objection = end.action === 'pay' && confirmUrl !== null ? await objectionOf(payment, confirmUrl) : null
  if (objection !== null) return stopWindow(world, payment, objection)
  const outcome = play(world, payment, end)
  if (outcome === 'lost') throw Object.assign(new Error('the end of this window is lost'), { statusCode: 502 })
  if (world.switches().first === 'webhook') await outcome.told
  return outcome.returned
}

function resultOf(fields: Returned, end: WindowResult['end'], redirectUrl: string | null): WindowResult {
  return {
    end,
    fields,
    returnUrl: redirectUrl === null ? null : withQuery(redirectUrl, fields),
    how: 'get',
    charset: 'utf-8',
  }
}

/** A redirect has no `success`: that is the callback's (§12). */
function withQuery(redirectUrl: string, fields: Returned): string {
  const url = new URL(redirectUrl)
  for (const [name, value] of Object.entries(fields)) if (name !== 'success') url.searchParams.set(name, value)
  return url.href
}

function frameOf(fields: Fields, acceptLanguage: string): PageFrame {
  const language = chooseLanguage(textOf(fields, 'lang'), acceptLanguage)
  const opener = webAddress(textOf(fields, 'opener'))
  return {
    provider: 'portone-v1',
    title: TITLES[language],
    language,
    opener: opener === null ? null : new URL(opener).origin,
  }
}
