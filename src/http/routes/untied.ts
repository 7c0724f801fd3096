/** Money without an order: what a merchant goes through after a recovery, to record its orders again. */
import type { ErrorCode } from '../../core/errors.ts'
import type { App, HttpContext } from '../context.ts'
import { problems } from '../schemas/common.ts'
import { paymentPage } from '../schemas/payment.ts'
import * as asked from '../schemas/requests.ts'
import { paymentJson } from '../view.ts'
import { cursorOf } from './payments.ts'

const ERRORS = ['MD_INVALID_REQUEST'] as const satisfies ErrorCode[]

export function addUntiedRoute(app: App, { engine }: HttpContext): void {
  app.get(
    '/v1/net/untied',
    {
      schema: {
        tags: ['net'],
        summary: 'Payments that hold money and have no order, oldest first',
        description:
          'After a recovery: `PUT …/order` for each whose order you have, `DELETE …/order` for the others. Payments ' +
          'that were adopted (nobody here had known them) are among them and are never given back by themselves.',
        querystring: asked.deskQuery,
        response: { 200: paymentPage, ...problems(ERRORS) },
      },
    },
    async (request) => {
      const { cursor, limit } = request.query
      const ids = await engine.deps.store.untied({ after: cursorOf(cursor) ?? null, limit })
      const files = await Promise.all(ids.map((id) => engine.load(id)))
      const nextCursor = ids.length < limit ? null : (ids.at(-1) ?? null)
      return { data: files.flatMap((file) => (file === null ? [] : [paymentJson(file)])), nextCursor }
    },
  )
}
