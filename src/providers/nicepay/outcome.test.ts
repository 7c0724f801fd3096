/** Specifies when an answer is believed: code, signature, TID, MID, order number, amount agree (nicepay §5–§11). */
import { describe, expect, test } from 'vitest'
import { NO_INSTRUMENT } from '../../core/instrument.ts'
import { amount, ZERO } from '../../core/money.ts'
import type { Reply } from './client.ts'
import { readOptions } from './config.ts'
import { ISSUED, ISSUED_AS, KEY, kst, MID, MOID, TID, VBANK_TID } from './fixtures/sample.ts'
import { readApproval, readCancel, readClose, readInquiry, readNetCancel } from './outcome.ts'
import type { AnswerSignature } from './sign.ts'

const account = readOptions({ mid: MID, merchantKey: KEY })
const reply = (fields: Record<string, string>, signature: AnswerSignature = 'padded'): Reply => ({
  kind: 'fields',
  fields,
  signature,
})

describe('an approval', () => {
  const good = {
    ResultCode: '3001',
    ResultMsg: '카드 결제 성공',
    Amt: '000000001000',
    MID,
    Moid: MOID,
    TID,
    PayMethod: 'CARD',
    AuthDate: '250521132530',
    ClickpayCl: '',
  }
  const read = (change: Record<string, string> = {}, signature?: AnswerSignature) =>
    readApproval(account, { tid: TID, moid: MOID, amt: '1000' }, reply({ ...good, ...change }, signature))

  test('that succeeded is evidence of money', () => {
    expect(read()).toEqual({
      kind: 'done',
      next: 'none',
      answer: { code: '3001', message: '카드 결제 성공' },
      evidence: {
        status: 'paid',
        ref: TID,
        amount: 1000,
        balance: null,
        currency: 'KRW',
        method: 'card',
        live: true,
        account: MID,
        paidAt: kst('20250521132530'),
        cancels: null,
        instrument: { ...NO_INSTRUMENT, gateway: 'nice' },
      },
    })
  })

  test('signed over the plain amount is believed too', () => {
    expect(read({}, 'plain').kind).toBe('done')
  })

  test.each([
    ['4000', 'BANK', '', 'paid', 'transfer'],
    ['A000', 'CELLPHONE', '', 'paid', 'mobile'],
    ['3001', 'CARD', '20', 'paid', 'easy_pay'],
    ['3001', '', '', 'paid', 'card'],
    ['4100', 'VBANK', '', 'awaiting_deposit', 'virtual_account'],
    ['0000', 'SSG_BANK', '', 'paid', null],
  ])('%s of %s %s is %s', (ResultCode, PayMethod, ClickpayCl, status, method) => {
    const change = { ResultCode, PayMethod, ClickpayCl, ...(PayMethod === 'VBANK' ? ISSUED : {}) }
    expect(read(change)).toMatchObject({ kind: 'done', evidence: { status, method } })
  })

  test('of an account tells the account, and no time of payment', () => {
    const evidence = { paidAt: null, virtualAccount: ISSUED_AS }
    expect(read({ ResultCode: '4100', PayMethod: 'VBANK', ...ISSUED })).toMatchObject({ evidence })
  })

  test('of money tells no account, whatever else it says', () => {
    const outcome = read(ISSUED)
    expect(outcome.kind === 'done' && outcome.evidence).not.toHaveProperty('virtualAccount')
  })

  test('with an unreadable date is still money', () => {
    expect(read({ AuthDate: '259999999999' })).toMatchObject({ kind: 'done', evidence: { paidAt: null } })
  })

  test.each([
    ['a wrong signature', {}, 'wrong'],
    ['no signature', {}, 'missing'],
    ['another TID', { TID: TID.replace('0123', '0124') }, 'padded'],
    ['no TID', { TID: '' }, 'padded'],
    ['another MID', { MID: 'nicepay01m' }, 'padded'],
    ['another amount', { Amt: '000000000100' }, 'padded'],
    ['no amount', { Amt: '' }, 'padded'],
    ['a negative amount', { Amt: '-1000' }, 'padded'],
    ['another order number', { Moid: 'ORDER2' }, 'padded'],
    ['the success code of another method', { ResultCode: '4100' }, 'padded'],
    ['the success of a cash receipt', { ResultCode: '7001' }, 'padded'],
    ['the success of a cash receipt without a method', { ResultCode: '7001', PayMethod: '' }, 'padded'],
    ['the success code of a cancel', { ResultCode: '2001' }, 'padded'],
    ['no code', { ResultCode: '' }, 'padded'],
    ['an account without a number', { ResultCode: '4100', PayMethod: 'VBANK', VbankNum: '' }, 'padded'],
  ] as const)('with %s is unknown and asked about', (_name, change, signature) => {
    expect(read(change, signature)).toMatchObject({ kind: 'unknown', next: 'inquire' })
  })

  test('is told in 500 characters, however many there are', () => {
    expect(read({ ResultCode: '7777', ResultMsg: 'x'.repeat(900) }).answer.message).toHaveLength(500)
  })

  test('that was refused needs no signature', () => {
    expect(
      readApproval(account, { tid: TID, moid: MOID, amt: '1000' }, reply({ ResultCode: '3011' }, 'missing')),
    ).toEqual({ kind: 'refused', next: 'none', answer: { code: '3011', message: '' } })
  })

  test('shows no number that could be a card or an account', () => {
    const outcome = read({ ResultCode: '3011', ResultMsg: '카드 1234-5678-9012-3456, 계좌 56211105948400 오류' })
    expect(outcome.answer.message).toBe('카드 [number], 계좌 [number] 오류')
  })
})

describe('a cancel', () => {
  const good = {
    ResultCode: '2001',
    ResultMsg: '취소 성공',
    CancelAmt: '000000001000',
    RemainAmt: '000000000000',
    MID,
    Moid: 'can_1',
    TID,
    CancelDate: '20250521',
    CancelTime: '140000',
    CancelNum: '12345678',
  }
  const plan = {
    tid: TID,
    amt: '1000',
    remaining: 0,
    partialCancelCode: '0',
    moid: 'can_1',
    money: amount(1000),
  } as const
  const partial = { ...plan, amt: '300', remaining: 700, partialCancelCode: '1', money: amount(300) } as const
  const read = (change: Record<string, string> = {}, signature?: AnswerSignature) =>
    readCancel(account, plan, reply({ ...good, ...change }, signature))
  const part = { CancelAmt: '000000000300', RemainAmt: '000000000700' }

  test.each(['2001', '2211'])('that succeeded with %s is done', (ResultCode) => {
    expect(read({ ResultCode })).toEqual({
      kind: 'done',
      next: 'none',
      answer: { code: ResultCode, message: '취소 성공' },
      evidence: {
        providerCancelId: '12345678-20250521140000-000000000000',
        amount: 1000,
        remaining: 0,
        at: kst('20250521140000'),
      },
    })
  })

  test('of a part may come under a TID of its own', () => {
    const own = { ...good, ...part, TID: 'nicepay00m01102505211400000001' }
    expect(readCancel(account, partial, reply(own))).toMatchObject({ kind: 'done', evidence: { remaining: 700 } })
    expect(readCancel(account, partial, reply({ ...own, TID: 'nicepay00m05102505211400000001' })).kind).toBe('unknown')
    expect(read({ TID: 'nicepay00m01102505211400000001' }).kind).toBe('unknown')
  })

  test('whose remainder is not ours is done, and a person must look', () => {
    const outcome = readCancel(account, partial, reply({ ...good, ...part, RemainAmt: '000000000400' }))
    expect(outcome).toMatchObject({ kind: 'done', next: 'operator', evidence: { remaining: 400 } })
  })

  test('without a remainder, number or date is still done', () => {
    const outcome = read({ RemainAmt: '', CancelNum: '', CancelDate: '', CancelTime: '' })
    const evidence = { providerCancelId: null, amount: 1000, remaining: null, at: null }
    expect(outcome).toMatchObject({ kind: 'done', next: 'none', evidence })
  })

  test.each([
    ['a wrong signature', {}, 'wrong'],
    ['no signature', {}, 'missing'],
    ['another TID', { TID: TID.replace('0123', '0124') }, 'padded'],
    ['another MID', { MID: 'nicepay01m' }, 'padded'],
    ['another amount', { CancelAmt: '000000000999' }, 'padded'],
    ['only the amount of the payment', { CancelAmt: '', Amt: '000000001000' }, 'padded'],
    ['another order number', { Moid: 'can_2' }, 'padded'],
    ['the success code of an approval', { ResultCode: '3001' }, 'padded'],
  ] as const)('with %s is unknown and asked about', (_name, change, signature) => {
    expect(read(change, signature)).toMatchObject({ kind: 'unknown', next: 'inquire' })
  })

  test.each(['2001', '2211'])('that closes an account with %s moved no money', (ResultCode) => {
    const close = { ...plan, tid: VBANK_TID, money: ZERO }
    const outcome = readClose(account, close, reply({ ...good, ResultCode, TID: VBANK_TID }))
    expect(outcome).toMatchObject({ kind: 'done', next: 'none', evidence: { amount: 0, remaining: 0 } })
    expect(readClose(account, close, reply({ ...good, ResultCode }))).toMatchObject({ kind: 'unknown' })
    expect(readClose(account, close, reply({ ...good, ResultCode, TID: VBANK_TID }, 'missing')).kind).toBe('unknown')
  })

  test('by net cancel echoes the order number of the payment', () => {
    const asked = { ...plan, moid: null }
    expect(readNetCancel(account, asked, reply({ ...good, Moid: MOID })).kind).toBe('done')
    const closed = readNetCancel(account, asked, reply({ ResultCode: '2020' }, 'missing'))
    expect(closed).toMatchObject({ kind: 'refused', next: 'ordinary_cancel' })
  })
})

describe('an inquiry', () => {
  const good = { ResultCode: '0000', ResultMsg: '조회 성공', TID, Status: '0', AuthDate: '250521132530' }
  const read = (change: Record<string, string> = {}) =>
    readInquiry(account, { tid: change.TID ?? TID, registered: null }, reply({ ...good, ...change }, 'missing'))

  test.each([
    ['0', 'paid'],
    ['1', 'cancelled'],
    ['9', 'none'],
  ])('Status %s is %s, without an amount', (Status, status) => {
    expect(read({ Status })).toMatchObject({
      kind: 'done',
      evidence: { status, ref: TID, amount: null, balance: null, cancels: null, account: MID, live: true },
    })
  })

  test.each(['', '2', '00', 'x', 'constructor'])('Status %j is unknown', (Status) => {
    expect(read({ Status })).toMatchObject({ kind: 'unknown', next: 'inquire' })
  })

  test('about another TID or MID is unknown', () => {
    const other = readInquiry(account, { tid: TID.replace('0123', '0124'), registered: null }, reply(good, 'missing'))
    expect(other).toMatchObject({ kind: 'unknown', next: 'inquire' })
    expect(read({ MID: 'nicepay01m' })).toMatchObject({ kind: 'unknown' })
  })

  test('never proves a deposit: Status 0 of an account may be its issue', () => {
    expect(read({ TID: VBANK_TID })).toMatchObject({
      kind: 'done',
      evidence: { status: 'awaiting_deposit', ref: VBANK_TID, method: 'virtual_account', amount: null, paidAt: null },
    })
  })

  test.each([
    ['1', 'cancelled'],
    ['9', 'none'],
  ])('of an account with Status %s is %s', (Status, status) => {
    expect(read({ TID: VBANK_TID, Status })).toMatchObject({ kind: 'done', evidence: { status } })
  })

  test('keeps easy pay, which a TID cannot show', () => {
    const outcome = readInquiry(account, { tid: TID, registered: 'easy_pay' }, reply(good, 'missing'))
    expect(outcome).toMatchObject({ evidence: { method: 'easy_pay' } })
  })
})
