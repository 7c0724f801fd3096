/** The job of one delivery: takes it if it is still its to take, posts it, and writes down what came of it. */
import { FAILING_FOR_MS, nextAttemptAt } from '../../core/delivery/ladder.ts'
import { after } from '../../core/time.ts'
import type { Begun, Ended, Handed } from '../../ports/deliveries.ts'
import type { EngineDeps } from '../deps.ts'
import { eventView } from '../event-view.ts'
import { ATTEMPT_MS, type Sent, send } from './send.ts'
import { signedHeaders } from './sign.ts'

/** The receiver says that it wants no more (Standard Webhooks). */
const GONE = 410

/** While a job works, nobody else does: longer than any attempt, and than the writes around it. */
const WORKING_MS = 3 * ATTEMPT_MS

/** At least once: killed between the answer and the last write, the same event comes again under the same id. */
export async function deliver(deps: EngineDeps, handed: Handed): Promise<void> {
  const { store, clock, log } = deps
  const begun = await store.beginDelivery(handed, after(clock.now(), WORKING_MS))
  if (begun === null) return
  await deps.probe('delivery.begun')
  const ended = begun.event === null ? lostEvent(deps, begun) : outcomeOf(deps, begun, await sendOne(deps, begun))
  await deps.probe('delivery.sent')
  const disabled = await store.endDelivery({ ...ended, handed })
  const about = { endpoint: begun.endpoint.id, delivery: handed.id }
  if (ended.state === 'dead') {
    log.warn({ ...about, trouble: ended.attempt?.trouble ?? null }, 'a delivery is dead: it failed each time')
  }
  if (disabled !== null) {
    log.error({ ...about, alert: 'endpoint_disabled', why: disabled }, 'a webhook endpoint was disabled')
  }
}

type Outcome = Omit<Ended, 'handed'>

async function sendOne(deps: EngineDeps, { endpoint, delivery, secrets, event }: Begun): Promise<Sent> {
  const body = event === null ? '' : JSON.stringify(eventView(event, deps, deps.webhooks.publicUrl))
  const headers = signedHeaders({ id: delivery.id, body }, secrets, deps.clock)
  return await send({ url: endpoint.url, headers, body }, { ...deps.webhooks, monotonicMs: deps.clock.monotonicMs })
}

function outcomeOf({ clock, random }: EngineDeps, { endpoint, delivery }: Begun, sent: Sent): Outcome {
  const now = clock.now()
  const attempt = { at: now, ...sent }
  const failingBefore = after(now, -FAILING_FOR_MS)
  const common = { endpointId: endpoint.id, attempt, failingBefore, nextAt: now }
  if (sent.trouble === null) return { ...common, state: 'delivered', endpoint: 'well' }
  if (sent.status === GONE) return { ...common, state: 'dead', endpoint: 'gone' }
  const nextAt = nextAttemptAt(delivery.rung, now, random.fraction())
  if (nextAt === null) return { ...common, state: 'dead', endpoint: 'failed' }
  return { ...common, state: 'pending', endpoint: 'failed', nextAt }
}

/** Its month is no longer kept: nobody can say any more what happened in it. */
function lostEvent({ clock }: EngineDeps, { endpoint }: Begun): Outcome {
  const now = clock.now()
  return {
    endpointId: endpoint.id,
    attempt: null,
    failingBefore: now,
    nextAt: now,
    state: 'skipped',
    endpoint: 'nothing',
  }
}
