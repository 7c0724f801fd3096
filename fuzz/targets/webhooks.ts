/** What anybody may post to a webhook address: read without a throw, believed only with its proof, kept short. */
import { Webhook } from 'standardwebhooks'
import type { Dice } from '../../sim/dice.ts'
import { type Instant, instant } from '../../src/core/time.ts'
import type { Provider, WebhookReading } from '../../src/ports/provider.ts'
import { SANDBOX_CREDENTIALS } from '../../src/sandbox/index.ts'
import { channelsAt, NOWHERE, providerOf } from '../accounts.ts'
import { isTime } from '../legal.ts'
import { type Head, readGenuine, type Seed } from '../seed.ts'
import { type Judge, must, type Target } from '../target.ts'

export const webhooks: Target = { name: 'webhooks', mostMs: 50, open, twist }

/** The SDK judges signatures by the machine's own clock. */
const now = (): Instant => instant(Date.now())

type Headers = Readonly<Record<string, string>>

const signer = new Webhook(SANDBOX_CREDENTIALS['portone-v2'].webhookSecret)

/** `sign`: as the provider itself would have signed what was changed, so that what it says is read at all. */
function headersOf({ head, body }: Seed, genuine: Seed): Headers {
  const headers = head.headers as Headers
  const id = headers['webhook-id']
  if (id === undefined) return headers
  const at = new Date(Math.floor(now() / 1_000) * 1_000)
  const signed = head.sign === true ? body : genuine.body
  const proof = signer.sign(id, at, Buffer.from(signed).toString('utf8'))
  return { ...headers, 'webhook-timestamp': String(at.getTime() / 1_000), 'webhook-signature': proof }
}

function twist(head: Head, dice: Dice): Head {
  if (dice.chance(0.5)) return { ...head, sign: true }
  if (dice.chance(0.9)) return head
  const [name] = Object.keys(head.headers as Headers)
  return { ...head, headers: { ...(head.headers as Headers), ...(name === undefined ? {} : { [name]: 'x' }) } }
}

async function open(change?: (provider: Provider) => Provider): Promise<Judge> {
  const channels = channelsAt(NOWHERE, change)
  const signed = new Set(readGenuine('webhooks').map(({ body }) => signedOf(body)))
  return {
    async judge(input: Seed, genuine: Seed) {
      const { head, body } = input
      const provider = providerOf(channels, head.provider)
      const webhook = { headers: headersOf(input, genuine), contentType: String(head.contentType), body, trusted: true }
      const reading = await provider.readWebhook(webhook, now())
      mustBeReading(reading)
      if (reading.kind !== 'hint' || reading.proven !== true) return
      const isSame = Buffer.from(body).equals(genuine.body)
      must(isSame || head.sign === true || head.provider === 'nicepay-rest', 'proven, and it was changed')
      if (head.provider === 'nicepay-rest') must(signed.has(signedOf(body)), 'proven, and what was signed was changed')
    },
    async close() {},
  }
}

/** The name of an event stands in the inbox and on timelines. */
const MAX_EVENT = 100
const MAX_WHY = 200

function mustBeReading(reading: WebhookReading): void {
  switch (reading.kind) {
    case 'refused':
      must(reading.why !== '' && reading.why.length <= MAX_WHY, 'refused without a reason, or with a long one')
      return
    case 'ignored':
      must(reading.event.length <= MAX_EVENT, `an event with a name of ${reading.event.length} characters`)
      return
    case 'hint': {
      must(reading.event.length <= MAX_EVENT, `an event with a name of ${reading.event.length} characters`)
      must(reading.ref !== null || reading.orderNumber !== null, 'a hint at nothing')
      if (reading.deposit !== undefined) mustBeNotice(reading.deposit)
    }
  }
}

function mustBeNotice({
  amount,
  account,
  at,
}: NonNullable<Extract<WebhookReading, { kind: 'hint' }>['deposit']>): void {
  must(amount === null || (Number.isSafeInteger(amount) && amount >= 0), `a deposit of ${amount}`)
  must(at === null || isTime(at), `a deposit at ${at}`)
  must(account === null || account !== '', 'a deposit on an account without a number')
}

/** R-b covers tid, amount and time (nicepay §16): a proven body has those of a genuine one. */
function signedOf(body: Uint8Array): string {
  const text = new TextDecoder().decode(body)
  if (!text.startsWith('{')) return ''
  const { tid, amount, ediDate } = JSON.parse(text) as Head
  return [tid, amount, ediDate].join()
}
