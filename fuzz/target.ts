/** What every target promises: inputs made from dice alone, and a judge that throws where a promise is broken. */
import type { Dice } from '../sim/dice.ts'
import type { Provider } from '../src/ports/provider.ts'
import type { Head, Seed } from './seed.ts'

export interface Target {
  readonly name: TargetName
  /** CPU time of one input, in ms; more than this each time that it is tried is a hang. */
  readonly mostMs: number
  /** `change`: what is done to each adapter before it is judged; nothing, but where the judge itself is tried. */
  open(change?: (provider: Provider) => Provider): Promise<Judge>
  /** Changes what stands beside the bytes, where something does. */
  twist?(head: Head, dice: Dice): Head
}

export interface Judge {
  /** Throws, or rejects, where the input breaks a promise. `genuine`: the seed it was made from. */
  judge(input: Seed, genuine: Seed): void | Promise<void>
  close(): Promise<void>
}

export const TARGETS = ['returns', 'webhooks', 'answers', 'settlement', 'links', 'texts', 'config'] as const
export type TargetName = (typeof TARGETS)[number]

/** A broken promise, in words. */
export class Finding extends Error {
  override readonly name = 'Finding'
}

export function must(holds: boolean, promise: string): asserts holds {
  if (!holds) throw new Finding(promise)
}
