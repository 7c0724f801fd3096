/** What the window is opened with, and what it brings back: for this payment and this amount, or not approvable. */
import { describe, expect, it } from 'vitest'
import { amount } from '../../core/money.ts'
import type { Payment } from '../../core/payment/payment.ts'
import type { ReturnReading } from '../../ports/provider.ts'
import { expectNoSecret } from './legal.ts'
import { amountsOf, TOTAL } from './sample.ts'
import type { Suite } from './suite.ts'
import { afterReturn, type KitWorld } from './world.ts'

const RETURN_URL = 'http://127.0.0.1:4000/return/pay_1'

export function describeCheckout({ world }: Suite): void {
  describe('checkout', () => {
    it('names order number and amount, and says the same when asked again', () => namesOrderAndAmount(world()))
    it('loads its script from an origin that the page allows', async () => {
      const { provider, call, fresh } = world()
      const { sdkUrl, global } = provider.checkout(await fresh(), call().at, RETURN_URL)
      expect(provider.browserOrigins).toContain(new URL(sdkUrl).origin)
      expect(global).toMatch(/^[A-Za-z_$][\w$]*$/)
    })
    it('hands the browser no secret', async () => {
      const { provider, setup, call, fresh } = world()
      const text = JSON.stringify(provider.checkout(await fresh(), call().at, RETURN_URL))
      for (const secret of setup.secrets) expect(text.includes(secret)).toBe(false)
    })
  })
  describe('validate', () => {
    it('takes an ordinary payment', async () => {
      const { provider, fresh } = world()
      expect(provider.validate(await fresh())).toBe(null)
    })
    for (const [what, change] of UNCARRIABLE) {
      it(`refuses ${what}, naming the field`, async () => {
        const { provider, fresh } = world()
        const problem = provider.validate({ ...(await fresh()), ...change })
        expect(problem).toEqual({ field: expect.stringMatching(/^[a-zA-Z.]+$/), problem: expect.any(String) })
      })
    }
  })
  describeReturn({ world })
}

/** What no protocol can carry. */
const UNCARRIABLE: readonly (readonly [string, Partial<Payment>])[] = [
  ['an amount of nothing', { amounts: amountsOf({ total: amount(0) }) }],
  ['an empty order name', { orderName: '' }],
  ['an order name of blanks', { orderName: '  \t ' }],
  ['an order number with a blank', { providerOrderId: 'ORDER 1' }],
  ['an order number in Korean', { providerOrderId: '주문번호일이삼' }],
  ['an order number of 300 characters', { providerOrderId: 'A'.repeat(300) }],
  ['more tax-free amount than there is', { taxFree: amount(TOTAL + 1) }],
  ['more VAT than the taxed part', { taxFree: TOTAL, vat: amount(1) }],
]

async function namesOrderAndAmount({ provider, call, fresh }: KitWorld): Promise<void> {
  const payment = await fresh()
  const { at } = call()
  const first = provider.checkout(payment, at, RETURN_URL)
  const values = Object.values(first.args)
  expect(values).toContain(payment.providerOrderId)
  expect(values).toContain(String(TOTAL))
  expect(provider.checkout(payment, at, RETURN_URL)).toEqual(first)
}

function describeReturn({ world }: Pick<Suite, 'world'>): void {
  describe('return', () => {
    it('of a buyer who paid is approvable, the same return with the same fingerprint', () => ofPaid(world()))
    for (const action of ['close', 'fail'] as const) {
      it(`of a buyer who did ${action} is abandoned, in words`, async () => {
        const { provider, fresh, window } = world()
        const payment = await fresh()
        const reading = provider.readReturn(payment, await window(payment, { action }))
        expect(reading).toMatchObject({ kind: 'abandoned', code: expect.any(String), message: expect.any(String) })
      })
    }
    it('of another payment is not approvable for this one', async () => {
      const { provider, fresh, window } = world()
      const theirs = await window(await fresh())
      expect(provider.readReturn(await fresh(), theirs).kind).toBe('rejected')
    })
    it('of another amount never approves the registered one', () => ofAnotherAmount(world()))
    it('without one of its fields never throws, and is never worth more', () => damaged(world(), without))
    it('with one of its fields altered never throws, and is never worth more', () => damaged(world(), altered))
    it('of garbage is never approvable', () => ofGarbage(world()))
  })
}

async function ofPaid({ provider, fresh, window, setup }: KitWorld): Promise<void> {
  const payment = await fresh()
  const fields = await window(payment)
  const reading = provider.readReturn(payment, fields)
  expect(reading).toMatchObject({ kind: 'approvable', ref: expect.stringMatching(/./) })
  if (reading.kind !== 'approvable') return
  expect(reading.fingerprint).toMatch(/^[0-9a-f]{64}$/)
  for (const value of Object.values(reading.providerState)) expect(typeof value).toBe('string')
  for (const secret of setup.secrets) expect(JSON.stringify(reading).includes(secret)).toBe(false)
  expect(provider.readReturn(payment, { ...fields })).toEqual(reading)
}

/** Either the window, the return or the approval says no, or the evidence tells the amount that really came. */
async function ofAnotherAmount({ provider, fresh, window, call }: KitWorld): Promise<void> {
  const payment = await fresh()
  const fields = await window(payment, { amount: 100 }).catch(() => null)
  if (fields === null) return
  const reading = provider.readReturn(payment, fields)
  if (reading.kind !== 'approvable') return
  const outcome = await provider.approve(afterReturn(payment, reading), call())
  if (outcome.kind === 'done') expect(outcome.evidence.amount).toBe(100)
}

type Fields = Readonly<Record<string, string>>
type Damage = (fields: Fields, name: string) => Fields

const without: Damage = (fields, name) => Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name))
const altered: Damage = (fields, name) => ({ ...fields, [name]: `${fields[name] ?? ''}9` })

/** Where a damaged return is still approvable, it is another return, or nothing depends on what was damaged. */
async function damaged({ provider, fresh, window }: KitWorld, damage: Damage): Promise<void> {
  const payment = await fresh()
  const fields = await window(payment)
  const genuine = provider.readReturn(payment, fields)
  for (const name of Object.keys(fields)) {
    const reading: ReturnReading = provider.readReturn(payment, damage(fields, name))
    expect(['approvable', 'abandoned', 'rejected']).toContain(reading.kind)
    if (reading.kind !== 'approvable' || genuine.kind !== 'approvable') continue
    if (reading.fingerprint !== genuine.fingerprint) continue
    expect([reading.ref, reading.providerState], name).toEqual([genuine.ref, genuine.providerState])
  }
}

const GARBAGE: readonly Fields[] = [
  {},
  { '': '' },
  { a: 'x'.repeat(100_000) },
  { constructor: 'x', toString: 'y', hasOwnProperty: 'z' },
  JSON.parse('{"__proto__":"x"}') as Fields,
  { amount: '-1', orderId: '\0', code: '\uD800' },
]

async function ofGarbage({ provider, fresh, setup }: KitWorld): Promise<void> {
  const payment = await fresh()
  for (const fields of GARBAGE) {
    const reading = provider.readReturn(payment, fields)
    expect(['abandoned', 'rejected']).toContain(reading.kind)
    expectNoSecret(setup, reading, payment)
  }
}
