/** Specifies the calls that issue and close accounts, and what their answers prove (portone-v1 §8). */
import { describe, expect, test } from 'vitest'
import { amount } from '../../core/money.ts'
import type { PortoneV1Options } from './config.ts'
import { readOptions } from './config.ts'
import { asking, BUYER } from './fixtures/account.ts'
import { IMP_UID, OPTIONS, okay, paid, portonePayment } from './fixtures/sample.ts'
import { portoneV1 } from './index.ts'
import { closeCall, issueCall, readClose, readIssue } from './vbanks.ts'

const CHANNEL = { ...OPTIONS, channelKey: 'channel-key-1' }
const accountAt = (pgProvider?: string, more: Partial<PortoneV1Options> = {}) =>
  readOptions({ ...CHANNEL, ...(pgProvider === undefined ? {} : { pgProvider }), ...more })

describe('the call that issues', () => {
  test('says channel, order, amount, bank, deadline in seconds and what is known of the buyer', () => {
    const payment = asking({ holder: '매듭' }, { buyer: BUYER, taxFree: amount(3_000), vat: amount(636) })
    expect(issueCall(accountAt('nice_v2'), payment)).toEqual({
      operation: 'issue',
      method: 'POST',
      path: '/vbanks',
      body: {
        channel_key: 'channel-key-1',
        merchant_uid: 'order-0001',
        amount: 10_000,
        vbank_code: '088',
        vbank_due: 1_700_086_400,
        vbank_holder: '매듭',
        name: '숙박 1박',
        buyer_name: BUYER.name,
        buyer_tel: BUYER.phone,
        buyer_email: BUYER.email,
        tax_free: 3_000,
        vat_amount: 636,
      },
      people: ['매듭', BUYER.name],
    })
  })

  test.each([
    ['nice_v2', '011'],
    ['html5_inicis', '11'],
    ['ksnet', '011'],
    [undefined, '011'],
  ])('at %s calls NongHyup %s', (pg, code) => {
    const order = issueCall(accountAt(pg), asking({ bank: 'NONGHYUP' }))
    expect(order?.body).toMatchObject({ vbank_code: code })
  })

  test('carries the key that Inicis wants in the query, and the kind of goods that KSNET wants', () => {
    const pgApiKey = 'inicis/key+1'
    const inicis = accountAt('html5_inicis', { pgApiKey })
    expect(issueCall(inicis, asking())?.path).toBe('/vbanks?pg_api_key=inicis%2Fkey%2B1')
    expect(closeCall(inicis, IMP_UID).path).toBe(`/vbanks/${IMP_UID}?pg_api_key=inicis%2Fkey%2B1`)
    expect(issueCall(accountAt('ksnet', { productType: 'real' }), asking())?.body).toMatchObject({
      product_type: 'real',
    })
  })

  test('is none without a bank that has a code, or without a channel key', () => {
    expect(issueCall(accountAt(), asking({ bank: null }))).toBeNull()
    expect(issueCall(accountAt(), asking({ bank: 'HSBC' }))).toBeNull()
    expect(issueCall(readOptions(OPTIONS), asking())).toBeNull()
  })
})

const WAITING = { status: 'ready', pay_method: 'vbank', vbank_code: '088', vbank_num: '56211105948400', paid_at: 0 }
const issued = (change: object = {}) => readIssue(asking(), okay(portonePayment({ ...WAITING, ...change })))

describe('the answer to an issue', () => {
  test('is done where an account of this order and amount waits', () => {
    expect(issued()).toMatchObject({
      kind: 'done',
      next: 'none',
      evidence: {
        status: 'awaiting_deposit',
        ref: IMP_UID,
        amount: 10_000,
        virtualAccount: { bank: 'SHINHAN', number: '56211105948400' },
      },
    })
  })

  test.each<[string, object]>([
    ['of another order', { merchant_uid: 'order-0002' }],
    ['of another amount', { amount: 9_000 }],
    ['in another currency', { currency: 'JPY' }],
    ['without a number', { vbank_num: null }],
    ['with a number that is none', { vbank_num: '5621-****' }],
    ['that is paid', { status: 'paid', paid_at: 1_700_000_030 }],
    ['that failed', { status: 'failed' }],
    ['that is none', { imp_uid: '' }],
  ])('%s proves nothing', (_what, change) => {
    expect(issued(change)).toMatchObject({ kind: 'unknown', next: 'inquire' })
  })
})

describe('the answer to a closing', () => {
  const closed = (change: object = {}) =>
    readClose(
      paid({ method: 'virtual_account' }),
      okay(portonePayment({ ...WAITING, status: 'failed', failed_at: 1_700_000_060, ...change })),
    )

  test('is done where the payment failed, moves nothing, and tells when', () => {
    expect(closed()).toMatchObject({
      kind: 'done',
      next: 'none',
      evidence: { providerCancelId: null, amount: 0, remaining: null, at: 1_700_000_060_000 },
    })
  })

  test.each<[string, object]>([
    ['of another payment', { imp_uid: 'imp_100000000002' }],
    ['of another order', { merchant_uid: 'order-0002' }],
    ['that still waits', { status: 'ready' }],
    ['that still waits without a number', { status: 'ready', vbank_num: null }],
    ['that was deposited', { status: 'paid', paid_at: 1_700_000_030 }],
  ])('%s proves nothing', (_what, change) => {
    expect(closed(change)).toMatchObject({ kind: 'unknown', next: 'inquire' })
  })
})

describe('capabilities', () => {
  const at = (pgProvider: string | undefined, more: Partial<PortoneV1Options> = {}) =>
    portoneV1({ ...CHANNEL, ...(pgProvider === undefined ? {} : { pgProvider }), ...more })

  test.each<[string | undefined, Partial<PortoneV1Options>, 'api' | 'window_only', boolean]>([
    [undefined, {}, 'api', true],
    ['nice_v2', {}, 'api', true],
    ['welcome', {}, 'api', true],
    ['html5_inicis', {}, 'window_only', false],
    ['html5_inicis', { pgApiKey: 'inicis-key' }, 'api', true],
    ['ksnet', {}, 'window_only', true],
    ['ksnet', { productType: 'digital' }, 'api', true],
    ['kcp', {}, 'window_only', true],
    ['daou', {}, 'window_only', false],
    ['a_pg_of_2030', {}, 'window_only', false],
  ])('%s %j: issues by %s, closes: %s', (pg, more, issue, closes) => {
    const provider = at(pg, more)
    expect(provider.capabilities.virtualAccount?.issue).toBe(issue)
    expect(provider.issueAccount !== undefined).toBe(issue === 'api')
    expect(provider.closeAccount !== undefined).toBe(closes)
  })

  test('without a channel key accounts are issued in the window', () => {
    expect(portoneV1(OPTIONS).capabilities.virtualAccount?.issue).toBe('window_only')
  })

  test('name the banks of the PG, which `pg` tells too', () => {
    expect(at('nice_v2').capabilities.virtualAccount?.issuingBanks).toHaveLength(12)
    expect(at('nice_v2').capabilities.virtualAccount?.refundBanks).toHaveLength(22)
    expect(at(undefined, { pg: 'daou.A1' }).capabilities.virtualAccount?.refundBanks).toHaveLength(9)
  })

  test('keep signs out of order numbers where the PG takes none', () => {
    expect(at('smartro_v2').capabilities.orderNumber.pattern.test('order-2')).toBe(false)
    expect(at('smartro').capabilities.orderNumber.pattern.test('order-2')).toBe(true)
  })
})
