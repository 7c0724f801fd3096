/** The whole integration of a merchant: register, send the buyer to the window, tie the order. */
export function createShop(maedeup: { url: string; apiKey: string }, shopUrl: string) {
  const call = (method: string, path: string, body: object) =>
    fetch(`${maedeup.url}/v1/payments${path}`, {
      method,
      headers: { authorization: `Bearer ${maedeup.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(15_000),
    })
  return {
    /** Before the window opens. Redirect the buyer to the URL that it answers. */
    async checkoutUrl(order: { id: string; name: string; amount: number }): Promise<string> {
      const returnUrls = { success: `${shopUrl}/paid`, fail: `${shopUrl}/failed` }
      const wish = { orderId: order.id, orderName: order.name, amount: order.amount, channel: 'nicepay', returnUrls }
      const answer = await call('POST', '', wish)
      if (!answer.ok) throw new Error(await answer.text())
      return ((await answer.json()) as { checkoutUrl: string }).checkoutUrl
    },
    /** At `/paid?paymentId=…&orderId=…`, after the order was written down as pending. */
    async tie(
      paymentId: string,
      order: { ref: string; amount: number },
    ): Promise<'confirm' | 'wait for the deposit' | 'drop' | 'ask again'> {
      const answer = await call('PUT', `/${paymentId}/order`, order)
      if (answer.status === 200) {
        const { state } = (await answer.json()) as { state: string }
        return state === 'awaiting_deposit' ? 'wait for the deposit' : 'confirm'
      }
      const problem = (await answer.json().catch(() => ({}))) as { retry?: string }
      return answer.status === 409 && problem.retry === 'never' ? 'drop' : 'ask again'
    },
  }
}
