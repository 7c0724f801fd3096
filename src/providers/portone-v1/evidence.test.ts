/** Specifies what a payment object proves: the sheet's samples, states and sums (portone-v1 §3, §4, §6). */
import { describe, expect, test } from 'vitest'
import { NO_INSTRUMENT } from '../../core/instrument.ts'
import { readPayment } from './evidence.ts'
import { cancellationId, historyEntry, IMP_UID, ORDER, partlyCancelled, portonePayment } from './fixtures/sample.ts'
import { parsePayment } from './wire.ts'

const read = (json: object) => {
  const payment = parsePayment(json)
  if (payment === null) return null
  const reading = readPayment(payment)
  return reading.kind === 'evidence' ? reading.evidence : `doubt: ${reading.why}`
}
const account = { pay_method: 'vbank', vbank_num: '56211105948400', paid_at: 0 }

describe('samples of the sheet', () => {
  test('the paid payment', () => {
    expect(read(portonePayment())).toEqual({
      status: 'paid',
      ref: IMP_UID,
      orderNumber: ORDER,
      amount: 10_000,
      balance: 10_000,
      currency: 'KRW',
      method: 'card',
      live: true,
      account: null,
      paidAt: 1_700_000_030_000,
      cancels: [],
      instrument: { ...NO_INSTRUMENT, gateway: 'inicis', card: 'credit', module: 'html5_inicis' },
    })
  })

  test('after a partial cancel it reads "cancelled", and 9,000 are left', () => {
    expect(read(partlyCancelled())).toMatchObject({
      status: 'partially_cancelled',
      amount: 10_000,
      balance: 9_000,
      method: null,
      paidAt: null,
      cancels: [{ providerCancelId: 'sim-c-1', amount: 1_000, at: 1_700_000_100_000, tag: null, state: 'done' }],
    })
  })
})

describe('states', () => {
  test.each([
    ['an abandoned window', { status: 'ready', paid_at: 0 }, 'not_paid'],
    ['an account that waits', { status: 'ready', ...account }, 'awaiting_deposit'],
    ['an account without a number', { status: 'ready', ...account, vbank_num: null }, 'not_paid'],
    ['a refusal', { status: 'failed', paid_at: 0 }, 'not_paid'],
    ['an account closed before its deposit', { status: 'cancelled', ...account }, 'not_paid'],
  ])('%s', (_name, change, status) => {
    expect(read(portonePayment(change))).toMatchObject({ status, balance: null, paidAt: null })
  })

  test('an amount that was never paid is not told', () => {
    expect(read(portonePayment({ status: 'failed', paid_at: 0 }))).toMatchObject({ amount: null })
  })

  test('nothing left is cancelled', () => {
    const history = [historyEntry(), historyEntry({ amount: 9_000, cancellation_id: 'sim-c-2' })]
    expect(read(partlyCancelled({ cancel_amount: 10_000, cancel_history: history }))).toMatchObject({
      status: 'cancelled',
      balance: 0,
    })
  })

  test.each<[string, object]>([
    ['a status of the future', { status: 'reviewing' }],
    ['paid, and yet something is cancelled', { cancel_amount: 1 }],
    ['ready, and yet something is cancelled', { status: 'ready', cancel_amount: 1 }],
    ['failed, and yet something is cancelled', { status: 'failed', cancel_amount: 1 }],
    ['cancelled, and yet nothing is', { status: 'cancelled' }],
    ['more cancelled than ordered', { status: 'cancelled', cancel_amount: 10_001 }],
    ['a fraction of a won', { amount: 10_000.5 }],
    ['a negative amount', { amount: -1 }],
    ['a currency that we do not carry', { currency: 'VND' }],
    ['money without a word whether it is real', { sandbox: null }],
    ['a history that lacks an entry', { status: 'cancelled', cancel_amount: 2_000, cancel_history: [historyEntry()] }],
    ['a history that nobody counted', { status: 'paid', cancel_history: [historyEntry()] }],
  ])('%s proves nothing', (_name, change) => {
    expect(read(portonePayment(change))).toMatch(/^doubt: /)
  })

  test.each(['imp_uid', 'merchant_uid', 'amount', 'cancel_amount', 'currency', 'status'])(
    'without %s it is no payment',
    (name) => {
      const { [name]: _left, ...rest } = portonePayment()
      expect(read(rest)).toBeNull()
    },
  )
})

describe('an account that waits', () => {
  const waiting = { status: 'ready', ...account, vbank_code: '088', vbank_holder: '매듭', vbank_date: 1_700_086_400 }

  test('is told with bank, number, holder and deadline', () => {
    expect(read(portonePayment({ ...waiting, pg_provider: 'daou' }))).toMatchObject({
      virtualAccount: { bank: 'SHINHAN', number: '56211105948400', holder: '매듭', expiresAt: 1_700_086_400_000 },
      amount: 10_000,
    })
    expect(read(portonePayment({ ...waiting, vbank_num: '562-111-05948400' }))).toMatchObject({
      virtualAccount: { number: '56211105948400' },
    })
  })

  test('is told without what is not told, and not at all without a number', () => {
    const bare = { ...waiting, vbank_code: '999', vbank_holder: null, vbank_date: 0 }
    expect(read(portonePayment(bare))).toMatchObject({ virtualAccount: { bank: null, holder: null, expiresAt: null } })
    expect(read(portonePayment({ ...waiting, vbank_num: '5621****' }))).toMatchObject({ virtualAccount: null })
    for (const over of ['paid', 'failed']) {
      expect(read(portonePayment({ ...waiting, status: over }))).not.toHaveProperty('virtualAccount')
    }
  })
})

describe('history', () => {
  const cancelled = (entry: object, change: object = {}) =>
    read(partlyCancelled({ cancel_history: [historyEntry(entry)], ...change }))

  test('carries our tag at the end of the reason', () => {
    const id = cancellationId(7)
    expect(cancelled({ reason: `고객 요청 #${id}` })).toMatchObject({ cancels: [{ tag: id }] })
    expect(cancelled({ reason: '관리자페이지취소' })).toMatchObject({ cancels: [{ tag: null }] })
  })

  test('names an old entry by the number of the PG', () => {
    expect(cancelled({ cancellation_id: null })).toMatchObject({ cancels: [{ providerCancelId: 'SIMCAN0001' }] })
  })

  test('is not told where an entry has no name, or where there is none at all', () => {
    expect(cancelled({ cancellation_id: null, pg_tid: null })).toMatchObject({ cancels: null })
    expect(cancelled({}, { cancel_history: null })).toMatchObject({ status: 'partially_cancelled', cancels: null })
    expect(read(portonePayment({ cancel_history: null }))).toMatchObject({ cancels: [] })
  })

  test('of a promotion that adds up on another basis is not told', () => {
    const promotion = { id: 'promotion-id-1', discount: 1_000 }
    expect(cancelled({ amount: 900 }, { promotion })).toMatchObject({ balance: 9_000, cancels: null })
  })
})

test('USD counts in cents here and in dollars there, without a cent lost', () => {
  const usd = { currency: 'USD', amount: 19.99, cancel_amount: 4.35, status: 'cancelled' }
  expect(read(portonePayment({ ...usd, cancel_history: [historyEntry({ amount: 4.35 })] }))).toMatchObject({
    amount: 1_999,
    balance: 1_564,
    cancels: [{ amount: 435 }],
  })
  expect(read(portonePayment({ currency: 'USD', amount: 1.005 }))).toMatch(/^doubt: /)
})

test('test money is marked, whatever its state', () => {
  expect(read(portonePayment({ sandbox: true }))).toMatchObject({ status: 'paid', live: false })
  expect(read(portonePayment({ sandbox: undefined, status: 'ready', paid_at: 0 }))).toMatchObject({ live: null })
})
