/** Webhooks sent again because the merchant asked, under the same id and not too often (§8). */
import { type Answer, ok, refusal } from './answer.ts'
import type { Payment } from './payment.ts'
import { shownWebhook } from './render.ts'
import { deliverTo } from './webhooks.ts'
import type { World } from './world.ts'

/** `webhookId` null: the latest one. */
export function resend(world: World, payment: Payment, webhookId: string | null): Answer {
  const chosen =
    webhookId === null ? payment.webhooks.at(-1) : payment.webhooks.find((delivery) => delivery.id === webhookId)
  if (chosen === undefined) return refusal(world, 'noSuchWebhook')
  if (payment.resends >= world.switches().maxResends) return refusal(world, 'tooManyResends')
  payment.resends += 1
  deliverTo(world, payment, chosen)
  return ok({ webhook: shownWebhook(chosen) })
}
