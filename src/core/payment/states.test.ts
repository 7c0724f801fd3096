/** The payment's table is whole: each state and cause is a row or a refusal, and the database knows the same words. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { OPEN_PAYMENT_STATES, PAYMENT_STATES, type PaymentState } from './payment.ts'
import { PAYMENT_MOVES, type PaymentCause, paymentMove, TERMINAL_PAYMENT_STATES } from './states.ts'

const causes = Object.keys(PAYMENT_MOVES) as PaymentCause[]
const rows = Object.entries(PAYMENT_MOVES)
const migration = readFileSync(join(import.meta.dirname, '../../store/postgres/migrations/0001_foundation.sql'), 'utf8')

describe.each(PAYMENT_STATES)('from %s', (state) => {
  it.each(causes)('%s leads where its row says, or nowhere', (cause) => {
    const row = PAYMENT_MOVES[cause]
    const listed = (row.from as readonly PaymentState[]).includes(state)
    expect(paymentMove(state, cause)).toBe(listed ? row.to : null)
  })
})

describe('the table', () => {
  it.each(TERMINAL_PAYMENT_STATES)('has no decision that leaves %s', (end) => {
    const leaving = rows.filter(
      ([, { from, kind }]) => kind === 'decision' && (from as readonly string[]).includes(end),
    )
    expect(leaving).toEqual([])
  })

  it('counts each state as open or as an end', () => {
    expect([...OPEN_PAYMENT_STATES, ...TERMINAL_PAYMENT_STATES].sort()).toEqual([...PAYMENT_STATES].sort())
  })

  it('reaches every state, and every state but the ends can be left by us', () => {
    const reached = new Set<string>(['ready', ...rows.map(([, { to }]) => to)])
    expect([...reached].sort()).toEqual([...PAYMENT_STATES].sort())
    for (const state of OPEN_PAYMENT_STATES) {
      expect(
        rows.some(([, { from, kind }]) => kind === 'decision' && (from as readonly string[]).includes(state)),
      ).toBe(true)
    }
  })

  it('names no state twice in a row, and says what each row means', () => {
    for (const [cause, { from, means }] of rows) {
      expect(new Set(from).size, cause).toBe(from.length)
      expect(means.length, cause).toBeGreaterThan(10)
    }
  })

  it('never makes money of a decision: only evidence leads to paid', () => {
    const toPaid: readonly string[] = rows.filter(([, { to }]) => to === 'paid').map(([, { kind }]) => kind)
    expect(toPaid).not.toContain('decision')
  })
})

describe('the database', () => {
  /** The words of `check (<column> in (…))` of a table. */
  const wordsOf = (table: string): string[] => {
    const body = migration.slice(migration.indexOf(`create table ${table}`))
    const list = /check \(state in\s*\(([^)]*)\)/.exec(body)?.[1] ?? ''
    return [...list.matchAll(/'(\w+)'/g)].map(([, word]) => word ?? '')
  }

  it('accepts exactly these states', () => {
    expect(wordsOf('payments')).toEqual([...PAYMENT_STATES])
  })

  it('lets one open payment of an order be', () => {
    const index = /payments_one_open_per_order[^;]*state in \(([^)]*)\)/.exec(migration)?.[1] ?? ''
    expect([...index.matchAll(/'(\w+)'/g)].map(([, word]) => word)).toEqual([...OPEN_PAYMENT_STATES])
  })

  it('refuses to give back more than was paid, by the same sum as ours', () => {
    expect(migration).toContain('check (cancelled_by_us + in_flight <= paid)')
  })
})
