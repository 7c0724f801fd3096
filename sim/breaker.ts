/** The breaker of `engine/call.ts` by virtual time: the library behind the real one reads the machine's clock. */
import { BrokenCircuitError } from 'cockatiel'
import { BREAK_AFTER, type Breakers, REST_MS, wentNowhere } from '../src/engine/call.ts'
import type { Time } from './time.ts'

interface Circuit {
  failures: number
  openedAt: number | null
}

export function createVirtualBreakers(time: Time): Breakers {
  const circuits = new Map<string, Circuit>()
  return {
    get: (channel, operation) => {
      const name = `${channel.name} ${operation}`
      const circuit = circuits.get(name) ?? { failures: 0, openedAt: null }
      circuits.set(name, circuit)
      return {
        execute: async (run) => {
          const { openedAt } = circuit
          if (openedAt !== null && time.now() - openedAt < REST_MS) throw new BrokenCircuitError()
          // The first one after the rest tries for all; the others go on being refused until it has an answer.
          if (openedAt !== null) circuit.openedAt = time.now()
          const result = await run({ signal: NEVER_STOPPED })
          const failed = wentNowhere(result)
          circuit.failures = failed ? circuit.failures + 1 : 0
          circuit.openedAt = circuit.failures >= BREAK_AFTER ? time.now() : null
          return result
        },
      }
    },
  }
}

const NEVER_STOPPED = new AbortController().signal
