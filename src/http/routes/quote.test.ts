/** The quote is about the amount that was written, and about no other that a number could be read as. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Service, startService } from '../../../test/http/server.ts'

let shop: Service
beforeAll(async () => {
  shop = await startService()
})
afterAll(() => shop.close())

const quote = (id: string, query: string) => shop.call('GET', `/v1/payments/${id}/cancellation-quote${query}`)

describe('the amount of a quote', () => {
  test.each(['0x10', '1e3', '+5', ' 500', '500 ', '1.5', '-1', '0', '', 'abc', '1_000', '５００', '1e-3'])(
    '?amount=%s is 422 and names the field',
    async (amount) => {
      const { id } = await shop.paid(`BAD${amount}`)
      expect(await quote(id, `?amount=${encodeURIComponent(amount)}`)).toMatchObject({
        status: 422,
        body: { code: 'MD_INVALID_REQUEST', errors: [{ field: 'amount' }] },
      })
    },
  )

  test('in plain digits is what is quoted; without one, all that is refundable', async () => {
    const { id } = await shop.paid('GOOD')
    expect((await quote(id, '?amount=20000')).body).toMatchObject({ amount: 20_000, refundable: 50_000 })
    expect((await quote(id, '')).body).toMatchObject({ amount: 50_000, fee: { escrowFeeKept: null } })
  })
})
