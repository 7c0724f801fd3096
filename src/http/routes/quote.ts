/** What the policy says before anybody tries: the quote of a cancellation. */
import { amount } from '../../core/money.ts'
import { type App, fileOf, type HttpContext } from '../context.ts'
import { problems } from '../schemas/common.ts'
import { type QuoteJson, quote } from '../schemas/quote.ts'
import { idParams, quoteQuery } from '../schemas/requests.ts'
import { quoteJson } from '../view-quote.ts'

export function addQuoteRoute(app: App, context: HttpContext): void {
  app.get(
    '/v1/payments/:id/cancellation-quote',
    {
      schema: {
        tags: ['cancellations'],
        summary: 'Ask whether an amount can be cancelled now, until when, at what fee, with what input',
        description:
          'The same rules judge the cancellation itself. `no`: it will not be sent. `provider_decides`: a rule is ' +
          'against it or nobody knows; it may be tried. `later`: it is taken now and sent at `nextAt`.',
        params: idParams,
        querystring: quoteQuery,
        response: { 200: quote, ...problems(['MD_NOT_FOUND', 'MD_INVALID_REQUEST']) },
      },
    },
    async (request): Promise<QuoteJson> => {
      const file = await fileOf(context, request.params.id)
      const { amount: won } = request.query
      return quoteJson(file, await context.engine.quoteNow(file, won === undefined ? null : amount(won)))
    },
  )
}
