/** Specifies group commit: nothing waits for company, nothing is mixed up, and nobody fails for another. */
import { expect, it } from 'vitest'
import { createBatches } from './batches.ts'

const later = () => new Promise<void>((resolve) => setImmediate(resolve))

function recorder(bad: readonly number[] = []) {
  const ran: number[][] = []
  const ask = createBatches<number, string>({
    most: 4,
    run: async (items) => {
      ran.push([...items])
      await later()
      if (items.some((item) => bad.includes(item))) throw new Error('a bad item')
      return items.map((item) => `r${item}`)
    },
  })
  return { ran, ask }
}

it('runs one at once, and together what came meanwhile', async () => {
  const { ran, ask } = recorder()
  expect(await Promise.all([1, 2, 3, 4, 5, 6].map(ask))).toEqual(['r1', 'r2', 'r3', 'r4', 'r5', 'r6'])
  expect(ran).toEqual([[1], [2, 3, 4, 5], [6]])
  expect(await ask(7)).toBe('r7')
})

it('lets a bad one fail alone', async () => {
  const { ask } = recorder([3])
  const ends = await Promise.allSettled([1, 2, 3, 4].map(ask))
  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
  expect(await ask(5)).toBe('r5')
})
