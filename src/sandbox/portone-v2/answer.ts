/** An answer of the API before it goes on the wire, and how a refusal becomes one. */
import { PG_REFUSALS, type PgRefusal, SITUATIONS, type Situation } from './errors.ts'
import type { World } from './world.ts'

export interface Answer {
  readonly status: number
  readonly json: object
  /** What the call log shows: the error type, or the status of what is answered. */
  readonly code: string
}

export const ok = (json: object, code = 'OK'): Answer => ({ status: 200, json, code })

export function refusal(world: World, situation: Situation): Answer {
  const { status, type, message } = SITUATIONS[situation]
  return { status, json: { type, ...maybe(world, message) }, code: type }
}

/** A business refusal of the PG under HTTP 502 (§3). */
export function pgRefusal(world: World, why: PgRefusal): Answer {
  const { pgCode, pgMessage } = PG_REFUSALS[why]
  return {
    status: 502,
    json: { type: 'PG_PROVIDER', ...maybe(world, pgMessage), pgCode, pgMessage },
    code: 'PG_PROVIDER',
  }
}

/** `message` is optional and not to be relied on (§3): it comes and goes at random. */
const maybe = (world: World, message: string): { message?: string } =>
  world.host.random().next() < world.switches().messageRate ? { message } : {}
