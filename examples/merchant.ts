/** The whole integration of a merchant: register, send the buyer to the window, tie the order. */
const maedeup = (method: string, path: string, body: object) =>
  fetch(`${process.env.MAEDEUP_URL ?? 'http://localhost:4000'}/v1/payments${path}`, {
    method,
    headers: {
      authorization: `Bearer ${process.env.MAEDEUP_API_KEY ?? 'mk_dev_maedeup'}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(15_000),
  })

/** Before the window opens. Redirect the buyer to the URL that it answers. */
export async function checkoutUrl(order: { id: string; name: string; amount: number }, shop: string): Promise<string> {
  const returnUrls = { success: `${shop}/paid`, fail: `${shop}/failed` }
  const wish = { orderId: order.id, orderName: order.name, amount: order.amount, channel: 'nicepay', returnUrls }
  const answer = await maedeup('POST', '', wish)
  if (!answer.ok) throw new Error(await answer.text())
  return ((await answer.json()) as { checkoutUrl: string }).checkoutUrl
}

/** At `/paid?paymentId=…&orderId=…`, after the order was written down as pending. */
export async function tie(
  paymentId: string,
  order: { ref: string; amount: number },
): Promise<'confirm' | 'drop' | 'ask again'> {
  const answer = await maedeup('PUT', `/${paymentId}/order`, order)
  if (answer.status === 200) return 'confirm'
  const problem = (await answer.json().catch(() => ({}))) as { retry?: string }
  return answer.status === 409 && problem.retry === 'never' ? 'drop' : 'ask again'
}
