/** Specifies that what a buyer told is in no kept word, and that nothing else is touched. */
import { expect, test } from 'vitest'
import { instant } from '../core/time.ts'
import type { Exchange } from '../ports/provider.ts'
import { hiding } from './personal.ts'

const { call, outcome } = hiding(['홍길동', '110123', null, undefined, ''])

test('words of an outcome lose it, code and next stay', () => {
  const answer = { code: 'PG_PROVIDER', message: '[V101] 홍길동님의 계좌 110123, 홍길동' }
  expect(outcome({ kind: 'refused', answer, next: 'inquire' })).toEqual({
    kind: 'refused',
    answer: { code: 'PG_PROVIDER', message: '[V101] [personal]님의 계좌 [personal], [personal]' },
    next: 'inquire',
  })
})

test('words of a record lose it, ids and sums stay', () => {
  const kept: Exchange[] = []
  const exchange: Exchange = {
    operation: 'cancel',
    endpoint: 'POST https://api.portone.io/payments/1/cancel',
    request: { amount: '110123' },
    httpStatus: 502,
    response: { type: 'PG_PROVIDER', pgTxId: '110123', pgMessage: '홍길동 불일치', resultMsg: '110123 오류' },
    trouble: null,
    tookMs: 1,
  }
  const record = (one: Exchange) => void kept.push(one)
  call({ at: instant(0), mayStillSend: () => true, record, monotonicMs: () => 0 }).record(exchange)
  expect(kept).toEqual([
    {
      ...exchange,
      response: {
        type: 'PG_PROVIDER',
        pgTxId: '110123',
        pgMessage: '[personal] 불일치',
        resultMsg: '[personal] 오류',
      },
    },
  ])
})
