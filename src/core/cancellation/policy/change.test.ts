/** A channel's contract can change the cells of a rule; what makes no sense is refused in words. */
import { describe, expect, it } from 'vitest'
import { changeProblem } from './change.ts'

describe('a change', () => {
  it.each([
    ['card-01', { window: 'P6M' }],
    ['card-02', { window: 'NONE' }],
    ['mo-07', { window: 'PG', account: 'account', hard: false }],
    ['va-09', { partial: 'yes' }],
    ['card-03', { partial: { most: 20 }, mode: 'async' }],
    ['tr-04', { applies: true }],
    ['tr-04', { applies: true, fee: { original: 'returned', issueKrw: 0, refundKrw: 400, vat: true } }],
    ['card-01', { window: 'P10Y' }],
    ['card-01', { window: 'P1D' }],
    ['va-01', { fee: { original: 'kept', issueKrw: 300, refundKrw: 500, vat: false } }],
  ])('of %s may be %o', (id, change) => {
    expect(changeProblem(id, change)).toBeNull()
  })

  it.each([
    ['card-99', { hard: true }, 'there is no rule card-99'],
    ['__proto__', { hard: true }, 'there is no rule'],
    ['tr-04', { hard: false }, 'rests on a fact that no protocol tells: say applies: true'],
    ['tr-04', { applies: false }, 'tr-04.applies takes true'],
    ['card-01', { applies: true }, 'card-01 applies by itself'],
    ['card-02', { applies: true }, 'card-02 applies by itself'],
    ['card-01', { window: 'P0Y' }, 'card-01.window takes a window such as P1Y'],
    ['card-01', { window: 'P0M' }, 'card-01.window takes'],
    ['gc-01', { window: 'P0D' }, 'gc-01.window takes'],
    ['card-01', { window: 'P11Y' }, 'card-01.window takes'],
    ['card-01', { window: 'P200M' }, 'card-01.window takes'],
    ['card-01', { window: 'P99999D' }, 'card-01.window takes'],
    ['va-00', { window: 'DEADLINE' }, 'va-00.window takes'],
    [
      'va-01',
      { fee: { original: 'kept', issueKrw: 300, refundKrw: 500, vat: false, borneBy: 'buyer' } },
      'va-01.fee has no field borneBy',
    ],
    ['card-01', {}, 'says nothing'],
    ['card-01', null, 'says nothing'],
    ['card-01', { window: 'one year' }, 'card-01.window takes a window such as P1Y'],
    ['card-01', { window: 365 }, 'card-01.window takes'],
    ['card-01', { partial: 'maybe' }, 'card-01.partial takes'],
    ['card-01', { partial: { most: -1 } }, 'card-01.partial takes'],
    ['card-01', { partial: { most: 9, least: 1 } }, 'card-01.partial takes'],
    ['card-01', { fee: 300 }, 'card-01.fee takes'],
    ['card-01', { fee: { original: 'kept', issueKrw: 0.5, refundKrw: 0, vat: true } }, 'card-01.fee takes'],
    ['card-01', { account: 'yes' }, 'card-01.account takes'],
    ['card-01', { mode: 'SYNC' }, 'card-01.mode takes'],
    ['card-01', { hard: 'N' }, 'card-01.hard takes true or false'],
    ['card-01', { buyer: 'unknown' }, 'card-01 has no cell buyer'],
    ['card-01', { toString: 1 }, 'has no cell toString'],
  ])('of %s cannot be %o', (id, change, says) => {
    expect(changeProblem(id, change)).toContain(says)
  })
})
