/** What every process does each few seconds, whatever else is due. */
import type { Shell } from './effects.ts'
import { createHeart } from './heart.ts'
import { repeatAlerts } from './net.ts'
import { createForgetter } from './retention.ts'

export interface Pulse {
  /** Heartbeat, alerts due again, next month's partitions, retention. Trouble is logged; the next one tries again. */
  (): Promise<void>
  /** Before any work: the gap rule, this month's partitions, our share of the limits. Throws where that fails. */
  first(): Promise<void>
}

export function createPulse(shell: Shell): Pulse {
  const beat = createHeart(shell)
  const forget = createForgetter(shell)
  const pulse = async (): Promise<void> => {
    try {
      await beat()
      await shell.members.count()
      await repeatAlerts(shell)
      await shell.store.makePartitions(shell.clock.now())
      await forget()
    } catch (error) {
      shell.log.error({ error: `${error}` }, 'the heartbeat failed')
    }
  }
  const first = async (): Promise<void> => {
    await shell.store.makePartitions(shell.clock.now())
    await beat()
    await shell.members.count()
  }
  return Object.assign(pulse, { first })
}
