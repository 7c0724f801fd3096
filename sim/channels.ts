/** The channels of a world: one for each protocol with terms of its own; each process has adapters of its own. */
import { type Payment, PROVIDER_IDS, type ProviderId } from '../src/core/payment/payment.ts'
import { type Channel, DEFAULT_BRAKE, DEFAULT_DEPOSIT_WITHIN_MS, USUAL_CONTRACT } from '../src/engine/channel.ts'
import type { Coverage } from './coverage.ts'
import { type Dice, diceOf } from './dice.ts'
import type { Ledger } from './ledger.ts'
import type { Mix } from './mix.ts'
import { forEver, Injected, type Node } from './node.ts'
import type { Acting } from './provider/acts.ts'
import type { Books } from './provider/books.ts'
import { createLuck, createProvider } from './provider/provider.ts'
import { PROVIDER_ADDRESS } from './provider/webhook.ts'
import type { Time } from './time.ts'

export interface ChannelsOptions {
  readonly seed: number
  readonly mix: Mix
  readonly time: Time
  readonly books: Readonly<Record<ProviderId, Books>>
  readonly ledger: Ledger
  readonly coverage: Coverage
  readonly isCalm: () => boolean
  readonly isDown: () => boolean
}

type Body = Pick<Node, 'crash' | 'wait' | 'isAlive'>
type Terms = Pick<Channel, 'net' | 'brake' | 'unknownPayments' | 'orderWithinMs' | 'readyForMs'> & {
  readonly orderCheck: boolean
}

/** What a merchant has configured, and the channels as a process has them. */
export interface Channels {
  asksMerchant(channel: string): boolean
  netOf(channel: string): Channel['net']
  unknownOf(channel: string): Channel['unknownPayments']
  forNode(caller: Body): ReadonlyMap<string, Channel>
}

export function channelsOf(options: ChannelsOptions): Channels {
  const { seed, mix, time, books, coverage, isCalm } = options
  const terms = new Map(PROVIDER_IDS.map((id) => [id as string, termsOf(diceOf(seed, 'terms', id))]))
  const counts = new Map<string, number>()
  const luck = createLuck(
    seed,
    { share: () => (isCalm() ? 0 : mix.line.share), weights: mix.line.weights },
    coverage.called,
  )
  const acting = new Map(
    PROVIDER_IDS.map((id): [ProviderId, Acting] => [
      id,
      { books: books[id], time, dice: diceOf(seed, 'acts', id), naive: mix.naive, answers: new Map() },
    ]),
  )
  return {
    asksMerchant: (channel) => terms.get(channel)?.orderCheck ?? false,
    netOf: (channel) => terms.get(channel)?.net ?? 'on',
    unknownOf: (channel) => terms.get(channel)?.unknownPayments ?? 'ignore',
    forNode: (caller) =>
      new Map(
        PROVIDER_IDS.map((id) => {
          const { orderCheck, ...own } = terms.get(id) as Terms
          const { capabilities } = books[id].profile
          const line = { time, caller, capabilities, isDown: options.isDown }
          const provider = createProvider(acting.get(id) as Acting, { line, luck, counts })
          const asks = orderCheck ? askMerchant(options, caller, diceOf(seed, 'check', id)) : null
          return [id, { ...FIXED, ...own, name: id, provider, orderCheck: asks }]
        }),
      ),
  }
}

const FIXED = {
  cancellationPolicy: USUAL_CONTRACT,
  depositWithinMs: DEFAULT_DEPOSIT_WITHIN_MS,
  webhookSources: (address: string) => address === PROVIDER_ADDRESS,
  gapRule: true,
} as const

function termsOf(dice: Dice): Terms {
  return {
    net: dice.weighted({ on: 85, dry_run: 7, off: 8 }),
    brake: dice.chance(0.5) ? DEFAULT_BRAKE : null,
    unknownPayments: dice.pick(['ignore', 'watch', 'net'] as const),
    orderWithinMs: 15 * 60_000,
    readyForMs: 60 * 60_000,
    orderCheck: dice.chance(0.5),
  }
}

/** The merchant's own database, asked by the channel: it knows what was stored, and now and then nothing. */
function askMerchant({ ledger, isCalm, mix }: ChannelsOptions, caller: Body, dice: Dice) {
  return async ({ id, orderId }: Payment) => {
    await caller.wait(dice.between(1, 500))
    if (!caller.isAlive()) return await forEver()
    if (!isCalm() && dice.chance(mix.line.share)) return { kind: 'unknown' as const }
    if (!isCalm() && dice.chance(mix.line.share / 4)) throw new Injected('the order check threw')
    const deal = ledger.deals.get(id)
    const exists = deal !== undefined && deal.storedAt !== null && deal.givenUpAt === null
    return exists ? { kind: 'ref' as const, ref: `R-${orderId}` } : { kind: 'none' as const }
  }
}
