/** Signs deliveries as Standard Webhooks says: with each secret that is live, newest first. */
import { Webhook } from 'standardwebhooks'
import { type Instant, instant, SECOND_MS } from '../../core/time.ts'
import type { Clock } from '../../ports/clock.ts'
import type { EndpointSecrets } from '../../ports/deliveries.ts'
import type { Random } from '../../ports/random.ts'

/** Standard Webhooks: 24 to 64 bytes. */
const SECRET_BYTES = 32

export const newSecret = (random: Random): string =>
  `whsec_${Buffer.from(random.bytes(SECRET_BYTES)).toString('base64')}`

export interface Message {
  readonly id: string
  readonly body: string
}

/** The receiver's clock is real, also where ours has been moved ahead: the stamp is real time. */
export function signedHeaders(message: Message, secrets: EndpointSecrets, clock: Clock): Record<string, string> {
  const now = clock.now()
  const real = instant(Math.round(now - clock.aheadMs()))
  const signatures = liveOf(secrets, now).map((secret) =>
    new Webhook(secret).sign(message.id, new Date(real), message.body),
  )
  return {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'maedeup',
    'webhook-id': message.id,
    'webhook-timestamp': String(Math.floor(real / SECOND_MS)),
    'webhook-signature': signatures.join(' '),
  }
}

const liveOf = ({ newest, previous }: EndpointSecrets, now: Instant): string[] =>
  previous === null || previous.until <= now ? [newest] : [newest, previous.secret]
