/** Webhooks in: stored before the answer, never believed; they only make us look (DESIGN §2.7). */

import type { DepositNotice } from '../core/account/account.ts'
import { type ErrorCode, type Refusal, refuse } from '../core/errors.ts'
import type { PaymentId } from '../core/ids.ts'
import type { RawWebhook, WebhookAnswer, WebhookReading } from '../ports/provider.ts'
import type { InboxState } from '../ports/store.ts'
import { adopt } from './adopt.ts'
import type { Channel } from './channel.ts'
import type { Shell } from './effects.ts'
import { createPace, type Pace } from './pace.ts'
import { step } from './step.ts'

export type Heard =
  | { readonly ok: true; readonly answer: WebhookAnswer; readonly work: Promise<void> }
  | { readonly ok: false; readonly refusal: Refusal }

/** References that nobody knows cost an inquiry each; a flood of forged ones must not eat the provider's rate limit. */
const UNKNOWN_PER_SECOND = 2

export interface Ears {
  /** `answer` is the provider's; `work` is what goes on behind it. */
  hear(webhook: { channel: string; token: string } & RawWebhook): Promise<Heard>
}

export function createEars(shell: Shell): Ears {
  const paces = new Map<string, Pace>()
  return {
    hear: async ({ channel: name, token, ...raw }) => {
      const channel = shell.channels.get(name)
      // The token is a secret of the URL: who does not have it learns nothing, not even which channels exist.
      if (channel === undefined || !webhookTokens(shell, name).includes(token)) return no('MD_NOT_FOUND')
      const at = shell.clock.now()
      const id = await shell.store.keepWebhook({ channel: name, ...raw, headers: kept(raw.headers), at })
      const reading = await channel.provider.readWebhook(raw, at)
      const { accepted, refused } = channel.provider.webhookAnswer
      const pace = paces.get(name) ?? createPace(UNKNOWN_PER_SECOND, shell.clock)
      paces.set(name, pace)
      const work = follow(shell, { channel, reading, pace }).then(async (became) => {
        const event = reading.kind === 'refused' ? reading.why : reading.event
        await shell.store.markWebhook(id, { ...became, event })
      })
      return { ok: true, answer: reading.kind === 'refused' ? refused : accepted, work }
    },
  }
}

const no = (code: ErrorCode): Heard => ({ ok: false, refusal: refuse(code, 'There is no such webhook URL.') })

/** Headers that a signature needs; cookies and credentials of proxies are nobody's business. */
const DROPPED_HEADERS = ['authorization', 'cookie', 'proxy-authorization'] as const
const kept = (headers: RawWebhook['headers']): RawWebhook['headers'] =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !(DROPPED_HEADERS as readonly string[]).includes(name)))

/** The generation in a webhook URL; a new one makes all old URLs invalid. */
const GENERATION = 1

/** `base64url(HMAC(instance secret, channel + generation))`, newest secret first; older ones stay good for rotation. */
export const webhookTokens = ({ fingerprints }: Pick<Shell, 'fingerprints'>, channel: string): readonly string[] =>
  fingerprints(`webhook ${channel} ${GENERATION}`).map((hex) => Buffer.from(hex, 'hex').toString('base64url'))

/** Only what an allowed source says about a deposit is weighed; anything else is a hint. */
function noticeOf({ deposit }: Extract<WebhookReading, { kind: 'hint' }>): DepositNotice | undefined {
  if (deposit?.trusted !== true) return undefined
  const { trusted, ...notice } = deposit
  return notice
}

interface Hearing {
  readonly channel: Channel
  readonly reading: WebhookReading
  readonly pace: Pace
}

async function follow(
  shell: Shell,
  { channel, reading, pace }: Hearing,
): Promise<{ state: InboxState; paymentId: PaymentId | null }> {
  if (reading.kind !== 'hint') return { state: reading.kind, paymentId: null }
  const { ref, orderNumber, event } = reading
  const deposit = noticeOf(reading)
  const known = await shell.store.paymentOfReference(channel.name, { ref, orderNumber })
  if (known !== null) {
    await step(
      shell,
      known,
      deposit === undefined ? { type: 'hint', event } : { type: 'deposit_notice', notice: deposit },
    )
    return { state: 'heard', paymentId: known }
  }
  if (channel.unknownPayments === 'ignore') return { state: 'unknown', paymentId: null }
  if (pace.available() < 1) return { state: 'overflow', paymentId: null }
  pace.take(1)
  const net = channel.unknownPayments === 'net' ? 'on' : 'watch'
  const adopted = await adopt(shell, { channel: channel.name, ref, orderNumber, orderId: null, net, claim: null })
  return adopted.ok ? { state: 'adopted', paymentId: adopted.file.payment.id } : { state: 'unknown', paymentId: null }
}
