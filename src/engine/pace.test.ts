/** The pace: a limit that several share is kept by all of them together. */
import { describe, expect, it } from 'vitest'
import { createMembers } from './members.ts'
import { createPace } from './pace.ts'

const clockAt = (time: { ms: number }) => ({ monotonicMs: () => time.ms })

/** Turns that one process takes in `seconds`, asking every 50 ms and taking all it gets. */
function turnsIn(seconds: number, perSecond: () => number): number {
  const time = { ms: 0 }
  const pace = createPace(perSecond, clockAt(time))
  let taken = 0
  for (; time.ms < seconds * 1_000; time.ms += 50) {
    const turns = pace.available()
    pace.take(turns)
    taken += turns
  }
  return taken
}

describe('a pace', () => {
  it('gives a second’s worth at once and then so many a second', () => {
    expect(turnsIn(10, () => 20)).toBeGreaterThanOrEqual(200)
    expect(turnsIn(10, () => 20)).toBeLessThanOrEqual(220)
  })

  it('below one a second still gives turns', () => {
    expect(turnsIn(30, () => 1 / 3)).toBeGreaterThanOrEqual(9)
    expect(turnsIn(30, () => 1 / 3)).toBeLessThanOrEqual(11)
  })

  it('follows a limit that changes', () => {
    const shared = { ms: 0, perSecond: 30 }
    const pace = createPace(() => shared.perSecond, clockAt(shared))
    pace.take(pace.available())
    shared.perSecond = 10
    shared.ms = 1_000
    expect(pace.available()).toBe(10)
  })
})

describe('members', () => {
  const silent = { info: () => {}, warn: () => {}, error: () => {} }
  const counting = (members: () => Promise<number>) =>
    createMembers({ store: { members } as Parameters<typeof createMembers>[0]['store'], log: silent })

  it('three processes take together what one would take alone', async () => {
    const members = counting(async () => 3)
    await members.count()
    const together = 3 * turnsIn(30, () => members.share(20))
    expect(together).toBeLessThanOrEqual(30 * 20 + 3 * 20)
    expect(together).toBeGreaterThan(30 * 20 * 0.95)
  })

  it('are still shared as before where the database cannot be asked', async () => {
    let asked = 0
    const members = counting(async () => {
      asked += 1
      if (asked > 1) throw new Error('gone')
      return 2
    })
    await members.count()
    await members.count()
    expect(members.share(10)).toBe(5)
  })
})
