/** Shares a number of inputs out among the targets, in pieces that threads can take one after the other. */
import type { Range } from './run.ts'
import { TARGETS, type TargetName } from './target.ts'

/** Parts of a hundred. Answers of providers decide most about money, and cost most: each is a connection. */
const SHARES = {
  answers: 18,
  webhooks: 26,
  returns: 22,
  settlement: 14,
  texts: 12,
  config: 4,
  links: 4,
} as const satisfies Record<TargetName, number>

const PIECE = 20_000

interface Wish {
  readonly inputs: number
  readonly seed: number
  readonly target: TargetName | undefined
}

export function planOf({ inputs, seed, target }: Wish): readonly Range[] {
  const wanted: readonly TargetName[] = target === undefined ? TARGETS : [target]
  const parts = wanted.reduce((sum, name) => sum + SHARES[name], 0)
  return wanted.flatMap((name) => {
    const total = Math.ceil((inputs * SHARES[name]) / parts)
    const pieces = Math.ceil(total / PIECE)
    return Array.from({ length: pieces }, (_, n) => ({
      target: name,
      seed,
      from: n * PIECE,
      to: Math.min(total, (n + 1) * PIECE),
    }))
  })
}
