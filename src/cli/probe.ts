/** Kills or stops this very process at a named place between a commit and a call: how crash tests crash for real. */
import { PROBE_POINTS, type Probe } from '../engine/deps.ts'

const ACTIONS = { kill: 'SIGKILL', stop: 'SIGSTOP' } as const

/** `cancel.called:kill` → SIGKILL there, the first time it is reached. Null = never. */
export function readProbe(text: string | null): Probe {
  if (text === null) return () => {}
  const [point, action] = text.split(':')
  const known = PROBE_POINTS.some((one) => one === point)
  if (!known || (action !== 'kill' && action !== 'stop')) {
    throw new Error(`MAEDEUP_PROBE must be one of ${PROBE_POINTS.join(', ')} followed by :kill or :stop`)
  }
  let fired = false
  return (reached) => {
    if (reached !== point || fired) return
    fired = true
    process.kill(process.pid, ACTIONS[action])
  }
}
