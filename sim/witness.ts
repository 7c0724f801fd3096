/** Writes down what the API and the feed would have told at each moment, and a hash over everything that happened. */
import type { CancellationId, PaymentId } from '../src/core/ids.ts'
import type { PaymentFile, PaymentState } from '../src/core/payment/payment.ts'
import type { PaymentJson } from '../src/http/schemas/payment.ts'
import { paymentJson } from '../src/http/view.ts'
import type { Commit } from './store.ts'
import type { Time } from './time.ts'

/** A payment as a merchant could have seen it, whenever it changed. */
export interface Sight {
  readonly at: number
  readonly state: PaymentState
  readonly paid: number
  readonly tied: boolean
  readonly onDesk: boolean
  /** Cancellations by id, and how they stood. */
  readonly cancellations: readonly Seen[]
  readonly orderDueAt: number | null
  readonly types: readonly string[]
}

export interface Seen {
  readonly id: CancellationId
  readonly kind: string
  readonly state: string
  readonly amount: number
  readonly reason: string
}

/** What was told of one payment; `view` is the last word. */
export interface Told {
  readonly id: PaymentId
  readonly orderId: string
  readonly sights: Sight[]
  /** The file behind {@link view}; the auditor reads the view. */
  last: PaymentFile
  /** How a payment that was made without us came under the net. */
  adoptedAs: 'watch' | 'on' | null
  /** When an account's number was first told. */
  numberAt: number | null
  asks: number
}

export interface Witness {
  readonly told: Map<PaymentId, Told>
  /** Exceptions that nobody meant to happen. */
  readonly troubles: string[]
  saw(commit: Commit): { readonly number: boolean; readonly hold: boolean }
  note(what: string): void
  trouble(data: object, message: string): void
  onDesk(): PaymentId[]
  asks(id: PaymentId): number
  view(id: PaymentId): PaymentJson | null
  /** Over everything that happened, in its order. */
  hash(): string
}

export function createWitness(time: Time): Witness {
  const told = new Map<PaymentId, Told>()
  const troubles: string[] = []
  const log = createHash()
  return {
    told,
    troubles,
    saw: (commit) => see(told, commit, { at: time.now(), log }),
    note: (what) => log.add(`${time.now()} ${what}`),
    trouble: (data, message) => {
      const said = JSON.stringify(data)
      log.add(`${time.now()} ${message}`)
      if (!EXPECTED.some((text) => said.includes(text))) troubles.push(`${message}: ${said}`)
    },
    onDesk: () => [...told.values()].flatMap(({ id, last }) => (last.payment.hold === null ? [] : [id])),
    asks: (id) => told.get(id)?.asks ?? 0,
    view: (id) => {
      const last = told.get(id)?.last
      return last === undefined ? null : paymentJson(last)
    },
    hash: log.end,
  }
}

/** Errors that the simulation makes, and alarms that a process raises on purpose. */
const EXPECTED = [
  ...['the connection was lost', 'the database is away', 'an adapter of the simulation threw', 'the order check threw'],
  ...['"alert"'],
] as const

function see(
  told: Map<PaymentId, Told>,
  { file, timeline }: Commit,
  { at, log }: { at: number; log: Hash },
): { number: boolean; hold: boolean } {
  const { payment, cancellations } = file
  const fresh: Told = {
    id: payment.id,
    orderId: payment.orderId,
    sights: [],
    last: file,
    adoptedAs: null,
    numberAt: null,
    asks: 0,
  }
  const known = told.get(payment.id) ?? fresh
  told.set(payment.id, known)
  const types = timeline.map(({ type }) => type)
  log.add(`${at} ${payment.id} ${payment.version} ${payment.state} ${types.join()}`)
  const wasHeld = known.sights.length > 0 && known.last.payment.hold !== null
  known.last = file
  const adopted = timeline.find(({ type }) => type === 'payment.adopted')?.data.net
  if (adopted !== undefined) known.adoptedAs = adopted === 'on' ? 'on' : 'watch'
  known.asks += types.filter((type) => type === 'payment.refund_account_needed').length
  known.sights.push({
    at,
    state: payment.state,
    paid: payment.amounts.paid,
    tied: payment.order !== null,
    onDesk: payment.hold !== null,
    cancellations: cancellations.map(({ id, kind, state, amount, reason }) => ({ id, kind, state, amount, reason })),
    orderDueAt: payment.orderDueAt,
    types,
  })
  const number = known.numberAt === null && payment.virtualAccount?.number != null
  if (number) known.numberAt = at
  return { number, hold: payment.hold !== null && !wasHeld }
}

interface Hash {
  add(text: string): void
  end(): string
}

/** Two FNV-1a lanes: enough to tell two runs apart, and cheap. */
function createHash(): Hash {
  let [one, other] = [0x811c9dc5, 0x01234567]
  return {
    add: (text) => {
      for (let i = 0; i < text.length; i += 1) {
        const code = text.charCodeAt(i)
        one = Math.imul(one ^ code, 0x01000193)
        other = Math.imul(other ^ code, 0x85ebca6b) + 1
      }
    },
    end: () => `${(one >>> 0).toString(16).padStart(8, '0')}${(other >>> 0).toString(16).padStart(8, '0')}`,
  }
}
