/** A planned fault hits as many calls as it was planned for, at its rate, the same for the same seed. */
import { describe, expect, test } from 'vitest'
import { createRandom } from '../random.ts'
import { createFaultPlan } from './plan.ts'

const plan = (seed = 1) => createFaultPlan(createRandom(seed, 'faults'))

describe('a fault plan', () => {
  test('counts down and ends', () => {
    const faults = plan()
    faults.add({ operation: 'approve', fault: 'garble', times: 2 })
    expect(faults.take('cancel')).toBeNull()
    expect(faults.take('approve')?.fault).toBe('garble')
    expect(faults.list()).toMatchObject([{ times: 2, remaining: 1 }])
    expect(faults.take('approve')?.fault).toBe('garble')
    expect(faults.take('approve')).toBeNull()
    expect(faults.list()).toEqual([])
  })
  test('the oldest goes first, and one call meets one fault', () => {
    const faults = plan()
    faults.add({ operation: 'approve', fault: 'slow', times: 1 })
    faults.add({ operation: 'approve', fault: 'garble' })
    expect([1, 2, 3].map(() => faults.take('approve')?.fault)).toEqual(['slow', 'garble', 'garble'])
  })
  test('a rate hits about its share, and the same calls for the same seed', () => {
    const run = (seed: number) => {
      const faults = plan(seed)
      faults.add({ operation: 'approve', fault: 'garble', rate: 0.3 })
      return Array.from({ length: 1_000 }, () => faults.take('approve') !== null)
    }
    const hits = run(1).filter(Boolean).length
    expect(hits).toBeGreaterThan(240)
    expect(hits).toBeLessThan(360)
    expect(run(1)).toEqual(run(1))
    expect(run(1)).not.toEqual(run(2))
  })
  test('is removed by what it is, and a closed port never takes a call', () => {
    const faults = plan()
    faults.add({ operation: 'approve', fault: 'refuse_connection' })
    faults.add({ operation: 'cancel', fault: 'slow' })
    expect(faults.take('approve')).toBeNull()
    expect(faults.remove({ operation: 'cancel' })).toMatchObject([{ fault: 'slow' }])
    expect(faults.remove({})).toMatchObject([{ fault: 'refuse_connection' }])
  })
})
