/** Lives of virtual accounts over HTTP, each with a buyer of its own and with faults where it meets the PG. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { PaymentId } from '../../src/core/ids.ts'
import type { PaymentFile } from '../../src/core/payment/payment.ts'
import { step } from '../../src/engine/step.ts'
import type { FaultName, Operation } from '../../src/sandbox/faults/catalogue.ts'
import type { Canary } from './canary.ts'
import type { Refusing } from './quoting.ts'
import type { Witness } from './witness.ts'

const AMOUNT = 50_000
const DAY_MS = 86_400_000
const LIST_AGAIN_MS = 2 * 60_000
const KST_MS = 9 * 3_600_000
/** The last look at a refund is on its fifteenth business day. */
const MOST_BANK_DAYS = 25
/** In real time: a call to the sandbox is answered within some milliseconds. */
const SOON = { tries: 12, everyMs: 5 } as const
/** In sandbox time: past the first rungs of what is asked again. */
const LATER = { times: 1, ms: 130_000 } as const
/** Some seconds, on a machine that is busy with other things. */
const MOST_TRIES = 200
/** Long enough to be a delay, and short enough to wait for. */
const DELAY_MS = 40

/** At most one fault for each operation, and whether the PG refuses in words that quote what it was sent. */
export type Faults = Partial<Record<Operation, FaultName>> & { readonly quotes?: Refusing }

// biome-ignore lint/suspicious/noExplicitAny: bodies of every shape, as in test/http/server.ts.
type Body = any

/** Does it while the PG plays these; a planned fault that met no call is remembered. */
async function under<T>(witness: Witness, { quotes, ...faults }: Faults, work: () => Promise<T>): Promise<T> {
  const { on, shop, quoting } = witness
  for (const [operation, fault] of Object.entries(faults)) {
    // A closed port is closed for a second, so that our breaker does not open; it does not count who knocked.
    const delay = fault === 'refuse_connection' ? {} : { delayMs: DELAY_MS }
    await shop.control('POST', '/control/faults', { provider: on, operation, fault, times: 1, ...delay })
  }
  quoting.quote(quotes ?? null)
  try {
    return await work()
  } finally {
    quoting.quote(null)
    const { removed } = (await shop.control('DELETE', `/control/faults?provider=${on}`)) as { removed: Body[] }
    const missed = removed.filter(({ fault }) => fault !== 'refuse_connection')
    witness.missed.push(...missed.map(({ operation, fault }) => `${operation} ${fault}`))
  }
}

/** PortOne V1 takes no cash receipt with an account; that it says so quotes nothing (`wrong.ts`). */
const receiptOf = ({ on }: Witness, { cashReceipt }: Canary) => (on === 'portone-v1' ? {} : { cashReceipt })

export const orderOf = (witness: Witness, buyer: Canary) => ({
  orderId: `CANARY${String(buyer.serial).padStart(4, '0')}`,
  orderName: '바다방 1박',
  amount: AMOUNT,
  channel: witness.on,
  orderWithin: 'P1D',
  buyer: { name: '홍길동', email: 'buyer@example.com' },
  virtualAccount: {
    bank: 'SHINHAN',
    holder: buyer.accountName,
    expiresAt: new Date(Date.now() + 5 * DAY_MS).toISOString(),
    ...receiptOf(witness, buyer),
  },
})

/** A busy machine has not written it down yet; the same again is the same payment. */
async function register({ call }: Witness, order: object): Promise<Body> {
  const { body } = await call('POST', '/v1/payments', order)
  for (let tried = 0, again = body; tried < MOST_TRIES; tried += 1) {
    if (again.code !== 'MD_BUSY') return again
    again = (await call('POST', '/v1/payments', order)).body
  }
  return body
}

/** By our own call where the protocol has one, else in the window. */
export async function issue(witness: Witness, buyer: Canary): Promise<Body> {
  if (witness.issues === 'window_only') return await issueInWindow(witness, buyer)
  const body = await register(witness, orderOf(witness, buyer))
  // A refusal has no id.
  if (body.id === undefined) return body
  await until(witness, body.id, isSettled)
  return await read(witness, body.id)
}

/** Also through the pages that a buyer sees. */
export async function issueInWindow(witness: Witness, buyer: Canary): Promise<Body> {
  const { on, shop } = witness
  const { virtualAccount: _, ...order } = orderOf(witness, buyer)
  const returnUrls = { success: 'http://shop.example/ok', fail: 'http://shop.example/no' }
  const asked = { ...order, method: 'virtual_account', returnUrls }
  const body = await register(witness, asked)
  await witness.visit(`/checkout/${body.id}`)
  const wish = { provider: on, orderId: body.providerOrderId, amount: AMOUNT, method: 'virtual_account', action: 'pay' }
  const played = (await shop.control('POST', '/control/buyers', wish)) as { return: Record<string, string> }
  const back = new URLSearchParams(played.return)
  if (buyer.serial % 2 === 0) {
    await witness.call('POST', `/v1/payments/${body.id}/approve`, { return: played.return })
  } else {
    await witness.visit(`/return/${body.id}`, form(Object.fromEntries(back)))
  }
  await witness.visit(`/return/${body.id}?${back}`)
  await until(witness, body.id, isSettled)
  return await read(witness, body.id)
}

export const read = async ({ call }: Witness, id: string): Promise<Body> =>
  (await call('GET', `/v1/payments/${id}`)).body

/** Until it is so: soon, or later; or it will not be while the fault is on. */
async function until({ shop }: Witness, id: PaymentId, isSo: (file: PaymentFile) => boolean): Promise<void> {
  for (let later = 0; later <= LATER.times; later += 1) {
    for (let tried = 0; tried < SOON.tries; tried += 1) {
      if (isSo(await shop.load(id))) return
      // What is due is looked at here, and not when a worker comes round.
      await shop.settle()
      await sleep(SOON.everyMs)
    }
    if (later < LATER.times) await shop.pass(LATER.ms)
  }
}

/** Until every message was sent once. One that was not taken makes us look all the same. */
async function told({ on, shop }: Witness, id: PaymentId): Promise<void> {
  for (let tried = 0; tried < MOST_TRIES; tried += 1) {
    const messages = (await shop.control('GET', `/control/notifications?provider=${on}`)) as Body[]
    const isOut = ({ state, attempts }: Body) =>
      state !== 'waiting' || attempts.some((one: Body) => one.status !== null)
    if (messages.every(isOut)) {
      // PortOne V2's are judged by the machine's clock, which the sandbox leaves behind.
      if (messages.at(-1)?.state === 'waiting') await step(shop.deps, id, { type: 'hint', event: 'canary' })
      return
    }
    await sleep(SOON.everyMs)
  }
}

const isSettled = ({ payment }: PaymentFile): boolean => !['ready', 'approving'].includes(payment.state)
const isPaid = ({ payment }: PaymentFile): boolean => payment.state === 'paid'
const isAnswered = ({ cancellations }: PaymentFile): boolean =>
  cancellations.length > 0 && cancellations.every(({ state }) => state !== 'queued' && state !== 'sending')

/** The bank pays in; whether we hear of it is the fault's to say. */
async function deposit(witness: Witness, payment: Body, faults: Faults): Promise<Body> {
  const { on, shop } = witness
  return await under(witness, faults, async () => {
    const paid = { provider: on, ref: payment.providerRef, amount: AMOUNT }
    await shop.control('POST', '/control/deposits', paid)
    if (faults.webhook === 'webhook_delay') await shop.pass(DELAY_MS)
    await told(witness, payment.id)
    if (faults.webhook !== 'webhook_drop') await until(witness, payment.id, isPaid)
    return await read(witness, payment.id)
  })
}

export const refundOf = ({ account, written }: Canary) => ({
  reason: '변심',
  requester: 'buyer',
  refundAccount: { ...account, ...written },
})

export const refund = ({ call }: Witness, id: string, body: unknown, key = `refund-${id}`) =>
  call('POST', `/v1/payments/${id}/cancellations`, body, { 'idempotency-key': key })

/** Issued, and its deposit booked. */
export async function depositedLife(witness: Witness, buyer: Canary, faults: Faults = {}): Promise<Body> {
  return await deposit(witness, await issue(witness, buyer), faults)
}

/** Issued, deposited, ordered, refunded to an account; asked again by the same key, and by it with another account. */
export async function refundedLife(witness: Witness, { cancel, quotes, ...before }: Faults): Promise<void> {
  const buyer = witness.buyer()
  const { id } = await depositedLife(witness, buyer, before)
  await witness.call('PUT', `/v1/payments/${id}/order`, { ref: `R${buyer.serial}` })
  const faults = { ...(cancel === undefined ? {} : { cancel }), ...(quotes === undefined ? {} : { quotes }) }
  const { status } = await under(witness, faults, async () => {
    const answer = await refund(witness, id, refundOf(buyer))
    await until(witness, id, isAnswered)
    return answer
  })
  // A deposit that nobody told of is not refunded, and a refund that is refused goes no further.
  if (status < 300) witness.refunded.push(buyer)
  await refund(witness, id, refundOf(buyer))
  await refund(witness, id, refundOf(witness.buyer()))
}

/** Deposited, and taken back by the bank, where the protocol tells of that. */
export async function bouncedLife(witness: Witness): Promise<void> {
  const { on, shop } = witness
  const { id, providerRef: ref } = await depositedLife(witness, witness.buyer())
  await shop.control('POST', '/control/deposits', { provider: on, ref, amount: AMOUNT, kind: 'bounces' })
  await told(witness, id)
  await until(witness, id, ({ payment }) => payment.state === 'awaiting_deposit')
}

/** The order fell through, and the buyer names the account behind the link. */
export async function linkedLife(witness: Witness, faults: Faults): Promise<void> {
  const buyer = witness.buyer()
  const { id } = await depositedLife(witness, buyer)
  const path = await linkOf(witness, id)
  const { account, written } = buyer
  await witness.visit(path)
  await under(witness, faults, async () => {
    await witness.visit(path, form({ ...account, ...written }))
    await until(witness, id, isAnswered)
  })
  if (faults.quotes !== 'refused') witness.refunded.push(buyer)
  await witness.visit(path, form({ ...account, ...written }))
}

/** Drops the order; where the buyer is asked then. */
export async function linkOf({ call }: Witness, id: string): Promise<string> {
  await call('DELETE', `/v1/payments/${id}/order`, { reason: '방 없음' })
  const { data } = (await call('GET', `/v1/payments/${id}/events`)).body
  const asked = data.find(({ type }: Body) => type === 'payment.refund_account_needed')
  const story = data.map(({ type }: Body) => type).join(', ')
  if (asked === undefined) throw new Error(`the buyer of ${id} was not asked: ${story}`)
  return new URL(asked.data.url).pathname
}

/** Issued, and closed before any deposit. */
export async function closedLife(witness: Witness, faults: Faults): Promise<void> {
  const issued = await issue(witness, witness.buyer())
  await under(witness, faults, async () => {
    await refund(witness, issued.id, { reason: '변심' })
    await until(witness, issued.id, isAnswered)
  })
}

/** Its issue meets the fault; what became of it is found out in the days after. */
export const issuedLife = (witness: Witness, faults: Faults): Promise<Body> =>
  under(witness, faults, () => issue(witness, witness.buyer()))

/** The same in the window: whatever call of ours hears of the account meets the fault. */
export const issuedInWindow = (witness: Witness, faults: Faults): Promise<Body> =>
  under(witness, faults, () => issueInWindow(witness, witness.buyer()))

/** Refunded to an account; days later the bank sends it back, and the buyer names another one. */
export async function refundSentBack(
  witness: Witness,
  { back, usual }: { back: object; usual: object },
): Promise<void> {
  const { on, shop } = witness
  const switches = (to: object) => shop.control('POST', '/control/switches', { provider: on, ...to })
  await switches(back)
  const buyer = witness.buyer()
  const { id } = await depositedLife(witness, buyer)
  await witness.call('PUT', `/v1/payments/${id}/order`, { ref: `R${buyer.serial}` })
  await refund(witness, id, refundOf(buyer))
  await until(witness, id, isAnswered)
  witness.refunded.push(buyer)
  for (let day = 0; day < MOST_BANK_DAYS && (await shop.load(id)).payment.accountAsk === null; day += 1)
    await shop.pass(DAY_MS)
  await switches(usual)
  const another = witness.buyer()
  const path = await linkOf(witness, id)
  await witness.visit(path)
  await witness.visit(path, form({ ...another.account, ...another.written }))
  await until(witness, id, isAnswered)
}

/** What a comparison reads of the days of this story, and what differs; each list meets a fault and is read again. */
export async function comparedBooks(witness: Witness, faults: readonly FaultName[]): Promise<void> {
  const { on, shop, call } = witness
  const dateOf = (daysAgo: number) => new Date(shop.clock.now() + KST_MS - daysAgo * DAY_MS).toISOString().slice(0, 10)
  // A run that could not read its list comes again by itself; a day of its own lets the next one begin at once.
  for (const [daysAgo, list] of [null, ...faults].entries()) {
    await under(witness, list === null ? {} : { list }, async () => {
      const { body } = await call('POST', '/v1/reconciliations', { channel: on, date: dateOf(daysAgo) })
      for (let tried = 0; tried < MOST_TRIES; tried += 1) {
        const { state, failure } = (await call('GET', `/v1/reconciliations/${body.id}`)).body
        if (state === 'done' || failure !== null) return
        // Whoever of the two comes first: this, or the loop of the service.
        if ((await shop.engine.reconciler.work()) === 0) await sleep(SOON.everyMs)
      }
    })
  }
  await shop.pass(LIST_AGAIN_MS)
  await shop.engine.reconciler.work()
  const { data } = (await call('GET', '/v1/reconciliations')).body
  for (const { id } of data) await call('GET', `/v1/reconciliations/${id}`)
}

export const form = (fields: Readonly<Record<string, string>>): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams(fields).toString(),
})
