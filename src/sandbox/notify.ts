/** Sends a provider's notifications to the merchant: retries on the sandbox clock, faults, a log of every attempt. */
import { type Instant, toIso } from '../core/time.ts'
import { isWebhookFault, type WebhookFault } from './faults/catalogue.ts'
import type { Fault, FaultPlan } from './faults/plan.ts'
import type { Timers } from './timers.ts'

/** What one attempt may say about itself in the headers. */
export interface Attempt {
  readonly at: Instant
  /** 0 for the first send, then counted up. */
  readonly retried: number
  /** Where it goes. */
  readonly url: string
}

/** What is sent: the bytes are fixed when it happened, the headers are made for each attempt. */
export interface Message {
  /** What the log calls it: the protocol's own name of the event. */
  readonly event: string
  readonly contentType: string
  readonly body: Buffer
  readonly headers: (attempt: Attempt) => Readonly<Record<string, string>>
}

export interface Notification extends Message {
  /** Did the merchant say what the protocol wants to hear? A body longer than 16 kB is cut off before this looks. */
  readonly isAcknowledged: (status: number, bodyText: string) => boolean
  /** How long after each failed attempt the next one follows; its length bounds the retries. */
  readonly retryAfterMs: readonly number[]
  /** How long the merchant may take, in real time. Default 10 s. */
  readonly timeoutMs?: number
  /** Where this one goes instead, if it is of this machine: payments may name an address of their own. */
  readonly url?: string
  /** The same kind of message about something that did not happen, as a stranger would send it. */
  readonly forged: Message
}

export interface LoggedAttempt {
  readonly at: string
  status: number | null
  error: string | null
}

/** One notification as `GET /control/notifications` shows it. */
export interface LoggedNotification {
  readonly seq: number
  readonly at: string
  readonly event: string
  readonly body: string
  /** The fault that was played on it, if one was. */
  readonly fault: WebhookFault | null
  readonly forged: boolean
  /** `dropped` by a fault or by a full queue; `untargeted`: nobody had said where to send it. */
  state: 'waiting' | 'acknowledged' | 'given_up' | 'dropped' | 'untargeted'
  readonly attempts: LoggedAttempt[]
  acknowledged: boolean
}

export interface Notifier {
  readonly notify: (notification: Notification) => void
  readonly target: () => string | null
  /** Kept over a reset: where to send is configuration, like a port. */
  readonly setTarget: (url: string | null) => void
  readonly list: () => readonly LoggedNotification[]
  /** Ends what is pending or under way and forgets the log. */
  readonly clear: () => void
}

export interface NotifierOptions {
  readonly timers: Timers
  readonly faults: () => FaultPlan
  readonly target: string | null
}

/** Enough for a long chaos run; the oldest are forgotten first. */
export const MAX_LOGGED = 2_000
/** Waiting for a retry or a place: more means that nobody listens, and what comes on top is dropped. */
export const MAX_WAITING = 1_000
/** A provider's sender has so many workers; a merchant that hangs must not eat our sockets. */
const MAX_UNDER_WAY = 32
/** All documented answers are a few bytes. */
const MAX_ANSWER_BYTES = 16 * 1024
const TIMEOUT_MS = 10_000
/** When nothing else is asked for, a delayed notification comes so much later, in sandbox time. */
const DELAY_MS = 5_000

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** Only this machine: the sandbox must never be a way to make another host receive anything. */
export const isLoopbackTarget = (text: string): boolean => {
  if (!URL.canParse(text)) return false
  const { protocol, hostname } = new URL(text)
  return (protocol === 'http:' || protocol === 'https:') && LOOPBACK.test(hostname)
}

interface Sending {
  readonly message: Message
  readonly notification: Notification
  readonly entry: LoggedNotification
}

export function createNotifier({ timers, faults, target: firstTarget }: NotifierOptions): Notifier {
  const log = createLog(timers)
  const line: Sending[] = []
  let target = firstTarget
  let life = new AbortController()
  let [waiting, underWay, generation] = [0, 0, 0]

  const drain = (): void => {
    while (underWay < MAX_UNDER_WAY) {
      const sending = line.shift()
      if (sending === undefined) return
      underWay += 1
      waiting -= 1
      void attempt(sending, generation)
    }
  }
  const attempt = async (sending: Sending, born: number): Promise<void> => {
    const outcome = await attemptOnce(sending, { target, at: timers.now(), life: life.signal })
    if (born !== generation) return
    underWay -= 1
    if (outcome === 'failed') later(sending)
    else settle(sending.entry, outcome)
    drain()
  }
  const later = (sending: Sending): void => {
    // A stranger who forged something does not try again.
    const ladder = sending.entry.forged ? [] : sending.notification.retryAfterMs
    const delayMs = ladder[sending.entry.attempts.length - 1]
    if (delayMs === undefined) sending.entry.state = 'given_up'
    else start(sending, delayMs)
  }
  const start = (sending: Sending, delayMs: number): void => {
    if (waiting >= MAX_WAITING) {
      sending.entry.state = 'dropped'
      return
    }
    waiting += 1
    timers.after(delayMs, () => {
      line.push(sending)
      drain()
    })
  }
  return {
    notify(notification) {
      const fault = faults().take('webhook')
      for (const { message, delayMs } of plan(notification, fault)) {
        const entry = log.add({ message, notification, fault })
        if (delayMs === 'never') entry.state = 'dropped'
        else start({ message, notification, entry }, delayMs)
      }
    },
    target: () => target,
    setTarget: (url) => {
      target = url
    },
    list: log.list,
    clear() {
      generation += 1
      life.abort()
      life = new AbortController()
      line.length = 0
      ;[waiting, underWay] = [0, 0]
      log.clear()
    },
  }
}

function settle(entry: LoggedNotification, outcome: 'acknowledged' | 'untargeted'): void {
  entry.state = outcome
  entry.acknowledged = outcome === 'acknowledged'
}

interface Planned {
  readonly message: Message
  readonly delayMs: number | 'never'
}

/** What is sent in place of one notification. A forged one comes before the true one, not instead of it. */
function plan(notification: Notification, fault: Fault | null): readonly Planned[] {
  const honest = { message: notification, delayMs: 0 }
  switch (fault?.fault) {
    case 'webhook_drop':
      return [{ message: notification, delayMs: 'never' }]
    case 'webhook_duplicate':
      return [honest, { message: notification, delayMs: fault.delayMs ?? 0 }]
    case 'webhook_delay':
      return [{ message: notification, delayMs: fault.delayMs ?? DELAY_MS }]
    case 'webhook_forge':
      return [{ message: notification.forged, delayMs: 0 }, honest]
    default:
      return [honest]
  }
}

interface Circumstances {
  readonly target: string | null
  readonly at: Instant
  readonly life: AbortSignal
}

async function attemptOnce(sending: Sending, now: Circumstances): Promise<'acknowledged' | 'failed' | 'untargeted'> {
  const { message, notification, entry } = sending
  const url = isLoopbackTarget(notification.url ?? '') ? (notification.url ?? null) : now.target
  if (url === null) return 'untargeted'
  const logged: LoggedAttempt = { at: toIso(now.at), status: null, error: null }
  const headers = message.headers({ at: now.at, retried: entry.attempts.length, url })
  entry.attempts.push(logged)
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': message.contentType, connection: 'close' },
      body: new Uint8Array(message.body),
      redirect: 'manual',
      signal: AbortSignal.any([now.life, AbortSignal.timeout(notification.timeoutMs ?? TIMEOUT_MS)]),
    })
    const text = await beginningOf(response)
    logged.status = response.status
    return notification.isAcknowledged(response.status, text) ? 'acknowledged' : 'failed'
  } catch (error) {
    logged.error = reasonOf(error)
    return 'failed'
  }
}

async function beginningOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes >= MAX_ANSWER_BYTES) break
  }
  return Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString('utf8')
}

/** `fetch failed` says nothing; its cause does. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  if (cause instanceof Error) return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message
  return error.name
}

interface Logged extends Pick<Sending, 'message' | 'notification'> {
  readonly fault: Fault | null
}

function createLog(timers: Timers) {
  const ring: LoggedNotification[] = []
  let seq = 0
  return {
    add({ message, notification, fault }: Logged): LoggedNotification {
      seq += 1
      const entry: LoggedNotification = {
        seq,
        at: toIso(timers.now()),
        event: message.event,
        body: message.body.toString('utf8'),
        fault: fault !== null && isWebhookFault(fault.fault) ? fault.fault : null,
        forged: message === notification.forged,
        state: 'waiting',
        attempts: [],
        acknowledged: false,
      }
      ring[(seq - 1) % MAX_LOGGED] = entry
      return entry
    },
    list: (): readonly LoggedNotification[] => [...ring].sort((a, b) => a.seq - b.seq),
    clear(): void {
      ring.length = 0
      seq = 0
    },
  }
}
