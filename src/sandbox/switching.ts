/** Changes the switches of a simulator as the control API asks, or says which of them is wrong. */
import type { z } from 'zod'
import { type Answered, answered, denied } from './simulator.ts'

export interface Switchable<Patch> {
  readonly switches: () => object
  readonly patchSwitches: (patch: Patch) => void
}

export function setSwitches<Schema extends z.ZodType>(
  world: Switchable<z.output<Schema>>,
  schema: Schema,
  patch: object,
): Answered<object> {
  const read = schema.safeParse(patch)
  if (read.success) {
    world.patchSwitches(read.data)
    return answered(world.switches())
  }
  const [issue] = read.error.issues
  const named = issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path.join('.')
  return denied(422, named ?? 'body', issue?.message ?? 'not a switch')
}
