/** The page of proofs: the newest run of each, and what was not run again stands. */
import { expect, test } from 'vitest'
import { type Proof, renderProofs, replace } from './page.ts'
import { STEPS } from './steps.ts'

const proof = (name: string, change: Partial<Proof> = {}): Proof => ({
  ...{ name, promise: 'It holds.', command: `node ${name}.ts`, held: true, seconds: 3, lines: ['1 of 1'] },
  ...{ at: '2026-11-20T12:00:00.000Z', commit: 'abc1234', seed: 1, machine: '2 cores', ...change },
})

test('a new run takes the place of the one before, the others stay as they are', () => {
  const before = [proof('a'), proof('b')]
  const now = proof('a', { held: false })
  expect(replace(before, now)).toEqual([now, before[1]])
  expect(replace(before, proof('c')).map(({ name }) => name)).toEqual(['a', 'b', 'c'])
})

test('the page names what did not hold, with its command', () => {
  const page = renderProofs([proof('a'), proof('b', { held: false, lines: ['WRONG: x'] })])
  expect(page).toContain('| [b](#b) | **no** | 3 | 1 | abc1234 | 2026-11-20T12:00 |')
  expect(page).toContain('$ node b.ts\nWRONG: x\n')
})

test('every proof has a name of its own, and its long figures are not smaller', () => {
  expect(new Set(STEPS.map(({ name }) => name)).size).toBe(STEPS.length)
  for (const { program } of STEPS) {
    expect(program({ seed: 1, long: false }).args[0]).toMatch(/\.(ts|mjs)$/)
    expect(program({ seed: 1, long: true }).args.length).toBeGreaterThanOrEqual(
      program({ seed: 1, long: false }).args.length,
    )
  }
})
