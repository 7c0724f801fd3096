/** Lets in who brings a known API key; keys are looked up by their hash and remembered for a moment. */
import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Engine } from '../engine/engine.ts'
import { Refused } from './problem.ts'

/** Who calls, for the timeline. */
export interface Caller {
  readonly id: string
  readonly name: string
}

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | null
  }
}

/** A revoked key works at most this much longer. */
const REMEMBERED_MS = 5_000
/** A merchant has a handful of keys. */
const MOST_REMEMBERED = 1_000
/** Longer is no key of ours. */
const MOST_CHARACTERS = 200

export type KeyCheck = (request: FastifyRequest) => Promise<void>

/** A hook that sets `request.caller`, or throws MD_UNAUTHORIZED. Keys that are not known are never remembered. */
export function createKeyCheck(engine: Engine): KeyCheck {
  const { store, clock } = engine.deps
  const remembered = new Map<string, { caller: Caller; untilMs: number }>()
  return async (request) => {
    const key = keyOf(request.headers.authorization ?? '')
    const hash = createHash('sha256').update(key).digest('hex')
    const known = remembered.get(hash)
    if (known !== undefined && clock.monotonicMs() < known.untilMs) {
      request.caller = known.caller
      return
    }
    remembered.delete(hash)
    const found = await store.findApiKey(hash)
    if (found === null || found.revokedAt !== null) throw new Refused('MD_UNAUTHORIZED', 'The API key is not known.')
    const caller = { id: found.id, name: found.name }
    if (remembered.size >= MOST_REMEMBERED) remembered.clear()
    remembered.set(hash, { caller, untilMs: clock.monotonicMs() + REMEMBERED_MS })
    request.caller = caller
  }
}

function keyOf(header: string): string {
  const key = /^Bearer +(\S+)$/i.exec(header)?.[1]
  if (key === undefined || key.length > MOST_CHARACTERS) {
    throw new Refused('MD_UNAUTHORIZED', 'Send the header Authorization: Bearer <api key>.')
  }
  return key
}

/** For routes behind the hook. */
export function callerOf({ caller }: FastifyRequest): Caller {
  if (caller === null) throw new Error('the route is not behind the key check')
  return caller
}
