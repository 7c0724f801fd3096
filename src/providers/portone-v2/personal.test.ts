/** Specifies that what a buyer told is in no kept word, and that nothing else is touched. */
import { expect, test } from 'vitest'
import type { Exchange } from '../../ports/provider.ts'
import { testCall } from './fixtures/sample.ts'
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
  const kept = testCall()
  const exchange: Exchange = {
    operation: 'cancel',
    endpoint: 'POST https://api.portone.io/payments/1/cancel',
    request: { amount: '110123' },
    httpStatus: 502,
    response: { type: 'PG_PROVIDER', pgTxId: '110123', pgMessage: '홍길동 불일치', message: '없음' },
    trouble: null,
    tookMs: 1,
  }
  call(kept).record(exchange)
  expect(kept.exchanges).toEqual([
    {
      ...exchange,
      response: { type: 'PG_PROVIDER', pgTxId: '110123', pgMessage: '[personal] 불일치', message: '없음' },
    },
  ])
})
