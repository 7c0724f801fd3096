/** Forged webhooks through adapter and engine, on real PostgreSQL: whatever they claim, no state and no sum changes. */
import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { dice } from '../../test/core.ts'
import { createWorld, type World } from '../../test/world.ts'
import { amount } from '../core/money.ts'
import { type PaymentFile, PROVIDER_IDS, type ProviderId } from '../core/payment/payment.ts'
import { DAY_MS, instant, SECOND_MS } from '../core/time.ts'
import { openEar } from '../providers/kit/ear.ts'
import { SANDBOX_CREDENTIALS } from '../sandbox/index.ts'

/** 10,000 of each provider are the promise (`FORGED=10000 vitest run …`); some of them in every run. */
const RUNS = Number(process.env.FORGED ?? 1_000)
const SEED = Number(process.env.SEED ?? Math.floor(Date.now() / DAY_MS))
/** At a time; then everything that is due is looked at. */
const BATCH = 250
const STRANGER = '203.0.113.9'
const LISTED = '127.0.0.1'

interface Sent {
  readonly body: Buffer
  readonly headers: Readonly<Record<string, string>>
  readonly contentType: string
  readonly source: string
}
type Roll = (below: number) => number

describe.each(PROVIDER_IDS)('%s', { timeout: 240_000 + RUNS * 20 }, (on) => {
  let shop: World
  const genuine: Omit<Sent, 'source'>[] = []
  const files: PaymentFile[] = []
  beforeAll(async () => {
    shop = await createWorld({ on })
    const ear = await openEar({ status: 200, contentType: 'text/plain', body: 'OK' })
    await shop.control('PUT', '/control/webhook-targets', { provider: on, url: ear.url })
    files.push(await shop.pay('FORGED0001'), await shop.pay('FORGED0002'))
    const [first] = files
    if (first === undefined) throw new Error('nothing was paid')
    await shop.engine.recordOrder(first.payment.id, { ref: 'R', amount: null })
    const wish = { amount: amount(10_000), expectedBalance: null, taxFree: null, vat: null, reason: '변심' } as const
    await shop.engine.refund(first.payment.id, { ...wish, requester: 'buyer', key: `KEY-${on}` }, 5_000)
    if (on !== 'nicepay-rest') files.push(await account(shop))
    if (on !== 'nicepay') await vi.waitFor(() => expect(ear.heard.length).toBeGreaterThan(1), { timeout: 60_000 })
    await shop.control('PUT', '/control/webhook-targets', { provider: on, url: null })
    await ear.close()
    genuine.push(
      ...ear.heard.map(({ body, headers, contentType }) => ({ body: Buffer.from(body), headers, contentType })),
    )
    if (on === 'nicepay') genuine.push(...files.map(noticeOf))
    await shop.settle()
  })
  afterAll(() => shop.close())

  const truth = async () => {
    const all = await shop.deps.store.list({ limit: 50 })
    return all.map(({ payment, cancellations }) => ({
      id: payment.id,
      state: payment.state,
      amounts: payment.amounts,
      order: payment.order?.ref ?? null,
      cancellations: cancellations.map(({ id, state, amount: won }) => [id, state, won]),
    }))
  }

  const send = ({ body, headers, contentType, source }: Sent) => {
    const token = shop.engine.webhookPath(on).split('/').at(-1) ?? ''
    return shop.engine.hear({ channel: on, token, headers, contentType, source, body })
  }

  test(`${RUNS} forged ones change no state and no sum, and what has a proof is not even looked at`, async () => {
    const before = await truth()
    const roll = dice(SEED)
    for (let from = 0; from < RUNS; from += BATCH) {
      const forged = Array.from({ length: Math.min(BATCH, RUNS - from) }, () => forge(roll, on, { genuine, files }))
      const heard = await Promise.all(forged.map(send))
      await Promise.all(heard.map((one) => (one.ok ? one.follow() : null)))
      if (on === 'portone-v2') expect(heard.every((one) => one.ok && one.answer.status === 400)).toBe(true)
      await shop.pass(11 * SECOND_MS)
    }
    expect(await truth()).toEqual(before)
    expect(shop.logged.filter(({ level }) => level === 'error')).toEqual([])
  })
})

async function account({ register, clock }: World): Promise<PaymentFile> {
  const expiresAt = instant(clock.now() + 3 * DAY_MS)
  const virtualAccount = { bank: 'SHINHAN', holder: '매듭', expiresAt, cashReceipt: null } as const
  const buyer = { name: '홍길동', email: 'buyer@example.com', phone: '01012345678' }
  return await register('FORGEDVA01', { method: 'virtual_account', virtualAccount, buyer })
}

/** NICEPAY's simulator tells of deposits only; this is a card's, and a deposit's, by the sheet (nicepay §13). */
function noticeOf({ payment }: PaymentFile) {
  const { mid } = SANDBOX_CREDENTIALS.nicepay
  const number = payment.virtualAccount?.number
  const money = number == null ? 'ResultCode=3001&PayMethod=CARD' : `ResultCode=4110&PayMethod=VBANK&VbankNum=${number}`
  const text = `MID=${mid}&TID=${payment.providerRef}&MOID=${payment.providerOrderId}&Amt=50000&StateCd=0&${money}`
  return { body: iconv.encode(`${text}&AuthDate=261120120000`, 'cp949'), headers: {}, contentType: FORM }
}

const FORM = 'application/x-www-form-urlencoded'

interface Known {
  readonly genuine: readonly Omit<Sent, 'source'>[]
  readonly files: readonly PaymentFile[]
}

/** By somebody who knows the URL, has seen genuine ones, and has no secret and no address of the provider's. */
function forge(roll: Roll, on: ProviderId, { genuine, files }: Known): Sent {
  const one = genuine[roll(genuine.length)]
  if (one === undefined) throw new Error('nothing genuine was heard')
  const change = CHANGES[roll(CHANGES.length)] ?? claim
  const changed = change(roll, one.body, files)
  const headers: Record<string, string> = { ...one.headers, ...(HEADERS[roll(HEADERS.length)] ?? {}) }
  // Nobody but the provider has its signature over another body; a replay of the very bytes is no forgery.
  if (on === 'portone-v2') headers['webhook-signature'] = `v1,${Buffer.alloc(32, roll(256)).toString('base64')}`
  // A deposit notice that is right in everything may only come from where no forger sits.
  const isWhole = on === 'nicepay' && changed.toString('latin1').includes('4110')
  return { ...one, body: changed, headers, source: isWhole || roll(3) === 0 ? STRANGER : LISTED }
}

const HEADERS = [
  {},
  { 'webhook-timestamp': '0' },
  { 'webhook-id': 'evt_other' },
  { 'tosspayments-webhook-transmission-id': 'x' },
  { 'content-encoding': 'gzip' },
] as const satisfies readonly Record<string, string>[]

type Change = (roll: Roll, body: Buffer, files: readonly PaymentFile[]) => Buffer

const flip: Change = (roll, body) => {
  const copy = Buffer.from(body)
  for (let n = roll(8); n >= 0; n -= 1) copy[roll(copy.length)] = roll(256)
  return copy
}
const cut: Change = (roll, body) => body.subarray(0, roll(body.length))
const another: Change = (roll, body, files) => {
  const [from, to] = [files[roll(files.length)], files[roll(files.length)]]
  if (from === undefined || to === undefined) return body
  return replaced(body, [
    [from.payment.providerOrderId, to.payment.providerOrderId],
    [from.payment.providerRef ?? '-', roll(2) === 0 ? (to.payment.providerRef ?? '') : `X${roll(1_000_000)}`],
  ])
}
/** Says that something else happened, of another sum. */
const claim: Change = (roll, body) =>
  replaced(body, [
    ['DONE', 'CANCELED'],
    ['Transaction.Paid', 'Transaction.Cancelled'],
    ['"paid"', roll(2) === 0 ? '"cancelled"' : '"failed"'],
    ['StateCd=0', `StateCd=${roll(3)}`],
    ['50000', String(roll(100_000))],
    ['3001', '4110'],
  ])
const CHANGES: readonly Change[] = [
  flip,
  cut,
  another,
  claim,
  (roll, body, files) => claim(roll, another(roll, body, files), files),
]

/** Byte for byte, whatever the encoding. */
const replaced = (body: Buffer, pairs: readonly (readonly [string, string])[]): Buffer =>
  Buffer.from(
    pairs.reduce((text, [from, to]) => text.replaceAll(from, to), body.toString('latin1')),
    'latin1',
  )
