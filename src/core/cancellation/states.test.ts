/** The cancellation's table is whole, what is settled stays settled, and the database knows the same words. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  CANCELLATION_STATES,
  type CancellationKind,
  type CancellationState,
  type CancellationVia,
  OPEN_CANCELLATION_STATES,
} from '../payment/payment.ts'
import { CANCELLATION_MOVES, type CancellationCause, cancellationMove } from './states.ts'

const causes = Object.keys(CANCELLATION_MOVES) as CancellationCause[]
const rows = Object.entries(CANCELLATION_MOVES)
const migration = readFileSync(join(import.meta.dirname, '../../store/postgres/migrations/0001_foundation.sql'), 'utf8')
const table = migration.slice(migration.indexOf('create table cancellations'))

describe.each(CANCELLATION_STATES)('from %s', (state) => {
  it.each(causes)('%s leads where its row says, or nowhere', (cause) => {
    const row = CANCELLATION_MOVES[cause]
    const listed = (row.from as readonly CancellationState[]).includes(state)
    expect(cancellationMove(state, cause)).toBe(listed ? row.to : null)
  })
})

describe('the table', () => {
  it('leaves done only when the money comes back, and refused and bounced never', () => {
    const leaving = (state: CancellationState) =>
      rows.filter(([, { from }]) => (from as readonly string[]).includes(state)).map(([cause]) => cause)
    expect(leaving('done')).toEqual(['bounced'])
    expect(leaving('refused')).toEqual([])
    expect(leaving('bounced')).toEqual([])
  })

  it('never frees what may have happened: from unknown only evidence, or the same again', () => {
    const to = rows.filter(([, { from }]) => (from as readonly string[]).includes('unknown')).map(([, row]) => row.to)
    expect([...to].sort()).toEqual(['accepted', 'done', 'refused', 'sending'])
  })

  it('settles by facts only', () => {
    const settling = rows.filter(([, { to }]) => to === 'done' || to === 'refused' || to === 'bounced')
    expect(settling.every(([, { kind }]) => kind === 'observation')).toBe(true)
  })
})

describe('the database', () => {
  const wordsOf = (column: string): string[] => {
    const list = new RegExp(`check \\(${column} in\\s*\\(([^)]*)\\)`).exec(table)?.[1] ?? ''
    return [...list.matchAll(/'(\w+)'/g)].map(([, word]) => word ?? '')
  }
  const KINDS = ['refund', 'net_cancel', 'account_close', 'observed'] as const satisfies CancellationKind[]
  const VIAS = ['cancel', 'net_cancel_call', 'close'] as const satisfies CancellationVia[]

  it('accepts exactly these states, kinds and calls', () => {
    expect(wordsOf('state')).toEqual([...CANCELLATION_STATES])
    expect(wordsOf('kind')).toEqual(KINDS)
    expect(wordsOf('via')).toEqual(VIAS)
  })

  it('lets one call per payment be under way or unexplained', () => {
    const index = /cancellations_one_under_way[^;]*state in \(([^)]*)\)/.exec(migration)?.[1] ?? ''
    expect([...index.matchAll(/'(\w+)'/g)].map(([, word]) => word)).toEqual(['sending', 'unknown'])
    expect(OPEN_CANCELLATION_STATES).toContain('sending')
  })
})
