/** Everything that can be said wrongly about an account, each time with values of a buyer that no answer may quote. */
import { setTimeout as sleep } from 'node:timers/promises'
import { depositedLife, form, issue, linkOf, orderOf, refund, refundOf } from './lives.ts'
import type { Witness } from './witness.ts'

/** Registrations that name a receipt, a name or a bank wrongly. */
export async function wrongRegistrations(witness: Witness): Promise<void> {
  const buyer = witness.buyer()
  const { cashReceipt, account } = buyer
  const order = orderOf(witness, buyer)
  const { number } = account
  const wrong = [
    { cashReceipt: { ...cashReceipt, number: `${cashReceipt.number}0` } },
    { cashReceipt: { type: 'expenditure_proof', number: account.phone } },
    { cashReceipt: { type: 'income_deduction', number } },
    { cashReceipt: cashReceipt.number },
    { cashReceipt: { ...cashReceipt, number: Number(cashReceipt.number) } },
    { holder: `${buyer.accountName}<${account.holder}>`.repeat(12) },
    { bank: number },
    { bank: 'SHINHAN', expiresAt: number },
    { cashReceipt },
  ]
  for (const one of wrong) {
    const virtualAccount = { ...order.virtualAccount, ...one }
    await witness.call('POST', '/v1/payments', { ...order, virtualAccount, metadata: {} })
  }
  await witness.call('POST', '/v1/payments', { ...order, method: 'card', cashReceipt })
  for (const text of brokenTexts(JSON.stringify({ ...order, refundAccount: account }))) {
    await witness.call('POST', '/v1/payments', text)
  }
}

/** JSON that is none, cut and crooked: parsers like to quote what they stumble over. */
const brokenTexts = (json: string): readonly string[] => [
  json.slice(0, -3),
  json.replace('"holder":"', '"holder":'),
  json.replace('"number":"', '"number":"\u0000'),
  json.replaceAll('"', "'"),
  `{"__proto__":${json}}`,
]

/** Refunds of a deposit, and of an account without one, that name an account wrongly. */
export async function wrongRefunds(witness: Witness): Promise<void> {
  const waiting = await issue(witness, witness.buyer())
  await refund(witness, waiting.id, refundOf(witness.buyer()), 'before-the-deposit')
  const buyer = witness.buyer()
  const { id } = await depositedLife(witness, buyer)
  const { account, written } = buyer
  const wish = refundOf(buyer)
  const accounts = [
    { ...account, number: `${account.number}12345678` },
    { ...account, number: `${account.number}x` },
    { ...account, number: Number(account.number) },
    { ...account, bank: account.number },
    { ...account, bank: account.holder },
    { ...account, holder: `${account.holder}7` },
    { ...account, holder: `${account.holder}<b>` },
    { ...account, holder: account.holder.repeat(9) },
    { ...account, holder: account.number },
    { ...account, phone: `${written.phone}-${account.number}` },
    { ...account, phone: [account.phone] },
    { ...account, owner: account.holder },
    { number: written.number },
    [account.number],
    account.number,
  ]
  for (const [serial, refundAccount] of accounts.entries()) {
    await refund(witness, id, { ...wish, refundAccount }, `wrong-${id}-${serial}`)
  }
  await refund(witness, id, { ...wish, amount: 50_000_000 }, `too-much-${id}`)
  await refund(witness, id, { ...wish, expectedBalance: 1 }, `differs-${id}`)
  await refund(witness, id, wish, '')
  for (const text of brokenTexts(JSON.stringify(wish))) await refund(witness, id, text, `broken-${id}`)
  await witness.call('POST', '/v1/payments/pay_nobody/cancellations', wish, { 'idempotency-key': 'nobody' })
  await witness.call('POST', `/v1/payments/${id}/cancellations`, JSON.stringify(wish), { 'content-type': 'text/plain' })
  await witness.call('PUT', `/v1/payments/${id}/cancellations`, wish)
  await witness.call('GET', `/v1/payments/${id}/cancellation-quote?amount=1000`)
}

/** What a buyer mistypes behind the link, and what comes to links that are none. */
export async function wrongForms(witness: Witness): Promise<void> {
  const buyer = witness.buyer()
  const { id } = await depositedLife(witness, buyer)
  const path = await linkOf(witness, id)
  const { account, written } = buyer
  const typed = [
    { ...account, bank: '' },
    { ...account, bank: account.number },
    { ...account, number: `${written.number}-${account.number}` },
    { ...account, number: `${account.number}원` },
    { ...account, holder: `${account.holder}"><script>` },
    { ...account, holder: account.number },
    { ...account, holder: account.holder.repeat(13) },
    { ...account, phone: `전화 ${written.phone}` },
    { ...account, number: '' },
  ]
  for (const fields of typed) await witness.visit(path, form(fields))
  await witness.visit(path, { ...form({}), body: JSON.stringify(account) })
  await witness.visit(path, { ...form({}), method: 'PUT' })
  await witness.visit(`${path.slice(0, -1)}x`, form({ ...account, ...written }))
  await witness.visit(`/refund-account/pay_nobody/${'x'.repeat(40)}`, form({ ...account }))
}

/** Messages about deposits: of another account, under a wrong address, and cut in half. */
export async function wrongNotices(witness: Witness): Promise<void> {
  const { on, shop } = witness
  const buyer = witness.buyer()
  const { virtualAccount } = await depositedLife(witness, buyer)
  const heard = (await shop.control('GET', `/control/notifications?provider=${on}`)) as { body: string }[]
  const body =
    heard.map((one) => one.body).findLast((text) => text.includes(virtualAccount.number)) ?? heard.at(-1)?.body
  if (body === undefined) throw new Error(`${on} told of nothing`)
  const path = shop.engine.webhookPath(on)
  const texts = [
    body.replaceAll(virtualAccount.number, buyer.account.number),
    body.slice(0, body.length / 2),
    `${body}${JSON.stringify(buyer)}`,
    JSON.stringify({ ...buyer.account, data: { ...buyer.account }, virtualAccount }),
  ]
  for (const text of texts) {
    for (const type of ['application/json', 'application/x-www-form-urlencoded; charset=euc-kr']) {
      const message = { method: 'POST', headers: { 'content-type': type }, body: text }
      // Not as a visitor from elsewhere: an allowed source is listened to.
      await witness.post(path, message)
      await witness.post(`${path.slice(0, -3)}abc`, message)
    }
  }
  await sleep(100)
}
