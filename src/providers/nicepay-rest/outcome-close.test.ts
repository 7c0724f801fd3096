/** Specifies what the answer of a close must show: an account that is called off, and money that never came. */
import { describe, expect, test } from 'vitest'
import { amount } from '../../core/money.ts'
import { fromIso } from '../../core/time.ts'
import type { JsonReply } from '../json.ts'
import {
  ACCOUNT,
  accountObject,
  closedObject,
  listedCancel,
  sampleCancellation,
  TID,
  waiting,
} from './fixtures/sample.ts'
import { readClose, readInquiry } from './outcome.ts'
import type { CancelPlan } from './requests.ts'
import { planClose } from './requests.ts'

type Change = Record<string, unknown>
const reply = (json: unknown): JsonReply => ({ kind: 'answer', status: 200, headers: {}, json })

describe('a close', () => {
  const plan = planClose(waiting(), sampleCancellation({ amount: amount(0) })) as CancelPlan
  const close = (json: unknown) => readClose(ACCOUNT, plan, reply(json))

  test.each<[string, Change]>([
    ['lists nothing', closedObject()],
    ['lists the amount that was called off', closedObject({ cancels: [listedCancel({ tid: TID, amount: 1004 })] })],
    ['shows the balance as it was', closedObject({ balanceAmt: 1004 })],
    ['carries the orderId of the cancel', closedObject({ orderId: plan.orderId })],
    ['writes the number for the text "0"', closedObject({ paidAt: 0 })],
  ])('moves no money, also where the answer %s', (_name, json) => {
    expect(close(json)).toMatchObject({
      kind: 'done',
      next: 'none',
      evidence: { providerCancelId: TID, amount: 0, at: fromIso('2023-03-24T17:01:46.000+09:00') },
    })
    expect(readInquiry(ACCOUNT, { ...waiting(), providerOrderId: '' }, reply(json))).toMatchObject({
      kind: 'done',
      evidence: { status: 'not_paid', cancels: [] },
    })
  })

  test.each<[string, Change]>([
    ['without a signature', { ...closedObject(), signature: null }],
    ['of another payment', closedObject({ tid: `${TID.slice(0, -1)}9` })],
    ['of another amount', closedObject({ amount: 500 })],
    ['of what is no account', closedObject({ payMethod: 'card' })],
    ['that still waits', accountObject()],
    ['that has expired', accountObject({ status: 'expired' })],
    ['that says paid', accountObject({ status: 'paid', paidAt: '2023-03-24T16:46:42.000+0900' })],
    ['of money that had come', closedObject({ paidAt: '2023-03-24T16:46:42.000+0900' })],
    ['that does not tell whether money came', closedObject({ paidAt: null })],
    ['that tells it in a way nobody reads', closedObject({ paidAt: '24 March' })],
  ])('%s is unknown', (_name, json) => {
    expect(close(json)).toMatchObject({ kind: 'unknown', next: 'inquire' })
  })
})
