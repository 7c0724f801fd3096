/** The record of calls is bounded and keeps the newest. */
import { expect, test } from 'vitest'
import { instant } from '../core/time.ts'
import { createCallLog, MAX_CALLS } from './calls.ts'

test('the oldest calls are forgotten first', () => {
  const log = createCallLog()
  const call = { operation: 'inquire', path: '/', fields: {}, fault: null } as const
  for (let i = 0; i < MAX_CALLS + 5; i += 1) log.add(call, instant(i))
  const kept = log.list()
  expect(kept).toHaveLength(MAX_CALLS)
  expect([kept[0]?.seq, kept.at(-1)?.seq]).toEqual([6, MAX_CALLS + 5])
  log.clear()
  expect(log.list()).toEqual([])
})
