/** Webhooks of the simulated providers: what they tell, and what is read in them. */

import { amount } from '../../src/core/money.ts'
import type { Instant } from '../../src/core/time.ts'
import type { RawWebhook, WebhookReading } from '../../src/ports/provider.ts'
import type { Profile } from '../profiles.ts'
import type { Transaction } from './books.ts'

/** What a body says. `seal`: only the provider can make it. */
export interface Message {
  readonly event: string
  readonly ref: string
  readonly order: string
  readonly seal: string
  readonly account?: string | undefined
  readonly amount?: number | undefined
  readonly at?: number | undefined
}

const GENUINE = 'genuine'

/** The address that deposit notices come from (`Channel.webhookSources`). */
export const PROVIDER_ADDRESS = '203.0.113.1'

/** A deposit notice tells account, amount and time; everything else only names the payment. */
export function messageOf(one: Transaction, event: string): Message {
  const told = { event, ref: one.ref, order: one.orderNumber, seal: GENUINE }
  if (event !== 'deposit' || one.charge === null) return told
  return { ...told, account: one.account?.number, amount: one.charge.amount, at: one.charge.at }
}

/** Somebody who knows the URL, and perhaps more, but not the secret; and not the provider's address. */
export const forgedOf = (message: Message, change: Partial<Message>): Message => ({
  ...message,
  seal: 'guessed',
  ...change,
})

export const bodyOf = (message: Message): Uint8Array => Buffer.from(JSON.stringify(message))

export function readWebhook({ id, capabilities }: Profile, { body, trusted }: RawWebhook): WebhookReading {
  const { event, ref, order, seal, account, amount: won, at } = JSON.parse(Buffer.from(body).toString()) as Message
  const { webhookProof, virtualAccount } = capabilities
  const proven = webhookProof === 'none' ? null : seal === GENUINE
  if (webhookProof === 'signature' && proven === false) return { kind: 'refused', why: 'the signature is wrong' }
  const hint = { kind: 'hint', event, ref, orderNumber: id === 'nicepay' ? null : order, proven } as const
  if (event !== 'deposit' || virtualAccount?.depositProof !== 'notice') return hint
  const deposit = {
    ref,
    orderNumber: order,
    account: account ?? null,
    amount: won === undefined ? null : amount(won),
    at: (at ?? null) as Instant | null,
    trusted: trusted === true,
  }
  return { ...hint, deposit }
}
