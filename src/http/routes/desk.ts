/** The desk, where a person decides, and what stops the net. */
import type { ErrorCode } from '../../core/errors.ts'
import { isCancellationId } from '../../core/ids.ts'
import { amount } from '../../core/money.ts'
import { instant, toIso } from '../../core/time.ts'
import type { ChannelNet } from '../../engine/engine.ts'
import { type App, type HttpContext, paymentIdOf } from '../context.ts'
import { callerOf } from '../keys.ts'
import { granted, refused } from '../problem.ts'
import { BODY_ERRORS, problems } from '../schemas/common.ts'
import { channelNet, desk, net, swept } from '../schemas/desk.ts'
import { payment } from '../schemas/payment.ts'
import * as asked from '../schemas/requests.ts'
import { paymentJson } from '../view.ts'
import { cursorOf, pageOf } from './payments.ts'

export function addDeskRoutes(app: App, context: HttpContext): void {
  addDesk(app, context)
  addDecisions(app, context)
  addNet(app, context)
}

function addDesk(app: App, context: HttpContext): void {
  const { engine } = context
  const { store, clock } = engine.deps
  app.get(
    '/v1/attention',
    {
      schema: {
        tags: ['attention'],
        summary: 'The desk, and how much is due',
        description: 'For payments that are due for another reason, `GET /v1/payments?attention=<reason>`.',
        querystring: asked.deskQuery,
        response: { 200: desk, ...problems(['MD_INVALID_REQUEST']) },
      },
    },
    async (request) => {
      const { cursor, limit } = request.query
      const [page, counts] = await Promise.all([
        pageOf(context, { attention: 'needs_operator', cursor: cursorOf(cursor), limit }),
        store.dueCounts(clock.aheadMs()),
      ])
      return { ...page, counts: [...counts] }
    },
  )
  app.post(
    '/v1/attention/sweep',
    {
      schema: {
        tags: ['attention'],
        summary: 'Look at due payments once, for merchants without a process of their own',
        querystring: asked.sweepQuery,
        body: asked.noBody,
        response: { 200: swept, ...problems(BODY_ERRORS) },
      },
    },
    async (request) => ({ looked: await engine.sweep(request.query.max) }),
  )
}

const DESK_ERRORS = [...BODY_ERRORS, 'MD_NOT_FOUND', 'MD_BUSY'] as const satisfies ErrorCode[]

function addDecisions(app: App, { engine }: HttpContext): void {
  app.post(
    '/v1/attention/:paymentId/retry',
    {
      schema: {
        tags: ['attention'],
        summary: 'Look again now: every ladder of the payment starts anew',
        params: asked.paymentIdParams,
        body: asked.noBody,
        response: { 200: payment, ...problems([...DESK_ERRORS, 'MD_ON_HOLD']) },
      },
    },
    async (request) => {
      const { name } = callerOf(request)
      return paymentJson(granted(await engine.retry(paymentIdOf(request.params.paymentId), name)).file)
    },
  )
  app.post(
    '/v1/attention/:paymentId/resolve',
    {
      schema: {
        tags: ['attention'],
        summary: 'A person decides, and the hold ends',
        description: 'Kept on the timeline with who, when, why and by what evidence.',
        params: asked.paymentIdParams,
        body: asked.resolveBody,
        response: {
          200: payment,
          ...problems([...DESK_ERRORS, 'MD_NOT_ON_DESK', 'MD_RECOVERING', 'MD_BALANCE_TOO_SMALL']),
        },
      },
    },
    async (request) => {
      const { cancellationId, amount: named, ...decision } = request.body
      const one = cancellationId !== undefined && isCancellationId(cancellationId) ? cancellationId : null
      const sum = named === undefined ? null : amount(named)
      const resolution = { ...decision, amount: sum, cancellationId: one, by: callerOf(request).name }
      return paymentJson(granted(await engine.resolve(paymentIdOf(request.params.paymentId), resolution)).file)
    },
  )
}

function addNet(app: App, { engine }: HttpContext): void {
  app.get(
    '/v1/net',
    {
      schema: {
        tags: ['net'],
        summary: 'What stops the net, by channel',
        response: { 200: net, ...problems([]) },
      },
    },
    async () => ({ data: (await engine.net()).map(netJson) }),
  )
  app.post(
    '/v1/net/release',
    {
      schema: {
        tags: ['net'],
        summary: 'Let a stopped net go on',
        body: asked.releaseBody,
        response: { 200: channelNet, ...problems([...BODY_ERRORS, ...RELEASE_ERRORS]) },
      },
    },
    async (request) => {
      const { channel, what, reason, unanswered } = request.body
      const known = engine.deps.channels.has(channel)
      const wish = { channel, reason, by: callerOf(request).name }
      const refusal =
        what === 'recovery' && known
          ? await engine.releaseRecovery({ ...wish, unanswered })
          : await engine.releaseNet({ ...wish, what: what === 'pause' ? what : 'brake' })
      if (refusal !== null) throw refused(refusal, refusal.code === 'MD_UNKNOWN_CHANNEL' ? 'channel' : null)
      const released = (await engine.net()).find((one) => one.channel === channel)
      if (released === undefined) throw new Error(`the channel ${channel} was just released and is gone`)
      return netJson(released)
    },
  )
}

const RELEASE_ERRORS = [
  'MD_UNKNOWN_CHANNEL',
  'MD_NOTHING_TO_RELEASE',
  'MD_RECOVERY_UNFINISHED',
] as const satisfies ErrorCode[]

const netJson = ({ brake, pause, recovery, ...channel }: ChannelNet) => ({
  ...channel,
  brake: stopJson(brake),
  pause: stopJson(pause),
  recovery: recovery === null ? null : { ...recovery, at: toIso(recovery.at), since: toIso(recovery.since) },
})

const stopJson = (stop: ChannelNet['brake']) =>
  stop === null ? null : { at: toIso(instant(stop.at)), detail: stop.detail }
