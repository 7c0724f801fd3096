/** The stories of `maedeup demo` about virtual accounts: tied and paid into, paid into without an order, closed. */
import {
  approve,
  charge,
  compare,
  type Ending,
  expectStatus,
  lastSeq,
  orderNumber,
  type Registered,
  recordOrder,
  register,
  type Stage,
  type Story,
  until,
} from './demo-steps.ts'

export const accountStories: readonly Story[] = [
  { title: 'A virtual account is tied, and then paid into', run: accountPaid },
  { title: 'Somebody pays into an account without an order', run: accountOrphaned },
  { title: 'A virtual account is closed before its deposit', run: accountClosed },
]

async function accountPaid(stage: Stage, title: string): Promise<Ending> {
  const payment = await issue(stage, orderNumber(stage, 'E'))
  await recordOrder(stage, payment.id)
  const since = await deposit(stage, payment)
  await until(stage, { ...payment, since }, ({ state }) => state === 'paid')
  return await compare(stage, { story: title, id: payment.id, givenBack: 'nothing' })
}

async function accountOrphaned(stage: Stage, title: string): Promise<Ending> {
  const payment = await issue(stage, orderNumber(stage, 'F'))
  stage.say('    … and no reservation is made for it')
  const since = await deposit(stage, payment)
  await until(stage, { ...payment, since }, ({ refundDueAt }) => refundDueAt !== null)
  const asked = await nameAccount(stage, payment.id)
  await until(stage, { ...payment, since: asked }, ({ state }) => state === 'cancelled')
  return await compare(stage, { story: title, id: payment.id, givenBack: 'everything' })
}

async function accountClosed(stage: Stage, title: string): Promise<Ending> {
  const payment = await issue(stage, orderNumber(stage, 'G'))
  await recordOrder(stage, payment.id)
  const keyed = stage.withKey(`demo-close-${payment.orderId}`)
  // Without money there is no balance: should a deposit have come, this would be refused, and nothing done.
  const wish = { reason: '입금 전 주문 취소', expectedBalance: 0 }
  const { body } = await expectStatus(keyed('POST', `/v1/payments/${payment.id}/cancellations`, wish), [201])
  stage.say(`    the buyer calls it off before the deposit, and the account is closed: ${body.kind} ${body.state}`)
  return await compare(stage, { story: title, id: payment.id, givenBack: 'nothing was paid' })
}

interface Issued extends Registered {
  /** The account's number. */
  readonly number: string
}

/** What a buyer is given to pay: until tomorrow. The provider rounds it down to what it can carry. */
const LIFE_MS = 24 * 60 * 60_000

/** By our own call where the protocol has one, else by the window. */
async function issue(stage: Stage, orderId: string): Promise<Issued> {
  const { sandbox, maedeup, say, capabilities } = stage
  const buyer = { name: '김매듭' }
  const { body: clock } = await expectStatus(sandbox('GET', '/control/clock'), [200])
  const expiresAt = new Date(Date.parse(clock.now) + LIFE_MS).toISOString()
  const byCall = { virtualAccount: { bank: 'SHINHAN', holder: '매듭스테이', expiresAt }, buyer }
  const isByCall = capabilities.virtualAccount?.issue === 'api'
  const payment = await register(stage, orderId, isByCall ? byCall : { method: 'virtual_account', buyer })
  if (!isByCall) await approve(stage, { ...payment, fields: await charge(stage, payment, 'virtual_account') }, 200)
  const { body } = await expectStatus(maedeup('GET', `/v1/payments/${payment.id}`), [200])
  const { bank, number, expiresAt: until } = body.virtualAccount
  say(`    an account at ${bank} is issued, by ${isByCall ? 'our call' : 'the window'}; it waits until ${until}`)
  return { ...payment, number }
}

/** A provider is asked about one payment every ten seconds at most, however often it tells. */
const HINT_SPACING_MS = 11_000

/** Answers where the timeline ended before. */
async function deposit(stage: Stage, { id, number, amount }: Issued): Promise<number> {
  const { sandbox, say, provider } = stage
  const since = await lastSeq(stage, id)
  await expectStatus(sandbox('POST', '/control/deposits', { provider, account: number, amount }), [200])
  say(`    the buyer transfers ${amount} KRW, and the bank tells the provider`)
  await expectStatus(sandbox('POST', '/control/clock', { advanceMs: HINT_SPACING_MS }), [200])
  return since
}

/** What a shop would send the buyer as a message, and what the buyer then does; answers where the timeline ended. */
async function nameAccount(stage: Stage, id: string): Promise<number> {
  const { maedeup, say } = stage
  const since = await lastSeq(stage, id)
  const { body } = await expectStatus(maedeup('GET', `/v1/payments/${id}/events`), [200])
  const events: readonly { type: string; data: { url?: string } }[] = body.data
  const url = events.findLast(({ type }) => type === 'payment.refund_account_needed')?.data.url ?? ''
  const form = new URLSearchParams({ bank: 'SHINHAN', number: '110-123-456789', holder: '김매듭' })
  const answer = await fetch(url, { method: 'POST', body: form })
  if (answer.status !== 200) throw new Error(`the page that takes the account answered ${answer.status}`)
  say('    the buyer opens the link and names an account; the link is used up')
  return since
}
