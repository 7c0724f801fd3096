/** Webhooks in: stored before the answer, never believed; they only make us look (DESIGN §2.7). */

import { timingSafeEqual } from 'node:crypto'
import { type ErrorCode, type Refusal, refuse } from '../core/errors.ts'
import { after, type Instant } from '../core/time.ts'
import type { RawWebhook, WebhookAnswer, WebhookReading } from '../ports/provider.ts'
import type { Channel } from './channel.ts'
import type { Shell } from './effects.ts'
import { createFollower, type Follower } from './follow.ts'
import { createPace, type Pace } from './pace.ts'

/** Whoever stored a webhook follows it within this; after it, any process does. */
const FOLLOW_WITHIN_MS = 20_000

/** One in five seconds and channel is kept of what says nothing: enough to see it, too little to fill a disk. */
const NOISE_KEPT = { perSecond: 0.2, atOnce: 100 } as const

export type Heard =
  | { readonly ok: true; readonly answer: WebhookAnswer; readonly follow: () => Promise<void> }
  | { readonly ok: false; readonly refusal: Refusal }

export interface IncomingWebhook extends Omit<RawWebhook, 'trusted'> {
  readonly channel: string
  readonly token: string
  /** The sender's address, as far as our proxies are trusted. */
  readonly source: string
}

export interface Ears extends Pick<Follower, 'catchUp' | 'sweep'> {
  /** `answer` is the provider's; `follow` is for after it. Throws only where the database is away. */
  hear(webhook: IncomingWebhook): Promise<Heard>
  /** What a body is answered that is too large to be read. */
  tooLarge(webhook: Pick<IncomingWebhook, 'channel' | 'token'>): WebhookAnswer | null
}

export function createEars(shell: Shell): Ears {
  const isKept = createNoiseGate(shell)
  const follower = createFollower(shell, isKept)
  const channelOf = ({ channel, token }: Pick<IncomingWebhook, 'channel' | 'token'>): Channel | null =>
    isToken(shell, channel, token) ? (shell.channels.get(channel) ?? null) : null
  return {
    catchUp: follower.catchUp,
    sweep: follower.sweep,
    tooLarge: (webhook) => channelOf(webhook)?.provider.webhookAnswer.refused ?? null,
    hear: async ({ token, ...webhook }) => {
      const channel = channelOf({ channel: webhook.channel, token })
      // The token is a secret of the URL: who does not have it learns nothing, not even which channels exist.
      if (channel === null) return no('MD_NOT_FOUND')
      const at = shell.clock.now()
      const reading = await readingOf(shell, { channel, webhook, at })
      const { accepted, refused } = channel.provider.webhookAnswer
      const answer = reading.kind === 'refused' ? refused : accepted
      if (reading.kind !== 'hint' && !isKept(channel.name)) return { ok: true, answer, follow: nothing }
      const followAt = reading.kind === 'hint' ? after(at, FOLLOW_WITHIN_MS) : null
      const entry = { ...webhook, ...bounded(webhook, channel), at, reading, followAt }
      const key = await shell.store.keepWebhook(entry)
      if (reading.kind !== 'hint') return { ok: true, answer, follow: nothing }
      const stored = { ...key, channel: channel.name, hint: reading, tries: 0 }
      return { ok: true, answer, follow: () => follower.take(stored) }
    },
  }
}

/** Whether one more webhook of a channel that leads nowhere is kept. */
function createNoiseGate({ clock }: Shell): (channel: string) => boolean {
  const paces = new Map<string, Pace>()
  return (channel) => {
    const pace = paces.get(channel) ?? createPace(NOISE_KEPT.perSecond, clock, NOISE_KEPT.atOnce)
    paces.set(channel, pace)
    if (pace.available() < 1) return false
    pace.take(1)
    return true
  }
}

const nothing = async (): Promise<void> => {}

const no = (code: ErrorCode): Heard => ({ ok: false, refusal: refuse(code, 'There is no such webhook URL.') })

interface Incoming {
  readonly channel: Channel
  readonly webhook: Omit<IncomingWebhook, 'token'>
  readonly at: Instant
}

const refusedAs = (why: string): WebhookReading => ({ kind: 'refused', why })

/** An adapter's bug must neither lose what came nor answer with an error of ours. */
async function readingOf(shell: Shell, { channel, webhook, at }: Incoming): Promise<WebhookReading> {
  const { provider, webhookSources } = channel
  if (webhookSources?.(webhook.source) === false) return refusedAs('the sender is not on the list')
  if (webhook.body.length > provider.webhookLimitBytes) return refusedAs(`${webhook.body.length} bytes are too many`)
  const { headers, body, contentType } = webhook
  try {
    const trusted = webhookSources !== null
    const reading = await provider.readWebhook({ headers, body, contentType, trusted }, at)
    return isNameable(reading) ? reading : refusedAs('a reference that can be nobody’s')
  } catch (error) {
    shell.log.error({ channel: channel.name, error: `${error}` }, 'a webhook could not be read')
    return refusedAs('it could not be read')
  }
}

/** Longer than any provider's references (portone-v2: unbounded, but registered by us with 100 at most). */
const MAX_REFERENCE = 300

/** PostgreSQL takes neither U+0000 nor half characters, so no payment of ours has them in its names. */
function isNameable(reading: WebhookReading): boolean {
  if (reading.kind !== 'hint') return true
  return [reading.ref, reading.orderNumber].every(
    (name) => name === null || (name.length <= MAX_REFERENCE && name.isWellFormed() && !name.includes('\0')),
  )
}

/** Credentials of proxies are nobody's business. */
const DROPPED_HEADERS = ['authorization', 'cookie', 'proxy-authorization'] as const
const MAX_HEADERS = 60
const MAX_HEADER = 1_000

/** What is kept of it: a body that no message of the protocol has is not. */
function bounded({ headers, body }: Omit<IncomingWebhook, 'token'>, { provider }: Channel) {
  const kept = Object.entries(headers)
    .filter(([name]) => !(DROPPED_HEADERS as readonly string[]).includes(name))
    .slice(0, MAX_HEADERS)
    .map(([name, value]) => [name, value.slice(0, MAX_HEADER)])
  return {
    headers: Object.fromEntries(kept) as Record<string, string>,
    body: body.length > provider.webhookLimitBytes ? new Uint8Array() : body,
  }
}

/** The generation in a webhook URL; a new one makes all old URLs invalid. */
const GENERATION = 1

/** `base64url(HMAC(instance secret, channel + generation))`, newest secret first; older ones stay good for rotation. */
export const webhookTokens = ({ fingerprints }: Pick<Shell, 'fingerprints'>, channel: string): readonly string[] =>
  fingerprints(`webhook ${channel} ${GENERATION}`).map((hex) => Buffer.from(hex, 'hex').toString('base64url'))

/** Takes as long for a guess that is nearly right as for any other. */
function isToken(shell: Shell, channel: string, token: string): boolean {
  const given = Buffer.from(token)
  return webhookTokens(shell, channel)
    .map((one) => Buffer.from(one))
    .some((one) => one.length === given.length && timingSafeEqual(one, given))
}
