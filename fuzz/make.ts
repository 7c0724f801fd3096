/** Makes the nth input of a seed: the same numbers and the same corpus give the same bytes, on every machine. */
import { type Dice, diceOf } from '../sim/dice.ts'
import { crossOver, mutateBytes } from './mutate/bytes.ts'
import { mutateForm, mutateTable } from './mutate/fields.ts'
import { mutateJson } from './mutate/json.ts'
import type { Seed } from './seed.ts'
import type { Target, TargetName } from './target.ts'

export interface Which {
  readonly target: TargetName
  readonly seed: number
  readonly index: number
}

export interface Made {
  readonly input: Seed
  readonly genuine: Seed
}

export function makeInput(which: Which, corpus: readonly Seed[], twist: Target['twist']): Made {
  const dice = diceOf(which.seed, which.target, which.index)
  const genuine = dice.pick(corpus)
  const head = twist === undefined ? genuine.head : twist(genuine.head, dice)
  return { input: { name: genuine.name, head, body: mutated(genuine, corpus, dice) }, genuine }
}

const OBJECT = 0x7b
const ARRAY = 0x5b

/** By what it looks like; a share of all goes byte by byte, whatever it looks like. */
function mutated({ body }: Seed, corpus: readonly Seed[], dice: Dice): Uint8Array {
  if (dice.chance(0.02)) return body
  if (dice.chance(0.25)) return mutateBytes(body, dice)
  if (dice.chance(0.03)) return crossOver(body, dice.pick(corpus).body, dice)
  if (body[0] === OBJECT || body[0] === ARRAY) return mutateJson(body, dice) ?? mutateBytes(body, dice)
  if (isForm(body)) return mutateForm(body, dice)
  return body.includes(0x0a) ? mutateTable(body, dice) : mutateBytes(body, dice)
}

const isForm = (body: Uint8Array): boolean => /^[\w.-]+=[^\n]*$/.test(Buffer.from(body).toString('latin1'))
