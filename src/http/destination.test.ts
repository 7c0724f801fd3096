/** Where buyers are led: a table of every state, and URLs that keep what the shop wrote. */
import { describe, expect, test } from 'vitest'
import { refuse } from '../core/errors.ts'
import { amount } from '../core/money.ts'
import type { Payment, PaymentFile } from '../core/payment/payment.ts'
import { register } from '../core/payment/register.ts'
import { after, instant, MINUTE_MS } from '../core/time.ts'
import { afterReturn, byState, shopUrl, whileLate } from './destination.ts'

const NOW = instant(1_800_000_000_000)
const patience = { now: NOW, checkingForMs: MINUTE_MS }

const born = register(
  {
    id: 'pay_1' as Payment['id'],
    channel: 'nicepay',
    provider: 'nicepay',
    orderId: 'ORDER 1&2',
    attempt: 1,
    providerOrderId: 'ORDER1',
    orderName: 'x',
    amount: amount(1_000),
    currency: 'KRW',
    taxFree: null,
    vat: null,
    method: null,
    orderWithinMs: MINUTE_MS,
    readyForMs: MINUTE_MS,
    buyer: null,
    returnUrls: null,
    metadata: {},
  },
  NOW,
)
const fileIn = (state: Payment['state'], change: Partial<Payment> = {}): PaymentFile => ({
  payment: { ...born.file.payment, state, ...change },
  cancellations: [],
})
const returnedAgo = (ms: number): Partial<Payment> => ({
  approval: {
    returnFingerprint: 'f',
    returnedAt: after(NOW, -ms),
    startedAt: null,
    callEndsAt: null,
    negatives: [],
    credential: 'c',
  },
})

describe('the payment’s state leads', () => {
  test.each([
    ['ready', { to: 'fail', code: 'MD_RETURN_ABANDONED' }],
    ['approving', { to: 'checking' }],
    ['awaiting_deposit', { to: 'success' }],
    ['paid', { to: 'success' }],
    ['partially_cancelled', { to: 'success' }],
    ['cancelled', { to: 'fail', code: 'MD_PAYMENT_ENDED' }],
    ['failed', { to: 'fail', code: 'MD_APPROVAL_REFUSED' }],
    ['expired', { to: 'fail', code: 'MD_PAYMENT_ENDED' }],
  ] as const)('%s: %j', (state, destination) => {
    expect(byState(fileIn(state, returnedAgo(0)), patience, 'MD_RETURN_ABANDONED')).toEqual(destination)
    expect(afterReturn({ ok: true, file: fileIn(state, returnedAgo(0)) }, patience).to).toBe(destination.to)
  })

  test('the checking page has an end, counted from the return', () => {
    const waited = (ms: number) => byState(fileIn('approving', returnedAgo(ms)), patience, 'MD_NOT_READY')
    expect(waited(MINUTE_MS - 1)).toEqual({ to: 'checking' })
    expect(waited(MINUTE_MS)).toEqual({ to: 'fail', code: 'MD_APPROVAL_UNSETTLED' })
  })

  test('a return that is still being written down is waited for', () => {
    expect(whileLate(fileIn('ready'), patience)).toEqual({ to: 'checking' })
    expect(whileLate(fileIn('paid'), patience)).toEqual({ to: 'success' })
  })
})

describe('a refused return', () => {
  const refused = (code: 'MD_RETURN_FORGED' | 'MD_RETURN_ABANDONED' | 'MD_NOT_READY', state: Payment['state']) =>
    afterReturn({ ok: false, refusal: refuse(code, ''), file: fileIn(state) }, patience)

  test('leads to the fail URL with its code, whatever the payment became', () => {
    expect(refused('MD_RETURN_FORGED', 'ready')).toEqual({ to: 'fail', code: 'MD_RETURN_FORGED' })
    expect(refused('MD_RETURN_FORGED', 'paid')).toEqual({ to: 'fail', code: 'MD_RETURN_FORGED' })
  })

  test('that changes nothing leaves the word to the payment', () => {
    expect(refused('MD_RETURN_ABANDONED', 'ready')).toEqual({ to: 'fail', code: 'MD_RETURN_ABANDONED' })
    expect(refused('MD_RETURN_ABANDONED', 'paid')).toEqual({ to: 'success' })
    expect(refused('MD_NOT_READY', 'paid')).toEqual({ to: 'success' })
  })
})

describe('the shop’s URL', () => {
  const at = (success: string) => shopUrl(fileIn('paid', { returnUrls: { success, fail: success } }), { to: 'success' })
  test.each([
    ['https://s.kr/done', 'https://s.kr/done?paymentId=pay_1&orderId=ORDER%201%262'],
    ['https://s.kr/?a=%B0%A1+b#c', 'https://s.kr/?a=%B0%A1+b&paymentId=pay_1&orderId=ORDER%201%262#c'],
    ['https://한옥.kr/완료', 'https://xn--wk5b71z.kr/%EC%99%84%EB%A3%8C?paymentId=pay_1&orderId=ORDER%201%262'],
  ])('%s becomes %s', (success, url) => {
    expect(at(success)).toBe(url)
  })

  test('carries the code on failure, and is missing where the shop gave none', () => {
    const returnUrls = { success: 'https://s.kr/a', fail: 'https://s.kr/b' }
    const code = 'MD_APPROVAL_REFUSED'
    expect(shopUrl(fileIn('failed', { returnUrls }), { to: 'fail', code })).toMatch(
      /^https:\/\/s\.kr\/b\?.*&code=MD_APPROVAL_REFUSED$/,
    )
    expect(shopUrl(fileIn('paid'), { to: 'success' })).toBeNull()
  })
})
