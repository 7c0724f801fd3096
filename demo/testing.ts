/** What the shop's tests share: a Maedeup that answers as told, a clock that stands still, and payments. */
import { createApp } from './app.ts'
import type { Looked } from './books.ts'
import type { Shop } from './context.ts'
import type { Answer, Maedeup, Payment, Quote, RefundAnswer, Registration, VirtualAccount } from './maedeup.ts'
import { SILENT } from './options.ts'
import { createReceipts } from './receipts.ts'
import { createRefunds, type Refund } from './refunds.ts'
import { createReservations, type Reservation } from './reservations.ts'
import { createSessions } from './sessions.ts'

/** 2026-07-22 23:30 in Korea: the UTC day is another one. */
export const NOW = Date.parse('2026-07-22T14:30:00Z')
export const TODAY = '2026-07-22'
export const PAYMENT_ID = 'pay_01k0test000000000000000000'
export const CHECKOUT_URL = 'http://localhost:4000/checkout/x'

export const payment = (change: Partial<Payment> = {}): Payment => ({
  id: PAYMENT_ID,
  orderId: 'MS20260722ABCDEFGHJK',
  providerOrderId: 'MS20260722ABCDEFGHJK',
  orderName: '매듭 스테이 · 사랑채 온돌방',
  provider: 'nicepay',
  providerRef: 'T1',
  state: 'paid',
  amount: 98_000,
  paidAmount: 98_000,
  cancelledAmount: 0,
  refundable: 98_000,
  order: null,
  orderDueAt: '2026-07-22T14:30:17Z',
  attention: null,
  virtualAccount: null,
  refundDueAt: null,
  cancellations: [],
  metadata: { shop: 'maedeup-stay' },
  ...change,
})

/** As Maedeup tells it before the deposit; the deadline is tomorrow, 23:59 in Korea. */
export const ACCOUNT: VirtualAccount = {
  bank: 'SHINHAN',
  number: '56211105948400',
  holder: '매듭스테이',
  expiresAt: '2026-07-23T14:59:00Z',
}

export const awaitingDeposit = (change: Partial<Payment> = {}): Payment =>
  payment({
    state: 'awaiting_deposit',
    paidAmount: 0,
    refundable: 0,
    orderDueAt: null,
    virtualAccount: ACCOUNT,
    ...change,
  })

export const reservation = (change: Partial<Reservation> = {}): Reservation => ({
  ref: 'MS-12345678',
  visitor: 'v'.repeat(22),
  roomId: 'sarangchae',
  checkIn: '2026-08-01',
  nights: 1,
  guestName: '김매듭',
  orderId: 'MS20260722ABCDEFGHJK',
  paymentId: PAYMENT_ID,
  amount: 98_000,
  state: 'pending',
  remark: null,
  tries: 0,
  nextTryAt: 0,
  ...change,
})

export const refundOf = (change: Partial<Refund> = {}): Refund => ({
  id: 'RF-12345678',
  ref: 'MS-12345678',
  paymentId: PAYMENT_ID,
  amount: 30_000,
  expectedBalance: 98_000,
  reason: '일부 환불',
  account: null,
  buyerSees: null,
  cancellationId: null,
  at: NOW,
  state: 'asked',
  code: null,
  wrong: [],
  shown: null,
  tries: 0,
  nextTryAt: 0,
  ...change,
})

export const quoteOf = (change: Partial<Quote> = {}): Quote => ({
  needs: [],
  allowed: 'yes',
  nextAt: null,
  buyerSees: null,
  ...change,
})

export const ok = <Value>(value: Value): Answer<Value> => ({ kind: 'ok', value })
export const no = (status: number, code: string, fields: readonly string[] = []): Answer<never> => ({
  kind: 'refused',
  status,
  code,
  fields,
})
export const NO_ANSWER: Answer<never> = { kind: 'unknown', why: 'ECONNREFUSED' }

/** Answers that a test may set, and what was asked. */
export interface FakeMaedeup extends Maedeup {
  readonly registered: Registration[]
  readonly asked: string[]
  answers: {
    register: 'ok' | Answer<never>
    payment: Answer<Payment>
    recordOrder: Answer<Payment>
    dropOrder: Answer<unknown>
    quote: Answer<Quote>
    refund: Answer<RefundAnswer>
  }
}

export function fakeMaedeup(): FakeMaedeup {
  const registered: Registration[] = []
  const asked: string[] = []
  const fake: FakeMaedeup = {
    registered,
    asked,
    answers: {
      register: 'ok',
      payment: ok(payment()),
      recordOrder: ok(payment()),
      dropOrder: ok({}),
      quote: ok(quoteOf()),
      refund: ok({ id: 'can_1', state: 'done', refundAccount: null }),
    },
    register: async (registration) => {
      registered.push(registration)
      const { register } = fake.answers
      if (register !== 'ok') return register
      const { orderId, virtualAccount } = registration
      if (virtualAccount !== undefined) return ok({ ...awaitingDeposit({ orderId }), checkoutUrl: null })
      return ok({ ...payment({ orderId }), checkoutUrl: CHECKOUT_URL })
    },
    payment: async () => fake.answers.payment,
    timeline: async () =>
      fake.answers.payment.kind === 'ok'
        ? ok([{ type: 'payment.paid', at: '2026-07-22T14:29:57Z', data: { amount: 98_000 } }])
        : fake.answers.payment,
    recordOrder: async (id, { ref, amount }) => {
      asked.push(`PUT ${id} ${ref} ${amount}`)
      return fake.answers.recordOrder
    },
    dropOrder: async (id, reason) => {
      asked.push(`DELETE ${id} ${reason}`)
      return fake.answers.dropOrder
    },
    quote: async () => fake.answers.quote,
    refund: async (id, key, { amount, expectedBalance, refundAccount }) => {
      const to = refundAccount === undefined ? '' : ` to ${Object.values(refundAccount).join(' ')}`
      asked.push(`POST ${id} ${key} ${amount ?? 'all'} of ${expectedBalance}${to}`)
      return fake.answers.refund
    },
  }
  return fake
}

export function fakeShop(change: Partial<Shop> = {}): Shop & { readonly maedeup: FakeMaedeup } {
  let drawn = 0
  const draw = () => {
    drawn += 37
    return drawn % 256
  }
  const maedeup = fakeMaedeup()
  const looked: Looked = { kind: 'missing' }
  return {
    books: { find: async () => looked, deposit: async () => true },
    reservations: createReservations(),
    refunds: createRefunds(),
    sessions: createSessions(),
    receipts: createReceipts(),
    channels: ['nicepay', 'portone-v2'],
    orderWithin: 'PT20S',
    shopUrl: null,
    clock: { now: () => NOW },
    // Different each time, and the same in each run.
    random: { bytes: (count) => Uint8Array.from({ length: count }, () => draw()) },
    log: SILENT,
    ...change,
    maedeup,
  }
}

/** A browser of few words: it keeps cookies, and its forms come from the shop's own pages. */
export async function openVisitor(shop: Shop) {
  const app = await createApp(shop, ['http://localhost:4000'])
  const cookies = new Map<string, string>()
  const send = async (method: 'GET' | 'POST', url: string, extra: { payload?: string; headers?: object } = {}) => {
    const own = method === 'POST' ? { 'sec-fetch-site': 'same-origin' } : {}
    const form = extra.payload === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
    const headers = { host: 'localhost:4200', cookie, ...own, ...form, ...extra.headers }
    const answer = await app.inject({ method, url, headers, ...(extra.payload && { payload: extra.payload }) })
    for (const { name, value } of answer.cookies) cookies.set(name, value)
    return answer
  }
  return {
    cookies,
    get: (url: string, headers: object = {}) => send('GET', url, { headers }),
    post: (url: string, fields: Readonly<Record<string, string>> = {}, headers: object = {}) =>
      send('POST', url, { payload: new URLSearchParams(fields).toString(), headers }),
    close: () => app.close(),
  }
}

export const FORM = { checkIn: '2026-08-01', nights: '2', name: '김매듭', phone: '' } as const
