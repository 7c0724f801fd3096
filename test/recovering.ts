/** What `serve --recover` and its operator do, for tests: begin, wait until all is asked, release. */
import { setTimeout as sleep } from 'node:timers/promises'
import { DAY_MS } from '../src/core/time.ts'
import type { Engine } from '../src/engine/engine.ts'
import type { World } from './world.ts'

const PATIENCE_MS = 20_000

/** Polls until the answer is there; throws after 20 s. */
export async function until<T>(ask: () => Promise<T | null>): Promise<T> {
  const end = Date.now() + PATIENCE_MS
  for (;;) {
    const answer = await ask()
    if (answer !== null) return answer
    if (Date.now() > end) throw new Error('it did not come')
    await sleep(50)
  }
}

export const recoveryOf = async (engine: Engine) => (await engine.net())[0]?.recovery ?? null

export const beginRecovery = ({ engine }: World) => engine.recover({ since: null, backMs: 7 * DAY_MS })

export const untilWaiting = (engine: Engine) =>
  until(async () => ((await recoveryOf(engine))?.state === 'waiting' ? true : null))

export async function release({ engine, on }: World, unanswered: 'wait' | 'hold' = 'wait'): Promise<void> {
  const refusal = await engine.releaseRecovery({ channel: on, reason: 'checked', by: 'operator', unanswered })
  if (refusal !== null) throw new Error(`${refusal.code} ${refusal.detail}`)
  await until(async () => ((await recoveryOf(engine)) === null ? true : null))
}
