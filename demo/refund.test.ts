/** A refund is written down first and asked for under one key: whatever is answered, it never becomes two. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Answer, RefundAnswer } from './maedeup.ts'
import { keyOf, refund } from './refund.ts'
import { createRefunds } from './refunds.ts'
import {
  FORM,
  fakeMaedeup,
  fakeShop,
  NO_ANSWER,
  NOW,
  no,
  ok,
  openVisitor,
  PAYMENT_ID,
  payment,
  refundOf,
} from './testing.ts'
import { waitMs } from './tie.ts'

const world = () => ({ maedeup: fakeMaedeup(), refunds: createRefunds(), now: () => NOW })

describe('refund', () => {
  const told = (state: string): Answer<RefundAnswer> => ok({ id: 'can_1', state, refundAccount: null })
  const answers: readonly [string, Answer<RefundAnswer>, string][] = [
    ['201 done', told('done'), 'done'],
    ['202 queued', told('queued'), 'asked'],
    ['202 unknown', told('unknown'), 'asked'],
    ['no answer', NO_ANSWER, 'asked'],
    ['409 refused by the PG', no(409, 'MD_CANCELLATION_REFUSED'), 'refused'],
    ['409 another balance', no(409, 'MD_BALANCE_DIFFERS'), 'refused'],
    ['409 too little left', no(409, 'MD_BALANCE_TOO_SMALL'), 'refused'],
    ['409 a person looks at it', no(409, 'MD_ON_HOLD'), 'asked'],
    ['409 of a kind that is new', no(409, 'MD_OF_TOMORROW'), 'asked'],
    ['401: our own mistake', no(401, 'MD_UNAUTHORIZED'), 'asked'],
    ['422: our own mistake', no(422, 'MD_KEY_REUSED'), 'asked'],
    ['422: another field of ours', no(422, 'MD_INVALID_REQUEST', ['reason']), 'asked'],
    ['422: the guest’s account', no(422, 'MD_INVALID_REQUEST', ['refundAccount.number']), 'refused'],
    ['409 the policy forbids it', no(409, 'MD_POLICY_FORBIDS'), 'refused'],
  ]

  test.each(answers)('%s → the record is then right', async (_what, answer, state) => {
    const deps = world()
    deps.maedeup.answers.refund = answer
    await refund(deps.refunds.add(refundOf()), deps)
    expect(deps.refunds.get('RF-12345678')?.state).toBe(state)
  })

  test('asked again, it is the same call with the same key; what was decided stays decided', async () => {
    const deps = world()
    deps.maedeup.answers.refund = NO_ANSWER
    const one = deps.refunds.add(refundOf())
    const again = await refund(one, deps)
    expect(again).toMatchObject({ state: 'asked', tries: 1, nextTryAt: NOW + waitMs(0) })
    deps.maedeup.answers.refund = told('done')
    await refund(again ?? one, deps)
    deps.maedeup.answers.refund = no(409, 'MD_CANCELLATION_REFUSED')
    await refund(one, deps)
    expect(deps.refunds.get(one.id)?.state).toBe('done')
    expect(new Set(deps.maedeup.asked)).toEqual(new Set([`POST ${PAYMENT_ID} ${keyOf(one)} 30000 of 98000`]))
  })
})

describe('a booking’s refunds', () => {
  let shop: ReturnType<typeof fakeShop>
  let visitor: Awaited<ReturnType<typeof openVisitor>>
  let booking = ''
  beforeEach(async () => {
    shop = fakeShop()
    visitor = await openVisitor(shop)
    await visitor.post('/rooms/sarangchae/pay', FORM)
    const orderId = shop.maedeup.registered.at(-1)?.orderId ?? ''
    shop.maedeup.answers.payment = ok(payment({ orderId, amount: 196_000, paidAmount: 196_000, refundable: 196_000 }))
    booking = (await visitor.get(`/success?paymentId=${PAYMENT_ID}&orderId=${orderId}`)).headers.location ?? ''
  })
  afterEach(() => visitor.close())

  const posts = () => shop.maedeup.asked.filter((call) => call.startsWith('POST'))
  /** The hidden fields of the form that the page shows. */
  async function fields(): Promise<Record<string, string>> {
    const { body } = await visitor.get(booking)
    const hidden = body.matchAll(/type="hidden" name="(\w+)" value="([^"]+)"/g)
    return Object.fromEntries([...hidden].map(([, name = '', value = '']) => [name, value]))
  }

  test('a part is refunded with the balance that was on the screen; the page says how it stands', async () => {
    const { body } = await visitor.get(booking)
    expect(body).toContain('1박 줄이기 · 98,000원')
    const form = await fields()
    await visitor.post(`${booking}/refunds`, { ...form, amount: '30,000' })
    expect(posts()).toEqual([`POST ${PAYMENT_ID} stay-refund-${form.refund} 30000 of 196000`])
    expect((await visitor.get(booking)).body).toContain('환불 완료')
  })

  test('the same form sent twice is one refund', async () => {
    const form = await fields()
    await Promise.all([1, 2].map(() => visitor.post(`${booking}/refunds`, { ...form, quick: '98000' })))
    expect(posts()).toHaveLength(1)
  })

  test('without an answer it is being settled, the page keeps looking, and no second one is offered', async () => {
    shop.maedeup.answers.refund = NO_ANSWER
    await visitor.post(`${booking}/refunds`, { ...(await fields()), quick: '196000' })
    const { body } = await visitor.get(booking)
    expect(body).toContain('확인 중')
    expect(body).toContain(`data-live="${booking}/live"`)
    expect(body).not.toContain('name="balance"')
  })

  test('a refused one says why, and another may be asked for', async () => {
    shop.maedeup.answers.refund = no(409, 'MD_BALANCE_DIFFERS')
    await visitor.post(`${booking}/refunds`, { ...(await fields()), amount: '1' })
    const { body } = await visitor.get(booking)
    expect(body).toContain('그 사이 다른 환불이 있어')
    expect(body).toContain('name="balance"')
  })

  test.each(['0', '-1', '1.5', '196001', 'all', ''])('an amount of “%s” asks for nothing', async (amount) => {
    const { statusCode, body } = await visitor.post(`${booking}/refunds`, { ...(await fields()), amount })
    expect([statusCode, body.includes('1원부터 196,000원')]).toEqual([422, true])
    expect(posts()).toEqual([])
  })

  test('nothing is offered while Maedeup is away, or to anybody else', async () => {
    const form = await fields()
    shop.maedeup.answers.payment = NO_ANSWER
    expect((await visitor.get(booking)).body).toContain('지금은 환불할 수 없습니다')
    visitor.cookies.clear()
    expect((await visitor.post(`${booking}/refunds`, { ...form, amount: '1' })).statusCode).toBe(404)
    expect(posts()).toEqual([])
  })
})
